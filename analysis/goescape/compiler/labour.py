"""Long work in Python, in threads: one at a time, so that whoever answers requests has but one to share the
interpreter with."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

TURN = threading.Lock()
"""Held by the thread that works."""


async def laboured(work: Callable[[], T]) -> T:
    """Do work in another thread, in its turn."""
    return await asyncio.to_thread(_in_turn, work)


def _in_turn(work: Callable[[], T]) -> T:
    with TURN:
        return work()
