"""Initial values that the linker lays out, so that nothing is left to be done when the program starts
(cmd/compile/internal/staticinit/sched.go).

What of a value cannot be laid out is left as assignments. A literal of which parts only are computed becomes one
assignment a part, and is itself no allocation any more. Where in its variable a part is does not matter to what comes
after, so that parts are assigned as if to the whole variable.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from goescape.ir import ops
from goescape.ir.nodes import (
    PEXTERN,
    PFUNC,
    Assign,
    AssignList,
    Closure,
    Composite,
    Convert,
    Expr,
    Index,
    KeyValue,
    Literal,
    Name,
    Nil,
    Node,
    Selector,
    StructKey,
    Unary,
)
from goescape.ir.package.effects import has_side_effects, may_change_variables
from goescape.ir.places import NO_POS
from goescape.ir.properties import Properties
from goescape.ir.shapes import has_shape
from goescape.types.constant import STRING_KIND, kind_of, sign, text_of
from goescape.types.identical import identical
from goescape.types.model import IS_STRING, Array, Basic, Interface, Slice, Type
from goescape.types.sizes import Sizes

_LITERALS: Final = frozenset((ops.OARRAYLIT, ops.OSLICELIT, ops.OSTRUCTLIT, ops.OMAPLIT))
_VALUE_LITERALS: Final = frozenset((ops.OARRAYLIT, ops.OSTRUCTLIT))


class Schedule:
    """Takes the statements of `init` one by one; `left` are those that remain. `addresses` tells whether the linker may
    put addresses into variables: not so in packages whose image is verified (cmd/internal/obj/fips140.go)."""

    def __init__(self, sizes: Sizes, addresses: bool) -> None:
        self._properties = Properties(sizes)
        self.addresses = addresses
        self.left: list[Node] = []
        self._plans: dict[Composite, list[Expr]] = {}
        self._changed = False
        """Whether something that came before may have changed variables that had been laid out."""

    def take(self, statement: Node) -> None:
        """Lay a statement's value out, or leave it."""
        if not self._is_static(statement):
            self.left.append(statement)

    def _is_static(self, statement: Node) -> bool:
        if isinstance(statement, Assign):
            targets, value = [statement.x], statement.y
        elif isinstance(statement, AssignList) and statement.op != ops.OAS2:
            targets, value = list(statement.lhs), statement.rhs[0]
        else:
            return False
        if value is None:
            return True
        self._changed = self._changed or may_change_variables(value)
        if all(isinstance(target, Name) and target.name == "_" for target in targets) and not has_side_effects(value):
            return True
        target = targets[0]
        if len(targets) > 1 or not isinstance(target, Name) or target.type is None:
            return False
        return self.assign(target, value, target.type)

    # ------------------------------------------------------------------------------------------------- by operation

    def assign(self, target: Name, value: Expr, t: Type) -> bool:
        """Lay a value out as (a part of) a variable; False where that cannot be done (StaticAssign)."""
        value = _without_conversions(value)
        rule = _RULES.get(value.op)
        return rule is not None and rule(self, target, value, t)

    def _part(self, target: Name, value: Expr) -> None:
        """Lay a part out, or leave an assignment to it."""
        assert value.type is not None
        if not self.assign(target, value, value.type):
            self.left.append(Assign(value.pos, target, value))

    def _new_variable(self, t: Type) -> Name:
        return Name(".stmp", NO_POS, t, PEXTERN)

    def _name(self, target: Name, value: Expr, t: Type) -> bool:
        return self.addresses and self._copy(target, value, t)

    def _nothing(self, target: Name, value: Expr, t: Type) -> bool:
        return True

    def _literal(self, target: Name, value: Literal, t: Type) -> bool:
        return self.addresses or _is_zero(value) or not _is_string(value.type)

    def _address(self, target: Name, value: Unary, t: Type) -> bool:
        if not self.addresses:
            return False
        if value.op == ops.OADDR and _is_variable(value.x):
            return True
        if value.x.op not in _LITERALS:
            return False
        assert value.x.type is not None
        self._part(self._new_variable(value.x.type), value.x)
        return True

    def _bytes(self, target: Name, value: Convert, t: Type) -> bool:
        return self.addresses and target.cls == PEXTERN and isinstance(value.x, Literal)

    def _slice(self, target: Name, value: Composite, t: Type) -> bool:
        if not self.addresses:
            return False
        slice = value.type.under() if value.type is not None else None
        assert isinstance(slice, Slice)
        return self._parts(self._new_variable(Array(slice.elem, value.len)), value, t)

    def _parts(self, target: Name, value: Composite, t: Type) -> bool:
        for part in self._plan(value):
            if not isinstance(part, Nil) and not (self.addresses and isinstance(part, Literal)):
                self._part(target, part)
        return True

    def _closure(self, target: Name, value: Closure, t: Type) -> bool:
        return self.addresses and not value.func.captured

    def _interface(self, target: Name, value: Convert, t: Type) -> bool:
        if not self.addresses:
            return False
        inner: Expr = value
        while isinstance(inner, Convert) and inner.op == ops.OCONVIFACE:
            inner = inner.x
        assert inner.type is not None
        if isinstance(inner.type.under(), Interface):
            return inner.op == ops.ONIL
        if has_shape(inner.type):
            return False
        if not self._properties.is_direct_iface(inner.type):
            self._part(self._new_variable(inner.type), inner)
        elif inner.op != ops.ONIL:
            self._part(target, inner)
        return True

    # ------------------------------------------------------------------------------------------------------- parts

    def _plan(self, literal: Composite) -> list[Expr]:
        """The parts of a struct, array or slice that are not zero; those of structs and arrays in it are its own."""
        plan = self._plans.get(literal)
        if plan is None:
            plan = self._plans[literal] = []
            for each in literal.list:
                if not (isinstance(each, StructKey) and each.field.name == "_"):
                    self._add(plan, each.value if isinstance(each, (KeyValue, StructKey)) else each)
        return plan

    def _add(self, plan: list[Expr], part: Expr) -> None:
        if _is_zero(part):
            return
        if isinstance(part, Composite) and part.op in _VALUE_LITERALS:
            plan += self._plan(part)
        else:
            plan.append(part)

    # ------------------------------------------------------------------------------------------------------- copies

    def _copy(self, target: Name, value: Expr, t: Type) -> bool:
        """Lay out what another variable was initialised with, or a function's address (staticcopy)."""
        source = value.method if isinstance(value, Selector) else value
        if not isinstance(source, Name):
            return False
        if source.cls == PFUNC:
            return True
        defn = source.defn
        if source.cls != PEXTERN or source.pkg is not None or not isinstance(defn, Assign) or defn.y is None:
            return False
        if _is_string(source.type) or self._changed:
            return False
        first = defn.y
        while isinstance(first, Convert) and first.op == ops.OCONVNOP and not _identical(first.type, t):
            first = first.x
        return self._copied(target, source, first, t)

    def _copied(self, target: Name, source: Name, first: Expr, t: Type) -> bool:
        if isinstance(first, (Name, Selector)) and first.op in (ops.ONAME, ops.OMETHEXPR):
            if not self._copy(target, first, t):
                same = _identical(first.type, t)
                value = first if same else Convert(ops.OCONVNOP, first.pos, t, first)
                self.left.append(Assign(first.pos, target, value))
            return True
        if isinstance(first, Unary) and first.op == ops.OADDR:
            return isinstance(first.x, Name) and first.x.cls == PEXTERN
        if isinstance(first, Unary) and first.op == ops.OPTRLIT:
            return first.x.op in _LITERALS
        if isinstance(first, Composite) and first.op in _VALUE_LITERALS:
            for part in self._plan(first):
                if part.op not in (ops.OLITERAL, ops.ONIL) and not self._copy(target, part, part.type or t):
                    self.left.append(Assign(part.pos, target, source))
            return True
        return first.op in (ops.ONIL, ops.OLITERAL, ops.OSLICELIT)


