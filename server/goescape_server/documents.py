"""The open documents, kept as bytes with a line table of our own.

pygls splits lines as Python does, at U+2028 and form feeds too, and would apply an edit to the wrong line; in Go
only ``\\n`` ends a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lsprotocol import types

from goescape.findings.directives import Directive
from goescape.session import Shown
from goescape.source import ColumnUnit, Source


@dataclass(frozen=True)
class Document:
    """One version of an open file. `uri` is as the client spells it."""

    uri: str
    version: int
    source: Source


@dataclass
class Selection:
    """What is to be shown of one version of a file, for one answer.

    - `made_of`: the text, the answer, and all else that it depends on.
    - `shown`: the findings, each with the assertion that it breaks, if it does.
    - `directives`: those of the file; `idle` are those that do nothing.
    - `diagnostics`: None while they are not made.
    """

    made_of: tuple[object, ...]
    shown: Sequence[tuple[Shown, Directive | None]]
    directives: Sequence[Directive]
    idle: Sequence[Directive]
    diagnostics: list[types.Diagnostic] | None = None


def apply_changes(source: Source, changes: Sequence[types.TextDocumentContentChangeEvent], unit: ColumnUnit) -> Source:
    """The text after the client's edits, each of which speaks of the text that the one before left."""
    for change in changes:
        text = change.text.encode("utf-8", "surrogatepass")
        if isinstance(change, types.TextDocumentContentChangeWholeDocument):
            source = Source(source.path, text)
            continue
        start = source.offset_at(change.range.start.line, change.range.start.character, unit)
        end = source.offset_at(change.range.end.line, change.range.end.character, unit)
        source = Source(source.path, source.data[:start] + text + source.data[max(start, end) :])
    return source
