"""Which words statements take (noder/writer.go: stmt1, and what it calls; cmd/compile/internal/rangefunc)."""

from __future__ import annotations

from collections.abc import Sequence

from goescape.ir.dictionary.expressions import asserted
from goescape.ir.dictionary.walker import STATEMENTS, Walker, core
from goescape.ir.lower.builder import Unsupported
from goescape.ir.lower.range_exits import Exits
from goescape.ir.lower.reach import bare, static_bool
from goescape.ir.lower.switches import common_type, is_nil, known_clause
from goescape.syntax import nodes as syntax
from goescape.types.constant import Value
from goescape.types.model import (
    BOOL,
    INT,
    IS_STRING,
    Array,
    Basic,
    Chan,
    Map,
    Pointer,
    Signature,
    Slice,
    Tuple,
    Type,
    Var,
)
from goescape.types.universe import RUNE, TYP

# ------------------------------------------------------------------------------------------------------- assignments


def _assign(w: Walker, node: syntax.Assign) -> None:
    if node.op in ("=", ":="):
        _assignment(w, node.lhs, node.rhs)
        return
    w.expr(node.lhs[0])
    w.convert(None if node.op in ("<<=", ">>=") else w.type_of(node.lhs[0]), node.rhs[0])


def _assignment(w: Walker, lhs: Sequence[syntax.Expr], rhs: Sequence[syntax.Expr]) -> None:
    for each in lhs:
        _target(w, each)
    w.multiple([_target_type(w, each) for each in lhs], rhs)


def _target(w: Walker, node: syntax.Expr) -> None:
    """What is assigned to; a variable may be declared by it."""
    node = bare(node)
    if isinstance(node, syntax.Ident):
        obj = None if node.name == "_" else w.b.object_of(node)
        if isinstance(obj, Var) and obj.node == node.id and obj.site is w.b.site:
            w.entries.type(obj.type_of())
        return
    w.expr(node)


def _target_type(w: Walker, node: syntax.Expr) -> Type | None:
    """The type that is converted to; None for a blank."""
    node = bare(node)
    if not isinstance(node, syntax.Ident):
        return w.type_of(node)
    obj = None if node.name == "_" else w.b.object_of(node)
    return obj.type_of() if isinstance(obj, Var) else None


def _incdec(w: Walker, node: syntax.IncDec) -> None:
    w.expr(node.x)


def _declaration(w: Walker, node: syntax.DeclStmt) -> None:
    for spec in node.decl.specs:
        if isinstance(spec, syntax.ValueSpec) and node.decl.kind == "var":
            _assignment(w, spec.names, spec.values)


# ------------------------------------------------------------------------------------------------- simple statements


def _expression(w: Walker, node: syntax.ExprStmt) -> None:
    w.expr(node.x)


def _suspended(w: Walker, node: syntax.Go | syntax.Defer) -> None:
    w.expr(node.call)


def _return(w: Walker, node: syntax.Return) -> None:
    w.multiple([var.type_of() for var in w.results], node.results)


def _send(w: Walker, node: syntax.Send) -> None:
    chan = core(w.type_of(node.chan))
    w.expr(node.chan)
    w.convert(chan.elem if isinstance(chan, Chan) else None, node.value)


# ------------------------------------------------------------------------------------------------- blocks and choices


def _block(w: Walker, node: syntax.Block) -> None:
    w.stmts(node.stmts)


def _labeled(w: Walker, node: syntax.Labeled) -> None:
    w.stmt(node.stmt)


def _if(w: Walker, node: syntax.If) -> None:
    known, rest = static_bool(w.b, node.cond)
    w.stmt(node.init)
    w.expr(rest)
    if known >= 0:
        w.stmts(node.body.stmts)
    if known <= 0:
        w.stmt(node.orelse)


def _select(w: Walker, node: syntax.Select) -> None:
    for clause in node.clauses:
        w.stmt(clause.comm)
        w.stmts(clause.body)


def _switch(w: Walker, node: syntax.Switch) -> None:
    w.stmt(node.init)
    tag, clauses = node.tag, node.clauses
    value: Value | None = True if tag is None else w.b.value_of(tag)
    taken = known_clause(w.b, value, clauses) if value is not None else None
    if taken is not None:
        tag, clauses = None, taken
    common = common_type(w.b, tag, clauses)
    if tag is not None:
        w.convert(common, tag)
    for clause in clauses:
        for each in clause.exprs:
            w.convert(common, each)
        w.stmts(clause.body)


