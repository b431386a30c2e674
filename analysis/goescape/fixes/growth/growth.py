"""How much statements add to a slice or map."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from goescape.fixes.code import Code
from goescape.fixes.evidence.effects import Writes, is_unchanged, writes
from goescape.fixes.evidence.flow import inside, within
from goescape.fixes.growth.bounds import Rounds, rounds
from goescape.fixes.growth.counts import NONE, Count, most
from goescape.fixes.reasons import Reason
from goescape.syntax.nodes import (
    Block,
    Branch,
    CaseClause,
    CommClause,
    For,
    Ident,
    If,
    Labeled,
    Node,
    Range,
    Return,
    Select,
    Stmt,
    Switch,
    TypeSwitch,
)
from goescape.syntax.walk import walk
from goescape.types.model import Array, Basic, Pointer, Slice, Type

Added: TypeAlias = Callable[[Stmt], "Count | Reason | None"]
"""How much a simple statement itself adds: None for nothing."""
_BREAKABLE = (For, Range, Switch, TypeSwitch, Select)


class Sure(enum.IntEnum):
    """How sure it is that as much is added as may be."""

    AT_MOST = 0
    UNLESS_LEFT = 1
    """Unless the function is left before: by a return, or by whatever ends it when it is called."""
    EXACT = 2


class Exit(enum.Enum):
    """How a statement may be left otherwise than at its end, panics aside."""

    JUMP = enum.auto()
    RETURN = enum.auto()
    SHOWN = enum.auto()
    """A return that lets the caller see what was added to."""


@dataclass(frozen=True)
class Growth:
    """What running statements adds.

    - `through`: as much at most when the end of them is reached.
    - `again`: when they are left by a continue of the loop that they are the body of; `done`: when they are left in
      any other way. What is added before is part of it.
    - `sure`: of `through`.
    - `some`: whether, once the end is reached and `through` is more than nothing, something was added.
    """

    through: Count = NONE
    again: Count = NONE
    done: Count = NONE
    sure: Sure = Sure.EXACT
    some: bool = True

    @property
    def is_none(self) -> bool:
        return self.through == self.again == self.done == NONE


class Grower:
    """Adds up what statements of one function add. `added` tells of simple statements; `shows` whether a return lets
    anyone see what is added to."""

    def __init__(self, code: Code, added: Added, shows: Callable[[Return], bool]) -> None:
        self._code = code
        self._added = added
        self._shows = shows

    def of(self, stmt: Stmt) -> Growth | Reason:
        """What a statement adds; a reason why that is not known before it."""
        if isinstance(stmt, Labeled):
            return self.of(stmt.stmt)
        if isinstance(stmt, Block):
            return self._all(stmt.stmts)
        if isinstance(stmt, If):
            return self._after(stmt.init, self._either([self._all(stmt.body.stmts), self._maybe(stmt.orelse)]))
        if isinstance(stmt, (Switch, TypeSwitch)):
            return self._after(stmt.init, self._clauses(stmt.clauses))
        if isinstance(stmt, Select):
            return self._clauses(stmt.clauses)
        if isinstance(stmt, (For, Range)):
            return self._loop(stmt)
        added = self._added(stmt)
        if isinstance(added, Reason):
            return added
        return Growth(through=added) if added is not None else Growth()

    def _maybe(self, stmt: Stmt | None) -> Growth | Reason:
        return self.of(stmt) if stmt is not None else Growth()

    def _after(self, init: Stmt | None, rest: Growth | Reason) -> Growth | Reason:
        first = self._maybe(init)
        if isinstance(first, Reason) or isinstance(rest, Reason):
            return first if isinstance(first, Reason) else rest
        return _then(first, rest)

    def steps(self, stmts: Sequence[Stmt]) -> Iterator[tuple[Growth, Growth] | Reason]:
        """For each statement of a list, what it adds itself, and what those up to it add; up to the first for which
        that is not known."""
        total = Growth()
        exits: set[Exit] = set()
        for stmt in stmts:
            own = self.of(stmt)
            after = own if isinstance(own, Reason) else _then(total, _unless(own, exits))
            if isinstance(own, Reason) or isinstance(after, Reason):
                yield own if isinstance(own, Reason) else Reason.VARYING_GROWTH
                return
            total = after
            yield own, total
            exits |= self.exits(stmt)

    def _all(self, stmts: Sequence[Stmt]) -> Growth | Reason:
        """What a list of statements adds."""
        total = Growth()
        for step in self.steps(stmts):
            if isinstance(step, Reason):
                return step
            _, total = step
        return self._ended(total, stmts[-1]) if stmts else total

    def _ended(self, growth: Growth, last: Stmt) -> Growth | Reason:
        """What a list adds whose last statement may be a jump."""
        if isinstance(last, Branch) and last.op == "fallthrough":
            return growth if growth.is_none else Reason.VARYING_GROWTH
        if not isinstance(last, (Return, Branch)) or not self.exits(last):
            return growth
        again = isinstance(last, Branch) and last.op == "continue" and last.label is None
        left = most(growth.through, growth.again if again else growth.done)
        if left is None:
            return Reason.VARYING_GROWTH
        return replace(growth, through=NONE, again=left) if again else replace(growth, through=NONE, done=left)

    def _clauses(self, clauses: Sequence[CaseClause | CommClause]) -> Growth | Reason:
        complete = any(isinstance(clause, CommClause) or clause.default for clause in clauses)
        branches = [self._all(clause.body) for clause in clauses]
        return self._either(branches if complete else [*branches, Growth()])

    def _either(self, branches: list[Growth | Reason]) -> Growth | Reason:
        """What is added by one of several."""
        total: Growth | None = None
        for branch in branches:
            if isinstance(branch, Reason):
                return branch
            merged = _or(total, branch) if total is not None else branch
            if isinstance(merged, Reason):
                return merged
            total = merged
        return total if total is not None else Growth()

    # ----------------------------------------------------------------------------------------------------- loops

    def _loop(self, loop: For | Range) -> Growth | Reason:
        body = self._all(loop.body.stmts)
        if isinstance(body, Reason) or body.is_none:
            return body
        each = most(body.through, body.again)
        if each is None:
            return Reason.VARYING_GROWTH
        if each == NONE:
            return Growth(through=body.done, sure=Sure.AT_MOST, some=False)
        often = rounds(self._code, loop)
        if isinstance(often, Reason):
            return often
        fewer = often.may_be_fewer or body.again != NONE
        sure = min(body.sure, Sure.AT_MOST if fewer else Sure.EXACT, self._ends(loop))
        if each.value is None and not self._repeats(loop, each, often, sure):
            return Reason.VARYING_GROWTH
        return Growth(
            through=often.count.times(each).plus(body.done),
            sure=sure if body.done == NONE else Sure.AT_MOST,
            some=body.some and body.through != NONE and not often.may_not_start,
        )

    def _ends(self, loop: For | Range) -> Sure:
        """How sure it is that a loop's body, once through, is run again."""
        exits = {exit for stmt in loop.body.stmts for exit in self.exits(stmt, loop)}
        if Exit.JUMP in exits:
            return Sure.AT_MOST
        return Sure.UNLESS_LEFT if exits else Sure.EXACT

    def _repeats(self, loop: For | Range, each: Count, often: Rounds, sure: Sure) -> bool:
        """Whether every round certainly adds the same, and that is known before the loop."""
        if sure is Sure.AT_MOST or not each.is_natural or not often.count.is_natural:
            return False
        changes = writes(self._code, [loop.body])
        return not each.may_panic and is_known_before(self._code, each, loop, changes)

    # ----------------------------------------------------------------------------------------------------- jumps

    def exits(self, stmt: Stmt, loop: For | Range | None = None) -> set[Exit]:
        """How a statement may be left. With `loop`, of whose body it is one: how it may end the loop, which to continue
        it is not."""
        exits = set()
        for node in inside(stmt):
            if isinstance(node, Return):
                exits.add(Exit.SHOWN if self._shows(node) else Exit.RETURN)
            elif isinstance(node, Branch) and node.op != "fallthrough":
                target = self._target(node)
                again = loop is not None and node.op == "continue" and target is loop
                if not again and (target is None or target is loop or not within(self._code, target, stmt)):
                    exits.add(Exit.JUMP)
        return exits

    def _target(self, branch: Branch) -> Node | None:
        """The statement that a break or continue is of; None of a goto."""
        if branch.op == "goto":
            return None
        kinds = (For, Range) if branch.op == "continue" else _BREAKABLE
        for above in self._code.ancestors(branch):
            label = self._code.parent(above)
            if isinstance(above, kinds) and (
                branch.label is None or (isinstance(label, Labeled) and label.label.name == branch.label.name)
            ):
                return above
        return None


