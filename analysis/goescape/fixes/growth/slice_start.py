"""How a slice variable begins: empty, and nil or not."""

from __future__ import annotations

from dataclasses import dataclass

from goescape.fixes.code import Code, bare
from goescape.fixes.evidence.statements import begins_line, definition, initial_value, is_result
from goescape.fixes.model import Edit
from goescape.source import Span
from goescape.syntax.document import comments_of
from goescape.syntax.nodes import Assign, Call, CompositeLit, DeclStmt, Expr, Field, GenDecl, Ident, Node, ValueSpec
from goescape.types.model import Slice, Var


@dataclass(frozen=True)
class Start:
    """The declaration of a slice variable without elements.

    - `ident`: the name where it is declared.
    - `stmt`: the statement that declares it; None of a named result.
    - `type`: its type as written there.
    - `value`: what it is set to; None where that goes without saying.
    - `is_nil`: whether it is nil.
    - `alone`: whether the statement declares nothing else.
    """

    ident: Ident
    stmt: Node | None
    type: Expr
    value: Expr | None
    is_nil: bool
    alone: bool

    def type_text(self, code: Code) -> str | None:
        """The type for another place; None of one that is longer than a line."""
        text = code.text(bare(self.type) or self.type)
        return None if b"\n" in text or comments_of(text) else text.decode(errors="replace")

    def edits(self, code: Code, capacity: str) -> list[Edit] | None:
        """The declaration with room; None where it would be another statement, or lose a comment."""
        replaced = self._replaced(code, f", 0, {capacity})")
        if replaced is None or any(comments_of(code.source.data, span.start, span.end) for span, _ in replaced):
            return None
        return [
            Edit(code.path, span.start, span.end, text.encode()) for span, text in replaced if text or len(span)
        ]

    def removal(self, code: Code) -> Edit | None:
        """The declaration away, with its line; None where it is not all that its lines have, or where a comment above
        may be about it."""
        if self.stmt is None or not self.alone or not begins_line(code, self.stmt):
            return None
        span, source = code.span(self.stmt), code.source
        first = source.line_of(span.start)
        last = source.line_span(source.line_of(span.end)).end
        above = source.line_text(first - 1).strip() if first > 0 else ""
        if source.data[span.end : last].strip() or above.startswith("//") or above.endswith("*/"):
            return None
        if comments_of(source.data, span.start, span.end):
            return None
        return Edit(code.path, source.line_starts[first], min(last + 1, len(source.data)), b"")

    def _replaced(self, code: Code, room: str) -> list[tuple[Span, str]] | None:
        """What is around the type in the declaration, and what it becomes."""
        written = code.span(bare(self.type) or self.type)
        if self.value is None:
            if self.stmt is None or not self.alone:
                return None
            whole, name = code.span(self.stmt), code.span(self.ident)
            opened = [(Span(whole.start, name.start), ""), (Span(name.end, written.start), " := make(")]
            return [*opened, (Span(written.end, whole.end), room)]
        whole = code.span(self.value)
        if isinstance(self.value, Ident):
            return [(whole, f"make({code.source.text(written)}{room}")]
        return [(Span(whole.start, written.start), "make("), (Span(written.end, whole.end), room)]


def start_of(code: Code, variable: Var) -> Start | None:
    """How a slice variable of a function begins, if it is empty then and has no room."""
    ident = definition(code, variable)
    above = code.parent(ident) if ident is not None else None
    if ident is None or not isinstance(variable.type_of().under(), Slice):
        return None
    if isinstance(above, Field) and is_result(code, ident):
        return Start(ident, None, above.type, None, True, False)
    value = initial_value(code, ident)
    if isinstance(above, Assign):
        return _valued(code, ident, above, None, value, len(above.lhs) == 1) if value is not None else None
    return _of_spec(code, ident, above, value) if isinstance(above, ValueSpec) else None


def _of_spec(code: Code, ident: Ident, spec: ValueSpec, value: Expr | None) -> Start | None:
    group = code.parent(spec)
    stmt = code.parent(group) if isinstance(group, GenDecl) else None
    if not isinstance(group, GenDecl) or not isinstance(stmt, DeclStmt):
        return None
    alone = not group.group and len(spec.names) == 1
    if value is not None:
        return _valued(code, ident, stmt, spec.type, value, alone)
    bare_type = spec.type if not spec.values else None
    return Start(ident, stmt, bare_type, None, True, alone) if bare_type is not None else None


def _valued(code: Code, ident: Ident, stmt: Node, type: Expr | None, value: Expr, alone: bool) -> Start | None:
    if isinstance(value, CompositeLit) and value.type is not None and not value.elements:
        return Start(ident, stmt, value.type, value, False, alone)
    if isinstance(value, Call) and code.builtin(value) == "make" and len(value.args) == 2:
        return Start(ident, stmt, value.args[0], value, False, alone) if code.value_of(value.args[1]) == 0 else None
    if isinstance(value, Call) and code.is_type(value.fun) and len(value.args) == 1 and code.is_nil(value.args[0]):
        return Start(ident, stmt, value.fun, value, True, alone)
    return Start(ident, stmt, type, value, True, alone) if type is not None and code.is_nil(value) else None
