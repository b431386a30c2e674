"""What a fixture's comments expect: ``// want "moved to heap: x" [returned-pointer] [allocates: yes]``.

The grammar is in tests/fixtures/README.md. Lines are 1-based, columns 1-based and in bytes, as the compiler
prints them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

COMMENT = re.compile(r"(?P<space>[ \t]*)// want(?::(?P<offset>[+-]\d+))? (?P<items>.*?)(?P<end>\r?)$")
ELSEWHERE = re.compile(r"// want-elsewhere (?P<items>.*?)\r?$")
TEXT = r'"(?:[^"\\]|\\.)*"|`[^`]*`'
ITEM = re.compile(rf"\s*(?:(?P<column>\d+):)?(?P<text>{TEXT})(?P<attributes>(?:\s*\[(?:{TEXT}|[^\]\"`])*\])*)")
ATTRIBUTE = re.compile(rf"\[(?P<key>[\w-]+)(?::\s*(?P<value>{TEXT}|[^\]\"`]*))?\]")
KEYS = ("allocates", "shows", "span", "flow")


class FixtureError(Exception):
    """A fixture's comment can't be read; the text names the file and the line."""


@dataclass(frozen=True)
class Expectation:
    """One message that has to be said of `file` (as printed) and `line`.

    `column` is None where any will do, and 0 where the compiler must not print one (columns of 255 and more).
    `category` is a category's identifier, "" where the fixture leaves it open. `details` holds the values of
    ``allocates``, ``shows``, ``span`` and ``flow``, for those that are given.
    """

    file: str
    line: int
    text: str
    column: int | None = None
    category: str = ""
    details: Mapping[str, str] = field(default_factory=dict)

    def render(self) -> str:
        """The expectation as it stands in a comment."""
        column = "" if self.column is None else f"{self.column}:"
        category = f" [{self.category}]" if self.category else ""
        details = "".join(f" [{key}: {_shown(key, self.details[key])}]" for key in KEYS if key in self.details)
        return f"{column}{quoted(self.text)}{category}{details}"


@dataclass(frozen=True)
class Comment:
    """One ``// want`` comment: the 0-based line it stands on, and how far off the line it is about is."""

    index: int
    offset: int
    expectations: tuple[Expectation, ...]


def quoted(text: str) -> str:
    """`text` as a Go string: in backquotes where that saves escapes."""
    if "`" not in text and ('"' in text or "\\" in text):
        return f"`{text}`"
    return json.dumps(text, ensure_ascii=False)


def unquoted(literal: str) -> str:
    """The text that a Go string stands for (the escapes that JSON shares with Go)."""
    if literal.startswith("`"):
        return literal[1:-1]
    value: str = json.loads(literal)
    return value


def read_comments(file: str, text: str) -> list[Comment]:
    """The ``// want`` comments of one Go file, in order; `file` is its path as the compiler prints it."""
    comments = []
    for index, line in enumerate(text.split("\n")):
        match = COMMENT.search(line)
        if match:
            offset = int(match["offset"] or 0)
            expected = _read_items(match["items"], file, index + 1, index + 1 + offset)
            comments.append(Comment(index, offset, tuple(expected)))
    return comments


def read_elsewhere(file: str, text: str) -> list[str]:
    """The whole lines of output that ``// want-elsewhere`` comments expect, in order."""
    lines = []
    for index, line in enumerate(text.split("\n")):
        match = ELSEWHERE.search(line)
        if match:
            lines += [e.text for e in _read_items(match["items"], file, index + 1, index + 1)]
    return lines


def comment_for(expectations: Iterable[Expectation], offset: int = 0) -> str:
    """The ``// want`` comment that expects all of `expectations`."""
    where = f":{offset:+d}" if offset else ""
    return f"// want{where} " + " ".join(e.render() for e in expectations)


def _read_items(items: str, file: str, line: int, target: int) -> list[Expectation]:
    expectations, at = [], 0
    while at < len(items):
        match = ITEM.match(items, at)
        if match is None:
            raise FixtureError(f"{file}:{line}: expected a quoted message, found {items[at:]!r}")
        column = int(match["column"]) if match["column"] else None
        expectation = Expectation(file, target, unquoted(match["text"]), column)
        expectations.append(_with_attributes(expectation, match["attributes"], line))
        at = match.end()
    if not expectations:
        raise FixtureError(f"{file}:{line}: `// want` expects nothing")
    return expectations


def _with_attributes(expectation: Expectation, attributes: str, line: int) -> Expectation:
    category, details = "", {}
    for match in ATTRIBUTE.finditer(attributes):
        key, value = match["key"], match["value"]
        if value is None:
            category = key
        elif key in KEYS:
            details[key] = unquoted(value) if value[:1] in ('"', "`") else value.strip()
        else:
            raise FixtureError(f"{expectation.file}:{line}: unknown attribute {match.group()}")
    return replace(expectation, category=category, details=details)


def _shown(key: str, value: str) -> str:
    return quoted(value) if key == "span" else value
