"""Build constraints: which files take part in a build.

Rules: go/build (build.go: matchFile, shouldBuild, parseFileHeader, goodOSArchFile, matchTag) and go/build/constraint,
Go 1.26.
"""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache

import attrs

from goescape.packages.platforms import ARCHITECTURES, SYSTEMS

LARGEST = 1000
"""Operands that an expression may have (go/build/constraint: maxSize)."""


class ConstraintError(Exception):
    """A build constraint that cannot be read; the text is one line in Go's terms. Never leaves this package."""


class Expression:
    """A build constraint."""

    __slots__ = ()

    def holds(self, tags: Set[str]) -> bool:
        """Whether it holds where exactly `tags` are set."""
        raise NotImplementedError

    def language(self, negated: bool = False) -> int:
        """The N of the least go1.N that it (or its opposite) implies; -1 if it implies none."""
        raise NotImplementedError


@attrs.frozen(slots=True)
class Tag(Expression):
    name: str

    def holds(self, tags: Set[str]) -> bool:
        return self.name in tags

    def language(self, negated: bool = False) -> int:
        if negated:
            return -1
        if self.name == "go1":
            return 0
        minor = self.name.partition("go1.")[2]
        return int(minor) if minor.isascii() and minor.isdecimal() else -1


@attrs.frozen(slots=True)
class Not(Expression):
    operand: Expression

    def holds(self, tags: Set[str]) -> bool:
        return not self.operand.holds(tags)

    def language(self, negated: bool = False) -> int:
        return self.operand.language(not negated)


@attrs.frozen(slots=True)
class All(Expression):
    operands: tuple[Expression, ...]

    def holds(self, tags: Set[str]) -> bool:
        return all(operand.holds(tags) for operand in self.operands)

    def language(self, negated: bool = False) -> int:
        return (min if negated else max)([operand.language(negated) for operand in self.operands])


@attrs.frozen(slots=True)
class Any(Expression):
    operands: tuple[Expression, ...]

    def holds(self, tags: Set[str]) -> bool:
        return any(operand.holds(tags) for operand in self.operands)

    def language(self, negated: bool = False) -> int:
        return (max if negated else min)([operand.language(negated) for operand in self.operands])


_TOKEN = re.compile(r"[ \t]*(?:(?P<mark>[()!]|&&|\|\|)|(?P<tag>[\w.]+)|(?P<end>$)|(?P<bad>.))", re.DOTALL)


class _Parser:
    """Reads an expression by descent; `!` binds before `&&`, which binds before `||`."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._size = 0
        self.word = ""
        self.is_tag = False

    def advance(self) -> None:
        match = _TOKEN.match(self._text, self._at)
        if match is None or match["bad"]:
            raise ConstraintError(f"invalid syntax at {self._text[self._at :].strip()[:1]}")
        self._at = match.end()
        self.is_tag = match["tag"] is not None
        self.word = match["tag"] or match["mark"] or ""

    def alternatives(self) -> Expression:
        operands = [self._conjunction()]
        while self.word == "||":
            operands.append(self._conjunction())
        return operands[0] if len(operands) == 1 else Any(tuple(operands))

    def _conjunction(self) -> Expression:
        operands = [self._negation()]
        while self.word == "&&":
            operands.append(self._negation())
        return operands[0] if len(operands) == 1 else All(tuple(operands))

    def _negation(self) -> Expression:
        self._size += 1
        if self._size > LARGEST:
            raise ConstraintError("build expression too large")
        self.advance()
        if self.word != "!":
            return self._operand()
        self.advance()
        if self.word == "!":
            raise ConstraintError("double negation not allowed")
        return Not(self._operand())

    def _operand(self) -> Expression:
        if self.word == "(":
            inner = self.alternatives()
            if self.word != ")":
                raise ConstraintError("missing close paren")
            self.advance()
            return inner
        if not self.is_tag:
            raise ConstraintError(f"unexpected token {self.word}" if self.word else "unexpected end of expression")
        tag = Tag(self.word)
        self.advance()
        return tag


@lru_cache(maxsize=4096)
def parse_expression(text: str) -> Expression:
    """What follows ``//go:build``. Raises ConstraintError."""
    parser = _Parser(text)
    try:
        expression = parser.alternatives()
    except RecursionError:
        raise ConstraintError("build expression too large") from None
    if parser.word:
        raise ConstraintError(f"unexpected token {parser.word}")
    return expression


@lru_cache(maxsize=1024)
def parse_plus_build(text: str) -> Expression:
    """What follows ``// +build``: alternatives between spaces, each of terms between commas that must all hold."""
    clauses = []
    for clause in text.split():
        terms = [_term(term) for term in clause.split(",")]
        clauses.append(terms[0] if len(terms) == 1 else All(tuple(terms)))
    if not clauses:
        return Tag("ignore")
    return clauses[0] if len(clauses) == 1 else Any(tuple(clauses))


_VALID_TAG = re.compile(r"[\w.]+")


