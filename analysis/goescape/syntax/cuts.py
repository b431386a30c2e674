"""Where the declarations of a text begin and end: found by brackets and line ends, without reading what is within.

For Go the extents are exact. Where brackets do not match, a function's head at the beginning of a line ends whatever
is open, since no function is declared within another; if that does not help, any declaration's keyword there does.
Comments and strings that nothing closes end there too. So a fault stays in its declaration.

A function's head whose brackets do not match ends at its block or line, a struct or interface without its opening
brace has its members all the same, and so has a group without its parenthesis.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from goescape.syntax.grammar.scanner import KEYWORDS

_NAME = rb"[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*"
_FUNCTION = rb"func(?:[ \t]+" + _NAME + rb"|[ \t]*\([^()\n]*\)[ \t]*" + _NAME + rb"[ \t]*[(\[])"
_LONG = rb"/\*.*?\*/|`[^`]*`"
_SHORT = rb"""//[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\[^\n]|[^'\\\n])+'"""

_ANY_HEAD = re.compile(rb"^(?:" + _FUNCTION + rb"|(?:const|import|type|var)\b)", re.M)
_FUNCTION_HEAD = re.compile(rb"^" + _FUNCTION, re.M)
_WITHIN = re.compile(
    rb"[^/\"`'(){}\[\]\n]*(?:" + _SHORT + rb"|([({\[])|([)}\]])|(" + _LONG + rb")|\n((?=func|const|import|type|var))?"
    + rb"|(/\*|`)|.|\Z)",
    re.S,
)  # fmt: skip
"""Up to the next thing of interest within brackets, which is one of the groups below."""
_OPEN, _CLOSE, _LONG_TOKEN, _MAYBE_HEAD = 1, 2, 3, 4
_OUTSIDE = re.compile(
    rb"[ \t\r]*(?:(?P<newline>\n)|(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<word>" + _NAME
    + rb""")|(?P<literal>\.?\d[\w.]*|"(?:\\.|[^"\\\n])*"|`[^`]*`|'(?:\\[^\n]|[^'\\\n])+')"""
    + rb"|(?P<open>[({\[])|(?P<close>[)}\]])|(?P<semicolon>;)|(?P<unclosed>/\*|`)|(?P<other>.)|\Z)",
    re.S,
)  # fmt: skip
"""The next token outside of brackets."""
_CLOSERS = {b"(": b")", b"[": b"]", b"{": b"}"}
_DECLARATIONS = {word.encode() for word in ("const", "func", "import", "package", "type", "var")}
_NEVER_WITHIN = _DECLARATIONS - {b"func"}
_GOES_ON = {word.encode() for word in KEYWORDS - {"break", "continue", "fallthrough", "return"}}
"""Words after which a line's end is no end of a statement."""
_BLOCK_TYPES = (b"struct", b"interface")
_HEAD_END = re.compile(
    rb"(?<!struct)(?<!struct )(?<!interface)(?<!interface )\{|(?<=[^\s,(\[{])[ \t]*(?://[^\n]*)?(?=\n)"
)
"""Where a function's head ends whose brackets do not match: at its block, or at a line's end within no list."""
_HALF_SELECTOR = re.compile(rb"(?:" + _NAME + rb"\.)+[ \t]*(?=\n|//)")
_BROKEN_LIST = re.compile(
    rb"[(\[][^{}\n`/]*[\w)\]\"'](?<!chan)(?<!func)(?<!interface)(?<!map)(?<!struct)(?=[ \t]*(?://[^\n]*)?\n)"
)
"""A list up to the end of its first line, if that ends a statement."""
_UNOPENED_GROUP = re.compile(rb"(?:const|import|type|var)[ \t]*(?://[^\n]*)?\n")


@dataclass(slots=True)
class Extent:
    """A declaration's text, from `start` to `end` (byte offsets).

    `kind` is const, func, import, package, type, var, or bad for what begins with none of these words. `body` is the
    offset of a function's block, `group` that of the parenthesis of a group; -1 where there is none.
    """

    kind: str
    start: int
    end: int
    body: int = -1
    group: int = -1


@dataclass(slots=True)
class Cut:
    """The declarations of a text in order; `sound` if each ends where Go ends it, so that none looked beyond itself."""

    extents: list[Extent]
    sound: bool


def cut(text: bytes) -> Cut:
    """The declarations of any bytes. All that is not blank, comment or semicolon is in one of them."""
    try:
        cutter = _Cutter(text, len(text), lenient=False)
        return Cut(cutter.extents(0), cutter.sound)
    except _UnclosedError:
        return Cut(_Cutter(text, len(text), lenient=True).extents(0), False)


