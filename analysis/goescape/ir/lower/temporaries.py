"""Variables that hold values for a while (noder/reader.go: tempCopy; typecheck/typecheck.go: RewriteNonNameCall)."""

from __future__ import annotations

from typing import Final

from goescape.ir import ops
from goescape.ir.lower.builder import Builder
from goescape.ir.nodes import (
    Assign,
    Call,
    Convert,
    Declare,
    Expr,
    Literal,
    Name,
    Nil,
    Node,
    Selector,
    TypeExpr,
)
from goescape.ir.places import Pos
from goescape.ir.visit import walk

_CALLS: Final = frozenset((
    ops.OAPPEND, ops.OCALLFUNC, ops.OCALLINTER, ops.OCAP, ops.OCLEAR, ops.OCLOSE, ops.OCOMPLEX, ops.OCOPY, ops.ODELETE,
    ops.OIMAG, ops.OLEN, ops.OMAX, ops.OMIN, ops.OPANIC, ops.OPRINT, ops.OPRINTLN, ops.OREAL, ops.ORECOVER, ops.ORECV,
    ops.OUNSAFEADD, ops.OUNSAFESLICE, ops.OUNSAFESLICEDATA, ops.OUNSAFESTRING, ops.OUNSAFESTRINGDATA,
))  # fmt: skip
"""What has effects, or may (typecheck/const.go: callOrChan)."""
_SIMPLE: Final = frozenset((ops.ONAME, ops.OMETHEXPR, ops.OCLOSURE))


def copied(b: Builder, pos: Pos, x: Expr, init: list[Node]) -> Name:
    """A variable with a value; the statements that give it the value are added to `init`."""
    assert x.type is not None
    temp = b.temp(pos, x.type)
    assign = Assign(pos, temp, x)
    temp.defn = assign
    init += (Declare(pos, temp), assign)
    return temp


def after(init: list[Node], x: Expr) -> Expr:
    """An expression that is evaluated after statements; one that others share is put into a conversion
    (ir/node.go: InitExpr)."""
    if isinstance(x, (Name, Literal, Nil, TypeExpr)):
        assert x.type is not None
        x = Convert(ops.OCONVNOP, x.pos, x.type, x)
    x.init[:0] = init
    return x


def without_effects(b: Builder, call: Call) -> None:
    """Put the value that is called, or whose method is, into a variable if finding it has effects."""
    fun = call.fun
    assert fun is not None
    if fun.op == ops.ODOTINTER:
        assert isinstance(fun, Selector)
        if _has_effects(fun.x):
            fun.x = _before(b, call, fun.x)
    elif _has_effects(fun):
        call.fun = _before(b, call, fun)


def _has_effects(x: Expr) -> bool:
    if x.op in _SIMPLE and not x.init:
        return False
    return any(node.op in _CALLS for node in walk([x]))


def _before(b: Builder, call: Call, x: Expr) -> Name:
    assert x.type is not None
    temp = b.temp(call.pos, x.type)
    assign = Assign(call.pos, temp, x)
    assign.init.append(Declare(call.pos, temp))
    temp.defn = assign
    call.init.append(assign)
    return temp
