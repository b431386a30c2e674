"""Code actions that write a directive: to ignore what is meant, to assert what must stay so. They need no proof."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from goescape.explain.labels import Label, label
from goescape.findings.annotate import Insertion, above_function, above_line
from goescape.findings.directives import DirectiveKind
from goescape.source import Span
from goescape.syntax.document import parse
from goescape_server.convert import range_of
from goescape_server.edits import workspace_edit
from goescape_server.features.asked import Asked

QUICK_FIX: str = types.CodeActionKind.QuickFix.value
REFACTORING: str = types.CodeActionKind.RefactorRewrite.value


def of_line(asked: Asked) -> Iterator[types.CodeAction]:
    """Where one line with heap allocations is asked about: the comment that hides them, in which a reason is to be
    written. (Of several lines, nobody could tell the actions apart.)"""
    if not asked.wants(QUICK_FIX):
        return
    source = asked.document.source
    touched = {source.line_of(span.start) for span in asked.allocations if asked.touches(span)}
    if len(touched) != 1:
        return
    (line,) = touched
    shown = asked.diagnostics(span for span in asked.allocations if source.line_of(span.start) == line)
    insertion = above_line(source, source.line_span(line).start, DirectiveKind.IGNORE)
    if insertion is not None:
        yield _action(asked, label(Label.ADD_IGNORE, asked.server.language), QUICK_FIX, insertion, shown)


def of_function(asked: Asked) -> Iterator[types.CodeAction]:
    """On the line on which a function begins: the comment that asserts that nothing goes to the heap in it, if that is
    so, and else the one that hides all that does."""
    source, offset = asked.document.source, asked.spans[0].start
    begins = source.data.startswith(b"func", source.line_span(source.line_of(offset)).start)
    if not begins or not asked.wants(REFACTORING):
        return
    file = parse(source)
    declaration = file.declaration_at(offset)
    if declaration is None or declaration.kind != "func" or not declaration.names:
        return
    start = file.start_of(declaration)
    scope = Span(start, start + len(declaration.text))
    findings = [s for s in asked.server.session.findings_in(asked.path) if scope.encloses(s.span)]
    allocates = any(shown.finding.is_heap_allocation for shown in findings)
    kind = DirectiveKind.IGNORE if allocates else DirectiveKind.NOESCAPE
    insertion = above_function(source, offset, kind)
    if insertion is None or asked.server.session.report_of(asked.path) is None:
        return
    name = Label.ADD_IGNORE_FUNCTION if allocates else Label.ADD_NOESCAPE
    title = label(name, asked.server.language, function=declaration.names[0].name)
    yield _action(asked, title, REFACTORING, insertion, [])


def _action(
    asked: Asked, title: str, kind: str, insertion: Insertion, shown: list[types.Diagnostic]
) -> types.CodeAction:
    document = asked.document
    place = range_of(document.source, Span(insertion.offset, insertion.offset), asked.server.unit)
    edit = workspace_edit(
        asked.server, [(document.uri, document.version, [types.TextEdit(place, insertion.text.decode())])]
    )
    return types.CodeAction(title, kind=kind, diagnostics=shown or None, edit=edit)
