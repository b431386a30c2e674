"""The place where fixes are looked for and proven: a thread with an event loop of its own.

It is Python at work for seconds, and whoever waits on the main loop shall not wait for it. One job is done at a time,
and what is found out is handed over as it becomes known.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from goescape.compiler.store import Store
from goescape.proving.job import Found, Job
from goescape.proving.loop_thread import LoopThread

if TYPE_CHECKING:
    from goescape.proving.craft import Craft


class Workshop:
    """Does jobs. To be used from one event loop; `is_busy` tells, from any thread, that proofs have to wait."""

    def __init__(self, store: Store, is_busy: Callable[[], bool]) -> None:
        self._store = store
        self._is_busy = is_busy
        self._thread = LoopThread("goescape-fixes")
        self._turn = asyncio.Lock()
        self._craft: Craft | None = None

    async def do(self, job: Job, take: Callable[[Found], None]) -> None:
        """Do a job; returns when there is no more to find out. `take` is called for each find, on this loop. To cancel
        it ends the job and kills its compiler."""
        loop = asyncio.get_running_loop()

        def hand_over(found: Found) -> None:
            loop.call_soon_threadsafe(take, found)

        await self._thread.run(self._do(job, hand_over))

    async def get_ready(self) -> None:
        """Load what jobs need: it is much, and better loaded while the user waits for the compiler anyway."""
        await self._thread.run(self._ready())

    async def _do(self, job: Job, hand_over: Callable[[Found], None]) -> None:
        """In the thread."""
        async with self._turn:
            craft = await self._ready()
            await craft.do(job, hand_over)

    async def _ready(self) -> Craft:
        """In the thread. What types code is loaded here: a server that starts does not need it."""
        if self._craft is None:
            from goescape.proving.craft import Craft

            self._craft = Craft(self._store, self._is_busy)
        return self._craft
