"""Changed files as one unified diff, byte for byte, as ``git apply`` and ``patch -p1`` take it."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping

from rich.text import Text

_ESCAPES = {0x07: "a", 0x08: "b", 0x09: "t", 0x0A: "n", 0x0B: "v", 0x0C: "f", 0x0D: "r", 0x22: '"', 0x5C: "\\"}
_STYLES = ((b"---", "bold"), (b"+++", "bold"), (b"@@", "cyan"), (b"-", "red"), (b"+", "green"))


def common_folder(folder: str, paths: list[str]) -> str:
    """The folder that a diff's paths are relative to: `folder`, or the nearest above it that holds all files."""
    return os.path.commonpath([folder, *map(os.path.dirname, paths)])


def unified(before: Mapping[str, bytes], after: Mapping[str, bytes], folder: str) -> Iterator[bytes]:
    """The lines of a diff of the files (by absolute path) in `after` that differ, in the order of their paths; each
    ends with a newline. Paths are shown relative to `folder`."""
    for path in sorted(after):
        if after[path] == before[path]:
            continue
        name = os.path.relpath(path, folder).replace(os.sep, "/")
        old, new = _name(f"a/{name}"), _name(f"b/{name}")
        for line in difflib.diff_bytes(difflib.unified_diff, _lines(before[path]), _lines(after[path]), old, new):
            yield line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"


def coloured(line: bytes) -> Text:
    """A line of a diff for a terminal, its newline left out."""
    style = next((style for mark, style in _STYLES if line.startswith(mark)), "")
    return Text(line.removesuffix(b"\n").decode(errors="replace"), style)


def _lines(data: bytes) -> list[bytes]:
    """Lines with their newlines; a carriage return is a byte like any other."""
    lines = [line + b"\n" for line in data.split(b"\n")]
    last = lines.pop().removesuffix(b"\n")
    return [*lines, last] if last else lines


def _name(name: str) -> bytes:
    """A path as git writes it: quoted where a byte of it would end it, followed by a tab where a blank might."""
    raw = os.fsencode(name)
    if any(byte < 0x20 or byte in (0x22, 0x5C, 0x7F) for byte in raw):
        return f'"{"".join(map(_quoted, raw))}"'.encode()
    return raw + b"\t" if b" " in raw else raw


def _quoted(byte: int) -> str:
    """A byte as it stands in a name in quotes (git/quote.c)."""
    if byte in _ESCAPES:
        return "\\" + _ESCAPES[byte]
    return chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}"