def _type_switch(w: Walker, node: syntax.TypeSwitch) -> None:
    w.stmt(node.init)
    interface = w.type_of(node.guard.x)
    w.expr(node.guard.x)
    for clause in node.clauses:
        for each in clause.exprs:
            if not is_nil(w.b, each):
                asserted(w, interface, each)
        variable = w.b.implicit_of(clause)
        if isinstance(variable, Var) and node.bind is not None:
            w.entries.type(variable.type_of())
        w.stmts(clause.body)


# -------------------------------------------------------------------------------------------------------------- loops


def _for(w: Walker, node: syntax.For) -> None:
    known, rest = static_bool(w.b, node.cond) if node.cond is not None else (1, None)
    w.stmt(node.init)
    w.exprs((rest,))
    if known >= 0:
        w.stmt(node.post)
        w.stmts(node.body.stmts)


def _range(w: Walker, node: syntax.Range) -> None:
    t = w.type_of(node.x)
    under = core(t)
    if isinstance(under, Signature):
        _range_over_function(w, node, under)
        return
    targets = [each for each in (node.key, node.value) if each is not None]
    for each in targets:
        _target(w, each)
    w.expr(node.x)
    if isinstance(under, Map):
        w.entries.type(t)
    for each, source in zip(targets, _yielded(t, under), strict=False):
        wanted = _target_type(w, each)
        if wanted is not None:
            w.entries.pair(source, wanted)
    w.stmts(node.body.stmts)


def _yielded(t: Type, under: Type | None) -> tuple[Type, ...]:
    """The types of the key and the value that a loop over a type yields."""
    if isinstance(under, Pointer):
        under = under.elem.under()
    if isinstance(under, Map):
        return under.key, under.elem
    if isinstance(under, (Array, Slice)):
        return TYP[INT], under.elem
    if isinstance(under, Chan):
        return (under.elem,)
    return (TYP[INT], RUNE) if isinstance(under, Basic) and under.info & IS_STRING else (t,)


def _range_over_function(w: Walker, node: syntax.Range, iterator: Signature) -> None:
    """The body becomes a closure, which a variable holds that is passed to the function."""
    exits, outermost = w.b.exits, False
    if exits is None or node.id not in exits.loops:
        exits = w.b.exits = exits or Exits()
        exits.plan(w.b, node)
        outermost = True
    yields = iterator.params.vars[0].type_of().under()
    if not isinstance(yields, Signature):
        raise Unsupported("a loop in it is over what is no function")
    targets = [each for each in (node.key, node.value) if each is not None]
    params = [_parameter(w, i, var, targets if node.op == ":=" else []) for i, var in enumerate(yields.params.vars)]
    body = Signature(Tuple(tuple(params)), Tuple((Var("", None, TYP[BOOL]),)))
    w.entries.type(body)
    for var in params:
        w.entries.type(var.type_of())
    if node.op != ":=":
        for each, var in zip(targets, params, strict=False):
            _target(w, each)
            wanted = _target_type(w, each)
            if wanted is not None:
                w.converted(var.type_of(), wanted)
    w.stmts(node.body.stmts)
    w.expr(node.x)
    if outermost:
        exits.loops, exits.replaced = {}, {}


def _parameter(w: Walker, i: int, yielded: Var, targets: list[syntax.Expr]) -> Var:
    """The variable that the loop declares, or one that stands for what is yielded."""
    ident = targets[i] if i < len(targets) else None
    declared = w.b.object_of(ident) if isinstance(ident, syntax.Ident) else None
    return declared if isinstance(declared, Var) else Var("", None, yielded.type_of())


def fill() -> None:
    """Fill the table."""
    STATEMENTS.update(
        {
            syntax.Assign: _assign,
            syntax.Block: _block,
            syntax.DeclStmt: _declaration,
            syntax.Defer: _suspended,
            syntax.ExprStmt: _expression,
            syntax.For: _for,
            syntax.Go: _suspended,
            syntax.If: _if,
            syntax.IncDec: _incdec,
            syntax.Labeled: _labeled,
            syntax.Range: _range,
            syntax.Return: _return,
            syntax.Select: _select,
            syntax.Send: _send,
            syntax.Switch: _switch,
            syntax.TypeSwitch: _type_switch,
        }
    )
