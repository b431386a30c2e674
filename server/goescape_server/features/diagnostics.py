"""Diagnostics: findings as squiggles, and why a package has none.

They are pushed, or, where the client asks for them itself and can be told to ask again, pulled; never both.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from functools import cache

from lsprotocol import types

from goescape.explain import categories, words
from goescape.explain.labels import Label, label
from goescape.explain.language import Language
from goescape.findings.directives import Directive, Fault, directives_of, judge
from goescape.findings.model import Allocates, Category, Finding, Kind, Place, Problem
from goescape.session import Shown
from goescape.settings import Severity, SeveritySettings
from goescape.source import Source, Span
from goescape.syntax import SyntaxTree, package_facts
from goescape_server.convert import range_of, range_of_place, uri_of
from goescape_server.documents import Document, Selection
from goescape_server.server import GoescapeServer

SOURCE = "goescape"

PROBLEM_CODE = "not-analysed"
"""The code of diagnostics that say why a package, or a function, could not be analysed."""

DIRECTIVE_CODE = "directive"
"""The code of diagnostics about `//goescape:` comments that do nothing."""

AT_ONCE = 16
"""Diagnostics that are made before others get their turn."""

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFORMATION: types.DiagnosticSeverity.Information,
    Severity.HINT: types.DiagnosticSeverity.Hint,
}


def register_pull(server: GoescapeServer) -> None:
    """Register the pull request; only for a client that uses it."""

    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, types.DiagnosticOptions(True, False, identifier=SOURCE))
    async def pull(ls: GoescapeServer, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        document = ls.documents.get(params.text_document.uri)
        items = await diagnostics_of(ls, document) if document is not None else []
        return types.RelatedFullDocumentDiagnosticReport(items)


def announce(server: GoescapeServer, folder: str) -> None:
    """Bring the client's diagnostics of a folder's open files up to date."""
    if server.pulls:
        server.workspace_diagnostic_refresh(None)
        return
    for uri in server.uris_in(folder):
        server.spawn(_push(server, uri))


async def _push(server: GoescapeServer, uri: str) -> None:
    """Push the diagnostics of a file, once they are those of its present text; not if there will be others."""
    while (document := server.documents.get(uri)) is not None:
        selection = selection_of(server, document)
        items = await _made(server, document.source, selection)
        if server.documents.get(uri) is document:
            if selection_of(server, document) is selection:
                server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, items, document.version))
            return


def clear(server: GoescapeServer, uri: str) -> None:
    """Take a closed file's diagnostics away."""
    server.selections.pop(uri, None)
    if not server.pulls:
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


async def diagnostics_of(server: GoescapeServer, document: Document) -> list[types.Diagnostic]:
    """The diagnostics of a file, each at its expression in the present text."""
    return await _made(server, document.source, selection_of(server, document))


def selection_of(server: GoescapeServer, document: Document) -> Selection:
    """What is shown of a file; selected once for one text and one answer."""
    session, path = server.session, document.source.path
    report, problem = session.report_of(path), session.problem_of(path)
    made_of = (document.source, report, problem, session.settings, server.language, server.unit)
    known = server.selections.get(document.uri)
    if known is None or any(old is not new for old, new in zip(known.made_of, made_of, strict=True)):
        known = server.selections[document.uri] = _select(server, document.source, made_of)
    return known


def _select(server: GoescapeServer, source: Source, made_of: tuple[object, ...]) -> Selection:
    findings, directives = server.session.findings_in(source.path), directives_of(source)
    judgement = judge(directives, [(shown.finding, shown.span) for shown in findings])
    chosen: list[tuple[Shown, Directive | None]] = []
    for shown in findings:
        broken = judgement.broken.get(shown.finding) if directives else None
        ignored = bool(directives) and shown.finding in judgement.ignored
        if broken is not None or (not ignored and _is_shown(server, shown.finding)):
            chosen.append((shown, broken))
    report, problem = server.session.report_of(source.path), server.session.problem_of(source.path)
    idle = judgement.idle if problem is None and report is not None and not report.stale else ()
    return Selection(made_of, chosen, directives, idle)


async def _made(server: GoescapeServer, source: Source, selection: Selection) -> list[types.Diagnostic]:
    """The diagnostics of a selection. Others get their turn while they are made."""
    if selection.diagnostics is None:
        found = list(_shortcomings(server, source))
        for number, (shown, broken) in enumerate(selection.shown):
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)
            found.append(diagnostic_of(server, source, shown, broken))
        for directive in selection.directives:
            found += _about_directive(server, source, directive, selection.idle)
        selection.diagnostics = found
    return selection.diagnostics


def diagnostic_of(
    server: GoescapeServer, source: Source, shown: Shown, broken: Directive | None, *, flow: bool = True
) -> types.Diagnostic:
    """The diagnostic of a finding, an error if it breaks an assertion; with its flow, or just to tell which it is."""
    diagnostic = _diagnostic(server, source, shown, flow)
    if broken is not None:
        _accuse(server, source, diagnostic, broken)
    return diagnostic


def severity_of(finding: Finding, settings: SeveritySettings) -> Severity:
    """The severity that the settings give a finding."""
    if finding.kind.is_heap:
        costs = finding.allocates is not Allocates.NO
        return settings.heap_allocation if costs else settings.escape_without_allocation
    if finding.kind.is_leak or finding.kind is Kind.UINTPTR:
        return settings.leaking_parameter
    if finding.kind.is_inlining:
        return settings.inlining
    if finding.kind in (Kind.DOES_NOT_ESCAPE, Kind.ZERO_COPY):
        return settings.does_not_escape
    return Severity.NONE


