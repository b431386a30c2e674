"""Hover: the verdict on what is under the cursor, why, and what could be done."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from lsprotocol import types

from goescape.explain import categories, words
from goescape.explain.labels import Label, label
from goescape.explain.language import Language
from goescape.findings.directives import directives_of, judge
from goescape.findings.model import Allocates, Category, Engine, Finding, Kind, PackageReport, Place, Unanalysed
from goescape.session import Shown
from goescape.source import Source, Span
from goescape.syntax import FunctionFact, SyntaxTree, declaration_of, identifier_at, package_facts
from goescape_server.convert import offset_of, range_of, uri_of
from goescape_server.documents import Document
from goescape_server.server import GoescapeServer


def register(server: GoescapeServer) -> None:
    """Register the hover request."""

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(ls: GoescapeServer, params: types.HoverParams) -> types.Hover | None:
        document = ls.documents.get(params.text_document.uri)
        if document is None:
            return None
        return _hover(ls, document, offset_of(document.source, params.position, ls.unit))


def _hover(server: GoescapeServer, document: Document, offset: int) -> types.Hover | None:
    source = document.source
    shown = server.session.findings_in(source.path)
    tree = SyntaxTree.parse(source)
    function = next((f for f in package_facts(tree).functions if f.span.start <= offset <= f.span.end), None)
    unanalysed = [(one, name) for one, name in server.session.unanalysed_in(source.path) if offset in name]
    group: list[Shown] = []
    if unanalysed:
        sections, span = _reasons_for_nothing(server, [one for one, _ in unanalysed]), unanalysed[0][1]
    elif function is not None:
        sections, span = _function_sections(server, source, function, shown), function.span
        group = [s for s in shown if s.span == span]
    else:
        group, span = _innermost(shown, offset)
        name = identifier_at(tree, offset)
        if name is not None and (used := _of_declaration(shown, tree, name)) and name != span:
            group, span = used, name
        if not group:
            return None
        sections = _value_sections(server, group)
    sections += _ignored(server, source, group)
    report = server.session.report_of(source.path)
    if report is not None:
        sections = _signed(server, sections, report, [s.finding for s in group])
    value = "\n\n".join(section for section in sections if section)
    content = types.MarkupContent(types.MarkupKind.Markdown, value)
    return types.Hover(content, range_of(source, span, server.unit))


def _ignored(server: GoescapeServer, source: Source, group: Sequence[Shown]) -> list[str]:
    """Why the user wants nothing said of these findings."""
    judgement = judge(directives_of(source), [(s.finding, s.span) for s in group])
    reasons = dict.fromkeys(directive.reason for directive in judgement.ignored.values())
    return [f"*{label(Label.IGNORED, server.language, reason=reason)}*" for reason in reasons]


def _reasons_for_nothing(server: GoescapeServer, unanalysed: Iterable[Unanalysed]) -> list[str]:
    """Why nothing is said of a function."""
    return [f"**{label(Label.NOT_ANALYSED, server.language, reason=one.reason)}**" for one in unanalysed]


def _innermost(shown: Sequence[Shown], offset: int) -> tuple[list[Shown], Span]:
    """The findings whose head is the smallest around the offset, and their expression."""
    around = [s for s in shown if s.head.start <= offset <= s.head.end]
    if not around:
        return [], Span(offset, offset)
    smallest = min(around, key=lambda s: len(s.head)).span
    return [s for s in around if s.span == smallest], smallest


def _of_declaration(shown: Sequence[Shown], tree: SyntaxTree, name: Span) -> list[Shown]:
    """The findings about the variable or parameter that a name uses."""
    declaration = declaration_of(tree, name.start)
    return [s for s in shown if s.span == declaration and not s.finding.kind.is_inlining]


def _value_sections(server: GoescapeServer, group: Sequence[Shown]) -> list[str]:
    language = server.language
    findings = [s.finding for s in group]
    contract = words.contract((f for f in findings if _is_contract(f)), language)
    values = [f for f in findings if not _is_contract(f)]
    sections = [f"**{contract}**"] if contract else []
    for finding in sorted(values, key=lambda f: (not f.kind.is_heap, f.kind.is_inlining)):
        sections.append(_verdict(finding, server))
        sections += _reasons(finding, server)
    for finding in findings:
        if _is_contract(finding):
            sections += _reasons(finding, server)
    return list(dict.fromkeys(sections))


def _is_contract(finding: Finding) -> bool:
    """Whether a finding is about what a function does with a parameter."""
    parameter = finding.allocates is Allocates.NOT_APPLICABLE and finding.kind is Kind.DOES_NOT_ESCAPE
    return parameter or finding.kind.is_leak or finding.kind is Kind.UINTPTR


def _verdict(finding: Finding, server: GoescapeServer) -> str:
    headline = words.headline(finding, server.language)
    return f"**{headline}**" if not finding.kind.is_inlining else headline


def _reasons(finding: Finding, server: GoescapeServer) -> list[str]:
    """The flow step by step, each a link, and what could be done."""
    language = server.language
    sections = []
    steps = words.steps(finding, language)
    if steps:
        lines = [
            f"{n}. {_linked(s.text, s.place, server)}{_origin(s.inlined_at, server)}" for n, s in enumerate(steps, 1)
        ]
        sections.append(f"{label(Label.WHY, language)}:\n" + "\n".join(lines))
    elif _is_pending(finding) and server.session.settings.flows:
        sections.append(label(Label.FLOWS_PENDING, language))
    cut = words.cut(finding, language, _linked_words)
    if cut:
        sections.append(cut)
    note = words.allocation_note(finding, language)
    if note:
        sections.append(note)
    advice = words.advice(finding, language)
    if advice:
        sections.append(f"{label(Label.TO_CHANGE, language)}:\n" + "\n".join(f"- {a}" for a in advice))
    return sections


def _is_pending(finding: Finding) -> bool:
    """Whether the compiler is still to say why a value is on the heap."""
    return finding.flow is None and finding.kind.is_heap and finding.provenance.engine is Engine.COMPILER


def _linked(text: str, place: Place, server: GoescapeServer) -> str:
    link = _link(place, server)
    return f"{text} ({link})" if link else text


def _origin(inlined_at: Sequence[Place], server: GoescapeServer) -> str:
    link = _link(inlined_at[-1], server) if inlined_at else ""
    return f", {label(Label.INLINED_FROM, server.language, place=link)}" if link else ""


def _link(place: Place, server: GoescapeServer) -> str:
    """A Markdown link to a place; "" when it is in no file."""
    if not place.file:
        return ""
    return _linked_words(f"{os.path.basename(place.file)}:{place.line}", place)


def _linked_words(text: str, place: Place) -> str:
    return f"[{text}]({uri_of(place.file)}#L{place.line},{max(place.column, 1)})"


def _function_sections(
    server: GoescapeServer, source: Source, function: FunctionFact, shown: Sequence[Shown]
) -> list[str]:
    language = server.language
    own = [s for s in shown if s.finding.function == function.name]
    heap = [s for s in own if s.finding.is_heap_allocation]
    sections = []
    if heap:
        count = {(s.span.start, s.finding.message) for s in heap}
        sections.append(f"**{label(Label.FUNCTION_HEAP, language, function=function.name, count=len(count))}**")
        lines = dict.fromkeys(
            f"- {words.headline(s.finding, language)} ({_link(_present(source, s), server)})" for s in heap
        )
        sections.append("\n".join(lines))
    else:
        sections.append(f"**{label(Label.FUNCTION_CLEAN, language, function=function.name)}**")
    parameters: dict[Span, list[Finding]] = {}
    for s in own:
        if _is_contract(s.finding):
            parameters.setdefault(s.span, []).append(s.finding)
    contracts = [f"- {text}" for group in parameters.values() if (text := words.contract(group, language))]
    sections.append("\n".join(contracts))
    inlining = [s.finding for s in own if s.finding.kind is Kind.CAN_INLINE and s.span == function.span]
    sections += [words.headline(f, language) for f in inlining[:1]]
    return sections


def _present(source: Source, shown: Shown) -> Place:
    """Where a finding is in the present text."""
    line, column = source.line_column(shown.head.start)
    return Place(source.path, line, column)


def _signed(
    server: GoescapeServer, sections: Sequence[str], report: PackageReport, findings: Iterable[Finding]
) -> list[str]:
    """The sections with who said so, when it is old, and where there is more to read. That something is predicted is
    said at once: an editor may show the beginning alone."""
    language = server.language
    said_by = f"*goescape: {words.provenance_words(report.provenance, language, stale=report.stale)}*"
    found = dict.fromkeys(f.category for f in findings if f.category is not None)
    links = [_page_link(category, language) for category in found if category is not Category.UNEXPLAINED]
    if report.provenance.engine is Engine.NATIVE:
        sections = [sections[0], said_by, *sections[1:]]
    else:
        links.insert(0, said_by)
    return [*sections, "---\n" + " · ".join(links) if links else ""]


def _page_link(category: Category, language: Language) -> str:
    title = categories.text(category, language).title
    return f"[{label(Label.MORE, language, title=title)}]({uri_of(categories.page(category, language))})"
