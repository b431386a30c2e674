"""``go`` and ``defer``: calls without arguments or results, of a closure where that was needed (typecheck/stmt.go:
normalizeGoDeferCall)."""

from __future__ import annotations

from typing import Final

from goescape.ir import ops
from goescape.ir.lower.assignments import defined_by
from goescape.ir.lower.builder import Builder, StmtRule, Unsupported, closure_variable
from goescape.ir.lower.range_functions import defers_token
from goescape.ir.nodes import (
    PFUNC,
    AssignList,
    Binary,
    Call,
    Closure,
    Composite,
    Convert,
    Expr,
    ExprStmt,
    Func,
    GoDefer,
    KeyValue,
    Name,
    Node,
    Selector,
    StructKey,
    Unary,
)
from goescape.ir.places import Pos
from goescape.syntax import nodes as syntax
from goescape.types.model import EMPTY_TUPLE, UINTPTR, UNSAFE_POINTER, Basic, Signature, Tuple, Type


def _go(b: Builder, node: syntax.Go) -> list[Node]:
    return [_statement(b, ops.OGO, b.pos(node), b.expr(node.call))]


def _defer(b: Builder, node: syntax.Defer) -> list[Node]:
    pos = b.pos(node)
    call = b.expr(node.call)
    token = defers_token(b, pos)
    found = _statement(b, ops.ODEFER, pos, call)
    found.defer_at = token
    return [found]


def _statement(b: Builder, op: int, pos: Pos, call: Expr) -> GoDefer:
    found = GoDefer(op, pos, call)
    found.init, call.init = call.init, []
    if not _is_plain(call):
        found.call = _wrapped(b, found, call)
    if not isinstance(found.call, Call):
        raise Unsupported("a go or defer statement in it calls nothing")
    found.call.go_defer = True
    return found


def _is_plain(call: Expr) -> bool:
    """Whether a call is one without parameters and results."""
    return (
        isinstance(call, Call)
        and call.op == ops.OCALLFUNC
        and not call.args
        and (call.type is None or (isinstance(call.type, Tuple) and not call.type.vars))
    )


def _wrapped(b: Builder, stmt: GoDefer, call: Expr) -> Call:
    """A call of a new closure that makes the call. What has to be evaluated now is, into variables that it captures."""
    func = b.context.closure(b.func, stmt.pos, "gowrap" if stmt.op == ops.OGO else "deferwrap")
    closure = func.closure = Closure(stmt.pos, Signature(EMPTY_TUPLE, EMPTY_TUPLE), func)
    if func.owner is not None:
        func.owner.type = closure.type
    b.made.append(func)
    operands = _Operands(b, stmt.pos, func)
    operands.take_out_of(call)
    if operands.assigned.lhs:
        stmt.init += operands.assigned.init
        operands.assigned.init = []
        stmt.init.append(operands.assigned)
    func.body = [ExprStmt(call.pos, call)]
    return Call(ops.OCALLFUNC, call.pos, None, closure, [])


class _Operands:
    """What is evaluated when the statement is executed: `assigned` to variables, which `func` captures."""

    def __init__(self, b: Builder, pos: Pos, func: Func) -> None:
        self.b = b
        self.pos = pos
        self.func = func
        self.assigned = AssignList(ops.OAS2, pos, [], [])

    def take_out_of(self, call: Expr) -> None:
        """Replace the operands of a call."""
        if isinstance(call, Call):
            if call.op == ops.OCALLINTER:
                assert isinstance(call.fun, Selector)
                call.fun.x = self._captured(call.fun.x)
            elif call.fun is not None:
                call.fun = self._operand(call.fun)
            call.args = [self._operand(each) for each in call.args]
        elif isinstance(call, Binary):
            call.x = self._operand(call.x)
            call.y = self._operand(call.y)
        elif isinstance(call, Unary):
            call.x = self._operand(call.x)
        else:
            raise Unsupported("a go or defer statement in it calls nothing")

    def _operand(self, value: Expr) -> Expr:
        """What stands for an operand within the closure: itself, where it can be evaluated there as well."""
        if value.op in _KEPT or (isinstance(value, Name) and value.cls == PFUNC):
            return value
        if isinstance(value, Unary) and value.op == ops.OADDR and value.x.op == ops.OLINKSYMOFFSET:
            return value
        if isinstance(value, Convert) and _is_address_as_number(value):
            value.x = self._operand(value.x)
            return value
        if isinstance(value, Composite) and value.op in _LITERALS:
            value.list = [self._element(each) for each in value.list]
            return value
        return self._captured(value)

    def _element(self, element: Expr) -> Expr:
        if isinstance(element, (KeyValue, StructKey)):
            element.value = self._operand(element.value)
            return element
        return self._operand(element)

    def _captured(self, value: Expr) -> Expr:
        assert value.type is not None
        pos = self.pos if isinstance(value, Name) else value.pos
        temp = self.b.temp(pos, value.type)
        self.assigned.lhs.append(temp)
        self.assigned.rhs.append(value)
        defined_by(self.assigned, [temp])
        captured = closure_variable(self.func, temp, pos)
        self.func.captured.append(captured)
        return captured


def _is_address_as_number(value: Convert) -> bool:
    """Whether an unsafe.Pointer is made a uintptr."""
    return value.op == ops.OCONVNOP and _is_kind(value.type, UINTPTR) and _is_kind(value.x.type, UNSAFE_POINTER)


def _is_kind(t: Type | None, kind: int) -> bool:
    under = t.under() if t is not None else None
    return isinstance(under, Basic) and under.kind == kind


_KEPT: Final = frozenset({ops.OLITERAL, ops.ONIL, ops.OMETHEXPR, ops.ONEW, ops.OLINKSYMOFFSET})
_LITERALS: Final = frozenset({ops.OARRAYLIT, ops.OSLICELIT, ops.OSTRUCTLIT})
RULES_BY_NODE: Final[dict[type, StmtRule]] = {syntax.Go: _go, syntax.Defer: _defer}
