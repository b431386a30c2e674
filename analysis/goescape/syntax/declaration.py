"""A top-level declaration: the unit of change. It knows its text, but not where that stands in the file."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import TypeAlias

import msgspec

from goescape.source import Span
from goescape.syntax.deep import with_deep_stack
from goescape.syntax.grammar import read_block, read_declaration
from goescape.syntax.grammar.draft import Draft, number
from goescape.syntax.nodes import BadDecl, BadStmt, Block, FuncDecl
from goescape.syntax.packed import packed, unpacked
from goescape.syntax.positions import Lowered, Places
from goescape.syntax.problems import Problem


class DeclaredName(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A name that a declaration declares. `receiver` is the base type's of a method, "" otherwise, and `pointer` tells
    a receiver `*T`; `spec` is the index of the spec in its group; `alias` tells `type A = T`."""

    name: str
    receiver: str
    spec: int
    pointer: bool = False
    alias: bool = False


class Directive(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A ``//go:`` or ``//export`` line. `text` begins with the slashes; `offset` is a byte offset."""

    text: str
    offset: int


Parts: TypeAlias = "tuple[bytes | None, bytes | None]"
"""A declaration's head and its body, packed."""

(HEAD, BODY) = range(2)


class Declaration:
    """One version of a declaration.

    - `kind`: import, const, var, type, func or bad. A head can be a `BadDecl` whatever the kind.
    - `text`: from the first token to the last, without doc comment.
    - `directives`: those between the declaration before and this one, which is where the compiler looks for them;
      `inner_directives` those in the text, with offsets in it.
    - `names`: what it declares, known without lowering.

    `head` and `body` are lowered when they are first asked for, and with them `problems` are known.
    """

    __slots__ = (
        "_body",
        "_head",
        "_older",
        "_packed",
        "_problems",
        "body_start",
        "directives",
        "inner_directives",
        "kind",
        "names",
        "text",
    )

    def __init__(
        self, kind: str, text: bytes, directives: tuple[str, ...], names: tuple[DeclaredName, ...], body_start: int
    ) -> None:
        self.kind = kind
        self.text = text
        self.directives = directives
        self.names = names
        self.body_start = body_start
        """Of a function: where its block begins in `text`; -1 if it has none."""
        self.inner_directives: tuple[Directive, ...] = ()
        self._problems: tuple[Problem, ...] = ()
        self._head: Lowered | None = None
        self._body: Lowered | None = None
        self._older: Declaration | None = None
        self._packed: Parts = (None, None)

    def __repr__(self) -> str:
        return f"<Declaration {self.kind} {self.text[:40]!r}>"

    @property
    def has_error(self) -> bool:
        """Whether some of the text is not Go."""
        return bool(self.problems)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong; spans in `text`."""
        if self._head is None or (self._body is None and self.body_start >= 0):
            _ = self.head, self.body
        return self._problems

    @property
    def head(self) -> Lowered:
        """All of the declaration but a function's body."""
        if self._head is None:
            self._with_room(self._lower_head)
        return self._head or self._give_up()

    @property
    def body(self) -> Lowered | None:
        """A function's block, whose ids go on where the head's end. None without one, and where the head is bad."""
        if self._body is None and self.body_start >= 0:
            head = self.head
            if head.node.__class__ is FuncDecl and self._body is None:
                self._with_room(lambda: self._lower_body(head.count))
        return self._body

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing in a function's body."""
        return not self.text[self.body_start + 1 : -1].strip() if self.body_start >= 0 else True

    def part_of(self, node: int) -> Lowered:
        """The head or the body, whichever has the node with the id `node`; the body is not lowered for the head's."""
        head = self.head
        return head if node < head.count else self.body or head

    def replaces(self, older: Declaration) -> None:
        """Take over the nodes of an older version wherever they are equal to this one's."""
        lowered = older._head is not None or older._body is not None
        self._older = older if lowered else older._older
        older._older = None

    # --------------------------------------------------------------------------------------------- packed and lowered

    def restore(self, parts: Parts) -> None:
        """Take the head and the body, as far as they are there, from these bytes when they are asked for."""
        self._packed = parts

    @property
    def restored(self) -> Parts:
        """The bytes that it takes its head and body from."""
        return self._packed

    def parts(self) -> Parts:
        """Head and body as bytes, as far as they were restored, or lowered and are without problems."""
        head, body = self._packed
        if not self._problems:
            head = head or (packed(self._head) if self._head is not None else None)
            body = body or (packed(self._body) if self._body is not None else None)
        return head, body

    def _unpacked(self, part: int) -> Lowered | None:
        data = self._packed[part]
        if data is None:
            return None
        try:
            return unpacked(data)
        except msgspec.DecodeError:
            self._packed = (None, None)
            return None

    def _lower_head(self) -> None:
        older = self._older
        head = self._same_head() or self._unpacked(HEAD)
        if head is None:
            end = self.body_start if self.body_start >= 0 else len(self.text)
            draft, problems = read_declaration(self.text[:end])
            if self.body_start >= 0 and draft.cls is FuncDecl:
                draft = Draft(FuncDecl, 0, len(self.text), draft.anchor, (*draft.fields[:3], True))
            elif self.body_start >= 0:
                draft = Draft(BadDecl, 0, len(self.text), 0, ())
            head = _settled(_lowered(draft, 0, 0), older._head if older else None)
            self._problems += problems
        self._head = head
        if self.body_start < 0:
            self._older = None

    def _lower_body(self, first: int) -> None:
        self._body = self._unpacked(BODY)
        if self._body is not None:
            return
        older, base = self._older, self.body_start
        block, problems = read_block(self.text[base:])
        self._body = _settled(_lowered(block, first, -base), older._body if older else None)
        self._problems += tuple([problem.moved(base) for problem in problems])
        self._older = None

    def _same_head(self) -> Lowered | None:
        """The older version's head, if it has the same text."""
        older = self._older
        if older is None or older._head is None or self.body_start < 0 or older._problems:
            return None
        if older.body_start != self.body_start or not older.text.startswith(self.text[: self.body_start]):
            return None
        head = older._head
        ends = head.places.end[:]
        ends[0] = len(self.text)
        return Lowered(head.node, Places(head.places.start, ends, head.places.anchor), 0, head.count)

    def _give_up(self) -> Lowered:
        """Have a `BadDecl`, or where the head is known a body of one `BadStmt`: the text is nested too deeply."""
        start, end = 0, len(self.text)
        if self._head is None:
            head = self._head = _lowered(Draft(BadDecl, 0, end, 0, ()), 0, 0)
        else:
            head, start = self._head, self.body_start
            statement = Draft(BadStmt, start + 1, end - 1, start + 1, ())
            self._body = _lowered(Draft(Block, start, end, start, ((statement,),)), head.count, 0)
        self._problems += (Problem(Span(start, end), "nested too deeply"),)
        return head

    def _with_room(self, lower: Callable[[], None]) -> None:
        """Lower, on a deeper stack if it takes one; what is deeper still is no Go that anything can compile."""
        try:
            lower()
        except RecursionError:
            try:
                with_deep_stack(lower)
            except RecursionError:
                self._give_up()


def _settled(lowered: Lowered, older: Lowered | None) -> Lowered:
    """`lowered`, with the older version's nodes if they are equal."""
    if older is None or (older.first, older.count) != (lowered.first, lowered.count) or older.node != lowered.node:
        return lowered
    return Lowered(older.node, lowered.places, lowered.first, lowered.count)


def _lowered(draft: Draft, first: int, base: int) -> Lowered:
    """The nodes of a draft, numbered from `first` on; offsets are made relative to `base`."""
    numbered = [draft] * first
    node = number(draft, numbered)
    del numbered[:first]
    starts = array("I", [one.start - base for one in numbered])
    ends = array("I", [one.end - base for one in numbered])
    anchors = array("I", [one.anchor - base for one in numbered])
    return Lowered(node, Places(starts, ends, anchors), first, len(numbered))
