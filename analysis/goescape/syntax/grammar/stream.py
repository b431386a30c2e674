"""A place in a text's tokens, and ways out of text that is not Go.

Where the grammar does not go on, a `GrammarError` is raised, after a problem was noted. Whoever reads a list (of
statements, arguments, fields) catches it, skips to where the list goes on, and puts a bad node in the place: so what
is whole around a fault stays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from goescape.source import Span
from goescape.syntax.grammar.draft import Draft
from goescape.syntax.grammar.scanner import END, KEYWORDS, LITERALS, NAME, Tokens, as_written
from goescape.syntax.nodes import BasicLit, Ident
from goescape.syntax.problems import Problem

T = TypeVar("T")
CLOSERS = {"(": ")", "[": "]", "{": "}"}
_NEVER_IN_PARENTHESES = KEYWORDS - {"chan", "func", "interface", "map", "struct"}
_WORDS = {NAME: "a name", END: END, "char": "a character literal"}


class GrammarError(Exception):
    """The text does not go on as Go does; the problem is noted."""


class TokenStream:
    """The token at `at`: its `kind` and `start`."""

    __slots__ = ("_kinds", "_starts", "_text", "_texts", "at", "kind", "problems", "start")

    def __init__(self, tokens: Tokens) -> None:
        self.problems: list[Problem] = tokens.problems
        self._text = tokens.text
        self._kinds = tokens.kinds
        self._starts = tokens.starts
        self._texts = tokens.texts
        self.go_to(0)

    def go_to(self, at: int) -> None:
        """Make the token with the index `at` the current one."""
        self.at = at
        self.kind = self._kinds[at]
        self.start = self._starts[at]

    def next(self) -> None:
        """Take the current token; the last one stays."""
        if self.kind is not END:
            self.at = at = self.at + 1
            self.kind = self._kinds[at]
            self.start = self._starts[at]

    @property
    def end(self) -> int:
        """Where the current token ends."""
        return self.start + len(self._texts[self.at])

    @property
    def before(self) -> int:
        """Where the token before this one ends."""
        at = self.at - 1
        return self._starts[at] + len(self._texts[at]) if at >= 0 else 0

    def peek(self) -> str:
        """The kind of the token after this one."""
        return self._kinds[min(self.at + 1, len(self._kinds) - 1)]

    @property
    def at_line_end(self) -> bool:
        """Whether the token is a semicolon that Go put in."""
        return self.kind == ";" and not self._texts[self.at]

    @property
    def follows_line_end(self) -> bool:
        """Whether a line ends between the token before this one and this one."""
        return self._line_ends_before(self.at)

    def _line_ends_before(self, at: int) -> bool:
        """Whether a line ends between the token with the index `at` and the one before it."""
        starts = self._starts
        return at > 0 and self._text.find(b"\n", starts[at - 1] + len(self._texts[at - 1]), starts[at]) >= 0

    # ------------------------------------------------------------------------------------------------- expecting

    def accept(self, kind: str) -> bool:
        """Take the token if it is of `kind`."""
        if self.kind != kind:
            return False
        self.next()
        return True

    def expect(self, kind: str) -> int:
        """Take a token of `kind`; its start."""
        if self.kind != kind:
            raise self.fault(_word_of(kind))
        start = self.start
        self.next()
        return start

    def end_statement(self) -> None:
        """Take a semicolon; before ) and } there need be none."""
        if self.kind == ";":
            self.next()
        elif self.kind not in (")", "}", END):
            raise self.fault("newline or ;")

    def fault(self, wanted: str) -> GrammarError:
        """Note that `wanted` is not there."""
        self.complain(f"expected {wanted}, found {self.found()}")
        return GrammarError()

    def complain(self, message: str, start: int = -1, end: int = -1) -> None:
        """Note a problem, by default with the current token; one for each place."""
        if start < 0:
            start, end = self.start, max(self.end, min(self.start + 1, len(self._text)))
        if not any(problem.span.start == start for problem in self.problems[-2:]):
            self.problems.append(Problem(Span(start, end), message))

    def found(self) -> str:
        """The current token in words."""
        if self.at_line_end:
            return "newline"
        if self.kind is NAME or self.kind in LITERALS:
            return as_written(self._texts[self.at])
        return _WORDS.get(self.kind, self.kind)

    # ---------------------------------------------------------------------------------------------------- leaves

    def name(self) -> Draft:
        """An identifier."""
        if self.kind is not NAME:
            raise self.fault("a name")
        text, start = self._texts[self.at], self.start
        self.next()
        return Draft(Ident, start, start + len(text), start, (text if text.isascii() else as_written(text),))

    def literal(self) -> Draft:
        """A literal, which the current token must be."""
        kind, text, start = self.kind, self._texts[self.at], self.start
        self.next()
        return Draft(BasicLit, start, start + len(text), start, (kind, as_written(text)))

    # -------------------------------------------------------------------------------------------------- recovery

    def sequence(
        self, item: Callable[[], T], closer: str, bad: Callable[[int, int], T], may_break_off: bool = False
    ) -> list[T]:
        """Items with commas between, up to `closer`, which is not taken; a broken item becomes `bad(start, end)`.

        A list that `may_break_off` ends with its last whole item where nothing in the text closes it.
        """
        items: list[T] = []
        while self.kind != closer and self.kind is not END:
            first, start, known = self.at, self.start, len(items)
            try:
                items.append(item())
                if self.kind == closer or self.kind is END:
                    break
                if not self._comma(closer):
                    raise self.fault(f", or {closer}")
            except GrammarError:
                fault = self.at
                found = self.skip_to((",", closer), first)
                if may_break_off and not found and len(items) > known and self.peek() is END:
                    self.go_to(fault)
                    break
                if self.kind not in (",", closer, ";"):
                    raise
                items.append(bad(start, self.before))
                if self.kind == ";" and closer != "}":
                    break
                if self.kind != closer:
                    self.next()
        return items

    def _comma(self, closer: str) -> bool:
        """Take what parts two items: a comma, or with a complaint the end of a line where the list goes on."""
        if self.accept(","):
            return True
        if self.at_line_end and (closer == "}" or self.peek() == closer):
            self.complain("missing , before newline")
            self.next()
            return True
        return False

    def close(self, closer: str) -> int:
        """Take the bracket that ends a list; where a line or the text ends without it, go on as if it were there."""
        if self.kind is END or (self.kind != closer and self.at_line_end and closer != "}"):
            self.complain(f"expected {closer}, found {self.found()}")
            return self.before
        self.expect(closer)
        return self.before

    def skip_to_next_line(self, first: int, closer: str) -> None:
        """Go from the token `first` past the end of a line or statement that is in no bracket opened on the way, or to
        the `closer` of the list that it is in. Other closing brackets that nothing opened count for nothing."""
        at = first
        while not self.skip_to((";", closer), at) and self.kind is not END:
            at = self.at + 1
        last = self.at
        depth = 0
        for at in range(first, last):
            if depth == 0 and at > first and self._line_ends_before(at):
                self.go_to(at)
                return
            kind = self._kinds[at]
            depth += (kind in CLOSERS) - (kind in _CLOSING and depth > 0)
        if self.kind == ";":
            self.next()

    def names_at(self, at: int) -> list[Draft]:
        """The names, with commas between, from the token `at` on; none where a dot follows, or a line's end."""
        names: list[Draft] = []
        here = self.at
        self.go_to(at)
        while self.kind is NAME:
            names.append(self.name())
            if not self.accept(","):
                break
        if self.kind in (".", ";", ",") or self.follows_line_end:
            names = []
        self.go_to(here)
        return names

    def skip_half_selectors(self) -> None:
        """Leave out names with a dot after them that ends its line, where such can begin nothing."""
        kinds = self._kinds
        at = self.at
        while kinds[at] is NAME and kinds[at + 1] == ".":
            at += 2
            if self._line_ends_before(at):
                self.go_to(at - 1)
                self.complain("expected a name after .")
                self.go_to(at)

    def skip_to(self, stops: tuple[str, ...], first: int) -> bool:
        """Go to the first of `stops` that is in no bracket opened since the token `first`; whether there is one.

        Where a line ends within ( or [, or a word stands there that never does, they count as closed. If a bracket
        closes that was opened before, or a statement ends, the search ends there.
        """
        at = first
        waiting: list[str] = []
        kinds = self._kinds
        while True:
            kind = kinds[at]
            if waiting and waiting[-1] != "}" and (kind == ";" or kind in _NEVER_IN_PARENTHESES):
                waiting = _within_braces(waiting)
            if not waiting and at >= self.at and (kind in stops or kind in _ENDS_ALL):
                self.go_to(at)
                return kind in stops
            if kind in CLOSERS:
                waiting.append(CLOSERS[kind])
            elif waiting and kind in _CLOSING:
                if kind == "}":
                    waiting = _within_braces(waiting)
                if waiting and waiting[-1] == kind:
                    waiting.pop()
                elif kind == "}" and at >= self.at:
                    continue
            elif kind is END:
                self.go_to(at)
                return END in stops
            at += 1


_CLOSING = frozenset(CLOSERS.values())
_ENDS_ALL = frozenset({";", "}", ")", "]", END})


def _within_braces(waiting: list[str]) -> list[str]:
    """`waiting` without the ) and ] at its end."""
    while waiting and waiting[-1] != "}":
        waiting = waiting[:-1]
    return waiting


def _word_of(kind: str) -> str:
    return _WORDS.get(kind, kind)
