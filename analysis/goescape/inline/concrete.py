"""Which concrete type an interface value surely has (cmd/compile/internal/devirtualize: concreteType, State).

A variable has one if all that is assigned to it has the same; nil doesn't count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from goescape.ir import ops
from goescape.ir.nodes import (
    PAUTO,
    Assign,
    AssignList,
    Call,
    Closure,
    Convert,
    Expr,
    Func,
    InlinedCall,
    Name,
    Range,
    Switch,
    TypeAssert,
    TypeSwitchGuard,
    Unary,
)
from goescape.ir.passes.reassignment import outer_name
from goescape.ir.visit import walk
from goescape.types.identical import identical
from goescape.types.model import Array, Chan, Interface, Map, Pointer, Slice, Tuple, Type

Source: TypeAlias = "Expr | Type | None"
"""What is assigned: an expression, or something of a type; None for an interface of which nothing is known."""


class ConcreteTypes:
    """Answers about the variables of functions. Each function is looked through at the first question about it."""

    def __init__(self) -> None:
        self._assigned: dict[Name, list[Source]] = {}
        self._seen: set[Func] = set()

    def of(self, node: Expr) -> Type | None:
        """The type of an interface's value; None where there is no telling, or only nil."""
        found = self._of(node, set())
        return found if found is not _NIL else None

    def _of(self, node: Expr, path: set[Name]) -> Type | None:
        """The same; `_NIL` where nothing is assigned but nil, and variables on the `path`."""
        while is_interface(node.type):
            inner = _within(node)
            if inner is None:
                return self._of_variable(node.canonical(), path) if isinstance(node, Name) else None
            node = inner
        return node.type

    def _of_variable(self, name: Name, path: set[Name]) -> Type | None:
        if name.cls != PAUTO or name.addrtaken:
            return None
        if name in path:
            return _NIL
        path.add(name)
        found: Type | None = None
        for source in self._sources(name):
            t = self._of(source, path) if isinstance(source, Expr) else source
            if t is _NIL:
                continue
            if t is None or (found is not None and not identical(found, t)):
                return None
            found = t
        return found if found is not None else _NIL

    def _sources(self, name: Name) -> list[Source]:
        func = name.function
        assert func is not None
        self._look_through(func)
        return self._assigned.get(name, [])

    def _look_through(self, func: Func) -> None:
        """Note all assignments in a function and its closures."""
        waiting = [func]
        while waiting:
            func = waiting.pop()
            if func in self._seen:
                continue
            self._seen.add(func)
            for node in walk(func.body or []):
                if isinstance(node, Closure):
                    waiting.append(node.func)
                note = _ASSIGNMENTS.get(node.op)
                if note is not None:
                    note(self, node)

    def _note(self, target: Expr | None, source: Source) -> None:
        if not isinstance(target, Name) or target.name == "_" or not is_interface(target.type):
            return
        name = outer_name(target)
        if name is None or name.cls != PAUTO or (isinstance(source, Expr) and source.op == ops.ONIL):
            return
        if not isinstance(source, Expr) and is_interface(source):
            source = None
        self._assigned.setdefault(name, []).append(source)

    def _assign(self, node: Assign) -> None:
        value = node.y
        while isinstance(value, Unary) and value.op == ops.OPAREN:
            value = value.x
        if value is not None:
            called = isinstance(value, Call) and value.fun is not None
            self._note(node.x, value.type if called else value)

    def _assign_pairs(self, node: AssignList) -> None:
        for target, value in zip(node.lhs, node.rhs, strict=True):
            self._note(target, value)

    def _assign_assertion(self, node: AssignList) -> None:
        self._note(node.lhs[0], node.rhs[0])

    def _assign_element(self, node: AssignList) -> None:
        t = node.rhs[0].type
        self._note(node.lhs[0], t.vars[0].type_of() if isinstance(t, Tuple) else t)

    def _assign_results(self, node: AssignList) -> None:
        call = node.rhs[0]
        sources: Sequence[Source]
        if isinstance(call, InlinedCall):
            sources = call.results
        else:
            assert isinstance(call.type, Tuple)
            sources = [result.type_of() for result in call.type.vars]
        for target, source in zip(node.lhs, sources, strict=True):
            self._note(target, source)

    def _range(self, node: Range) -> None:
        assert node.x.type is not None
        t = node.x.type.under()
        if isinstance(t, Pointer):
            t = t.elem.under()
        if isinstance(t, (Array, Slice)):
            self._note(node.value, t.elem)
        elif isinstance(t, Chan):
            self._note(node.key, t.elem)
        elif isinstance(t, Map):
            self._note(node.key, t.key)
            self._note(node.value, t.elem)

    def _switch(self, node: Switch) -> None:
        guard = node.tag
        if isinstance(guard, TypeSwitchGuard):
            for clause in node.clauses:
                self._note(clause.var, guard.x)


def is_interface(t: Type | None) -> bool:
    return t is not None and t.under().__class__ is Interface


def _within(node: Expr) -> Expr | None:
    """The expression that has the same dynamic type as one."""
    if isinstance(node, Convert):
        return node.x if node.op in (ops.OCONVNOP, ops.OCONVIFACE) else None
    if isinstance(node, TypeAssert):
        return node.x if node.op in (ops.ODOTTYPE, ops.ODOTTYPE2) else None
    if isinstance(node, InlinedCall):
        return node.results[0]
    return node.x if isinstance(node, Unary) and node.op == ops.OPAREN else None


_NIL: Final = Tuple()
"""Stands for the type of what is nil."""

_ASSIGNMENTS: Final[dict[int, Callable[[ConcreteTypes, Any], None]]] = {
    ops.OAS: ConcreteTypes._assign,
    ops.OAS2: ConcreteTypes._assign_pairs,
    ops.OAS2DOTTYPE: ConcreteTypes._assign_assertion,
    ops.OAS2MAPR: ConcreteTypes._assign_element,
    ops.OAS2RECV: ConcreteTypes._assign_element,
    ops.OSELRECV2: ConcreteTypes._assign_element,
    ops.OAS2FUNC: ConcreteTypes._assign_results,
    ops.ORANGE: ConcreteTypes._range,
    ops.OSWITCH: ConcreteTypes._switch,
}
