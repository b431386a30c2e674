"""Local variables among which pointers to values of one type travel.

A group begins with a slice, map or channel of ``*T`` that a function declares, and grows by the variables that its
elements come from and go to. Pointers enter it where a value is made for them (``&T{...}``, ``new(T)``, ``&x`` of a
local variable), and if nothing is objected to, none leaves it: all that is done with one is to put it into another
variable of the group, and to read or write what it points to.
"""

from __future__ import annotations

from collections.abc import Iterable

from goescape.fixes.code import Code, bare
from goescape.fixes.edits.pointers import PointerUse, Touch, address, as_value, pointer_use, without
from goescape.fixes.evidence.flow import is_shared_by_iterations
from goescape.fixes.evidence.statements import definition, is_result
from goescape.fixes.evidence.uses import Role, is_assigned, is_captured, uses
from goescape.fixes.model import Edit
from goescape.fixes.reasons import Reason
from goescape.fixes.scene import Scene
from goescape.fixes.values.fresh import as_made, is_fresh
from goescape.fixes.values.lending import is_lent
from goescape.fixes.values.pointer_containers import Containers
from goescape.fixes.values.pointer_elements import Put, Store, container_of, element_of, element_type, is_channel
from goescape.fixes.values.presence import is_present
from goescape.fixes.values.reading import Readers
from goescape.fixes.values.value_variables import is_local
from goescape.syntax.nodes import (
    Assign,
    Call,
    CompositeLit,
    ExprStmt,
    Ident,
    Index,
    KeyValue,
    Node,
    Range,
    Send,
    Star,
    Unary,
    ValueSpec,
)
from goescape.types.identical import identical
from goescape.types.model import Chan, Map, Pointer, Slice, Type, Var


