"""The start of a Go file: its package clause, imports and constraints, read without parsing the file.

Nothing here raises. Rules: go/build (read.go, build.go), go/scanner, go/parser with ImportsOnly, Go 1.26.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

import attrs

from goescape.packages.constraints import UNCONSTRAINED, Constraint, constraint_of
from goescape.packages.files import Files
from goescape.packages.problem import Problem

CHUNK = 4096
"""Bytes that are read at first: enough for nearly every file's imports."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Import(NamedTuple):
    """An import: its path, the name it is given (""; "." and "_" too), the byte offset of the path's quote, and for
    "C" the text of the comment above (the cgo preamble, comment marks included)."""

    path: str
    name: str
    offset: int
    preamble: str = ""


@attrs.frozen(slots=True)
class Embed:
    """A pattern of a ``//go:embed`` line and its byte offset."""

    pattern: str
    offset: int


@attrs.frozen(slots=True)
class Header:
    """What the start of a file says.

    `name` is the package's ("" where there is no clause), `name_offset` where it stands. With a `problem` the imports
    are empty, as they are for the go command. `embeds` are there only if the file imports "embed".
    """

    name: str
    name_offset: int = 0
    imports: tuple[Import, ...] = ()
    constraint: Constraint = UNCONSTRAINED
    embeds: tuple[Embed, ...] = ()
    problem: Problem | None = None

    def imports_cgo(self) -> bool:
        """Whether the file has ``import "C"``."""
        return any(one.path == "C" for one in self.imports)


# No two ways to match the same text, or a failing match takes exponential time.
_BLOCK = rb"/\*[^*]*\*+(?:[^/*][^*]*\*+)*/"
_GAP = rb"[ \t\r\n]*(?:(?://[^\n]*(?:\n|\Z)|" + _BLOCK + rb")[ \t\r\n]*)*"
_IDENTIFIER = rb"(?:[A-Za-z_]|[\x80-\xff])(?:[A-Za-z0-9_]|[\x80-\xff])*"
_STRING = rb"\"(?:[^\"\\\n]|\\[^\n])*\"|`[^`]*`"

_COMMENT = re.compile(rb"//[^\n]*|" + _BLOCK)
_SKIP = re.compile(_GAP)
_PACKAGE_WORD = re.compile(rb"package\b")
_PACKAGE = re.compile(_GAP + rb"package\b" + _GAP + rb"(" + _IDENTIFIER + rb")")
_IMPORT = re.compile(_GAP + rb"(import)\b(?![\x80-\xff])" + _GAP + rb"(\(?)")
_SPEC = re.compile(_GAP + rb"(?:(\.|" + _IDENTIFIER + rb")" + _GAP + rb")?(" + _STRING + rb")")
_PLAIN_SPEC = re.compile(
    rb"[ \t\n]*(?:(\.|[A-Za-z_][A-Za-z0-9_]*)[ \t]+)?(\"([A-Za-z0-9_./+~@-]+)\")[ \t]*(?://[^\n]*)?\n"
)
_CLOSE = re.compile(_GAP + rb"\)")
_TERMINATOR = re.compile(
    rb"(?:[ \t\r]|/\*[^*\n]*\*+(?:[^/*\n][^*\n]*\*+)*/)*(?:;|\n|//[^\n]*(?:\n|$)|/\*(?=[^*]*\n|[^/]*\n)|(?=\))|$)"
)
_TOKEN_WITH_COMMENTS = re.compile(
    rb"//[^\n]*|/\*.*?\*/|\"(?:[^\"\\\n]|\\[^\n])*\"|`[^`]*`|'(?:[^'\\\n]|\\[^\n])*'", re.DOTALL
)
_KEYWORDS = frozenset(
    b"break case chan const continue default defer else fallthrough for func go goto if import interface map package"
    b" range return select struct switch type var".split()
)


def read_header(files: Files, path: str) -> Header | None:
    """The header of a Go file; None if the file cannot be read."""
    data = files.read(path, CHUNK)
    if data is None:
        return None
    if len(data) == CHUNK:
        header = _Reader(data, path).header_of_part()
        if header is not None:
            return header
        data = files.read(path)
        if data is None:
            return None
    return parse_header(data, path)


def parse_header(data: bytes, path: str = "") -> Header:
    """The header of the file `path` whose bytes are `data`."""
    return _Reader(data, path).header()


def header_of_start(data: bytes) -> Header | None:
    """The header of a Go file of which `data` are the first bytes: `CHUNK`, or all; None if more is needed to know."""
    return parse_header(data) if len(data) < CHUNK else _Reader(data[:CHUNK], "").header_of_part()


def leading_constraint(files: Files, path: str) -> Constraint | None:
    """The constraint of a file in another language (.s, .c, .h ...); None if the file cannot be read."""
    data = files.read(path, CHUNK)
    if data is None:
        return None
    if b"go:build" not in data and b"+build" not in data and (len(data) < CHUNK or _text_follows(data)):
        return UNCONSTRAINED
    data = files.read(path)
    if data is None:
        return None
    gap = _SKIP.match(data)
    return constraint_of(data[: gap.end() if gap else 0])


