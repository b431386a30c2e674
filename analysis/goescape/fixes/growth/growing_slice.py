"""A slice variable that begins empty and grows by appends: what it needs room for, and who would see the room."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from goescape.findings.model import Kind
from goescape.fixes.code import Code
from goescape.fixes.evidence.statements import Listed, listed
from goescape.fixes.growth.bounds import length_of
from goescape.fixes.growth.counts import Count, constant, one
from goescape.fixes.growth.growth import Grower, Sure
from goescape.fixes.growth.nilness import Seen, Sight, mentions, self_append
from goescape.fixes.growth.room import Room, common_list, items_of, objection_to_size, room_for
from goescape.fixes.growth.slice_start import Start
from goescape.fixes.reasons import Reason
from goescape.fixes.scene import Scene
from goescape.source import Span
from goescape.syntax.nodes import Assign, Branch, Defer, For, Node, Range, Return, Stmt
from goescape.syntax.walk import walk
from goescape.types.identical import identical
from goescape.types.model import Slice, Var
from goescape.types.universe import UNIVERSE

_LEAST = 8
"""Bytes of the smallest allocation (runtime/sizeclasses.go)."""
_ON_STACK = 32
"""Bytes that a growing slice may have on the stack (cmd/compile/internal/base: VariableMakeThreshold)."""


@dataclass(frozen=True)
class Form:
    """What is to be written: room for `room.count`, where the slice is declared or right before the first statement
    that adds to it; `guarded`: only where it is more than nothing."""

    room: Room
    at_start: bool
    guarded: bool


class GrowingSlice:
    """A slice variable that begins empty, and how it grows: by `appends`, statements of its own function, which are in
    `items`, statements of one list."""

    def __init__(self, code: Code, start: Start, variable: Var) -> None:
        self._code = code
        self._start = start
        self._variable = variable
        self._seen = mentions(code, variable)
        self._home = code.function_around(start.ident)
        self._appends = [
            append
            for seen in self._seen
            if seen.sight is Sight.GROWS and seen.within is self._home
            for append in [code.parent(code.unparenthesised(seen.ident))]
            if isinstance(append, Assign)
        ]
        self.items = self._find_items()
        self._last = max((node.id for item in self.items[-1:] for node in walk(item.stmt)), default=0)

    def _find_items(self) -> list[Listed]:
        outer = self._start.stmt if self._start.stmt is not None else self._body()
        owner = common_list(self._code, self._appends, outer) if self._appends and outer is not None else None
        return items_of(self._code, owner, self._appends) if owner is not None else []

    def _body(self) -> Node | None:
        return self._home.body if self._home is not None else self._code.block

    @property
    def is_repeated(self) -> bool:
        """Whether it is appended to in a loop, or by several statements of which one appends a whole slice."""
        places = [listed(self._code, append) for append in self._appends]
        spread = any(call.spread for append in self._appends for call in [self_append(self._code, append)] if call)
        looped = any(isinstance(node, (For, Range)) for item in self.items for node in walk(item.stmt))
        return bool(self.items) and (looped or (spread and len(places) > 1))

    @property
    def calls(self) -> tuple[Span, ...]:
        """Where the calls of append are."""
        calls = [self_append(self._code, append) for append in self._appends]
        return tuple(self._code.span(call) for call in calls if call is not None)

    def objection(self, room: Room) -> Reason | None:
        """Why it must not have the room."""
        reason = self._objection_to_room() or objection_to_size(self._code, room, self._size)
        if reason is None and room.sure is Sure.AT_MOST and self._holds_errors:
            return Reason.MOSTLY_UNUSED
        return reason

    @property
    def is_empty(self) -> bool:
        """Whether its elements take no memory, however many there are."""
        return self._size == 0

    def gains(self, scene: Scene, room: Room) -> bool:
        """Whether one allocation is fewer than growing takes."""
        capacity = room.count.value
        looped = any(isinstance(node, (For, Range)) for stmt in room.covered for node in walk(stmt))
        once = not looped and len(room.covered) < 2
        if self._size == 0 or once or (capacity is not None and capacity <= 1):
            return False
        if capacity is None or self._size < 0:
            return True
        least = max(_LEAST, self._size)
        return capacity * self._size > (least if self._escapes(scene) else max(least, _ON_STACK))

    @property
    def may_be_declared_later(self) -> bool:
        """Whether it is declared in the list of its items, and not mentioned before the first of them."""
        start, first = listed(self._code, self._start.ident), self.items[0]
        if self._start.stmt is None or start is None or start.owner is not first.owner:
            return False
        return not any(self._start.ident.id < seen.ident.id < first.stmt.id for seen in self._seen)

    def form(self) -> Form | Reason:
        """How to make room. A slice that is nil as long as nothing is appended must stay so where that shows: then it
        gets room only if something will certainly be appended."""
        if any(isinstance(node, Branch) and node.op == "goto" for node in self._code.nodes):
            return Reason.HAS_GOTO
        shows = self._start.is_nil and self._shows_nil()
        if shows and self._start.stmt is None and self._defers():
            return Reason.NIL_SEEN
        grower = self._grower()
        here = self._room(grower, self.items[0].index, shows)
        if isinstance(here, Reason):
            return here
        if any(self._mentions_it(node) for factor in here.count.factors for node in factor.nodes):
            return Reason.VARYING_GROWTH
        guarded = shows and (here.count.value or 0) <= 0
        if guarded or not self._may_begin_with_room():
            return Form(here, False, guarded)
        stmt = listed(self._code, self._start.ident)
        at = stmt.index if stmt is not None else 0
        there = self._room(grower, at, shows)
        early = isinstance(there, Room) and len(there.covered) >= len(here.covered)
        return Form(there if isinstance(there, Room) and early else here, early, False)

    # ---------------------------------------------------------------------------------------------- preconditions

    def _objection_to_room(self) -> Reason | None:
        """Why it must not have more room than it has."""
        until = [seen for seen in self._seen if seen.ident.id <= self._last]
        while_growing = {seen.sight for seen in until if seen.ident.id >= self.items[0].stmt.id}
        extended = [seen for seen in self._seen if seen.sight is Sight.EXTENDED and seen not in until]
        sights = {seen.sight for seen in until}
        held = while_growing & {Sight.ELEMENT_ADDRESS, Sight.VALUE, Sight.EXTENDED}
        objections = (
            (any(seen.sight is Sight.CAPACITY for seen in self._seen), Reason.CAPACITY_SEEN),
            (any(seen.within is not self._home for seen in until), Reason.CAPTURED),
            (Sight.ADDRESS in sights, Reason.ADDRESS_TAKEN),
            (Sight.REPLACED in sights, Reason.REPLACED),
            (bool(held) or len(extended) > 1 or any(map(self._may_repeat, extended)), Reason.ELEMENTS_SHARED),
            (Sight.NIL in while_growing and self._start.is_nil, Reason.NIL_SEEN),
        )
        return next((reason for holds, reason in objections if holds), None)

    def _may_repeat(self, seen: Seen) -> bool:
        """Whether the code of a mention after the growth may run several times for the same slice."""
        outer = len(self._code.loops_around(self.items[0].stmt))
        return seen.within is not self._home or len(self._code.loops_around(seen.ident)) > outer

    def _escapes(self, scene: Scene) -> bool:
        """Whether the compiler does not say that what is appended to stays on the stack."""
        spans = [self._code.span(append) for append in self._appends]
        found = [each for span in spans for each in scene.findings(self._code.path, span, Kind.DOES_NOT_ESCAPE)]
        return not any(each.subject == "append" for each in found)

    @cached_property
    def _size(self) -> int:
        """The bytes of an element; -1 where they depend on type parameters."""
        t = self._variable.type_of().under()
        return self._code.program.sizes.sizeof(t.elem) if isinstance(t, Slice) else 0

    @property
    def _holds_errors(self) -> bool:
        """Whether its elements are errors, of which there are mostly none."""
        t = self._variable.type_of().under()
        return isinstance(t, Slice) and identical(t.elem, UNIVERSE.names["error"].type_of())

    # ------------------------------------------------------------------------------------------------------- form

    def _room(self, grower: Grower, at: int, shows: bool) -> Room | Reason:
        """The room for as many of the items as can be; where nil shows, something must certainly be appended."""
        found: Room | Reason = Reason.VARYING_GROWTH
        for count in range(len(self.items), 0, -1):
            found = room_for(self._code, grower, self.items[:count], at, self._start.alone)
            if isinstance(found, Reason) or found.some or not shows:
                return found
        return Reason.NIL_SEEN

    def _shows_nil(self) -> bool:
        """Whether anyone may see whether the slice is nil, from its first append on."""
        seeing = {Sight.NIL, Sight.VALUE, Sight.EXTENDED}
        first = self.items[0].stmt.id
        return self._start.stmt is None or any(seen.sight in seeing and seen.ident.id >= first for seen in self._seen)

    def _defers(self) -> bool:
        body = self._body()
        return body is not None and any(isinstance(node, Defer) for node in walk(body))

    def _may_begin_with_room(self) -> bool:
        """Whether it may have room from its declaration on: what is between that and the first append only leads there,
        and does not mention it."""
        start = listed(self._code, self._start.ident)
        if start is None or not self.may_be_declared_later or (self._start.value is None and not self._start.alone):
            return False
        grower = self._grower()
        return not any(grower.exits(stmt) for stmt in start.stmts[start.index + 1 : self.items[0].index])

    def _grower(self) -> Grower:
        return Grower(self._code, self._added, self._returns_it)

    def _added(self, stmt: Stmt) -> Count | Reason | None:
        call = self_append(self._code, stmt)
        if call is None or self._code.variable(call.args[0]) is not self._variable:
            return None
        if not call.spread:
            return constant(len(call.args) - 1)
        if self._mentions_it(call.args[-1]):
            return Reason.VARYING_GROWTH
        length = length_of(self._code, call.args[-1])
        return one(length) if length is not None else Reason.COMPUTED_ROUNDS

    def _returns_it(self, stmt: Return) -> bool:
        return any(map(self._mentions_it, stmt.results)) or (self._start.stmt is None and not stmt.results)

    def _mentions_it(self, e: Node) -> bool:
        return any(self._code.variable(node) is self._variable for node in walk(e))
