"""What is done with the slices, maps and channels of a group of pointers, as a whole."""

from __future__ import annotations

from typing import Final, Protocol

from goescape.fixes.code import Code, bare
from goescape.fixes.reasons import Reason
from goescape.fixes.values.filling import is_filled
from goescape.fixes.values.pointer_elements import Put, element_of, is_channel
from goescape.fixes.values.value_variables import is_local
from goescape.syntax.nodes import (
    Assign,
    Binary,
    Call,
    CompositeLit,
    Ident,
    Index,
    KeyValue,
    MapType,
    Node,
    Range,
    Send,
    SliceExpr,
    Unary,
    ValueSpec,
)
from goescape.types.model import Chan, Map, Slice, Var

_HARMLESS: Final = {
    ("len", Slice),
    ("len", Map),
    ("len", Chan),
    ("cap", Chan),
    ("delete", Map),
    ("clear", Map),
}
"""Builtins that neither keep a container nor tell of its elements, by what they are given. The capacity that append
makes depends on the elements' size, and clear makes those of a slice nil."""


class Collector(Protocol):
    """What is told of containers: a `pointer_groups.Group`, which see for what is what."""

    code: Code
    seen: set[int]
    puts: list[Put]
    loops: list[Range]
    closed: list[Var]
    grows: bool
    shares: bool

    def join(self, variable: Var | None) -> None:
        """Take a variable in."""

    def assigned(self, left: Node, stmt: Assign, variable: Var) -> None:
        """A variable gets another value, or its first."""

    def element(self, node: Index | Unary, variable: Var) -> None:
        """A mention of an element."""

    def put(self, node: Node) -> None:
        """An expression whose value becomes an element."""

    def takes_whole(self, node: Call | CompositeLit) -> bool:
        """Whether an expression that makes a container is one of the group."""

    def edit_type(self, node: Node) -> None:
        """A container's type is written here."""

    def refuse(self, reason: Reason) -> None:
        """The elements cannot be values."""


