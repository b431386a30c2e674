"""Keeping a fault in its declaration, for a parser that would let it spoil those around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Container

from goescape.syntax.cuts import Extent, cut

_NO_NEWLINE = re.compile(rb"[^\n]")


def mended(data: bytes, is_go: Callable[[bytes], bool], read: Container[int]) -> bytes:
    """`data`, as long as before, with blanks where a declaration is no Go. Of a function the head stays, if that is Go.

    That is done where it helps: where one that is Go is not among those `read` (the offsets where they start).
    `is_go` tells whether a declaration by itself can be read.
    """
    broken, spoilt = [], False
    for extent in cut(data).extents:
        if extent.kind == "package":
            continue
        if not is_go(data[extent.start : extent.end]):
            broken.append(extent)
        elif extent.start not in read:
            spoilt = True
    if not spoilt:
        return data
    out = bytearray(data)
    for extent in broken:
        out[extent.start : extent.end] = _blanked(data, extent, is_go)
    return bytes(out)


def _blanked(data: bytes, extent: Extent, is_go: Callable[[bytes], bool]) -> bytes:
    text = data[extent.start : extent.end]
    body = extent.body - extent.start
    if 0 <= body < len(text) - 1:
        empty = text[: body + 1] + _blanks(text[body + 1 : -1]) + b"}"
        if is_go(empty):
            return empty
    return _blanks(text)


def _blanks(text: bytes) -> bytes:
    return _NO_NEWLINE.sub(b" ", text)
