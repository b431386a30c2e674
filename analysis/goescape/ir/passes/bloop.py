"""What the body of a ``for b.Loop() {}`` of a benchmark computes is kept alive (cmd/compile/internal/bloop).

After each statement of such a body comes a call that takes the addresses of the variables that it assigns to, or whose
values it passes on; what has no variable gets one. Nothing escapes by these calls, but a variable whose address is
taken is one that closures share, and one of which no single value is known.
"""

from __future__ import annotations

from typing import Final

from goescape.ir import ops
from goescape.ir.lower.operators import address
from goescape.ir.nodes import (
    BLANK,
    PFUNC,
    Assign,
    AssignList,
    AssignOp,
    Block,
    Call,
    Composite,
    Convert,
    Declare,
    Expr,
    ExprStmt,
    For,
    Func,
    Imported,
    Index,
    Name,
    Node,
    Selector,
    SliceOf,
    Target,
    Unary,
)
from goescape.ir.places import NO_POS, Pos
from goescape.ir.visit import children, statement_lists
from goescape.types.model import EMPTY_TUPLE, UNSAFE_POINTER, Signature, Tuple, Type, Var
from goescape.types.universe import ANY, TYP


def keep_benchmarks_alive(target: Target) -> None:
    """Rewrite the loops of the benchmarks of a package that imports testing."""
    for func in target.funcs:
        for node in func.body or ():
            _Keeper(func).edit(node, False)


class _Keeper:
    """One function; closures are functions of their own."""

    def __init__(self, func: Func) -> None:
        self.func = func

    def edit(self, node: Node, inside: bool) -> None:
        """Keep alive what is computed in the loops below a node; `inside` one, in the node's own statements."""
        inside = inside or _is_benchmark_loop(node)
        for child in children(node):
            self.edit(child, inside)
        if inside:
            for stmts in statement_lists(node):
                stmts[:] = [self._kept(stmt) for stmt in stmts]

    def _kept(self, node: Node) -> Node:
        """A statement, and after it the calls that keep alive what it computes."""
        if isinstance(node, Assign):
            return self._assign(node)
        if isinstance(node, AssignList):
            return self._assign_list(node)
        if isinstance(node, AssignOp):
            return _keep([node.x], node)
        if isinstance(node, ExprStmt) and isinstance(node.x, Call):
            return self._results(node.x) if node.x.type is not None and node.x.fun is not None else self._args(node)
        return node

    def _assign(self, node: Assign) -> Node:
        if node.x is BLANK and node.y is not None:
            node.x = self._temp(node, node.pos, node.y.type)
            node.defines = True
        return _keep([node.x] if node.x is not None else [], node)

    def _assign_list(self, node: AssignList) -> Node:
        if len(node.rhs) == len(node.lhs):
            for i, value in enumerate(node.rhs):
                if node.lhs[i] is BLANK:
                    node.lhs[i] = self._temp(node, node.pos, value.type)
                    node.defines = True
        return _keep(node.lhs, node)

    def _results(self, call: Call) -> Node:
        """A call whose results nothing takes."""
        types = [var.type_of() for var in call.type.vars] if isinstance(call.type, Tuple) else [call.type]
        assign = AssignList(ops.OAS2 if len(types) == 1 else ops.OAS2FUNC, call.pos, [], [call], defines=True)
        assign.lhs = [self._temp(assign, call.pos, t) for t in types]
        return _keep(assign.lhs, assign)

    def _args(self, node: ExprStmt) -> Node:
        """A call without results."""
        call = node.x
        assert isinstance(call, Call)
        before: list[Node] = []
        names: list[Expr] = []
        for i, arg in enumerate(call.args):
            if _variable(arg) is not None:
                names.append(arg)
            elif isinstance(arg, Composite) and arg.op == ops.OSLICELIT:
                names += self._elements(arg, before)
            else:
                call.args[i] = self._held(arg, call.pos, before)
                names.append(call.args[i])
        return _keep(names, Block(call.pos, [*before, node]) if before else node)

    def _elements(self, literal: Composite, before: list[Node]) -> list[Expr]:
        """The elements of the slice of variadic arguments."""
        held: list[Expr] = []
        named: list[Expr] = []
        for i, element in enumerate(literal.list):
            if _variable(element) is not None:
                named.append(element)
            else:
                literal.list[i] = self._held(element, element.pos, before)
                held.append(literal.list[i])
        return held + named

    def _held(self, value: Expr, pos: Pos, before: list[Node]) -> Name:
        """A variable with a value, that is given to it before the statement."""
        assign = Assign(pos, None, value, defines=True)
        temp = assign.x = self._temp(assign, pos, value.type)
        before.append(assign)
        return temp

    def _temp(self, stmt: Node, pos: Pos, t: Type | None) -> Name:
        assert t is not None
        temp = self.func.new_temp(pos, t)
        stmt.init.append(Declare(pos, temp))
        return temp


def _is_benchmark_loop(node: Node) -> bool:
    cond = node.cond if isinstance(node, For) else None
    fun = cond.fun if isinstance(cond, Call) and cond.op == ops.OCALLFUNC else None
    method = fun.method if isinstance(fun, Selector) and fun.op == ops.OMETHEXPR else None
    if method is None or method.name != "(*B).Loop":
        return False
    return method.pkg is not None and method.pkg.path == "testing"


def _keep(values: list[Expr], node: Node) -> Node:
    """A statement, and calls that keep the variables alive that values are parts of."""
    variables = [variable for value in values if (variable := _variable(value)) is not None]
    if not variables:
        return node
    return Block(node.pos, [node, *(_call(node.pos, variable) for variable in variables)])


def _call(pos: Pos, variable: Name) -> Node:
    pointer = Convert(ops.OCONVNOP, pos, _POINTER, address(pos, variable))
    value = Convert(ops.OCONVIFACE, pos, ANY, pointer)
    value.implicit = True
    call = Call(ops.OCALLFUNC, pos, None, _KEEP_ALIVE, [value])
    call.is_compiler_var_live = True
    return ExprStmt(pos, call)


def _variable(node: Expr | None) -> Name | None:
    """The variable that an expression is found by."""
    while node is not None and not isinstance(node, Name):
        node = node.x if isinstance(node, (SliceOf, Selector, Convert, Unary, Index)) and node.op in _PARTS else None
    return node if node is not None and node.cls != PFUNC and node is not BLANK else None


_PARTS: Final = frozenset({
    ops.OSLICE, ops.OSLICE3, ops.ODOT, ops.OCONV, ops.OCONVIFACE, ops.OCONVNOP, ops.OADDR, ops.ODOTPTR, ops.OINDEX,
    ops.OINDEXMAP,
})  # fmt: skip
_POINTER: Final = TYP[UNSAFE_POINTER]
_KEEP_ALIVE: Final = Name("KeepAlive", NO_POS, Signature(Tuple((Var("", None, ANY),)), EMPTY_TUPLE), PFUNC)
_KEEP_ALIVE.func = Imported("runtime", "KeepAlive", None)
