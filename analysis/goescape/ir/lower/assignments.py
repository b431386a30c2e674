"""Assignments, declarations of variables, returns and sends (noder/writer.go: assignStmt, multiExpr; noder/reader.go:
stmt1, multiExpr; typecheck/stmt.go: assign)."""

from __future__ import annotations

from typing import Final

from goescape.ir import ops
from goescape.ir.lower.builder import Builder, StmtRule, Unsupported
from goescape.ir.lower.conversions import assigned
from goescape.ir.lower.reach import bare
from goescape.ir.lower.temporaries import after
from goescape.ir.nodes import (
    BLANK,
    Assign,
    AssignList,
    AssignOp,
    Declare,
    Expr,
    ExprStmt,
    Literal,
    Name,
    Node,
    Return,
    Send,
    TypeAssert,
)
from goescape.ir.places import Pos
from goescape.syntax import nodes as syntax
from goescape.types.model import Chan, Tuple, Type, Var

# ----------------------------------------------------------------------------------------------------- assignments


def _assign(b: Builder, node: syntax.Assign) -> list[Node]:
    if node.op not in ("=", ":="):
        return [_assign_op(b, node)]
    return assignment(b, b.pos(node), node.lhs, node.rhs)


def assignment(b: Builder, pos: Pos, lhs: tuple[syntax.Expr, ...], rhs: tuple[syntax.Expr, ...]) -> list[Node]:
    """``lhs = rhs``, whether it declares variables or not; `rhs` may be empty, of a declaration."""
    names: list[Name] = []
    targets = [target(b, each, names) for each in lhs]
    values = multiple(b, pos, [_target_type(b, each) for each in lhs], rhs)
    if not values:
        return [_zero(pos, name) for name in names]
    stmt: Assign | AssignList
    if len(targets) == len(values) == 1:
        stmt = Assign(pos, targets[0], values[0])
    else:
        stmt = AssignList(ops.OAS2, pos, targets, values)
    stmt.defines = defined_by(stmt, names)
    return [stmt]


def target(b: Builder, node: syntax.Expr, names: list[Name]) -> Expr:
    """What is assigned to. A variable that is declared by it is added to `names`."""
    node = bare(node)
    if isinstance(node, syntax.Ident):
        if node.name == "_":
            return BLANK
        obj = b.object_of(node)
        if isinstance(obj, Var) and obj.node == node.id and obj.site is b.site:
            name = b.declare(obj, b.pos(node))
            names.append(name)
            return name
    return b.expr(node)


def defined_by(stmt: Node, names: list[Name]) -> bool:
    """Note that a statement declares variables; whether there are any."""
    for name in names:
        name.defn = stmt
        stmt.init.append(Declare(name.pos, name))
    return bool(names)


def _target_type(b: Builder, node: syntax.Expr) -> Type | None:
    """The type that is converted to; None for a blank."""
    node = bare(node)
    if isinstance(node, syntax.Ident):
        if node.name == "_":
            return None
        obj = b.object_of(node)
        if isinstance(obj, Var):
            return b.resolve(obj.type_of())
    return b.type_of(node)


def _zero(pos: Pos, name: Name) -> Node:
    stmt = Assign(pos, name, None)
    stmt.init.append(Declare(pos, name))
    return stmt


def _declaration(b: Builder, node: syntax.DeclStmt) -> list[Node]:
    found: list[Node] = []
    for spec in node.decl.specs:
        if isinstance(spec, syntax.ValueSpec) and node.decl.kind == "var":
            found += assignment(b, b.pos(spec), spec.names, spec.values)
    return found


_ASSIGN_OPS: Final = {
    "+=": ops.OADD,
    "-=": ops.OSUB,
    "*=": ops.OMUL,
    "/=": ops.ODIV,
    "%=": ops.OMOD,
    "&=": ops.OAND,
    "|=": ops.OOR,
    "^=": ops.OXOR,
    "&^=": ops.OANDNOT,
    "<<=": ops.OLSH,
    ">>=": ops.ORSH,
}


def _assign_op(b: Builder, node: syntax.Assign) -> Node:
    op = _ASSIGN_OPS[node.op]
    x = target(b, node.lhs[0], [])
    y = b.convert(None if op in (ops.OLSH, ops.ORSH) else b.type_of(node.lhs[0]), node.rhs[0])
    return AssignOp(b.pos(node), op, x, y)


def _incdec(b: Builder, node: syntax.IncDec) -> list[Node]:
    x = target(b, node.x, [])
    pos = b.pos(node)
    assert x.type is not None
    op = ops.OADD if node.op == "++" else ops.OSUB
    return [AssignOp(pos, op, x, Literal(pos, x.type, 1), incdec=True)]


# --------------------------------------------------------------------------------------------------------- values


def multiple(b: Builder, pos: Pos, types: list[Type | None], nodes: tuple[syntax.Expr, ...]) -> list[Expr]:
    """Values, each converted to a type unless that is None; one expression may yield them all, or there may be none.
    `pos` is where the values go."""
    if not nodes:
        return []
    if len(nodes) == 1:
        several = b.raw_type_of(nodes[0])
        if isinstance(several, Tuple):
            return _spread(b, pos, types, nodes[0], several)
    return [b.convert(t, node) for t, node in zip(types, nodes, strict=True)]


def _spread(b: Builder, pos: Pos, types: list[Type | None], node: syntax.Expr, several: Tuple) -> list[Expr]:
    """What one expression yields, by way of variables that are assigned before the first value is used."""
    stmt = AssignList(ops.OAS2, pos, [], [b.expr(node)], defines=True)
    stmt.op = _list_op(stmt.rhs[0])
    results: list[Expr] = []
    for var, wanted in zip(several.vars, types, strict=True):
        t = b.resolve(var.type_of())
        temp = b.temp(pos, t)
        temp.defn = stmt
        stmt.init.append(Declare(pos, temp))
        stmt.lhs.append(temp)
        results.append(temp if wanted is None else assigned(b, wanted, temp, pos))
    results[0] = after([stmt], results[0])
    return results


def _list_op(value: Expr) -> int:
    """The operation that assigns what an expression yields to several variables."""
    if isinstance(value, TypeAssert):
        value.op = ops.ODYNAMICDOTTYPE2 if value.op == ops.ODYNAMICDOTTYPE else ops.ODOTTYPE2
        return ops.OAS2DOTTYPE
    if value.op == ops.OINDEXMAP:
        return ops.OAS2MAPR
    return ops.OAS2RECV if value.op == ops.ORECV else ops.OAS2FUNC


# --------------------------------------------------------------------------------------------------- other values


def _return(b: Builder, node: syntax.Return) -> list[Node]:
    pos = b.pos(node)
    return [Return(pos, multiple(b, pos, list(b.results), node.results))]


def _send(b: Builder, node: syntax.Send) -> list[Node]:
    chan = b.type_of(node.chan).under()
    if not isinstance(chan, Chan):
        raise Unsupported("it sends to what is no channel")
    x = b.expr(node.chan)
    return [Send(b.pos(node), x, b.convert(chan.elem, node.value))]


def _expression(b: Builder, node: syntax.ExprStmt) -> list[Node]:
    x = b.expr(node.x)
    return [ExprStmt(x.pos, x)]


RULES_BY_NODE: Final[dict[type, StmtRule]] = {
    syntax.Assign: _assign,
    syntax.DeclStmt: _declaration,
    syntax.IncDec: _incdec,
    syntax.Return: _return,
    syntax.Send: _send,
    syntax.ExprStmt: _expression,
}
