"""Running a command that ends with its request.

Every command is an argument list, never a shell; it has a time limit and a process group of its own. When the
awaiting task is cancelled, or the limit is reached, the whole group is killed and reaped before control returns.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from asyncio.subprocess import Process
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NICENESS = 10
"""How far a command steps back that runs in the background (0 to 19)."""

CHUNK = 1 << 16
"""Bytes that are read at once."""


@dataclass(frozen=True, slots=True)
class Completed:
    """What a command left: its exit status (negative: the signal that killed it) and its output."""

    status: int
    stdout: bytes
    stderr: bytes

    @property
    def killed_by(self) -> str:
        """The name of the signal that ended the command, or ""."""
        if self.status >= 0:
            return ""
        try:
            return signal.Signals(-self.status).name
        except ValueError:
            return f"signal {-self.status}"


class ProcessError(Exception):
    """A command could not be started, or did not end in time; the text is one line for the user."""


async def run(
    arguments: Sequence[str],
    *,
    folder: str,
    environment: Mapping[str, str],
    timeout: float,
    on_error_line: Callable[[str], None] | None = None,
    given: bytes = b"",
    background: bool = False,
) -> Completed:
    """Run a command to its end and return what it said. `on_error_line` hears each line of its standard error as
    it comes; `given` is its standard input; in the `background`, whatever else runs on the machine goes first.

    Raises `ProcessError` when it can't be started or takes longer than `timeout` seconds.
    """
    starting = asyncio.create_subprocess_exec(
        *arguments,
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.PIPE if given else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **_own_group(background),
    )
    try:
        process = await _started(starting)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ProcessError(f"cannot run {arguments[0]} in {folder}: {reason}") from error
    try:
        if background:
            _step_back(process.pid)
        stdout, stderr, _, _ = await asyncio.wait_for(
            asyncio.gather(
                _read(process.stdout),
                _read(process.stderr, on_error_line),
                process.wait(),
                _write(process.stdin, given),
            ),
            timeout,
        )
    except asyncio.TimeoutError:
        raise ProcessError(f"{os.path.basename(arguments[0])} was stopped after {timeout:g} s") from None
    finally:
        await _end(process)
    return Completed(process.returncode or 0, stdout, stderr)


async def _started(starting: Coroutine[Any, Any, Process]) -> Process:
    """The process that is being started. If that is cancelled, it is waited for all the same: what asyncio itself kills
    then is the process without its group."""
    start = asyncio.ensure_future(starting)
    try:
        return await asyncio.shield(start)
    except asyncio.CancelledError:
        await asyncio.shield(_end_started(start))
        raise


async def _end_started(start: asyncio.Task[Process]) -> None:
    with contextlib.suppress(OSError):
        await _end(await start)


async def _read(stream: asyncio.StreamReader | None, on_line: Callable[[str], None] | None = None) -> bytes:
    """All that a stream gives until it ends."""
    if stream is None:
        return b""
    chunks: list[bytes] = []
    rest = b""
    while chunk := await stream.read(CHUNK):
        chunks.append(chunk)
        if on_line is not None:
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                on_line(line.decode(errors="replace"))
    return b"".join(chunks)


async def _write(stream: asyncio.StreamWriter | None, data: bytes) -> None:
    """Give a command its input; one that does not want all of it is no failure."""
    if stream is None:
        return
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        stream.write(data)
        await stream.drain()
    stream.close()


def _own_group(background: bool) -> dict[str, Any]:
    if sys.platform == "win32":
        priority = subprocess.BELOW_NORMAL_PRIORITY_CLASS if background else 0
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW | priority}
    return {"start_new_session": True}


def _step_back(group: int) -> None:
    """Lower the priority of all threads of a process group. (On Windows it was started with a lower one.) A group is a
    session of its own too; where Linux shares the processor out among sessions, that has a priority as well (sched(7)).
    """
    if sys.platform != "win32":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.setpriority(os.PRIO_PGRP, group, NICENESS)
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            Path(f"/proc/{group}/autogroup").write_text(str(NICENESS), encoding="ascii")


async def _end(process: Process) -> None:
    """Kill what is left of the process's group, also after its leader has ended, and reap the leader."""
    if sys.platform == "win32":
        if process.returncode is None:
            killer = await asyncio.create_subprocess_exec(
                "taskkill", "/F", "/T", "/PID", str(process.pid),
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            await killer.wait()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    if process.returncode is None:
        await asyncio.shield(process.wait())