def _is_shown(server: GoescapeServer, finding: Finding) -> bool:
    settings, category = server.session.settings, finding.category
    disabled = category is not None and category.value in settings.disabled_categories
    return severity_of(finding, settings.severity) is not Severity.NONE and not disabled


def _diagnostic(server: GoescapeServer, source: Source, shown: Shown, flow: bool) -> types.Diagnostic:
    finding, category = shown.finding, shown.finding.category
    severity = severity_of(finding, server.session.settings.severity)
    link = types.CodeDescription(_page_uri(category, server.language)) if category else None
    return types.Diagnostic(
        range=range_of(source, shown.head, server.unit),
        message=words.headline(finding, server.language),
        severity=_SEVERITIES.get(severity),
        code=category.value if category else finding.kind.value,
        code_description=link,
        source=SOURCE,
        related_information=(_related(server, finding) if flow else None) or None,
        data={
            "package": finding.package,
            "line": finding.line,
            "kind": finding.kind.value,
            "category": category.value if category else None,
            "subject": finding.subject,
        },
    )


@cache
def _page_uri(category: Category, language: Language) -> str:
    return uri_of(categories.page(category, language))


def _accuse(server: GoescapeServer, source: Source, diagnostic: types.Diagnostic, asserted: Directive) -> None:
    """Make a diagnostic an error: a directive asserts that there is none."""
    diagnostic.severity = types.DiagnosticSeverity.Error
    diagnostic.message = label(Label.NOESCAPE_BROKEN, server.language, verdict=diagnostic.message)
    where = types.Location(uri_of(source.path), range_of(source, asserted.span, server.unit))
    related = types.DiagnosticRelatedInformation(where, label(Label.ASSERTED_HERE, server.language))
    diagnostic.related_information = [related, *(diagnostic.related_information or ())]


_FAULTS = {
    Fault.UNKNOWN: Label.UNKNOWN_DIRECTIVE,
    Fault.NO_REASON: Label.NEEDS_REASON,
    Fault.ABOUT_NOTHING: Label.ABOUT_NOTHING,
}


def _about_directive(
    server: GoescapeServer, source: Source, directive: Directive, idle: Sequence[Directive]
) -> Iterator[types.Diagnostic]:
    """What is wrong with a directive itself, or that it does nothing."""
    if directive.fault is None and directive not in idle:
        return
    said = _FAULTS[directive.fault] if directive.fault is not None else Label.IGNORES_NOTHING
    harmless = directive.fault is None
    yield types.Diagnostic(
        range=range_of(source, directive.span, server.unit),
        message=label(said, server.language, directive=repr(directive.name)),
        severity=types.DiagnosticSeverity.Hint if harmless else types.DiagnosticSeverity.Warning,
        code=DIRECTIVE_CODE,
        source=SOURCE,
        tags=[types.DiagnosticTag.Unnecessary] if harmless else None,
    )


def _related(server: GoescapeServer, finding: Finding) -> list[types.DiagnosticRelatedInformation]:
    """The flow, a line a step that has a place in a file."""
    related = []
    for step in words.steps(finding, server.language):
        location = location_of(server, step.place)
        if location is not None:
            related.append(types.DiagnosticRelatedInformation(location, step.text))
    return related


def location_of(server: GoescapeServer, place: Place) -> types.Location | None:
    """The protocol's location of a place; None when the place is in no file."""
    if not place.file:
        return None
    return types.Location(uri_of(place.file), range_of_place(server.session.source(place.file), place, server.unit))


def _shortcomings(server: GoescapeServer, source: Source) -> Iterator[types.Diagnostic]:
    """What is not analysed: the package, or, as hints, since they come and go while the user types, its parts."""
    session, language = server.session, server.language
    problem, report = session.problem_of(source.path), session.report_of(source.path)
    if problem is not None and not (problem.local and report is not None and report.unanalysed):
        yield _problem_diagnostic(server, source, problem)
    for one, name in session.unanalysed_in(source.path):
        yield types.Diagnostic(
            range=range_of(source, name, server.unit),
            message=label(Label.NOT_ANALYSED, language, reason=one.reason),
            severity=types.DiagnosticSeverity.Hint,
            code=PROBLEM_CODE,
            source=SOURCE,
        )


def _problem_diagnostic(server: GoescapeServer, source: Source, problem: Problem) -> types.Diagnostic:
    report, language = server.session.report_of(source.path), server.language
    reason = f"{problem.summary} ({problem.advice})" if problem.advice else problem.summary
    text = label(Label.PARTLY_ANALYSED if problem.local else Label.NOT_ANALYSED, language, reason=reason)
    if report is not None and report.stale and report.findings:
        when = report.provenance.when.astimezone()
        text = label(Label.STALE, language, reason=reason, time=f"{when:%H:%M:%S}")
    clause = package_facts(SyntaxTree.parse(source)).package_span or Span(0, 0)
    where = location_of(server, problem.place) if problem.place is not None else None
    related = [types.DiagnosticRelatedInformation(where, problem.summary)] if where else None
    return types.Diagnostic(
        range=range_of(source, clause, server.unit),
        message=text,
        severity=types.DiagnosticSeverity.Hint if problem.local else types.DiagnosticSeverity.Warning,
        code=PROBLEM_CODE,
        source=SOURCE,
        related_information=related,
    )
