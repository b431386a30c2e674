"""Ways and cuts in graphs at random: those that a trace tells are there, and a cut is what it says."""

from __future__ import annotations

import pytest

from goescape.escape.cut import Cuts
from goescape.escape.graph import FIRST, Graph
from goescape.escape.leaks import HEAP as TO_HEAP
from goescape.escape.leaks import RESULT, RESULTS
from goescape.escape.solve import Solution
from goescape.escape.trace import Hop, Trace, Way
from goescape.ir.nodes import Func

from .test_solve import random_graph

SEEDS = [range(part * 40, part * 40 + 40) for part in range(4)]


def demand_way(graph: Graph, way: Way, start: int) -> None:
    """A way begins at a location and goes on from hop to hop, along edges."""
    assert way[0].source == start
    assert [hop.target for hop in way[:-1]] == [hop.source for hop in way[1:]]
    assert all(graph.into[hop.target][hop.number] == (hop.source, hop.derefs) for hop in way)


def dereferenced(way: Way) -> int:
    """How often a value is dereferenced on a way; -1 if it is its address that goes."""
    total = 0
    for hop in reversed(way):
        total = max(total, 0) + hop.derefs
    return total


@pytest.mark.parametrize("seeds", SEEDS)
def test_all_that_escapes_has_a_way_to_what_outlives_it(seeds: range) -> None:
    for seed in seeds:
        graph, funcs = random_graph(seed)
        solution = Solution(graph, funcs)
        trace = Trace(solution)
        assert trace.escapes.keys() == {at for at in range(FIRST, len(graph)) if solution.escapes(at)}, seed
        for location, way in trace.escapes.items():
            demand_way(graph, way, location)
            assert dereferenced(way) < 0, (seed, location)


@pytest.mark.parametrize("seeds", SEEDS)
def test_leaks_have_ways_of_their_tags_levels(seeds: range) -> None:
    for seed in seeds:
        graph, funcs = random_graph(seed)
        solution = Solution(graph, funcs)
        trace = Trace(solution)
        for param in (param for param in graph.params if not solution.escapes(param)):
            levels = solution.tag(param).levels
            for slot in (TO_HEAP, *range(RESULT, RESULT + RESULTS)):
                if levels[slot] >= 0:
                    way = trace.leaks[param, slot]
                    demand_way(graph, way, param)
                    assert max(dereferenced(way), 0) == levels[slot], (seed, param, slot)


@pytest.mark.parametrize("seeds", SEEDS)
def test_a_cut_is_what_keeps_all_else_from_letting_it_escape(seeds: range) -> None:
    cuts = 0
    for seed in seeds:
        graph, funcs = random_graph(seed)
        solution = Solution(graph, funcs)
        for location, way in Trace(solution).escapes.items():
            expected = next((hop for hop in way if _stays_without(graph, funcs, hop, location)), None)
            assert Cuts(solution).first(location, way) == expected, (seed, location)
            cuts += expected is not None
    assert cuts > 50


def _stays_without(graph: Graph, funcs: list[Func], hop: Hop, location: int) -> bool:
    edges = graph.into[hop.target]
    graph.into[hop.target] = edges[: hop.number] + edges[hop.number + 1 :]
    stays = not Solution(graph, funcs).escapes(location)
    graph.into[hop.target] = edges
    return stays