def cut_between(text: bytes, start: int, known: Container[int]) -> tuple[list[Extent], int] | None:
    """The declarations from the one at `start` to the first that begins at a `known` offset, and that offset.

    None if they are not sound, or none begins there: then all of the text is to be cut.
    """
    cutter = _Cutter(text, len(text), lenient=False, known=known)
    try:
        extents = cutter.extents(start)
    except _UnclosedError:
        return None
    return (extents, cutter.stopped) if cutter.sound and cutter.stopped >= 0 else None


def cut_group(text: bytes, start: int) -> list[Extent]:
    """The specs of a grouped declaration, which follow the parenthesis before `start`; all are of kind bad."""
    return _Cutter(text, len(text), lenient=True, in_group=True).extents(start)


class _UnclosedError(Exception):
    """A comment or a raw string that is not closed: there may be one too few or too many of any before it."""


class _Cutter:
    """`lenient`: a comment or raw string in which a function's head begins a line is not closed. `in_group`: each
    statement is an extent. It stops, with `stopped` set, at a declaration that begins at a `known` offset."""

    def __init__(
        self, text: bytes, end: int, lenient: bool, in_group: bool = False, known: Container[int] = ()
    ) -> None:
        self._text = text
        self._end = end
        self._lenient = lenient
        self._in_group = in_group
        self._known = known
        self.sound = True
        self.stopped = -1
        self._found: list[Extent] = []
        self._current: Extent | None = None
        self._may_end = False
        """Whether a line's end here ends the statement."""
        self._last_word = b""

    def extents(self, at: int) -> list[Extent]:
        text, end = self._text, self._end
        while at < end:
            match = _OUTSIDE.match(text, at, end)
            if match is None or match.lastgroup is None:
                break
            group = match.lastgroup
            start, at = match.span(group)
            if group == "word":
                at = self._word(match[group], start, at)
                if self.stopped >= 0:
                    break
            elif group == "newline":
                if self._may_end:
                    self._finish()
            elif group == "semicolon":
                self._finish()
            elif group == "comment":
                at = self._past_long(start, at)
                if self._may_end and text.find(b"\n", start, at) >= 0:
                    self._finish()
            else:
                at = self._token(group, start, at)
        return self._found

    def _word(self, word: bytes, start: int, end: int) -> int:
        """Take a word; where to go on."""
        current = self._current
        if self._in_group and current is None:
            half = _HALF_SELECTOR.match(self._text, start)
            if half is not None:
                return half.end()
        if word in _DECLARATIONS and (current is None or self._begins(word, start, current)):
            if current is not None:
                self.sound = False
            elif start in self._known:
                self.stopped = start
                return end
            self._current = Extent(word.decode(), start, end)
            self._found.append(self._current)
        elif self._last_word in _BLOCK_TYPES and current is not None:
            self._may_end, self._last_word = True, b""
            current.end = end = self._past_brackets(start, current, [b"}"])
            return end
        else:
            self._extended(start, end)
        self._may_end = word not in _GOES_ON
        self._last_word = word
        return end

    def _begins(self, word: bytes, start: int, current: Extent) -> bool:
        """Whether a declaration begins at a keyword though one is open, which then is broken."""
        if current.kind == "bad" or word == b"func":
            return _ANY_HEAD.match(self._text, start) is not None
        return word in _NEVER_WITHIN

    def _token(self, group: str, start: int, at: int) -> int:
        """Take a token other than a word; where to go on."""
        if group == "unclosed":
            at = self._past_unclosed(start)
        elif group == "literal":
            at = self._past_long(start, at)
        current = self._extended(start, at)
        if group == "open":
            self._note_bracket(current, start)
            at = self._past_brackets(start, current, [])
            if self._in_group:
                broken = _BROKEN_LIST.match(self._text, start, at)
                at = broken.end() if broken else at
            current.end = at
        elif group == "close" and current.kind == "bad":
            self._close_group(current, at)
        self._may_end = group != "other"
        self._last_word = b""
        return at

    def _close_group(self, stray: Extent, end: int) -> None:
        """At a parenthesis after specs that nothing has opened: a group, if what is before has no parenthesis."""
        group = self._found[-2] if len(self._found) > 1 else stray
        if self._text[end - 1 : end] == b")" and group.group < 0 and _UNOPENED_GROUP.match(self._text, group.start):
            group.group, group.end = group.start + len(group.kind) - 1, end
            self._found.pop()
            self._current = group

    def _note_bracket(self, current: Extent, start: int) -> None:
        bracket = self._text[start : start + 1]
        if bracket == b"{" and current.kind == "func" and self._last_word not in _BLOCK_TYPES:
            current.body = start
        elif bracket == b"(" and self._last_word == current.kind.encode():
            current.group = start

    def _extended(self, start: int, end: int) -> Extent:
        """The current declaration, which now reaches to `end`; a bad one if there was none."""
        current = self._current
        if current is None:
            self.sound = self._in_group
            current = self._current = Extent("bad", start, end)
            self._found.append(current)
        current.end = end
        return current

    def _finish(self) -> None:
        """End the current declaration. A bad one goes on: nothing tells where it ends but the next head."""
        self._may_end = False
        self._last_word = b""
        if self._current is not None and (self._in_group or self._current.kind != "bad"):
            self._current = None

    # ---------------------------------------------------------------------------------------------------- nesting

    def _past_brackets(self, at: int, declaration: Extent, waiting: list[bytes]) -> int:
        """The end of the bracket at `at`, or of those that are `waiting` to be closed; where nothing closes it, the
        end of what comes before the next head."""
        text, end = self._text, self._end
        doubtful = end
        """The first head that a type, constant or variable within the brackets may have too."""
        for match in _WITHIN.finditer(text, at, end):
            group = match.lastindex
            if group is None:
                continue
            if group == _OPEN:
                waiting.append(_CLOSERS[match[_OPEN]])
            elif group == _CLOSE:
                if _closed(waiting, match[_CLOSE], text, match.start(_CLOSE)):
                    return match.end()
            elif group == _MAYBE_HEAD:
                if _FUNCTION_HEAD.match(text, match.end()):
                    return self._unclosed(at, declaration, min(doubtful, match.end()))
                if doubtful == end and _ANY_HEAD.match(text, match.end()):
                    doubtful = match.end()
            elif group == _LONG_TOKEN:
                start = match.start(_LONG_TOKEN)
                if self._past_long(start, match.end()) != match.end():
                    return self._unclosed(at, declaration, min(doubtful, self._past_long(start, match.end())))
            else:
                return self._unclosed(at, declaration, min(doubtful, self._past_unclosed(match.end() - 1)))
        return self._unclosed(at, declaration, doubtful)

    def _past_long(self, start: int, end: int) -> int:
        """Past a comment or string that may be not closed after all."""
        if not self._lenient or self._text[start] not in b"/`":
            return end
        head = _FUNCTION_HEAD.search(self._text, start, end)
        return head.start() if head else end

    def _past_unclosed(self, start: int) -> int:
        """Past a comment or string that nothing closes."""
        if not self._lenient:
            raise _UnclosedError
        head = _ANY_HEAD.search(self._text, start, self._end)
        return head.start() if head else self._end

    def _unclosed(self, at: int, declaration: Extent, end: int) -> int:
        """The end of a bracket at `at` that nothing closes before `end`."""
        end = self._trimmed(declaration.start, end)
        if declaration.kind == "func" and declaration.body < 0:
            found = _HEAD_END.search(self._text, at + 1, end)
            return found.start() if found else end
        return end

    def _trimmed(self, start: int, end: int) -> int:
        """The end of a declaration before `end`: without the blanks, and the comments that belong to what follows."""
        self.sound = False
        lines = self._text[start:end].rstrip().split(b"\n")
        while len(lines) > 1 and (not lines[-1].strip() or lines[-1].lstrip().startswith(b"//")):
            lines.pop()
        return start + len(b"\n".join(lines).rstrip())


def _closed(waiting: list[bytes], closer: bytes, text: bytes, at: int) -> bool:
    """Close a bracket, and those within it that nothing closed; whether none is open any more.

    A brace that nothing closed is closed by what begins a line alone: other brackets are ones too many.
    """
    if waiting[-1] == closer:
        waiting.pop()
    elif closer in waiting and (closer == b"}" or b"}" not in _after(waiting, closer) or _begins_line(text, at)):
        while waiting.pop() != closer:
            pass
    return not waiting


def _after(waiting: list[bytes], closer: bytes) -> list[bytes]:
    """What waits since the last `closer` began to."""
    return waiting[len(waiting) - waiting[::-1].index(closer) :]


def _begins_line(text: bytes, at: int) -> bool:
    """Whether blanks alone are before `at` on its line."""
    return not text[text.rfind(b"\n", 0, at) + 1 : at].strip()
