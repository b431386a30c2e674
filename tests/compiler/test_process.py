"""Commands end with their request, and all that they started ends with them."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from goescape.compiler.process import CHUNK, Completed, ProcessError, run

from ..processes import running, until_none, until_running

STARTS_A_SLEEPER = """\
import subprocess, sys, time
quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", sys.argv[1], "grandchild"], **quiet)
"""
SLEEPS_TOO = STARTS_A_SLEEPER + "time.sleep(600)\n"


async def python(code: str, *arguments: str, timeout: float = 60, **kwargs: object) -> Completed:
    command = [sys.executable, "-c", code, *arguments]
    return await run(command, folder=os.curdir, environment=os.environ, timeout=timeout, **kwargs)  # type: ignore[arg-type]


async def test_what_a_command_leaves() -> None:
    code = "import os, sys; print(os.getcwd()); print('oh', file=sys.stderr); sys.exit(3)"
    done = await python(code)
    assert (done.status, done.killed_by) == (3, "")
    assert done.stdout.decode().strip() == os.getcwd()
    assert done.stderr.decode().split() == ["oh"]


async def test_arguments_meet_no_shell() -> None:
    words = ["$HOME", "`true`", "a b", "*", "'", "日本"]
    done = await python("import sys; print(ascii(sys.argv[1:]))", *words)
    assert done.stdout.decode().strip() == ascii(words)


async def test_lines_of_standard_error_are_heard_whole_and_in_order() -> None:
    heard: list[str] = []
    text = "x" * (CHUNK + 10)
    code = f"import sys; sys.stderr.write('a\\n{text}\\nb\\n\\nno end')"
    done = await python(code, on_error_line=heard.append)
    assert heard == ["a", text, "b", ""]
    assert done.stderr.decode().endswith("no end")


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
async def test_the_signal_that_ended_a_command_is_named() -> None:
    done = await python("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    assert done.killed_by == "SIGKILL"


@pytest.mark.parametrize(
    ("command", "folder", "reason"),
    [
        (["no-such-command-here"], ".", "cannot run no-such-command-here in .: No such file or directory"),
        (["python"], "no-such-folder", "cannot run python in no-such-folder: No such file or directory"),
    ],
)
async def test_what_cannot_be_started(command: list[str], folder: str, reason: str) -> None:
    with pytest.raises(ProcessError) as caught:
        await run(command, folder=folder, environment=os.environ, timeout=60)
    assert str(caught.value) == reason


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks into /proc")
class TestNothingIsLeft:
    """By whatever way a command ends, no process of its group lives on."""

    async def test_after_the_time_limit(self) -> None:
        mark = uuid4().hex
        with pytest.raises(ProcessError, match=r"^python\S* was stopped after 1 s$"):
            await python(SLEEPS_TOO, mark, timeout=1)
        await until_none(mark)

    async def test_after_a_cancellation(self) -> None:
        mark = uuid4().hex
        task = asyncio.create_task(python(SLEEPS_TOO, mark))
        await until_running(mark, "grandchild")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not [command for command in running(mark).values() if "Popen" in command]
        await until_none(mark)

    async def test_when_the_command_ends_before_what_it_started(self) -> None:
        mark = uuid4().hex
        done = await python(STARTS_A_SLEEPER, mark)
        assert done.status == 0
        await until_none(mark)

    @pytest.mark.parametrize("turns", range(6))
    async def test_after_it_was_cancelled_while_it_began(self, turns: int) -> None:
        """At each of the event loop's first turns."""
        mark = uuid4().hex
        task = asyncio.create_task(python(SLEEPS_TOO, mark))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await until_none(mark)
