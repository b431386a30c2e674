"""A program on a terminal, and what its screen shows."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

import pyte

WAIT_LIMIT = 120
"""Seconds; the first build compiles what the workspace imports."""

PAUSE = 0.1
"""Seconds without output after which the screen is looked at."""


class Terminal:
    """Runs a program on a pseudo-terminal until the `with` block ends.

    `screen` is a pyte screen: rows of cells of one column each; a wide character is followed by an empty cell.
    """

    def __init__(self, command: list[str], folder: Path, env: dict[str, str], columns: int, rows: int) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._primary, secondary = pty.openpty()
        fcntl.ioctl(secondary, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            env=env | {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
            stdin=secondary,
            stdout=secondary,
            stderr=secondary,
            start_new_session=True,
        )
        os.close(secondary)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait()
        os.close(self._primary)

    def send(self, keys: str) -> None:
        """Types `keys`, control characters included."""
        os.write(self._primary, keys.encode())

    def wait_for(self, what: str, happened: Callable[[], bool]) -> None:
        """Reads what the program writes until `happened()`; raises with the screen's text when it never does."""
        deadline = time.monotonic() + WAIT_LIMIT
        while time.monotonic() < deadline:
            if select.select([self._primary], [], [], PAUSE)[0]:
                self._stream.feed(os.read(self._primary, 65536))
            elif happened():
                return
        raise AssertionError(f"waited in vain for {what}\n" + "\n".join(self.text()))

    def text(self) -> list[str]:
        """The rows of the screen, blanks at their ends cut off."""
        return [row.rstrip() for row in self.screen.display]

    def row(self, number: int) -> list[Any]:
        """The cells of a row, 0-based."""
        line = self.screen.buffer[number]
        return [line[column] for column in range(self.screen.columns)]
