"""An event loop in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
import weakref
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

CLOSING_SECONDS = 5.0
"""How long the end waits for what runs, and for the processes that it started, to end."""


class LoopThread:
    """Runs coroutines in another thread; it is started at first need, and ends with this object or the process."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._loop: asyncio.AbstractEventLoop | None = None
        self._running: set[asyncio.Task[Any]] = set()

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine there and wait for it; to cancel the waiting cancels the coroutine."""
        future = asyncio.run_coroutine_threadsafe(_counted(work, self._running), self._started())
        return await asyncio.wrap_future(future)

    def _started(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            thread = threading.Thread(target=_run, args=(self._loop,), name=self._name, daemon=True)
            thread.start()
            weakref.finalize(self, _end, self._loop, thread, self._running)
        return self._loop


def _run(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    loop.run_forever()
    loop.close()


async def _counted(work: Coroutine[Any, Any, T], running: set[asyncio.Task[Any]]) -> T:
    task = asyncio.ensure_future(work)
    running.add(task)
    task.add_done_callback(running.discard)
    return await task


def _end(loop: asyncio.AbstractEventLoop, thread: threading.Thread, running: set[asyncio.Task[Any]]) -> None:
    asyncio.run_coroutine_threadsafe(_stop(running), loop)
    if thread is not threading.current_thread():
        thread.join(CLOSING_SECONDS)


async def _stop(running: set[asyncio.Task[Any]]) -> None:
    """Cancel what runs in this loop, wait until it has ended, and stop the loop. asyncio's own tasks are not cancelled:
    whoever starts a process would wait for ever for the one that connects its pipes."""
    tasks = list(running)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    asyncio.get_running_loop().stop()
