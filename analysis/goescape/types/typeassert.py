"""Type assertions (go/types/expr.go: the case of TypeAssertExpr, typeAssertion)."""

from __future__ import annotations

from goescape.syntax.nodes import Node, TypeAssert
from goescape.types.checker import Checker, expr
from goescape.types.implements import assertable_to
from goescape.types.model import Interface, Type, TypeParam, is_invalid, unalias
from goescape.types.operand import BAD, COMMA_OK, Operand
from goescape.types.typestring import type_string
from goescape.types.typexpr import var_type
from goescape.types.untyped import describe, spoil


def type_assert(c: Checker, e: TypeAssert, hint: Type | None) -> Operand:
    """`x.(T)`; `x.(type)` belongs to a type switch, which does not come here."""
    x = expr(c, e.x)
    if x.mode == BAD:
        return x
    if e.type is None:
        c.problem(e, "use of .(type) outside type switch")
        spoil(x)
    elif not is_dynamic(c, x):
        spoil(x)
    else:
        asserted = var_type(c, e.type)
        if is_invalid(asserted):
            spoil(x)
        else:
            check_assertion(c, x.type, asserted, e)
            x.mode = COMMA_OK
            x.type = asserted
    return x


def is_dynamic(c: Checker, x: Operand) -> bool:
    """Whether `x` is of an interface type, of whose dynamic type one may ask; complains if not."""
    if unalias(x.type).__class__ is TypeParam:
        c.problem(x.expr, f"invalid operation: cannot use type assertion on type parameter {describe(x)}")
        return False
    if x.type.under().__class__ is not Interface:
        if not is_invalid(x.type):
            c.problem(x.expr, f"invalid operation: {describe(x)} is not an interface")
        return False
    return True


def check_assertion(c: Checker, source: Type, asserted: Type, node: Node) -> None:
    """Complain if no value of the interface `source` can hold an `asserted`."""
    possible, cause = assertable_to(source, asserted)
    if not possible:
        relation = f"{type_string(asserted)} does not implement {type_string(source)}"
        c.problem(node, f"impossible type assertion: {relation} {cause}")
