"""Calls of predeclared functions, and of those of package unsafe (noder/writer.go: expr; typecheck/func.go)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from goescape.ir import ops
from goescape.ir.lower.arguments import arguments
from goescape.ir.lower.builder import Builder, Unsupported
from goescape.ir.lower.constants import UINTPTR_TYPE
from goescape.ir.lower.kinds import first_of, pointee, struct_of
from goescape.ir.lower.operators import address
from goescape.ir.lower.reach import bare
from goescape.ir.lower.temporaries import after, copied
from goescape.ir.nodes import Binary, Call, Convert, DynamicType, Expr, Literal, Make, Node, TypeExpr, Unary
from goescape.ir.shapes import has_shape
from goescape.syntax import nodes as syntax
from goescape.types.model import UNTYPED_INT, Map, Signature, Slice, Tuple, Type
from goescape.types.operand import TYPE
from goescape.types.universe import TYP

_Rule: TypeAlias = Callable[[Builder, syntax.Call], Expr]


def builtin_call(b: Builder, node: syntax.Call) -> Expr:
    """A call of a builtin that is no constant."""
    fun = bare(node.fun)
    name = fun.sel.name if isinstance(fun, syntax.Selector) else fun.name if isinstance(fun, syntax.Ident) else ""
    rule = _RULES.get(name)
    if rule is not None:
        return rule(b, node)
    op = _LISTS.get(name)
    if op is not None:
        return _list(b, node, op)
    return _operation(b, node, _UNARY.get(name, -1), _BINARY.get(name, -1))


_LISTS: Final = {
    "append": ops.OAPPEND,
    "delete": ops.ODELETE,
    "max": ops.OMAX,
    "min": ops.OMIN,
    "print": ops.OPRINT,
    "println": ops.OPRINTLN,
    "recover": ops.ORECOVER,
}
_UNARY: Final = {
    "cap": ops.OCAP,
    "clear": ops.OCLEAR,
    "close": ops.OCLOSE,
    "imag": ops.OIMAG,
    "len": ops.OLEN,
    "panic": ops.OPANIC,
    "real": ops.OREAL,
    "SliceData": ops.OUNSAFESLICEDATA,
    "StringData": ops.OUNSAFESTRINGDATA,
}
_BINARY: Final = {
    "complex": ops.OCOMPLEX,
    "copy": ops.OCOPY,
    "Add": ops.OUNSAFEADD,
    "Slice": ops.OUNSAFESLICE,
    "String": ops.OUNSAFESTRING,
}


# -------------------------------------------------------------------------------------------------------- in general


def _list(b: Builder, node: syntax.Call, op: int) -> Expr:
    found = Call(op, b.pos(node), _result(b, node), None, _arguments(b, node))
    found.spread = node.spread
    if op == ops.OAPPEND and node.spread:
        found.args[1] = _unconverted(found.args[1])
    return found


def _operation(b: Builder, node: syntax.Call, unary: int, binary: int) -> Expr:
    args = _arguments(b, node)
    pos, t = b.pos(node), _result(b, node)
    if unary >= 0:
        found: Expr = Unary(unary, pos, t, args[0])
    elif binary >= 0:
        found = Binary(binary, pos, t, args[0], args[1])
    else:
        raise Unsupported("it calls a builtin that is not known")
    return found


def _result(b: Builder, node: syntax.Call) -> Type | None:
    t = b.type_of(node)
    return None if isinstance(t, Tuple) and not t.vars else first_of(t)


def _arguments(b: Builder, node: syntax.Call) -> list[Expr]:
    """The arguments, converted to what the checker says that the builtin takes."""
    signature = b.type_of(node.fun)
    assert isinstance(signature, Signature)
    return arguments(b, node, signature)


def _unconverted(x: Expr) -> Expr:
    """What is appended as it is: both are slices of the same elements, whatever they are called."""
    return x.x if isinstance(x, Convert) and x.op == ops.OCONVNOP and x.implicit else x


# ------------------------------------------------------------------------------------------------------ make and new


def _make(b: Builder, node: syntax.Call) -> Expr:
    """typecheck/func.go: tcMake."""
    pos, t = b.pos(node), b.type_of(node)
    sizes = [b.expr(size) for size in node.args[1:]]
    under = t.under()
    if isinstance(under, Slice):
        b.demand_size(under.elem)
        return Make(ops.OMAKESLICE, pos, t, sizes[0], sizes[1] if len(sizes) > 1 else None)
    op = ops.OMAKEMAP if isinstance(under, Map) else ops.OMAKECHAN
    return Make(op, pos, t, sizes[0] if sizes else Literal(pos, TYP[UNTYPED_INT], 0))


def _new(b: Builder, node: syntax.Call) -> Expr:
    """new(T), or the address of a variable with a value."""
    pos, arg = b.pos(node), node.args[0]
    if b.mode_of(arg) == TYPE:
        t = b.type_of(arg)
        of = DynamicType if b.mapping and has_shape(t) else TypeExpr
        return Unary(ops.ONEW, pos, b.type_of(node), of(b.pos(arg), t))
    init: list[Node] = []
    temp = copied(b, pos, b.expr(arg), init)
    return after(init, address(pos, temp, b.type_of(node)))


# ------------------------------------------------------------------------------------- sizes that instances alone know


def _sizeof(b: Builder, node: syntax.Call) -> Expr:
    return Literal(b.pos(node), UINTPTR_TYPE, b.context.sizes.sizeof(b.type_of(node.args[0])))


def _alignof(b: Builder, node: syntax.Call) -> Expr:
    return Literal(b.pos(node), UINTPTR_TYPE, b.context.sizes.alignof(b.type_of(node.args[0])))


def _offsetof(b: Builder, node: syntax.Call) -> Expr:
    selector = bare(node.args[0])
    assert isinstance(selector, syntax.Selector)
    selection = b.selection_of(selector)
    assert selection is not None
    total, t = 0, pointee(b.type_of(selector.x))
    for index in selection.path:
        fields = struct_of(t).fields
        total += b.context.sizes.offsets(fields)[index]
        t = fields[index].type_of()
    return Literal(b.pos(node), UINTPTR_TYPE, total)


_RULES: Final[dict[str, _Rule]] = {
    "Alignof": _alignof,
    "Offsetof": _offsetof,
    "Sizeof": _sizeof,
    "make": _make,
    "new": _new,
}
