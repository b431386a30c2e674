"""Between goescape's byte offsets and paths, and the protocol's positions and URIs."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lsprotocol import types

from goescape.findings.model import Place
from goescape.source import ColumnUnit, Source, Span

UNITS = {
    types.PositionEncodingKind.Utf8: ColumnUnit.UTF8,
    types.PositionEncodingKind.Utf16: ColumnUnit.UTF16,
    types.PositionEncodingKind.Utf32: ColumnUnit.UTF32,
}


def path_of(uri: str) -> str | None:
    """The absolute path of a ``file:`` URI; None for any other (an untitled buffer, a git revision)."""
    parts = urlsplit(uri)
    if parts.scheme != "file":
        return None
    raw = f"//{parts.netloc}{parts.path}" if parts.netloc else parts.path
    if os.name == "nt":
        from urllib.request import url2pathname  # with it come http and ssl, which nothing else has need of

        return os.path.normpath(url2pathname(raw))
    return os.path.normpath(unquote(raw))


@lru_cache(maxsize=4096)
def uri_of(path: str | Path) -> str:
    """The ``file:`` URI of an absolute path."""
    return Path(path).as_uri()


def range_of(source: Source, span: Span, unit: ColumnUnit) -> types.Range:
    """The protocol's range of a span."""
    return types.Range(
        types.Position(*source.position(span.start, unit)), types.Position(*source.position(span.end, unit))
    )


def offset_of(source: Source, position: types.Position, unit: ColumnUnit) -> int:
    """The byte offset of the protocol's position."""
    return source.offset_at(position.line, position.character, unit)


def range_of_place(source: Source | None, place: Place, unit: ColumnUnit) -> types.Range:
    """The range of a place in a file: its expression where that is known, else its point. Without the file's text
    the column counts bytes."""
    if source is None:
        point = types.Position(max(place.line - 1, 0), max(place.column - 1, 0))
        return types.Range(point, point)
    if place.span is not None:
        return range_of(source, place.span, unit)
    at = source.offset(place.line, place.column)
    return range_of(source, Span(at, at), unit)
