"""An editor's incremental edits, against the same edits made on lists of characters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lsprotocol.types import (
    Position,
    Range,
    TextDocumentContentChangePartial,
    TextDocumentContentChangeWholeDocument,
)

from goescape.source import ColumnUnit
from goescape_server.documents import apply_changes

from .strategies import UNITS, source, texts
from .test_positions import width


def position(text: str, at: int, unit: ColumnUnit) -> Position:
    """Where an editor sees the character number `at`."""
    lines = text[:at].split("\n")
    return Position(len(lines) - 1, width(lines[-1], unit))


@given(texts, UNITS, st.lists(texts, max_size=4), st.data())
def test_edits_one_after_the_other(text: str, unit: ColumnUnit, put: list[str], pick: st.DataObject) -> None:
    changes, now = [], text
    for new in put:
        start = pick.draw(st.integers(0, len(now)), label="start")
        end = pick.draw(st.integers(start, len(now)), label="end")
        where = Range(position(now, start, unit), position(now, end, unit))
        changes.append(TextDocumentContentChangePartial(range=where, text=new))
        now = now[:start] + new + now[end:]
    assert apply_changes(source(text.encode()), changes, unit).data.decode() == now


@given(texts, texts, texts)
def test_the_whole_text_replaces_what_was_edited_before(text: str, one: str, other: str) -> None:
    start = Range(Position(0, 0), Position(0, 0))
    changes = [
        TextDocumentContentChangePartial(range=start, text=one),
        TextDocumentContentChangeWholeDocument(text=other),
        TextDocumentContentChangePartial(range=start, text="!"),
    ]
    assert apply_changes(source(text.encode()), changes, ColumnUnit.UTF16).data.decode() == "!" + other
