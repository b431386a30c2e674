"""Preallocate map: ``make(map[K]V)``, stored into in a loop, becomes ``make(map[K]V, n)``.

The gain: a map has 8 slots at first, and is made anew, twice as large, whenever 7 of 8 are taken, up to 1024 slots, and
then split (internal/runtime/maps since Go 1.24: table.go, grow, split; buckets before were doubled alike), so that n
elements cost about log2(n) allocations; with a hint of n > 8 they cost as many as the tables that they need. A hint up
to 8 changes nothing, whether it is a constant or not (cmd/compile/internal/walk: walkMakeMap), and neither does one
less than 0 (runtime/map.go: makemap). A hint cannot be seen by the program, only how much memory it takes.

Keys may repeat, so that n is but the most there can be, unless they are what the loop counts or ranges over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from goescape.fixes.code import Code, bare
from goescape.fixes.evidence.flow import within
from goescape.fixes.evidence.names import can_make, is_predeclared
from goescape.fixes.evidence.statements import Listed, definition, initial_value, listed, unlabelled
from goescape.fixes.evidence.uses import Role, uses
from goescape.fixes.growth.counts import Count, constant
from goescape.fixes.growth.growth import Grower, Sure
from goescape.fixes.growth.room import Room, items_of, objection_to_size, room_for
from goescape.fixes.model import Candidate, Edit, FixKind, Gain, Note, Refusal
from goescape.fixes.reasons import Reason
from goescape.fixes.scene import Scene
from goescape.source import Span
from goescape.syntax.document import comments_of
from goescape.syntax.nodes import (
    Assign,
    Branch,
    Call,
    CompositeLit,
    DeclStmt,
    Expr,
    For,
    FuncDecl,
    Ident,
    IncDec,
    Index,
    Node,
    Range,
    Stmt,
)
from goescape.syntax.walk import walk
from goescape.types.model import Map, Var

_SLOTS = 8
"""A map has as many without a hint (internal/abi: MapGroupSlots)."""


def find(code: Code, scene: Scene) -> Iterator[Candidate | Refusal]:
    """The maps of a function that are made empty and stored into in a loop."""
    if not isinstance(code.head, FuncDecl) or code.block is None:
        return
    for variable in list(code.mentioned()):
        if not isinstance(variable, Var) or variable.is_field or not isinstance(variable.type_of().under(), Map):
            continue
        filled = _filled(code, variable)
        found = _judged(code, filled) if filled is not None else None
        if isinstance(found, Candidate):
            yield found
        elif filled is not None and found is not None:
            name = filled.ident
            yield Refusal(FixKind.PREALLOCATE_MAP, code.path, code.span(name), name.name, code.name, found)


@dataclass(frozen=True)
class _Filled:
    """A map that a function makes at `place`, by `value`, and the statements of the same list that store into it."""

    ident: Ident
    variable: Var
    value: CompositeLit | Call
    place: Listed
    items: list[Listed]

    @property
    def alone(self) -> bool:
        """Whether the statement that makes it does nothing else."""
        stmt = self.place.stmt
        if isinstance(stmt, DeclStmt):
            return len(stmt.decl.specs) == 1
        return isinstance(stmt, Assign) and len(stmt.lhs) == 1


def _filled(code: Code, variable: Var) -> _Filled | None:
    ident = definition(code, variable)
    value = initial_value(code, ident) if ident is not None else None
    place = listed(code, ident) if ident is not None else None
    if ident is None or place is None or not isinstance(value, (CompositeLit, Call)) or not _is_empty(code, value):
        return None
    stores = [
        store
        for store in _stores(code, variable)
        if _is_looped(code, store, place.stmt) and _added(code, variable, store) is not None
    ]
    items = items_of(code, place.owner, stores)
    return _Filled(ident, variable, value, place, items) if items else None


def _is_looped(code: Code, store: Node, made: Node) -> bool:
    """Whether a store is in a loop that what makes the map is not in, and in the same function."""
    same = code.function_around(store) is code.function_around(made)
    return same and len(code.loops_around(store)) > len(code.loops_around(made))


def _is_empty(code: Code, value: CompositeLit | Call) -> bool:
    """Whether a map is made with nothing in it and without a hint."""
    if isinstance(value, CompositeLit):
        return value.type is not None and not value.elements
    if code.builtin(value) != "make":
        return False
    return len(value.args) == 1 or code.value_of(value.args[1]) == 0


def _stores(code: Code, variable: Var) -> list[Assign | IncDec]:
    """The statements that store into a map."""
    return [store for ident in code.mentions(variable) for store in [_store(code, ident)] if store is not None]


def _store(code: Code, ident: Ident) -> Assign | IncDec | None:
    """The statement that stores into the map that an identifier names."""
    node = code.unparenthesised(ident)
    index = code.parent(node)
    if not isinstance(index, Index) or index.x is not node:
        return None
    left = code.unparenthesised(index)
    stmt = code.parent(left)
    if isinstance(stmt, Assign) and any(each is left for each in stmt.lhs):
        return stmt
    return stmt if isinstance(stmt, IncDec) else None


# -------------------------------------------------------------------------------------------------------- judgement


def _judged(code: Code, filled: _Filled) -> Candidate | Reason | None:
    """The fix; None where there is nothing to gain."""
    if any(isinstance(node, Branch) and node.op == "goto" for node in code.nodes):
        return Reason.HAS_GOTO
    grower = Grower(code, lambda stmt: _added(code, filled.variable, stmt), lambda _: False)
    room = room_for(code, grower, filled.items, filled.place.index, filled.alone)
    if isinstance(room, Reason):
        return room
    if not any(isinstance(unlabelled(stmt), (For, Range)) for stmt in room.covered):
        return Reason.LATE_BOUND
    value = room.count.value
    if value is not None and value <= _SLOTS:
        return None
    if room.sure is Sure.EXACT and any(_looks_up(code, filled.variable, stmt) for stmt in room.covered):
        return Reason.KEYS_REPEAT
    distinct = all(_has_distinct_keys(code, filled.variable, stmt) for stmt in room.covered)
    if not distinct:
        room = replace(room, sure=Sure.AT_MOST)
    return _objection(code, filled, room) or _candidate(code, filled, room)


def _objection(code: Code, filled: _Filled, room: Room) -> Reason | None:
    last = max(node.id for node in walk(filled.items[-1].stmt))
    early = {use.role for use in uses(code, filled.variable) if use.ident.id <= last}
    if Role.ADDRESS in early:
        return Reason.ADDRESS_TAKEN
    if Role.ASSIGN in early:
        return Reason.REPLACED
    under = filled.variable.type_of().under()
    sizeof = code.program.sizes.sizeof
    sizes = [sizeof(under.key), sizeof(under.elem)] if isinstance(under, Map) else []
    return objection_to_size(code, room, -1 if -1 in sizes else sum(sizes))


def _added(code: Code, variable: Var, stmt: Stmt) -> Count | Reason | None:
    """How many keys a statement adds."""
    lefts = stmt.lhs if isinstance(stmt, Assign) else (stmt.x,) if isinstance(stmt, IncDec) else ()
    indices = [inner for left in lefts for inner in [bare(left)] if isinstance(inner, Index)]
    stores = [index for index in indices if code.variable(index.x) is variable]
    new = [store for store in stores if code.value_of(store.indices[0]) is None]
    if not new:
        return None
    again = isinstance(stmt, IncDec) or (isinstance(stmt, Assign) and stmt.op != "=")
    if again or _reads(code, variable, stmt.rhs if isinstance(stmt, Assign) else ()):
        return Reason.KEYS_REPEAT
    return constant(len(new))


def _reads(code: Code, variable: Var, nodes: tuple[Expr, ...]) -> bool:
    return any(code.variable(each) is variable for node in nodes for each in walk(node))


def _looks_up(code: Code, variable: Var, item: Stmt) -> bool:
    """Whether a statement reads elements of the map."""
    idents = [ident for ident in code.mentions(variable) if within(code, ident, item)]
    indices = [code.parent(code.unparenthesised(ident)) for ident in idents if _store(code, ident) is None]
    return any(isinstance(index, Index) for index in indices)


def _has_distinct_keys(code: Code, variable: Var, item: Stmt) -> bool:
    """Whether no two stores of a statement are to the same key: there is but one, and its key is the variable that its
    only loop counts with, or ranges over the keys or indices with."""
    stores = [store for store in _stores(code, variable) if within(code, store, item)]
    if len(stores) != 1 or not isinstance(stores[0], Assign) or len(stores[0].lhs) != 1:
        return False
    left = bare(stores[0].lhs[0])
    loops = [loop for loop in code.loops_around(stores[0]) if within(code, loop, item)]
    if not isinstance(left, Index) or len(loops) != 1:
        return False
    key = code.variable(left.indices[0])
    counter = _counter(code, loops[0])
    assigned = [use for use in uses(code, key) if use.role is not Role.READ] if key is not None else []
    return key is not None and key is counter and all(not within(code, use.ident, loops[0].body) for use in assigned)


def _counter(code: Code, loop: For | Range) -> Var | None:
    """The variable that has another value in each round."""
    if isinstance(loop, Range):
        return code.variable(loop.key) if loop.key is not None else None
    init = loop.init
    return code.variable(init.lhs[0]) if isinstance(init, Assign) and len(init.lhs) == 1 else None


# -------------------------------------------------------------------------------------------------------- the text


def _candidate(code: Code, filled: _Filled, room: Room) -> Candidate | Reason:
    hint = room.count.text
    if not room.count.is_natural:
        if code.file.version < (1, 21) or not is_predeclared(code, "max"):
            return Reason.NAME_TAKEN
        hint = f"max({hint}, 0)"
    if not can_make(code, hint):
        return Reason.NAME_TAKEN
    replaced = _replaced(code, filled.value, hint)
    if any(comments_of(code.source.data, span.start, span.end) for span, _ in replaced):
        return Reason.COMMENT_LOST
    return Candidate(
        FixKind.PREALLOCATE_MAP,
        code.path,
        code.span(filled.ident),
        filled.ident.name,
        code.name,
        tuple(Edit(code.path, span.start, span.end, text.encode()) for span, text in replaced),
        Gain.RUN_TIME,
        allocates=1,
        notes=() if room.sure is Sure.EXACT else (Note.UPPER_BOUND,),
        facts=(("capacity", hint),),
    )


def _replaced(code: Code, value: CompositeLit | Call, hint: str) -> list[tuple[Span, str]]:
    """What is replaced in the expression that makes the map, and what it becomes."""
    whole = code.span(value)
    if isinstance(value, Call):
        after = Span(code.span(value.args[0]).end, code.span(value.args[-1]).end)
        return [(after, f", {hint}")]
    written = code.span(value.type) if value.type is not None else whole
    return [(Span(whole.start, written.start), "make("), (Span(written.end, whole.end), f", {hint})")]
