"""Long work in Python, in a thread: one piece at a time, so that whoever answers requests has but one to share the
interpreter with. What nobody waits for any more is not begun; what has begun keeps no process from ending."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import cache
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")

TURN = threading.Lock()
"""Held by the thread that works."""


async def laboured(work: Callable[[], T]) -> T:
    """Do work in another thread, in its turn."""
    done: Future[T] = Future()
    _waiting().put((done, work))
    return await asyncio.wrap_future(done)


@cache
def _waiting() -> SimpleQueue[tuple[Future[Any], Callable[[], Any]]]:
    """What is to be done, and the thread that does it."""
    waiting: SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = SimpleQueue()
    threading.Thread(target=_labour, args=(waiting,), name="goescape-labour", daemon=True).start()
    return waiting


def _labour(waiting: SimpleQueue[tuple[Future[Any], Callable[[], Any]]]) -> None:
    while True:
        _do(*waiting.get())


def _do(done: Future[Any], work: Callable[[], Any]) -> None:
    with TURN:
        if not done.set_running_or_notify_cancel():
            return
        try:
            done.set_result(work())
        except BaseException as error:  # handed to whoever waits
            done.set_exception(error)