class Containers:
    """Looks at containers for a group, and tells it of what is put into them."""

    def __init__(self, group: Collector) -> None:
        self._group = group
        self._code = group.code

    def source(self, node: Node) -> None:
        """Look at an expression whose value a container gets."""
        inner = bare(node)
        if inner is None or inner.id in self._group.seen:
            return
        self._group.seen.add(inner.id)
        variable = self._code.variable(inner)
        if variable is not None:
            self._group.join(variable)
        elif isinstance(inner, CompositeLit):
            self._literal(inner)
        elif isinstance(inner, SliceExpr):
            self.source(inner.x)
        elif isinstance(inner, Call):
            self._call(inner)
        elif not self._code.is_nil(inner):
            self._group.refuse(Reason.NOT_FRESH)

    def _literal(self, literal: CompositeLit) -> None:
        if literal.type is None or element_of(self._code.type_of(literal)) is None:
            self._group.refuse(Reason.WRITTEN_TYPE)
            return
        self._group.edit_type(literal.type)
        is_map = isinstance(literal.type, MapType)
        for element in literal.elements:
            if isinstance(element, KeyValue) and not is_map:
                self._group.refuse(Reason.MAYBE_NIL)
            self._group.put(element.value if isinstance(element, KeyValue) else element)

    def _call(self, call: Call) -> None:
        builtin = self._code.builtin(call)
        if builtin == "append":
            first, *rest = call.args
            self.source(first)
            for argument in rest:
                if call.spread:
                    self._elements(argument)
                else:
                    self._group.put(argument)
        elif builtin == "make":
            self._group.edit_type(call.args[0])
            if isinstance(self._code.type_of(call), Slice) and not self._has_no_nil(call):
                self._group.refuse(Reason.MAYBE_NIL)
        elif self._code.is_type(call.fun) and len(call.args) == 1 and self._code.is_nil(bare(call.args[0])):
            self._group.edit_type(bare(call.fun) or call.fun)
        else:
            self._group.refuse(Reason.NOT_FRESH)

    def _elements(self, node: Node) -> None:
        """The elements of a container are put into another, or elsewhere into the same."""
        self.source(node)
        self._group.puts.append(Put(node, None))

    def _has_no_nil(self, make: Call) -> bool:
        """Whether a slice that is made is empty, or filled at once."""
        return self._code.value_of(make.args[1]) == 0 or is_filled(self._code, make)

    def mention(self, ident: Ident, variable: Var) -> None:
        """Look at a mention of a container."""
        node = self._code.unparenthesised(ident)
        above = self._code.parent(node)
        if isinstance(above, Assign) and any(left is node for left in above.lhs):
            self._group.assigned(node, above, variable)
        elif (isinstance(above, Index) and above.x is node) or (isinstance(above, Unary) and above.op == "<-"):
            self._group.element(above, variable)
        elif isinstance(above, Send) and above.chan is node:
            self._group.put(above.value)
        else:
            self._value(node, above, variable)

    def _value(self, node: Node, above: Node | None, variable: Var) -> None:
        """What is done with a container as a whole, or a part of a slice."""
        if isinstance(above, SliceExpr) and above.x is node:
            self._part(above, variable)
        elif isinstance(above, Call):
            self._argument(node, above, variable)
        elif isinstance(above, Range) and above.x is node:
            self.iterated(above)
        elif isinstance(above, (Assign, ValueSpec)):
            self.copied(node, above, variable)
        elif not (isinstance(above, Binary) and (self._code.is_nil(above.x) or self._code.is_nil(above.y))):
            self._group.refuse(Reason.CONTAINER_KEPT)

    def _part(self, part: SliceExpr, variable: Var) -> None:
        """Part of a slice: of what it has, not of what it could grow to, which may be nil."""
        if part.three or self._code.variable(part.x) is not variable or not self._is_within(part.high, variable):
            self._group.refuse(Reason.MAYBE_NIL)
        node = self._code.unparenthesised(part)
        self._value(node, self._code.parent(node), variable)

    def _is_within(self, high: Node | None, variable: Var) -> bool:
        """Whether an upper bound of a slice is certainly none that is more than its length."""
        high = bare(high)
        if high is None or self._code.value_of(high) == 0:
            return True
        if isinstance(high, Binary) and high.op == "-":
            less = self._code.value_of(high.y)
            return isinstance(less, int) and less >= 0 and self._is_within(high.x, variable)
        is_length = isinstance(high, Call) and self._code.builtin(high) == "len"
        return isinstance(high, Call) and is_length and self._code.variable(high.args[0]) is variable

    def _argument(self, node: Node, call: Call, variable: Var) -> None:
        """A container is given to a function."""
        builtin = self._code.builtin(call)
        if builtin == "append" and call.args[0] is node:
            self._group.grows = True
            self.source(call)
            outer = self._code.unparenthesised(call)
            self._value(outer, self._code.parent(outer), variable)
        elif builtin == "append":
            if not self._group.takes_whole(call):
                self._group.refuse(Reason.CONTAINER_KEPT)
        elif builtin == "copy":
            self.source(call.args[0])
            self._elements(call.args[1])
        elif builtin == "close":
            self._group.closed.append(variable)
        elif (builtin, variable.type_of().__class__) not in _HARMLESS:
            self._group.refuse(Reason.CONTAINER_KEPT)

    def iterated(self, loop: Range) -> None:
        """A loop goes over a container."""
        self.source(loop.x)
        value = loop.key if is_channel(self._code, loop.x) else loop.value
        if value is None or (isinstance(value, Ident) and value.name == "_"):
            return
        self._group.loops.append(loop)
        if not isinstance(value, Ident) or loop.op != ":=":
            self._group.refuse(Reason.POINTER_KEPT)
            return
        obj = self._code.object_of(value)
        self._group.join(obj if isinstance(obj, Var) else None)

    def copied(self, node: Node, above: Assign | ValueSpec, variable: Var | None = None) -> None:
        """A container is assigned to a variable: (part of) `variable`, with which it shares elements; or a new one."""
        left, right = (above.lhs, above.rhs) if isinstance(above, Assign) else (above.names, above.values)
        target = next((one for one, other in zip(left, right, strict=False) if other is node), None)
        if len(left) != len(right) or target is None:
            self._group.refuse(Reason.CONTAINER_KEPT)
        elif not (isinstance(target, Ident) and target.name == "_"):
            other = self._code.variable(target)
            if other is None or not is_local(self._code, other):
                self._group.refuse(Reason.CONTAINER_KEPT)
                return
            if variable not in (None, other) and isinstance(other.type_of(), Slice):
                self._group.shares = True
            self._group.join(other)