def is_known_before(code: Code, count: Count, place: Node, changes: Writes) -> bool:
    """Whether a count is the same before a place in the code as after it and `changes`."""
    nodes = [node for factor in count.factors for node in factor.nodes]
    if changes.memory and not all(_holds_length(code.type_of(node)) for node in nodes):
        return False
    return all(_is_declared_before(code, node, place) and is_unchanged(code, node, changes) for node in nodes)


def _is_declared_before(code: Code, e: Node, place: Node) -> bool:
    """Whether all local names of an expression are declared before a place in front of it, so that they mean the same
    there."""
    objects = [code.object_of(node) for node in walk(e) if isinstance(node, Ident)]
    return all(obj is None or obj.site is not code.declared or obj.node < place.id for obj in objects)


def _holds_length(t: Type | None) -> bool:
    """Whether the length of a value of a type, or the number that it is, is in the value itself: a map's is not."""
    return t is not None and isinstance(t.under(), (Array, Basic, Pointer, Slice))


def _unless(growth: Growth, exits: set[Exit]) -> Growth:
    """Growth that takes place unless the code was left before."""
    if growth.is_none or not exits:
        return growth
    sure = Sure.AT_MOST if Exit.JUMP in exits else min(growth.sure, Sure.UNLESS_LEFT)
    return replace(growth, sure=sure, some=growth.some and exits == {Exit.RETURN})


def _then(one: Growth, other: Growth) -> Growth | Reason:
    again = most(one.again, one.through.plus(other.again) if other.again != NONE else NONE)
    done = most(one.done, one.through.plus(other.done) if other.done != NONE else NONE)
    if again is None or done is None:
        return Reason.VARYING_GROWTH
    certain = any(growth.some and (growth.through.value or 0) > 0 for growth in (one, other))
    return Growth(
        one.through.plus(other.through), again, done, min(one.sure, other.sure), certain or (one.some and other.some)
    )


def _or(one: Growth, other: Growth) -> Growth | Reason:
    through, again = most(one.through, other.through), most(one.again, other.again)
    done = most(one.done, other.done)
    if through is None or again is None or done is None:
        return Reason.VARYING_GROWTH
    alike = one.through == other.through
    sure = min(one.sure, other.sure) if alike else Sure.AT_MOST
    some = one.some and other.some and (alike or all((growth.through.value or 0) > 0 for growth in (one, other)))
    return Growth(through, again, done, sure, some)
