"""Which functions a call may call, as far as it is known without following values (cmd/compile/internal/escape/call.go,
ir/expr.go: StaticCalleeName)."""

from __future__ import annotations

from collections.abc import Sequence

from goescape.escape.kinds import is_function
from goescape.ir import ops
from goescape.ir.nodes import (
    PAUTO,
    PFUNC,
    UINTPTR_ESCAPES,
    UINTPTR_KEEPALIVE,
    Assign,
    AssignList,
    AssignOp,
    Call,
    Closure,
    Convert,
    Expr,
    Func,
    InlinedCall,
    Name,
    Node,
    Range,
    Selector,
)
from goescape.ir.passes.reassignment import ReassignOracle, outer_name, targets
from goescape.ir.shapes import Shape
from goescape.ir.visit import walk
from goescape.release import GoRelease
from goescape.types.model import UNSAFE_POINTER, Array, Basic, Struct, Type


def static_callee(node: Expr) -> Name | None:
    """The function that a value is."""
    if isinstance(node, Selector):
        return node.method if node.op == ops.OMETHEXPR else None
    if isinstance(node, Name):
        return node if node.cls == PFUNC else None
    return node.func.owner if isinstance(node, Closure) else None


def forces_to_heap(callees: Sequence[Name]) -> bool | None:
    """Of a call of internal/abi.EscapeNonString, which forces what it is passed to the heap but for strings: whether
    there are other pointers in that. None of any other call."""
    func = callees[0].func if len(callees) == 1 else None
    if not isinstance(func, Func) or func.obj is None or func.obj.name != "EscapeNonString":
        return None
    if func.obj.pkg is None or func.obj.pkg.path != "internal/abi" or len(func.params) != 2:
        return None
    t = func.params[1].type
    return _has_other_pointers(t) if isinstance(t, Shape) else None


def _has_other_pointers(t: Type) -> bool:
    """Whether a value holds pointers other than those of strings."""
    under = t.under()
    if isinstance(under, Basic):
        return under.kind == UNSAFE_POINTER
    if isinstance(under, Struct):
        return any(_has_other_pointers(field.type_of()) for field in under.fields)
    if isinstance(under, Array):
        return under.length > 0 and _has_other_pointers(under.elem)
    return True


class Callees:
    """The callees of calls, and what else follows from variables being assigned once, by outermost function."""

    __slots__ = ("_assigned", "_oracles", "_several")

    def __init__(self, release: GoRelease) -> None:
        self._several = release.several_callees
        self._oracles: dict[Func, ReassignOracle] = {}
        self._assigned: dict[Func, dict[Name, list[Assign]]] = {}

    def of(self, node: Call, func: Func) -> Sequence[Name]:
        """The functions that a call within `func` may be of; none where they are not known."""
        assert node.fun is not None
        callee = static_callee(node.fun)
        if callee is None and isinstance(node.fun, (Name, Convert)):
            value = self.static_value(node.fun, func)
            callee = static_callee(value)
            if callee is None and self._several and isinstance(value, Name):
                return self._assigned_callees(value.canonical(), func)
        return (callee,) if callee is not None else ()

    def static_value(self, node: Expr, func: Func) -> Expr:
        """The expression that always has the value of one within `func`."""
        while node.op == ops.OCONVNOP:
            assert isinstance(node, Convert)
            node = node.x
        if not isinstance(node, InlinedCall) and not _may_be_known(node):
            return node
        outermost = _outermost(func)
        oracle = self._oracles.get(outermost)
        if oracle is None:
            oracle = self._oracles[outermost] = ReassignOracle(outermost)
        return oracle.static_value(node)

    def _assigned_callees(self, name: Name, func: Func) -> list[Name]:
        """All the functions that a variable is assigned; none where there are others. Calling nil goes nowhere."""
        outermost = _outermost(func)
        assigned = self._assigned.get(outermost)
        if assigned is None:
            assigned = self._assigned[outermost] = _function_assignments(outermost)
        found = []
        for assignment in assigned.get(name, ()):
            callee = static_callee(assignment.y) if assignment.y is not None else None
            if callee is None or _pragma(callee) & (UINTPTR_KEEPALIVE | UINTPTR_ESCAPES):
                return []
            found.append(callee)
        return found


def _may_be_known(node: Expr) -> bool:
    """Whether a node is a variable that is declared with a value."""
    if not isinstance(node, Name):
        return False
    name = node.canonical()
    return name.cls == PAUTO and name.defn is not None and not name.addrtaken


def _outermost(func: Func) -> Func:
    """The function around all closures that a function is in. Those of package variables stand for themselves."""
    while func.parent is not None and not is_package_init(func.parent):
        func = func.parent
    return func


def is_package_init(func: Func) -> bool:
    """Whether a function is the one that gives package variables their values."""
    return func.key == "init" and func.obj is None


def _pragma(callee: Name) -> int:
    return callee.func.pragma if isinstance(callee.func, Func) else 0


def _function_assignments(func: Func) -> dict[Name, list[Assign]]:
    """What is assigned to the variables of function type in a function and its closures, one by one; without variables
    that are assigned in other ways, or by their address (ir/reassignment.go: FuncAssignments)."""
    found: dict[Name, list[Assign]] = {}
    assignments: list[Assign | AssignList | AssignOp | Range] = []
    waiting = [func]
    while waiting:
        for node in walk(waiting.pop().body or []):
            if isinstance(node, Name):
                if node.cls == PAUTO and node.outer is None and not node.addrtaken and is_function(node.type):
                    found.setdefault(node, [])
            elif isinstance(node, Closure):
                waiting.append(node.func)
            elif isinstance(node, (Assign, AssignList, AssignOp, Range)):
                assignments.append(node)
    for assignment in assignments:
        for target in targets(assignment):
            name = outer_name(target)
            if name is None or name not in found:
                continue
            if not isinstance(assignment, Assign):
                del found[name]
            elif not _is_nil(assignment.y):
                found[name].append(assignment)
    return found


def _is_nil(node: Node | None) -> bool:
    while isinstance(node, Convert) and node.op == ops.OCONVNOP:
        node = node.x
    return node is None or node.op == ops.ONIL
