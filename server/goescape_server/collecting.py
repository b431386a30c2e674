"""When Python's collector walks all that lives: when nobody waits.

A full collection stops every thread, with a large package's types for a third of a second. Young objects are collected
as they come; all together only while the client is idle, or when very many have come meanwhile.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable

YOUNG = 2_000
"""New objects after which the young are collected."""
MIDDLE = 5
"""Collections of the young after which those that lived through them are collected."""
NEVER = 1_000_000_000

ENOUGH = 50
"""Collections of the middle generation after which a full one is worth while."""
TOO_MANY = 1_000
"""... and after which nothing else counts."""
LOOK_SECONDS = 1.0


def postpone() -> None:
    """Leave full collections to `collect_when_idle`. What was loaded so far is taken to live for ever."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, NEVER)


async def collect_when_idle(is_idle: Callable[[], bool]) -> None:
    """Make the full collections, for ever."""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        grown = gc.get_count()[2]
        if grown > TOO_MANY or (grown > ENOUGH and is_idle()):
            gc.collect()
