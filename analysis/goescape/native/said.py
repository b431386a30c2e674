"""The findings of a package from one version of its texts to the next.

A message that was said before, of a function that is the same, is the same finding: where its file has changed, some
bytes further on. To look for its expression and category again would take longer than all the rest. What its flow told
of it stays as well, until the flow in the new text is told, so that a user who types sees no verdict come and go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from goescape.escape.messages import Message, MessageIdentity
from goescape.findings.assemble import Assembler
from goescape.findings.model import Finding, Place
from goescape.ir.lower.closures import DICTIONARY
from goescape.native.lines import Printer, shortened
from goescape.source import Moved, Source
from goescape.types.unit import PackageUnit

_WORD: Final = f"{DICTIONARY}["
"""How a word of a dictionary is printed."""


class Said:
    """What was said of one package unit by the last analysis. `folder` is the package's, `shown_from` the one that
    paths are relative to; `is_mapped` tells that directives give places in its files other names."""

    def __init__(self, folder: str, shown_from: str, is_mapped: bool) -> None:
        self._folder = folder
        self._shown_from = shown_from
        self._is_mapped = is_mapped
        self._known: dict[MessageIdentity, Finding] = {}
        self._heads: Sequence[tuple[object, object]] = ()
        self._sources: Mapping[str, Source] = {}

    def findings(
        self, messages: list[Message], unit: PackageUnit, printer: Printer, assembler: Assembler
    ) -> tuple[Finding, ...]:
        """The findings for messages, in their order."""
        heads = tuple([(site, site.head) for file in unit.files for site in file.declared])
        sources = {file.path: file.syntax.source for file in unit.files}
        is_kept = heads == self._heads and not (self._is_mapped and sources != self._sources)
        shifts = _Shifts(self._sources, sources)
        taken = dict(_taken_over(self._known if is_kept else {}, shifts))
        found: list[Finding] = []
        identities = [message.identity for message in messages]
        known = [taken.get(identity) for identity in identities]
        for is_new, group in groupby(zip(messages, known, strict=True), lambda one: one[1] is None):
            if is_new:
                found += assembler.findings(self._lines(printer.lines(message for message, _ in group)))
            else:
                found += [finding for _, finding in group if finding is not None]
        self._heads, self._sources = heads, sources
        self._known = dict(zip(identities, found, strict=True)) if len(messages) == len(found) else {}
        return tuple(found)

    def learn(self, messages: Sequence[Message], findings: Sequence[Finding]) -> None:
        """Keep what flows told of the findings for the messages of the latest texts."""
        if len(messages) == len(findings):
            known = [replace(one, flow=None, cut=None) if one.flow is not None else one for one in findings]
            self._known = {message.identity: one for message, one in zip(messages, known, strict=True)}

    def _lines(self, lines: list[str]) -> list[str]:
        text = shortened("\n".join(lines), self._folder, self._shown_from)
        return text.split("\n") if lines else []


class _Shifts:
    """Where what stood in texts before stands now."""

    def __init__(self, before: Mapping[str, Source], now: Mapping[str, Source]) -> None:
        self._changed = {
            path: (Moved(old, now[path]), now[path].data.count(b"\n") - old.data.count(b"\n"))
            for path, old in before.items()
            if path in now and old.data != now[path].data
        }
        """By path: where spans are, and by how many lines what follows the edit was shifted."""

    def moved(self, finding: Finding) -> Finding | None:
        """The finding where it is now; None where that is not known."""
        place = finding.place
        changed = self._changed.get(place.file)
        if changed is None:
            return finding
        if place.span is None:
            return None
        moved, lines = changed
        span = moved(place.span)
        if span is None or span is place.span:
            return finding if span is not None else None
        head = moved(finding.head) if finding.head is not None else None
        number = place.line + lines
        printed = finding.line.replace(f":{place.line}:", f":{number}:", 1) if lines else finding.line
        return replace(finding, place=Place(place.file, number, place.column, span), head=head, line=printed)


def _taken_over(
    before: Mapping[MessageIdentity, Finding], shifts: _Shifts
) -> Iterator[tuple[MessageIdentity, Finding]]:
    """What is said again, where it is now; but for numbers in dictionaries, which an edit elsewhere may change."""
    for identity, finding in before.items():
        now = shifts.moved(finding)
        if now is not None and _WORD not in finding.message:
            yield identity, now


def output_of(findings: Iterable[Finding]) -> str:
    """The lines of findings, as they are printed."""
    return "".join(finding.line + "\n" for finding in findings)