_RULES: Final[dict[int, Callable[[Schedule, Name, Any, Type], bool]]] = {
    ops.ONAME: Schedule._name,
    ops.OMETHEXPR: Schedule._name,
    ops.ONIL: Schedule._nothing,
    ops.OLITERAL: Schedule._literal,
    ops.OADDR: Schedule._address,
    ops.OPTRLIT: Schedule._address,
    ops.OSTR2BYTES: Schedule._bytes,
    ops.OSLICELIT: Schedule._slice,
    ops.OARRAYLIT: Schedule._parts,
    ops.OSTRUCTLIT: Schedule._parts,
    ops.OCLOSURE: Schedule._closure,
    ops.OCONVIFACE: Schedule._interface,
}


def _without_conversions(value: Expr) -> Expr:
    while isinstance(value, Convert) and value.op == ops.OCONVNOP:
        value = value.x
    return value


def _is_variable(x: Expr) -> bool:
    """Whether it is known when linking where a value is: a package's variable, or a part of one (StaticLoc)."""
    while not isinstance(x, Name):
        is_field = isinstance(x, Selector) and x.op == ops.ODOT
        is_element = isinstance(x, Index) and isinstance(x.index, Literal) and _is_array(x.x.type)
        if not is_field and not is_element:
            return False
        assert isinstance(x, (Selector, Index))
        x = x.x
    return x.cls == PEXTERN


def _is_zero(x: Expr) -> bool:
    """Whether a value is its type's zero value (ir/expr.go: IsZero)."""
    if isinstance(x, Literal):
        return _is_zero_constant(x)
    if isinstance(x, Composite) and x.op in _VALUE_LITERALS:
        return all(_is_zero(each.value if isinstance(each, (KeyValue, StructKey)) else each) for each in x.list)
    return isinstance(x, Nil)


def _is_zero_constant(x: Literal) -> bool:
    value = x.value
    if isinstance(value, bool):
        return not value
    return not text_of(value) if kind_of(value) == STRING_KIND else sign(value) == 0


def _is_array(t: Type | None) -> bool:
    return t is not None and isinstance(t.under(), Array)


def _is_string(t: Type | None) -> bool:
    under = t.under() if t is not None else None
    return isinstance(under, Basic) and under.info & IS_STRING != 0


def _identical(t: Type | None, other: Type) -> bool:
    return t is not None and identical(t, other)