def _text_follows(data: bytes) -> bool:
    """Whether something other than comments begins within `data`."""
    gap = _SKIP.match(data)
    end = gap.end() if gap else 0
    return end < len(data) and not data.startswith(b"/", end)


class _MalformedError(Exception):
    """The file is not Go up to here; carries a message and an offset."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class _Reader:
    """Reads one header from `data`, which is the whole file or its beginning."""

    def __init__(self, data: bytes, path: str) -> None:
        self._data = data
        self._path = path
        self._imports: list[Import] = []
        self._name = ""
        self._name_offset = 0

    def header(self) -> Header:
        """The header of a whole file."""
        try:
            end = self._clauses()
        except _MalformedError as error:
            problem = Problem(error.message, path=self._path, offset=error.offset)
            constraint = self._constraint(max(error.offset, self._name_offset))
            return Header(self._name, self._name_offset, constraint=constraint, problem=problem)
        embeds = tuple(_embeds(self._data)) if self._wants_embeds() else ()
        return Header(self._name, self._name_offset, tuple(self._imports), self._constraint(end), embeds)

    def header_of_part(self) -> Header | None:
        """The header of a file that `data` is the beginning of; None if more is needed to know."""
        try:
            end = self._clauses()
        except _MalformedError:
            return None
        if end >= len(self._data) - len("import (") or self._wants_embeds():
            return None
        return Header(self._name, self._name_offset, tuple(self._imports), self._constraint(end))

    def _constraint(self, end: int) -> Constraint:
        start = len(BYTE_ORDER_MARK) if self._data.startswith(BYTE_ORDER_MARK) else 0
        found = constraint_of(self._data[start:end])
        return found if not start or found.offset < 0 else attrs.evolve(found, offset=found.offset + start)

    def _wants_embeds(self) -> bool:
        return any(one.path == "embed" for one in self._imports)

    def _clauses(self) -> int:
        """Read the package clause and the imports; the offset after them, where the first other token is."""
        data = self._data
        start = len(BYTE_ORDER_MARK) if data.startswith(BYTE_ORDER_MARK) else 0
        clause = _PACKAGE.match(data, start)
        if clause is None:
            at, wanted = self._after_gap(start), "expected 'package'"
            if _PACKAGE_WORD.match(data, at):
                at, wanted = at + len("package"), "expected 'IDENT'"
            raise _MalformedError(wanted + self._found(at), self._after_gap(at))
        name = clause[1]
        if name in _KEYWORDS:
            raise _MalformedError(f"invalid package name {_text(name)}", clause.start(1))
        self._name, self._name_offset = _text(name), clause.start(1)
        at = self._next_declaration(clause.end())
        while declaration := _IMPORT.match(data, at):
            at = self._declaration(declaration, at)
        end = self._after_gap(at)
        self._check_bytes(end)
        return end

    def _declaration(self, declaration: re.Match[bytes], before: int) -> int:
        """Read an import declaration, `before` which the one before it ends; the offset after it."""
        data, at = self._data, declaration.end()
        own = (before, declaration.start(1))
        if not declaration[2]:
            return self._next_declaration(self._spec(at, own))
        while not (close := _CLOSE.match(data, at)):
            at = self._plain_specs(at) or self._terminated(self._spec(at, own))
            own = (0, 0)
        return self._next_declaration(close.end())

    def _plain_specs(self, at: int) -> int:
        """Read the imports of a group, one a line, as long as nothing is unusual; the offset after them, 0 for none."""
        data, end = self._data, 0
        while spec := _PLAIN_SPEC.match(data, end or at):
            name, path = spec[1], spec[3]
            if path == b"C" or name in _KEYWORDS:
                break
            self._imports.append(Import(path.decode(), name.decode() if name else "", spec.start(2)))
            end = spec.end()
        return end

    def _spec(self, at: int, declaration: tuple[int, int]) -> int:
        """Read one import; the offset after its path. Its comment may also be in the gap `declaration`, before
        ``import``."""
        data = self._data
        spec = _SPEC.match(data, at)
        if spec is None:
            raise _MalformedError("missing import path; require quoted string", self._after_gap(at))
        if spec[1] in _KEYWORDS:
            raise _MalformedError(f"expected import path, found {_text(spec[1])}", spec.start(1))
        path = _unquote(spec[2])
        if path is None or not valid_import_path(path):
            raise _MalformedError(f"invalid import path: {path if path is not None else _text(spec[2])}", spec.start(2))
        preamble = ""
        if path == "C":
            preamble = self._comment_in(at, spec.start(1) if spec[1] else spec.start(2))
            preamble = preamble or self._comment_in(*declaration)
        self._imports.append(Import(path, _text(spec[1] or b""), spec.start(2), preamble))
        return spec.end()

    def _comment_in(self, start: int, end: int) -> str:
        """The comments in the gap between two tokens that end on the line above the second, without a blank line."""
        data, first = self._data, end
        for comment in reversed(list(_COMMENT.finditer(data, start, end))):
            if data.count(b"\n", comment.end(), first) > 1:
                break
            first = comment.start()
        return _text(data[first:end].rstrip())

    def _next_declaration(self, at: int) -> int:
        """The offset after what ends a clause. Where no import can follow, the go command does not look for that."""
        follows = self._after_gap(at)
        return self._terminated(at) if self._data.startswith(b"i", follows) else follows

    def _terminated(self, at: int) -> int:
        """The offset after the semicolon, or the end of the line that stands for one."""
        match = _TERMINATOR.match(self._data, at)
        if match is None:
            raise _MalformedError("expected ';'" + self._found(at), self._after_gap(at))
        return match.end() if match[0][-2:] != b"/*" else match.end() - 2

    def _after_gap(self, at: int) -> int:
        """The offset of the first token after `at`."""
        gap = _SKIP.match(self._data, at)
        end = gap.end() if gap else at
        while self._data.startswith(b";", end):
            gap = _SKIP.match(self._data, end + 1)
            end = gap.end() if gap else end + 1
        return end

    def _found(self, at: int) -> str:
        """What stands at `at`, for a message."""
        offset = self._after_gap(at)
        word = re.compile(_IDENTIFIER + rb"|.", re.DOTALL).match(self._data, offset)
        return f", found '{_text(word[0])}'" if word else ", found 'EOF'"

    def _check_bytes(self, end: int) -> None:
        """Find what the scanner complains of in the header, comments included, and what opens no token at its end."""
        data = self._data
        head = data[:end]
        at = head.find(b"\x00")
        if at >= 0:
            raise _MalformedError("illegal character NUL", at)
        at = head.find(BYTE_ORDER_MARK, 1)
        if at >= 0:
            raise _MalformedError("illegal byte order mark", at)
        if not head.isascii():
            try:
                head.decode()
            except UnicodeDecodeError as error:
                raise _MalformedError("illegal UTF-8 encoding", error.start) from None
        if data.startswith(b"/*", end):
            raise _MalformedError("comment not terminated", end)


def _embeds(data: bytes) -> list[Embed]:
    """The patterns of the ``//go:embed`` lines of a whole file; lines that are not well formed are left out."""
    if b"//go:embed" not in data:
        return []
    found = []
    for token in _TOKEN_WITH_COMMENTS.finditer(data):
        text = token[0]
        if text.startswith((b"//go:embed ", b"//go:embed\t")):
            start = token.start() + len(b"//go:embed")
            found += embed_patterns(data[start : token.end()].rstrip(b"\r"), start)
    return found


