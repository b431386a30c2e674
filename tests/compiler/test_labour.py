"""Long work in a thread: in turn, and only for who still waits."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading

import pytest

from goescape.compiler.labour import TURN, laboured


async def test_a_result_or_an_exception_comes_back() -> None:
    assert await laboured(lambda: threading.current_thread().name) == "goescape-labour"
    with pytest.raises(ZeroDivisionError):
        await laboured(lambda: 1 // 0)


async def test_what_nobody_waits_for_any_more_is_not_begun() -> None:
    begun: list[int] = []
    with TURN:
        work = [asyncio.create_task(laboured(lambda number=number: begun.append(number))) for number in range(3)]  # type: ignore[misc]
        await asyncio.sleep(0)
        work[1].cancel()
        await asyncio.sleep(0)
    await asyncio.gather(work[0], work[2])
    assert begun == [0, 2]


def test_what_has_begun_keeps_no_process_from_ending() -> None:
    code = (
        "import asyncio, time; from functools import partial; from goescape.compiler.labour import laboured\n"
        "async def main():\n"
        "    work = asyncio.create_task(laboured(partial(time.sleep, 600)))\n"
        "    await asyncio.sleep(0.1)\n"
        "asyncio.run(main())"
    )
    subprocess.run([sys.executable, "-c", code], timeout=30, check=True)
