"""What users say of findings in comments: ``//goescape:ignore REASON`` and ``//goescape:noescape``.

A directive speaks of the line that it ends; alone on its line, of the next line with code; in the comment directly
above a function, of the whole function, its function literals included.

`ignore` hides the heap allocations there. `noescape` asserts that there are none: no value that is written there costs
a heap allocation, always or sometimes (`Finding.is_heap_allocation`), not even in code that is inlined there. It says
nothing of what callees allocate that are not inlined, nor of what parameters leak. An ignored allocation breaks no
assertion.
"""

from __future__ import annotations

import enum
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from goescape.findings.model import Finding
from goescape.source import Source, Span
from goescape.syntax.document import comments_of, parse

MARK = b"//goescape:"
_DIRECTIVE = re.compile(r"//goescape:(?P<name>\S*)[ \t]*(?P<reason>.*)")


class DirectiveKind(enum.Enum):
    """The directives by name."""

    IGNORE = "ignore"
    NOESCAPE = "noescape"


class Fault(enum.Enum):
    """What is wrong with a directive, so that it does nothing."""

    UNKNOWN = enum.auto()
    """There is no such directive."""
    NO_REASON = enum.auto()
    """`ignore` wants to know why."""
    ABOUT_NOTHING = enum.auto()
    """No code follows."""


@dataclass(frozen=True, slots=True)
class Directive:
    """One comment. `span` is the comment's, `scope` the bytes that it speaks of; `kind` is None of an unknown one."""

    kind: DirectiveKind | None
    name: str
    reason: str
    span: Span
    scope: Span
    fault: Fault | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What directives say of findings: `ignored` and `broken` by finding, `idle` those `ignore` that hide nothing."""

    ignored: dict[Finding, Directive]
    broken: dict[Finding, Directive]
    idle: tuple[Directive, ...]


NOTHING_SAID = Judgement({}, {}, ())


def directives_of(source: Source) -> tuple[Directive, ...]:
    """The directives of a Go file in order, with what is wrong with each."""
    if MARK not in source.data:
        return ()
    found = [span for span in comments_of(source.data) if source.data.startswith(MARK, span.start)]
    functions = _functions(source)
    return tuple(_directive(source, span, functions) for span in found)


def judge(directives: Iterable[Directive], findings: Iterable[tuple[Finding, Span]]) -> Judgement:
    """What the directives of a file say of its findings, each with where it begins in the same text."""
    sound = [directive for directive in directives if directive.fault is None]
    ignored: dict[Finding, Directive] = {}
    broken: dict[Finding, Directive] = {}
    for finding, span in findings:
        if not finding.kind.is_heap:
            continue
        about = {directive.kind: directive for directive in reversed(sound) if span.start in directive.scope}
        if DirectiveKind.IGNORE in about:
            ignored[finding] = about[DirectiveKind.IGNORE]
        elif DirectiveKind.NOESCAPE in about and finding.is_heap_allocation:
            broken[finding] = about[DirectiveKind.NOESCAPE]
    used = set(ignored.values())
    idle = tuple(d for d in sound if d.kind is DirectiveKind.IGNORE and d not in used)
    return Judgement(ignored, broken, idle)


def judge_all(findings: Iterable[Finding], sources: Mapping[str, Source]) -> Judgement:
    """What the directives of files say of findings in the text that they were made of. Files that are not among the
    `sources` have none."""
    by_file: dict[str, list[tuple[Finding, Span]]] = defaultdict(list)
    for finding in findings:
        if finding.place.span is not None:
            by_file[finding.place.file].append((finding, finding.place.span))
    files = sorted(by_file.keys() & sources.keys())
    judged = [judge(directives_of(sources[file]), by_file[file]) for file in files]
    ignored = {finding: directive for each in judged for finding, directive in each.ignored.items()}
    broken = {finding: directive for each in judged for finding, directive in each.broken.items()}
    return Judgement(ignored, broken, tuple(directive for each in judged for directive in each.idle))


def _functions(source: Source) -> dict[int, Span]:
    """The functions of a file by the 0-based line on which they begin."""
    file = parse(source)
    spans = [
        Span(start, start + len(declaration.text))
        for start, declaration in zip(file.starts, file.declarations, strict=True)
        if declaration.kind == "func"
    ]
    return {source.line_of(span.start): span for span in spans}


def _directive(source: Source, span: Span, functions: dict[int, Span]) -> Directive:
    match = _DIRECTIVE.match(source.text(span).rstrip())
    name, reason = (match["name"], match["reason"].strip()) if match else ("", "")
    kind = next((kind for kind in DirectiveKind if kind.value == name), None)
    scope = _scope(source, span, functions)
    fault = None
    if kind is None:
        fault = Fault.UNKNOWN
    elif scope is None:
        fault = Fault.ABOUT_NOTHING
    elif kind is DirectiveKind.IGNORE and not reason:
        fault = Fault.NO_REASON
    return Directive(kind, name, reason, span, scope or span, fault)


def _scope(source: Source, span: Span, functions: dict[int, Span]) -> Span | None:
    line = source.line_of(span.start)
    own = source.line_span(line)
    if source.data[own.start : span.start].strip():
        return own
    comments = True
    for below in range(line + 1, len(source.line_starts)):
        text = source.line_text(below).strip()
        comments = comments and bool(text)
        if comments and below in functions:
            return functions[below]
        if text and not text.startswith("//"):
            return source.line_span(below)
    return None