_PATTERN = re.compile(rb"[ \t]+(?:(" + _STRING + rb")|([^\s\"`][^\s]*))")


def embed_patterns(text: bytes, offset: int) -> list[Embed]:
    """The patterns after ``//go:embed``: words, or strings in quotes. Empty if the line is not well formed."""
    found, at = [], 0
    rest = text.rstrip()
    while at < len(rest):
        match = _PATTERN.match(rest, at)
        if match is None:
            return []
        pattern = _unquote(match[1]) if match[1] else _text(match[2])
        if pattern is None:
            return []
        found.append(Embed(pattern, offset + match.start(match.lastindex or 0)))
        at = match.end()
    return found


_ESCAPE = re.compile(rb"\\(?:([abfnrtv\\\"])|x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))")
_SIMPLE = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


def _unquote(literal: bytes) -> str | None:
    """The text of a string literal; None if an escape is not Go's or the text is not UTF-8."""
    inner = literal[1:-1]
    if literal[:1] == b"`":
        return _strict(inner.replace(b"\r", b""))
    if b"\\" not in inner:
        return _strict(inner)
    parts, at = [], 0
    while (back := inner.find(b"\\", at)) >= 0:
        match = _ESCAPE.match(inner, back)
        value = _escaped(match) if match else None
        if match is None or value is None:
            return None
        parts += [inner[at:back], value]
        at = match.end()
    return _strict(b"".join([*parts, inner[at:]]))


def _escaped(match: re.Match[bytes]) -> bytes | None:
    simple, byte, octal, short, long = match.groups()
    if simple:
        return _SIMPLE.get(simple, simple)
    if byte or octal:
        value = int(byte, 16) if byte else int(octal, 8)
        return bytes([value]) if value < 256 else None
    code = int(short or long, 16)
    return None if code > 0x10FFFF or 0xD800 <= code < 0xE000 else chr(code).encode()


def _strict(data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


_PLAIN_PATH = re.compile(r"[A-Za-z0-9_./+~@-]+")
_ILLEGAL = frozenset("!\"#$%&'()*,:;<=>?[\\]^{|}`\ufffd")


def valid_import_path(path: str) -> bool:
    """Whether Go's grammar admits it: graphic characters, without space and most punctuation (go/build)."""
    if _PLAIN_PATH.fullmatch(path):
        return True
    return path != "" and all(_admitted(char) for char in path)


def _admitted(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in "LMNPS" and char not in _ILLEGAL
