"""What a request for code actions asks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from lsprotocol import types

from goescape.source import Span
from goescape_server.convert import offset_of, range_of
from goescape_server.documents import Document
from goescape_server.features import diagnostics
from goescape_server.server import GoescapeServer


@dataclass(frozen=True)
class Asked:
    """A request, and the text that it is about."""

    server: GoescapeServer
    document: Document
    params: types.CodeActionParams

    @property
    def path(self) -> str:
        return self.document.source.path

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The part that is asked about, and those of the diagnostics that come with the question."""
        named = [d.range for d in self.params.context.diagnostics if d.source == diagnostics.SOURCE]
        return tuple(self._span(part) for part in (self.params.range, *named))

    @cached_property
    def allocations(self) -> dict[Span, list[types.Diagnostic]]:
        """The diagnostics of heap allocations that the client has of this text, by the expression that is allocated."""
        source, unit = self.document.source, self.server.unit
        shown = defaultdict(list)
        for each in diagnostics.diagnostics_of(self.server, self.document):
            shown[each.range.start.line, each.range.start.character].append(each)
        found = {}
        for finding in self.server.session.findings_in(self.path):
            if finding.finding.is_heap_allocation:
                where = range_of(source, finding.head, unit)
                at = shown.get((where.start.line, where.start.character), ())
                found[finding.span] = [each for each in at if each.range == where]
        return found

    def touches(self, span: Span) -> bool:
        """Whether the question is about a part of the text."""
        return any(span.start <= asked.end and asked.start <= span.end for asked in self.spans)

    def wants(self, kind: str) -> bool:
        """Whether the client wants actions of a kind."""
        only = self.params.context.only
        return not only or any(_is_below(kind, getattr(wanted, "value", wanted)) for wanted in only)

    def _span(self, part: types.Range) -> Span:
        source, unit = self.document.source, self.server.unit
        return Span(offset_of(source, part.start, unit), offset_of(source, part.end, unit))


def _is_below(kind: str, other: str) -> bool:
    """Whether a kind is another, or one of its sub-kinds; all are of the empty one."""
    return not other or kind == other or kind.startswith(f"{other}.")
