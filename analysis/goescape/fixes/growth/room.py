"""How much room the statements of a list need that add to something: its bound, known before them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goescape.fixes.code import Code
from goescape.fixes.evidence.effects import writes
from goescape.fixes.evidence.flow import within
from goescape.fixes.evidence.running import runs_through
from goescape.fixes.evidence.statements import Listed, Owner, listed, statements_of, unlabelled
from goescape.fixes.growth.counts import NONE, Count
from goescape.fixes.growth.growth import Grower, Growth, Sure, is_known_before
from goescape.fixes.reasons import Reason
from goescape.syntax.nodes import Assign, For, Node, Range, Stmt

SPARE = 64 << 10
"""Bytes that may be allocated in vain."""
TIMES = 4
"""How many times as large as what is looked through the room may be for those elements of it that are chosen."""


@dataclass(frozen=True)
class Room:
    """The first of several statements of a list: `count` is how much they add at most, in terms of what is known right
    before the statement at `at` of the list. `sure` and `some` as in `Growth`; `covered` are the statements."""

    at: int
    count: Count
    sure: Sure
    some: bool
    covered: tuple[Stmt, ...]


def common_list(code: Code, stmts: Sequence[Node], outer: Node) -> Owner | None:
    """The innermost list of statements that has all of `stmts` in it, and that runs as often as `outer`, a node of the
    same function, does."""
    loops = code.loops_around(outer)
    place = listed(code, stmts[0])
    while place is not None and code.function_around(place.stmt) is code.function_around(stmts[0]):
        around = code.loops_around(place.stmt)
        alike = len(around) == len(loops) and all(a is b for a, b in zip(around, loops, strict=True))
        if alike and all(within(code, stmt, place.owner) for stmt in stmts):
            return place.owner
        place = listed(code, place.owner)
    return None


def items_of(code: Code, owner: Owner, stmts: Sequence[Node]) -> list[Listed]:
    """The statements of a list that have one of `stmts` in them."""
    return [
        Listed(item, owner, index)
        for index, item in enumerate(statements_of(owner))
        if any(within(code, stmt, item) for stmt in stmts)
    ]


def room_for(code: Code, grower: Grower, items: Sequence[Listed], at: int, alone: bool) -> Room | Reason:
    """The room that as many items as possible need, with what is known before the statement at `at`, which is the first
    of them or one that declares what they add to; `alone`: and nothing else. The reason why even the first item's is
    not known."""
    stmts = items[0].stmts
    known: Room | Reason = Reason.VARYING_GROWTH
    taken = Growth()
    begin = at + 1 if alone and at < items[0].index else at
    for index, step in enumerate(grower.steps(stmts[at : items[-1].index + 1]), at):
        if isinstance(step, Reason):
            return known if isinstance(known, Room) else step
        own, total = step
        if own.is_none:
            continue
        first = taken.is_none
        count = bound(own)
        panics = count.may_panic and not (first and begin == index and _reads_at_once(stmts[index]))
        sums = first or (count.is_natural and bound(taken).is_natural)
        changes = writes(code, stmts[begin:index])
        if panics or not sums or not is_known_before(code, count, stmts[at], changes):
            return known if isinstance(known, Room) else Reason.LATE_BOUND
        taken = total
        covered = tuple(item.stmt for item in items if item.index <= index)
        sure = total.sure if total.again == total.done == NONE else Sure.AT_MOST
        known = Room(at, bound(total), sure, total.some, covered)
    return known


def bound(growth: Growth) -> Count:
    """As much as running statements adds at most, however they are left."""
    return growth.through.plus(growth.again).plus(growth.done)


def _reads_at_once(stmt: Stmt) -> bool:
    """Whether a statement begins with evaluating what it loops over, or appends."""
    return isinstance(unlabelled(stmt), (Range, For, Assign))


def objection_to_size(code: Code, room: Room, size: int) -> Reason | None:
    """Why as much must not be allocated at once for elements of `size` bytes (-1: that depends on type parameters)."""
    count = room.count
    if not count.in_memory:
        certain = room.sure is Sure.EXACT and all(runs_through(code, stmt) for stmt in room.covered)
        return None if certain else Reason.MAY_BE_HUGE
    if room.sure is not Sure.AT_MOST:
        return None
    if count.value is not None and count.value * size > SPARE:
        return Reason.MAY_BE_HUGE
    weights = [factor.weight for factor in count.factors if factor.value is None and factor.weight]
    largest = max((times for _, times in count.terms), default=1)
    return Reason.MOSTLY_UNUSED if weights and size * largest > TIMES * max(weights) else None