class Group:
    """See the module.

    - `containers`: the slices, maps and channels, in the order in which they were met.
    - `pointers`: the variables of type ``*T``; `values` those of type ``T`` whose address is put into others.
    - `made`: the places at which the compiler speaks of the values: expressions, and names of `values`.
    - `puts`, `stores`: what is done with the pointers, but for reading through them.
    - `loops`: those over containers, that have a variable for the elements.
    - `edits`: what makes all of them hold values.
    - `objection`: the first reason why that cannot be done.

    For who collects: `seen` are the expressions that were looked at; `closed` the channels that are closed, `received`
    those from which something is received that may be missing then; `grows` and `shares` tell whether there is an
    append, and whether two slices may share elements.
    """

    def __init__(self, code: Code, scene: Scene, first: Var, elem: Type) -> None:
        self.code = code
        self.elem = elem
        self._scene = scene
        self._readers = scene.module.once(Readers)
        self._containers = Containers(self)
        self.containers: list[Var] = []
        self.pointers: list[Var] = []
        self.values: list[Var] = []
        self.made: list[Node] = []
        self.puts: list[Put] = []
        self.stores: list[Store] = []
        self.loops: list[Range] = []
        self.edits: list[Edit] = []
        self.objection: Reason | None = None
        self.seen: set[int] = set()
        self.closed: list[Var] = []
        self.received: list[Var] = []
        self.grows = self.shares = False
        self.join(first)
        if any(variable in self.closed for variable in self.received):
            self.refuse(Reason.MAYBE_NIL)
        if self.grows and self.shares:
            self.refuse(Reason.SHARED_ARRAY)

    # ------------------------------------------------------------------------------------------------- its variables

    def join(self, variable: Var | None) -> None:
        """Take a variable into the group, and look at all its mentions."""
        if variable is None or variable in self.containers or variable in self.pointers:
            return
        kept = element_of(variable.type_of())
        is_pointer = kept is None and isinstance(variable.type_of(), Pointer)
        elem = kept if kept is not None else getattr(variable.type_of(), "elem", None)
        ident = definition(self.code, variable)
        if ident is None or not isinstance(elem, Type) or not identical(elem, self.elem):
            self.refuse(Reason.NOT_FRESH)
            return
        (self.pointers if is_pointer else self.containers).append(variable)
        self._define(variable, ident)
        for mention in self.code.mentions(variable):
            if mention is ident:
                continue
            if is_pointer:
                self._pointer(mention, variable)
            else:
                self._containers.mention(mention, variable)

    def _define(self, variable: Var, ident: Ident) -> None:
        above = self.code.parent(ident)
        if isinstance(above, ValueSpec):
            self._declared(variable, above)
        elif isinstance(above, Range) and ident is (above.key if is_channel(self.code, above.x) else above.value):
            self._ranged(above)
        elif not isinstance(above, Assign) or not is_local(self.code, variable):
            self.refuse(Reason.NOT_FRESH)
        else:
            self.assigned(ident, above, variable)

    def _declared(self, variable: Var, spec: ValueSpec) -> None:
        if spec.type is not None:
            self.edit_type(spec.type, spec)
        if not spec.values:
            if variable in self.pointers:
                self.refuse(Reason.MAYBE_NIL)
            return
        self._from(spec.names, spec.values, variable)

    def edit_type(self, node: Node, spec: ValueSpec | None = None) -> None:
        """The star in a written type goes."""
        star = node if spec is not None and isinstance(node, Star) else element_type(node)
        if not isinstance(star, Star) or (spec is not None and len(spec.names) > 1):
            self.refuse(Reason.WRITTEN_TYPE)
        else:
            self.edits.append(without(self.code, star, 0, 1))

    def _ranged(self, loop: Range) -> None:
        """A loop's variable holds elements."""
        source = container_of(self.code, loop.x)
        if source is None or loop.op != ":=":
            self.refuse(Reason.NOT_FRESH)
        self.join(source)

    def assigned(self, left: Node, stmt: Assign, variable: Var) -> None:
        """A variable gets another value, or its first."""
        if stmt.op not in ("=", ":="):
            self.refuse(Reason.NOT_FRESH)
        elif len(stmt.lhs) == 2 and len(stmt.rhs) == 1 and left is stmt.lhs[0] and variable in self.pointers:
            self._element_read(stmt.rhs[0], stmt)
        else:
            self._from(stmt.lhs, stmt.rhs, variable, left)

    def _from(self, left: Iterable[Node], right: Iterable[Node], variable: Var, at: Node | None = None) -> None:
        """Look at what a variable of the group gets."""
        pairs = list(zip(left, right, strict=False))
        named = [value for node, value in pairs if node is at or (at is None and self._names(node, variable))]
        if len(list(left)) != len(list(right)) or not named:
            self.refuse(Reason.NOT_FRESH)
            return
        for value in named:
            if variable in self.pointers:
                self.put(value)
            else:
                self._containers.source(value)

    def _names(self, node: Node, variable: Var) -> bool:
        return isinstance(node, Ident) and self.code.object_of(node) is variable

    def refuse(self, reason: Reason) -> None:
        """Note why the group cannot hold values."""
        self.objection = self.objection or reason

    # -------------------------------------------------------------------------------------------------- elements

    def element(self, node: Index | Unary, variable: Var) -> None:
        """A mention of an element: ``v[i]``, ``m[k]``, ``<-c``."""
        outer = self.code.unparenthesised(node)
        above = self.code.parent(outer)
        if isinstance(above, Assign) and any(left is outer for left in above.lhs):
            self._element_assigned(outer, above)
        elif isinstance(above, Assign) and len(above.lhs) == 2 and len(above.rhs) == 1:
            self._element_read(outer, above)
        elif isinstance(above, ExprStmt):
            return
        else:
            self._element_used(node, variable)

    def _element_assigned(self, outer: Node, stmt: Assign) -> None:
        value = next((right for left, right in zip(stmt.lhs, stmt.rhs, strict=False) if left is outer), None)
        if stmt.op != "=" or len(stmt.lhs) != len(stmt.rhs) or value is None:
            self.refuse(Reason.NOT_FRESH)
        else:
            self.put(value)

    def _element_read(self, node: Node, stmt: Assign) -> None:
        """``p, ok := m[k]``, ``p, ok := <-c``."""
        inner = bare(node)
        if inner is None or inner.id in self.seen:
            return
        self.seen.add(inner.id)
        operand = inner.x if isinstance(inner, (Index, Unary)) else None
        source = container_of(self.code, operand)
        first = stmt.lhs[0]
        if source is None:
            self.refuse(Reason.NOT_FRESH)
            return
        self.join(source)
        if isinstance(first, Ident) and first.name == "_":
            return
        variable = self.code.variable(first)
        if variable is None or not is_local(self.code, variable):
            self.refuse(Reason.POINTER_KEPT)
            return
        if not is_present(self.code, stmt, variable):
            if isinstance(source.type_of(), Chan):
                self.received.append(source)
            else:
                self.refuse(Reason.MAYBE_NIL)
        self.join(variable)

    def _element_used(self, node: Index | Unary, variable: Var) -> None:
        t = variable.type_of()
        if isinstance(t, Map):
            self.refuse(Reason.MAYBE_NIL)
        elif isinstance(t, Chan):
            self.received.append(variable)
        use = pointer_use(self.code, node)
        if use.touch is Touch.OTHER and self._goes_on(use.pointer):
            self.puts.append(Put(use.pointer, None))
        elif use.touch is not Touch.READ and not isinstance(t, Slice):
            self.refuse(Reason.NEEDS_VARIABLE)
        elif use.touch is Touch.METHOD and is_captured(self.code, variable):
            self.refuse(Reason.WRITTEN_THROUGH)
        else:
            self._use(use, None)

    def put(self, node: Node) -> None:
        """An expression whose value a container or pointer variable gets."""
        inner = bare(node)
        if inner is None or inner.id in self.seen:
            return
        if is_fresh(self.code, inner):
            self.seen.add(inner.id)
            self.made.append(inner)
            self.edits += as_made(self.code, node)
        elif isinstance(inner, CompositeLit) and inner.type is None:
            self.seen.add(inner.id)
            self.made.append(inner)
        elif isinstance(inner, Unary) and inner.op == "&":
            self.seen.add(inner.id)
            self._address(inner)
        elif isinstance(inner, Ident) and not self.code.is_nil(inner):
            self.join(self.code.variable(inner))
            if self.code.variable(inner) is None:
                self.refuse(Reason.NOT_FRESH)
        elif isinstance(inner, Index) or (isinstance(inner, Unary) and inner.op == "<-"):
            source = container_of(self.code, inner.x)
            if source is None:
                self.refuse(Reason.NOT_FRESH)
            self.join(source)
        else:
            self.refuse(Reason.MAYBE_NIL if self.code.is_nil(inner) else Reason.NOT_FRESH)

    # -------------------------------------------------------------------------------------------------- pointers

    def _pointer(self, ident: Ident, variable: Var) -> None:
        """A mention of a variable that holds a pointer."""
        node = self.code.unparenthesised(ident)
        above = self.code.parent(node)
        if is_assigned(node, above):
            if isinstance(above, Assign):
                self.assigned(node, above, variable)
            else:
                self.refuse(Reason.NOT_FRESH)
            return
        use = pointer_use(self.code, ident)
        if use.touch is Touch.OTHER and self._goes_on(use.pointer):
            self.puts.append(Put(use.pointer, variable))
        else:
            self._use(use, variable)

    def _use(self, use: PointerUse, variable: Var | None) -> None:
        """A pointer is used for what it leads to."""
        if use.touch in (Touch.READ, Touch.STORE):
            self.edits += as_value(self.code, use)
            if use.touch is Touch.STORE:
                self.stores.append(Store(use.whole, variable))
        elif use.touch is Touch.ADDRESS:
            self.refuse(Reason.WRITTEN_THROUGH)
        elif not is_lent(self._scene, self.code, use.pointer):
            self.refuse(Reason.WRITTEN_THROUGH if use.touch is Touch.METHOD else Reason.POINTER_KEPT)
        elif use.touch is Touch.OTHER and variable is None:
            self.refuse(Reason.POINTER_KEPT)
        else:
            self._lend(use, variable)

    def _lend(self, use: PointerUse, variable: Var | None) -> None:
        """A function gets, for a while, the address of the variable, or of the element if it is a method."""
        if not self._readers.takes(self.code, use.pointer):
            self.stores.append(Store(use.pointer, variable))
        if use.touch is Touch.OTHER:
            start = self.code.span(use.pointer).start
            self.edits.append(Edit(self.code.path, start, start, b"&"))

    def _address(self, node: Unary) -> None:
        """``&x`` is put into a variable of the group."""
        variable = self.code.variable(node.x)
        ident = definition(self.code, variable) if variable is not None else None
        self.edits.append(without(self.code, node, 0, 1))
        if variable is None or ident is None or not is_local(self.code, variable) or is_result(self.code, ident):
            self.refuse(Reason.NOT_FRESH)
            return
        if is_shared_by_iterations(self.code, ident):
            self.refuse(Reason.SHARED_LOOP_VARIABLE)
        self.puts.append(Put(self.code.unparenthesised(node), variable))
        if variable in self.values:
            return
        self.values.append(variable)
        self.made.append(ident)
        for use in uses(self.code, variable):
            if use.role in (Role.ASSIGN, Role.STORE):
                self.stores.append(Store(use.whole, variable))
            elif use.role is Role.ADDRESS:
                self._address_of(use.whole, variable)

    def _address_of(self, whole: Node, variable: Var) -> None:
        """The address of (a part of) a variable is taken: to be put into the group, or by what does not keep it."""
        above = self.code.parent(whole)
        pointer = address(self.code, whole)
        if not isinstance(bare(whole), Ident):
            self.refuse(Reason.ADDRESS_TAKEN)
        elif isinstance(above, Unary) and self._goes_on(pointer):
            return
        elif not is_lent(self._scene, self.code, pointer):
            self.refuse(Reason.ADDRESS_TAKEN)
        elif not self._readers.takes(self.code, pointer):
            self.stores.append(Store(pointer, variable))

    def _goes_on(self, node: Node) -> bool:
        """Whether a pointer is put into a variable, which then joins the group."""
        above = self.code.parent(node)
        if isinstance(above, (Assign, ValueSpec)):
            return self._goes_to_variable(node, above)
        if isinstance(above, KeyValue) and above.value is node:
            above = self.code.parent(above)
        if isinstance(above, Send) and above.value is node:
            return self._takes(container_of(self.code, above.chan))
        if isinstance(above, Call) and self.code.builtin(above) == "append" and above.args[0] is not node:
            return self.takes_whole(above)
        if isinstance(above, CompositeLit) and element_of(self.code.type_of(above)) is not None:
            return self.takes_whole(above)
        return False

    def _goes_to_variable(self, node: Node, above: Assign | ValueSpec) -> bool:
        left, right = (above.lhs, above.rhs) if isinstance(above, Assign) else (above.names, above.values)
        target = bare(next((one for one, other in zip(left, right, strict=False) if other is node), None))
        if len(left) != len(right):
            return False
        if isinstance(target, Index):
            return self._takes(container_of(self.code, target.x))
        if not isinstance(target, Ident):
            return False
        variable = self.code.variable(target)
        is_pointer = variable is not None and isinstance(variable.type_of(), Pointer)
        return target.name == "_" or (is_pointer and self._takes(variable))

    def takes_whole(self, node: Call | CompositeLit) -> bool:
        """Whether an expression that makes a container is looked at as one of the group."""
        self._containers.source(node)
        outer = self.code.unparenthesised(node)
        above = self.code.parent(outer)
        if isinstance(above, (Assign, ValueSpec)):
            self._containers.copied(outer, above)
            return True
        if isinstance(above, Range) and above.x is outer:
            self._containers.iterated(above)
            return True
        return False

    def _takes(self, variable: Var | None) -> bool:
        if variable is None or not is_local(self.code, variable):
            return False
        self.join(variable)
        return True
