"""Makes the documentation's pictures of Neovim: `python -m tests.editors.neovim.pictures [NAME...]`, from the root.

What is on the screen is laid out as HTML, one box a cell, and photographed by Chromium (GOESCAPE_CHROMIUM, or
PATH). Fonts for Chinese and Japanese characters and for emoji have to be installed.
"""

from __future__ import annotations

import html
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ...machine import hiding_go
from .nvim import HERE, ROOT, NotFoundError, copy_workspace, environment, environment_without_go, find_nvim
from .terminal import Terminal

IMAGES = ROOT / "docs" / "images"
CELL = (9, 20)
"""Width and height of a cell in pixels."""

STYLE = """
body { margin: 0; background: #14161b; color: #e0e2ea; }
span { position: absolute; overflow: hidden; white-space: pre;
       font: 15px/20px "DejaVu Sans Mono", "Noto Sans Mono CJK SC", "Noto Color Emoji", monospace; }
"""


HAS_FLOWS = """
vim.diagnostic.count(0)[3] and vim.iter(vim.diagnostic.get(0)):all(function(diagnostic)
  return diagnostic.user_data.lsp.relatedInformation
end)
"""
"""Lua: whether there are findings, each with its flow."""

HAS_FIXES = "(require('goescape').status() or {message = ''}).message:find('2 fixes proven', 1, true) ~= nil"
"""Lua: whether the fixes of the workspace are proven."""


HAS_FLOWS_BESIDE_A_HINT = """
vim.diagnostic.count(0)[3] and vim.diagnostic.count(0)[4] and vim.iter(vim.diagnostic.get(0)):all(function(diagnostic)
  return diagnostic.code == 'not-analysed' or diagnostic.user_data.lsp.relatedInformation
end)
"""
"""Lua: the same, where something is not analysed."""


@dataclass(frozen=True)
class Picture:
    """A picture: what is typed once `ready` says true, and the text that it waits for then."""

    name: str
    keys: str
    shown: str
    size: tuple[int, int]
    """Columns and rows."""
    opened: tuple[str, str, str] = ("orders", "main.go", "/^.. 每日报告")
    """The workspace, its file, and the command that Neovim starts with."""
    ready: str = HAS_FLOWS
    has_go: bool = True
    """Whether there is a Go on the machine."""


PICTURES = (
    Picture(
        "neovim-multibyte",
        "zt:lua vim.diagnostic.config({ virtual_text = true }) vim.cmd('nohlsearch | echo')\r",
        "■",
        (168, 18),
    ),
    Picture("neovim-hover", "/s.Count, s.Total\r:nohlsearch | echo\r:Goescape explain\r", "│", (110, 32)),
    Picture(
        "neovim-fix",
        ":nohlsearch | lua vim.lsp.buf.code_action()\r",
        "Pass guest by value",
        (110, 36),
        ("fixes", "fixes.go", "/guest := Guest"),
        HAS_FIXES,
    ),
    Picture(
        "neovim-no-toolchain",
        "15Gzt/guest :=\r:nohlsearch | echo\r:Goescape explain\r",
        "predicted by",
        (110, 48),
        ("unfinished", "inn.go", "/total +=/normal! oif night > 6 &&"),
        HAS_FLOWS_BESIDE_A_HINT,
        has_go=False,
    ),
)


def find_chromium() -> str:
    """Chromium from GOESCAPE_CHROMIUM or PATH."""
    for name in (os.environ.get("GOESCAPE_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"):
        found = name and shutil.which(name)
        if found:
            return found
    raise NotFoundError("no Chromium: install it, or set GOESCAPE_CHROMIUM")


def as_html(terminal: Terminal) -> str:
    """The screen as a page, cells at their places whatever a font makes of their widths."""
    width, height = CELL
    boxes = []
    for row in range(terminal.screen.lines):
        for column, cell in enumerate(terminal.row(row)):
            if not cell.data:
                continue
            foreground, background = _colour(cell.fg), _colour(cell.bg)
            if cell.reverse:
                foreground, background = background or "#14161b", foreground or "#e0e2ea"
            wide = column + 1 < terminal.screen.columns and not terminal.row(row)[column + 1].data
            style = {
                "left": f"{column * width}px",
                "top": f"{row * height}px",
                "width": f"{width * (1 + wide)}px",
                "height": f"{height}px",
                "color": foreground,
                "background": background,
                "font-weight": "bold" if cell.bold else "",
                "font-style": "italic" if cell.italics else "",
                "border-bottom": f"1px solid {foreground or '#e0e2ea'}" if cell.underscore else "",
                "box-sizing": "border-box",
            }
            rules = ";".join(f"{name}:{value}" for name, value in style.items() if value)
            boxes.append(f'<span style="{rules}">{html.escape(cell.data)}</span>')
    return f'<!DOCTYPE html><meta charset="utf-8"><style>{STYLE}</style>' + "".join(boxes)


def _colour(name: str) -> str:
    return "" if name == "default" else f"#{name}" if len(name) == 6 and name.isalnum() else name


def photograph(page: str, path: Path, size: tuple[int, int]) -> None:
    """Writes a picture of `page`, `size` in pixels, to `path`."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(page)
        subprocess.run(
            [
                find_chromium(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                f"--user-data-dir={folder}/profile",
                f"--window-size={size[0]},{size[1]}",
                f"--screenshot={path}",
                source.as_uri(),
            ],
            check=True,
            capture_output=True,
        )


def take(picture: Picture, folder: Path) -> str:
    """The page for `picture`: its workspace in a fresh Neovim, after the picture's keys."""
    nvim, socket = str(find_nvim()), str(folder / "socket")
    name, file, start = picture.opened
    workspace = copy_workspace(name, folder)
    command = [nvim, "-n", "--listen", socket, "-u", str(HERE / "init.lua"), f"+{start}", file]
    asked = [nvim, "--server", socket, "--remote-expr", f"luaeval({json.dumps(_on_one_line(picture.ready))})"]

    def is_ready() -> bool:
        return subprocess.run(asked, capture_output=True, text=True).stdout == "true"

    def is_shown() -> bool:
        return any(picture.shown in row for row in terminal.text())

    cache = folder.parent / "cache"
    env = environment(folder, cache) if picture.has_go else environment_without_go(folder, cache)
    prefix = [] if picture.has_go else hiding_go()
    with Terminal([*prefix, *command], workspace, env, *picture.size) as terminal:
        terminal.wait_for("what the picture is to show", is_ready)
        terminal.send(picture.keys)
        terminal.wait_for(picture.shown, is_shown)
        return as_html(terminal)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as root:
        named = sys.argv[1:] or [picture.name for picture in PICTURES]
        for picture in [picture for picture in PICTURES if picture.name in named]:
            folder = Path(root) / picture.name
            folder.mkdir()
            page = take(picture, folder)
            columns, rows = picture.size
            photograph(page, IMAGES / f"{picture.name}.png", (columns * CELL[0], rows * CELL[1]))


if __name__ == "__main__":
    main()
