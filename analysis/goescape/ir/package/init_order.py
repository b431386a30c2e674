"""In which order a package's variables are initialised (cmd/compile/internal/types2/initorder.go).

A variable is initialised after those that its initial value needs, also by way of functions and methods that are
mentioned in it; apart from that, in the order of declaration. Constants need nothing that would have to wait.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from goescape.syntax.nodes import Expr, GenDecl, ValueSpec
from goescape.types.model import Func, Object, Var
from goescape.types.program import Program
from goescape.types.results import Results
from goescape.types.unit import Declared, PackageUnit


class Initial(NamedTuple):
    """Variables, and the one expression that they get their values from; `site` is the declaration."""

    site: Declared
    variables: tuple[Var, ...]
    value: Expr


def initialisation_order(program: Program, unit: PackageUnit) -> list[Initial]:
    """The initial values of a package's variables, in order."""
    order = list(_variables(unit))
    needs = _Needs(program, unit)
    waiting = {var: needs.variables(initial) if initial else set() for var, initial in order}
    found: dict[int, Initial] = {}
    initials = dict(order)
    for var in _sorted([var for var, _ in order], waiting):
        initial = initials[var]
        if initial is not None:
            found.setdefault(id(initial), initial)
    return list(found.values())


def _sorted(variables: list[Var], needs: dict[Var, set[Var]]) -> Iterator[Var]:
    """The variables, each after those that it needs; in a cycle, those that need the fewest come first."""
    number = {var: index for index, var in enumerate(variables)}
    users: dict[Var, list[Var]] = {}
    missing: dict[Var, int] = {}
    for var in variables:
        missing[var] = len(needs[var])
        for needed in needs[var]:
            users.setdefault(needed, []).append(var)
    queue = [(missing[var], number[var]) for var in variables]
    heapify(queue)
    done: set[Var] = set()
    while queue:
        var = variables[heappop(queue)[1]]
        if var in done:
            continue
        done.add(var)
        yield var
        for user in users.get(var, ()):
            missing[user] -= 1
            heappush(queue, (missing[user], number[user]))


def _variables(unit: PackageUnit) -> Iterator[tuple[Var, Initial | None]]:
    """All package-level variables in the order of declaration, with what they are initialised from."""
    for file in unit.files:
        for site in file.declared:
            decl = site.declaration.head.node if site.declaration.kind == "var" else None
            if isinstance(decl, GenDecl):
                objects = [obj for obj in site.objects if isinstance(obj, Var)]
                for spec in decl.specs:
                    if isinstance(spec, ValueSpec):
                        group, objects = objects[: len(spec.names)], objects[len(spec.names) :]
                        yield from _of_spec(site, spec, group)


def _of_spec(site: Declared, spec: ValueSpec, group: list[Var]) -> Iterator[tuple[Var, Initial | None]]:
    if len(spec.values) == 1 and len(group) > 1:
        shared = Initial(site, tuple(group), spec.values[0])
        yield from [(var, shared) for var in group]
        return
    for index, var in enumerate(group):
        yield var, Initial(site, (var,), spec.values[index]) if index < len(spec.values) else None


class _Needs:
    """What initial values and functions mention of their package's variables and functions."""

    def __init__(self, program: Program, unit: PackageUnit) -> None:
        self._program = program
        self._package = unit.package
        self._mentions: dict[Object, list[Object]] = {}
        self._heads: dict[Declared, list[tuple[int, Object]]] = {}

    def variables(self, initial: Initial) -> set[Var]:
        """The variables that an initial value needs, directly or by way of functions."""
        found: set[Var] = set()
        seen: set[Object] = set()
        waiting = list(self._in_value(initial))
        while waiting:
            obj = waiting.pop()
            if obj in seen:
                continue
            seen.add(obj)
            if isinstance(obj, Var):
                found.add(obj)
            else:
                waiting += self._in_function(obj)
        return found

    def _in_value(self, initial: Initial) -> list[Object]:
        site, first = initial.site, initial.value.id
        mentioned = self._heads.get(site)
        if mentioned is None:
            results = self._program.head_results(site.file, site.declaration)
            mentioned = self._heads[site] = sorted(
                ((node, obj) for node, obj in results.objects.items() if self._counts(obj)), key=lambda pair: pair[0]
            )
        start = bisect_left(mentioned, first, key=lambda pair: pair[0])
        end = bisect_left(mentioned, end_of(initial), key=lambda pair: pair[0])
        return [obj for _, obj in mentioned[start:end]]

    def _in_function(self, obj: Object) -> list[Object]:
        known = self._mentions.get(obj)
        if known is None:
            site = obj.site
            assert isinstance(site, Declared)
            results = self._program.body_results(site.file, site.declaration)
            known = self._mentions[obj] = list(self._counted(results))
        return known

    def _counted(self, results: Results | None) -> Iterable[Object]:
        if results is None:
            return ()
        return dict.fromkeys(obj for obj in results.objects.values() if self._counts(obj))

    def _counts(self, obj: Object) -> bool:
        """Whether an object is a variable, a function or a method that the package declares."""
        if obj.pkg is not self._package or not isinstance(obj.site, Declared):
            return False
        if isinstance(obj, Var):
            return obj.site.declaration.kind == "var" and obj in obj.site.objects
        return isinstance(obj, Func) and obj.site.declaration.kind == "func" and obj in obj.site.objects[:1]


def end_of(initial: Initial) -> int:
    """One more than the last id of the nodes of an initial value."""
    decl = initial.site.declaration.head.node
    assert isinstance(decl, GenDecl)
    ids = [spec.id for spec in decl.specs]
    for spec in decl.specs:
        if isinstance(spec, ValueSpec):
            ids += [value.id for value in spec.values]
    after: list[int] = [id for id in ids if id > initial.value.id]
    return min(after, default=initial.site.declaration.head.count)