def _term(text: str) -> Expression:
    if text.startswith("!!") or text == "!":
        return Tag("ignore")
    name = text.removeprefix("!")
    tag = Tag(name if _VALID_TAG.fullmatch(name) else "ignore")
    return Not(tag) if text.startswith("!") else tag


@attrs.frozen(slots=True)
class Constraint:
    """A file's leading comments as a constraint: its ``//go:build`` line, or else its ``// +build`` lines.

    `text` is what follows ``//go:build`` ("" if there is none) and `offset` where that line is in the file; `problem`
    says why it cannot be read, and the file is to be left out then.
    """

    text: str = ""
    offset: int = -1
    plus_lines: tuple[str, ...] = ()
    problem: str = ""

    def holds(self, tags: Set[str]) -> bool:
        """Whether the file is to be built. Raises ConstraintError."""
        if self.problem:
            raise ConstraintError(self.problem)
        if self.offset >= 0:
            try:
                return parse_expression(self.text).holds(tags)
            except ConstraintError as error:
                raise ConstraintError(f"parsing //go:build line: {error}") from None
        return all(parse_plus_build(line).holds(tags) for line in self.plus_lines)

    def language(self) -> int:
        """The N of the go1.N that the ``//go:build`` line implies; -1 for none."""
        if self.offset < 0:
            return -1
        try:
            return parse_expression(self.text).language()
        except ConstraintError:
            return -1


UNCONSTRAINED = Constraint()


_PLAIN_HEADER = re.compile(rb"(?:(?://(?!go:build)[^\n]*)?\n)*(//go:build[ \t][^\n]*)\n")


def constraint_of(header: bytes) -> Constraint:
    """The constraint in the comments that `header`, the start of a file, begins with."""
    if b"go:build" not in header and b"+build" not in header:
        return UNCONSTRAINED
    plain = _PLAIN_HEADER.match(header)
    if plain and header.count(b"go:build") == 1:
        return Constraint(_decode(plain[1][len(b"//go:build") :]).strip(), plain.start(1))
    reader = _CommentReader(header)
    reader.read()
    if reader.repeated:
        return Constraint(problem="multiple //go:build comments")
    if reader.build is not None:
        return Constraint(_decode(reader.build).strip(), reader.build_offset)
    return Constraint(plus_lines=tuple(_plus_lines(header[: reader.plus_end])))


class _CommentReader:
    """Walks the lines of the comments that a file begins with.

    A ``//go:build`` line counts up to the first line that is neither blank nor a comment; ``// +build`` lines count
    up to `plus_end`, the last blank line before the first line that is neither blank nor a ``//`` comment.
    """

    def __init__(self, header: bytes) -> None:
        self._header = header
        self._inside = False
        self._ended = False
        self.plus_end = 0
        self.build: bytes | None = None
        self.build_offset = -1
        self.repeated = False

    def read(self) -> None:
        header, at = self._header, 0
        while at < len(header):
            end = header.find(b"\n", at)
            after = len(header) if end < 0 else end + 1
            raw = header[at:after]
            line = raw.strip()
            if not line and not self._ended:
                self.plus_end = after
            else:
                self._ended = self._ended or not line.startswith(b"//")
                if not self._inside:
                    self._note(line, at + len(raw) - len(raw.lstrip()))
                if self._leaves_comments(line):
                    return
            at = after

    def _note(self, line: bytes, offset: int) -> None:
        rest = line[len(b"//go:build") :]
        if line.startswith(b"//go:build") and (not rest or rest[:1].isspace()):
            self.repeated = self.repeated or self.build is not None
            self.build, self.build_offset = rest, offset

    def _leaves_comments(self, line: bytes) -> bool:
        """Whether something that is not a comment stands in the line."""
        while line:
            if self._inside:
                _, closed, line = line.partition(b"*/")
                self._inside = not closed
                line = line.strip()
            elif line.startswith(b"//"):
                return False
            elif line.startswith(b"/*"):
                self._inside = True
                line = line[2:].strip()
            else:
                return True
        return False


def _plus_lines(comments: bytes) -> list[str]:
    found = []
    for line in comments.split(b"\n"):
        if b"+build" not in line:
            continue
        text = _decode(line).strip()
        rest = text.removeprefix("//").strip()
        after = rest.removeprefix("+build")
        if text.startswith("//") and rest.startswith("+build") and (not after or after[0].isspace()):
            found.append(after.strip())
    return found


def _decode(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def name_matches(name: str, tags: Set[str]) -> bool:
    """Whether a file's base name lets it be built: name_OS.*, name_ARCH.*, name_OS_ARCH.*, each perhaps with _test."""
    stem = name.partition(".")[0]
    if "_" not in stem:
        return True
    words = stem.split("_")[1:]
    if words[-1] == "test":
        words.pop()
    if not words:
        return True
    last = words[-1]
    if len(words) >= 2 and last in ARCHITECTURES and words[-2] in SYSTEMS:
        return last in tags and words[-2] in tags
    return last in tags if last in SYSTEMS or last in ARCHITECTURES else True
