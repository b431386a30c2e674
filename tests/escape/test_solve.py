"""The solver finds what the compiler's procedure finds."""

from __future__ import annotations

import random

import pytest

from goescape.escape.graph import CALLEE, FIRST, HEAP, MUTATOR, Graph, Hole
from goescape.escape.solve import Solution
from goescape.ir.nodes import PAUTO, PPARAM, PPARAMOUT, Closure, Func, Name, Param
from goescape.types.model import EMPTY_TUPLE, Signature

from .walking import ESCAPES, MUTATES, Walks

_TYPE = Signature(EMPTY_TUPLE, EMPTY_TUPLE)


def _function(number: int, parent: Func | None, chance: random.Random) -> Func:
    func = Func(f"f{number}", f"f{number}", 0, None)
    if parent is not None:
        func.parent = parent
        func.closure = Closure(0, _TYPE, func)
    for cls, declared, count in ((PPARAM, func.params, 2), (PPARAMOUT, func.results, chance.randrange(8))):
        for index in range(count):
            name = Name(f"{cls}{index}", 0, _TYPE, cls, func)
            func.dcl.append(name)
            declared.append(Param(name.name, 0, _TYPE, name))
    func.dcl += [Name(f"v{index}", 0, _TYPE, PAUTO, func) for index in range(4)]
    return func


def random_graph(seed: int) -> tuple[Graph, list[Func]]:
    """Some functions, some of them closures, with flows at random."""
    chance = random.Random(seed)  # noqa: S311 (nothing is secret)
    funcs: list[Func] = []
    graph = Graph()
    for number in range(chance.randrange(1, 5)):
        func = _function(number, chance.choice([None, *funcs]), chance)
        funcs.append(func)
        graph.declare(func)
    for func in funcs:
        if func.closure is not None and func.parent is not None:
            graph.add(func.closure, func.parent, 1)
    for location in range(FIRST, len(graph)):
        if location not in graph.results and location not in graph.params:
            graph.depths[location] = chance.randrange(1, 4)
    own = range(FIRST, len(graph))
    for _ in range(chance.randrange(4, 4 * len(graph))):
        dst = chance.choice([HEAP, MUTATOR, CALLEE]) if chance.random() < 0.06 else chance.choice(own)
        graph.flow(Hole(dst, chance.choice([-1, -1, 0, 0, 0, 1, 2])), chance.choice(own))
    return graph, funcs


@pytest.mark.parametrize("part", range(8))
def test_finds_what_walks_from_everywhere_find(part: int) -> None:
    for seed in range(part * 20, part * 20 + 20):
        graph, funcs = random_graph(seed)
        solution, walks = Solution(graph, funcs), Walks(graph)
        for location in range(FIRST, len(graph)):
            attributes = walks.attributes[location]
            assert solution.escapes(location) == bool(attributes & ESCAPES), (seed, location)
            assert solution.mutates(location) == bool(attributes & MUTATES), (seed, location)
        for param in graph.params:
            assert solution.escapes(param) or solution.tag(param) is walks.tag(param), (seed, param)
