"""Functions that the compiler makes to call another one with their own parameters (noder/reader.go: callShaped,
addTailCall; ir/func.go: DeclareParams)."""

from __future__ import annotations

from collections.abc import Sequence

from goescape.ir import ops
from goescape.ir.nodes import (
    PPARAM,
    PPARAMOUT,
    AssignList,
    Call,
    Expr,
    ExprStmt,
    Func,
    Name,
    Node,
    Param,
    Return,
)
from goescape.ir.places import Pos
from goescape.types.model import Signature, Type, Var


def declare(func: Func, signature: Signature, recv: Var | None, recv_type: Type | None) -> None:
    """Give a function its parameters and results; `recv_type` is the type of the receiver, if there is to be one."""
    if recv is not None and recv_type is not None:
        func.recv = _param(func, recv, recv_type, PPARAM, f"~p{len(func.dcl)}")
    for var in signature.params.vars:
        func.params.append(_param(func, var, var.type_of(), PPARAM, f"~p{len(func.dcl)}"))
    if signature.variadic:
        func.params[-1].spread = True
    for index, var in enumerate(signature.results.vars):
        func.results.append(_param(func, var, var.type_of(), PPARAMOUT, f"~r{index}"))


def arguments(func: Func) -> list[Expr]:
    """The function's parameters as arguments, without the receiver."""
    return [param.name for param in func.params if param.name is not None]


def forward(
    func: Func, pos: Pos, fun: Expr, args: Sequence[Expr], signature: Signature, op: int = ops.OCALLFUNC
) -> None:
    """Make a function's body a call of another, whose results are its own."""
    types = [result.type for result in func.results]
    t = types[0] if len(types) == 1 else signature.results if types else None
    call = Call(op, pos, t, fun, list(args))
    call.spread = signature.variadic
    func.body = [_returned(func, pos, call, types)]


def _returned(func: Func, pos: Pos, call: Call, types: list[Type]) -> Node:
    if not types:
        return ExprStmt(pos, call)
    if len(types) == 1:
        return Return(pos, [call])
    temps: list[Expr] = [func.new_temp(pos, t) for t in types]
    statement = Return(pos, list(temps))
    statement.init.append(AssignList(ops.OAS2FUNC, pos, temps, [call]))
    return statement


def _param(func: Func, var: Var, t: Type, cls: int, unnamed: str) -> Param:
    name = Name(var.name if var.name not in ("", "_") else unnamed, func.pos, t, cls, func)
    name.obj = var
    func.dcl.append(name)
    return Param(var.name, func.pos, t, name)
