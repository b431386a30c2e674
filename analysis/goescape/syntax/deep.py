"""Room for deep recursion: code nested thousands of levels deep is checked like any other."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Final, Generic, TypeVar

STACK_BYTES: Final = 512 << 20
"""Of address space; memory is used as the recursion needs it."""
FRAMES: Final = 120_000
"""Python frames that fit into the stack also where each takes a frame of C (CPython 3.10: about 0.5 KB; 4 KB here)."""

T = TypeVar("T")

_LOCK: Final = threading.Lock()
_INSIDE: Final = threading.local()
_running = 0
_usual_limit = 0


class _Call(Generic[T]):
    """A function to be run in a thread, and what came of it."""

    def __init__(self, function: Callable[[], T]) -> None:
        self.function = function
        self.result: list[T] = []
        self.error: BaseException | None = None

    def run(self) -> None:
        _INSIDE.deep = True
        _raise_limit()
        try:
            self.result.append(self.function())
        except BaseException as error:  # handed to the caller's thread
            self.error = error
        finally:
            _restore_limit()


def with_deep_stack(function: Callable[[], T]) -> T:
    """The function's result, or its exception; it may recurse `FRAMES` deep before there is a RecursionError."""
    if getattr(_INSIDE, "deep", False):
        return function()
    call = _Call(function)
    with _LOCK:
        before = threading.stack_size(STACK_BYTES)
        try:
            thread = threading.Thread(target=call.run, name="goescape-deep", daemon=True)
            thread.start()
        finally:
            threading.stack_size(before)
    thread.join()
    if call.error is not None:
        raise call.error
    return call.result[0]


def _raise_limit() -> None:
    """The limit is the process's: it stays up while any thread needs it."""
    global _running, _usual_limit
    with _LOCK:
        if _running == 0:
            _usual_limit = sys.getrecursionlimit()
            sys.setrecursionlimit(max(FRAMES, _usual_limit))
        _running += 1


def _restore_limit() -> None:
    global _running
    with _LOCK:
        _running -= 1
        if _running == 0:
            sys.setrecursionlimit(_usual_limit)
