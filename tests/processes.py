"""Which processes are alive, by what they were told and where they work (Linux: /proc), and work to catch them at."""

from __future__ import annotations

import asyncio
from pathlib import Path
from uuid import uuid4

PATIENCE = 20.0
"""Seconds that a process may take to come or to go."""


def slow_package() -> str:
    """The archive of a module that was never compiled before and takes the compiler some seconds."""
    functions = "".join(f"func f{n}() any {{ x := new([{n}]int); return x[:] }}\n" for n in range(1, 4000))
    return f"-- go.mod --\nmodule example.com/slow\n\ngo 1.24\n-- p.go --\npackage p // {uuid4().hex}\n\n{functions}"


def running(mark: str) -> dict[int, str]:
    """The command lines, by process id, of the processes that have `mark` in theirs or work in a folder so called."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            where = str((folder / "cwd").readlink())
        except OSError:
            continue
        if command and (mark in command or mark in where):
            found[int(folder.name)] = command
    return found


async def until_running(mark: str, words: str) -> int:
    """The id of a process that has `mark` and `words`, as soon as there is one."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while asyncio.get_running_loop().time() < deadline:
        for process, command in running(mark).items():
            if words in command:
                return process
        await asyncio.sleep(0.01)
    raise AssertionError(f"no process came that has {words!r}; there are {running(mark)}")


async def until_none(mark: str) -> None:
    """Returns when no process has `mark` any more."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while running(mark):
        assert asyncio.get_running_loop().time() < deadline, f"still running: {running(mark)}"
        await asyncio.sleep(0.01)
