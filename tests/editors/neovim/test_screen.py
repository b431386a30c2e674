"""What the user of a real Neovim sees on a terminal, beside characters of two columns and several bytes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .nvim import HERE, copy_workspace, environment, find_nvim

if TYPE_CHECKING:
    from .terminal import Terminal

pytestmark = pytest.mark.editor

FIXTURE = (HERE / "fixtures" / "multibyte" / "main.go").read_bytes()

UNDERLINED_ROWS = [
    (number, ranges)
    for number, line in enumerate(FIXTURE.split(b"\n"))
    if (ranges := [(int(start), int(end)) for start, end in re.findall(rb"@ (\d+)\.\.(\d+) ", line)])
]
"""The 0-based lines with annotations, and the byte ranges of these."""

ROWS = 40
STATUS_ROW = ROWS - 2


@pytest.fixture
def terminal(tmp_path: Path, cache: Path) -> Terminal:
    from .terminal import Terminal  # needs pyte, which is installed for the editor tests only

    workspace = copy_workspace("multibyte", tmp_path)
    command = [str(find_nvim()), "-n", "-u", str(HERE / "init.lua"), "main.go"]
    return Terminal(command, workspace, environment(tmp_path, cache), columns=160, rows=ROWS)


def underlined(terminal: Terminal, row: int) -> str:
    """The text of the underlined cells; "|" stands between two that have others between them."""
    marked = "".join(cell.data if cell.underscore else "\n" for cell in terminal.row(row))
    return "|".join(part for part in marked.split("\n") if part)


def expected(number: int, ranges: list[tuple[int, int]]) -> str:
    """The text of a line's annotated bytes, in the form of `underlined`."""
    line = FIXTURE.split(b"\n")[number]
    covered = {byte for start, end in ranges for byte in range(start, end)}
    marked = b"".join(line[byte : byte + 1] if byte in covered else b"\n" for byte in range(len(line)))
    return "|".join(part for part in marked.decode().split("\n") if part)


def test_underlines_and_hover(terminal: Terminal) -> None:
    def all_underlined() -> bool:
        return [underlined(terminal, row) for row, _ in UNDERLINED_ROWS] == texts

    texts = [expected(number, ranges) for number, ranges in UNDERLINED_ROWS]
    with terminal:
        terminal.wait_for("the underlines " + " ".join(texts), all_underlined)
        assert terminal.text()[STATUS_ROW].split()[-2] == "goescape", terminal.text()[STATUS_ROW]
        terminal.send("/全部)\rK")
        terminal.wait_for("the hover", lambda: any("全部 escapes to the heap" in row for row in in_border(terminal)))


def in_border(terminal: Terminal) -> list[str]:
    """The rows of the floating window, which has a border."""
    return [found[1] for row in terminal.text() if (found := re.search(r"│(.*)│", row))]
