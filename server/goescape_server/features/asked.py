"""What a request for code actions asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lsprotocol import types

from goescape.findings.directives import Directive
from goescape.fixes.model import Candidate
from goescape.proving.offers import Offer
from goescape.session import Shown
from goescape.source import Span
from goescape_server.convert import offset_of
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
    def allocations(self) -> Mapping[Span, Sequence[tuple[Shown, Directive | None]]]:
        """The heap allocations that are shown of the present text, by the expression that is allocated."""
        found: dict[Span, list[tuple[Shown, Directive | None]]] = {}
        for shown, broken in diagnostics.selection_of(self.server, self.document).shown:
            if shown.finding.is_heap_allocation:
                found.setdefault(shown.span, []).append((shown, broken))
        return found

    def diagnostics(self, spans: Iterable[Span]) -> list[types.Diagnostic]:
        """The diagnostics of the allocations of some expressions, without their flows: they tell whose an action is."""
        source = self.document.source
        found = [each for span in spans for each in self.allocations.get(span, ())]
        return [diagnostics.diagnostic_of(self.server, source, shown, broken, flow=False) for shown, broken in found]

    @cached_property
    def offers(self) -> list[tuple[Offer, list[Span]]]:
        """The fixes that the question is about; with each, the expressions that allocate less."""
        found = [(offer, _places(offer.candidate)) for offer in self.server.session.offers_in(self.path)]
        return [
            (offer, spans)
            for offer, spans in found
            if any(self.touches(span) for span in (offer.candidate.span, *spans))
        ]

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


def _places(candidate: Candidate) -> list[Span]:
    own = [target.span for target in candidate.targets if target.path == candidate.path]
    return list(dict.fromkeys([*own, *candidate.places])) or [candidate.span]


def _is_below(kind: str, other: str) -> bool:
    """Whether a kind is another, or one of its sub-kinds; all are of the empty one."""
    return not other or kind == other or kind.startswith(f"{other}.")
