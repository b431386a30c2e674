"""A one-line edit of a Go file, of which there are as many versions as needed."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.goroot import replace_file

ADDED = b"func measuredEdit()"


class Edit:
    """A Go file with one more line at its end, a function whose variable goes to the heap.

    `text` is the whole of the latest version; `line` the 0-based number of the line that is new.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.uri = path.as_uri()
        # What a run that was killed left behind is no part of the file.
        self._original = b"".join(line for line in path.read_bytes().splitlines(True) if not line.startswith(ADDED))
        self.line = self._original.count(b"\n")
        self.text = ""

    def next(self) -> str:
        """A version of the line that never was before; nothing is written."""
        line = f"{ADDED.decode()} *int {{ x := {time.time_ns()}; return &x }}"
        self.text = f"{self._original.decode()}{line}\n"
        return line

    def write(self) -> None:
        """Put the latest version on disk."""
        replace_file(self.path, self.text.encode())

    def undo(self) -> None:
        """Put the file's own text on disk."""
        replace_file(self.path, self._original)
