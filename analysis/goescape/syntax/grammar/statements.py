"""Statements (go/parser/parser.go, go1.26)."""

from __future__ import annotations

from collections.abc import Callable

from goescape.syntax.grammar.draft import Draft
from goescape.syntax.grammar.expressions import ExpressionParser
from goescape.syntax.grammar.scanner import END, NAME, Tokens
from goescape.syntax.grammar.stream import GrammarError
from goescape.syntax.grammar.type_expressions import bad_expression
from goescape.syntax.nodes import (
    Assign,
    BadExpr,
    BadStmt,
    Block,
    Branch,
    Call,
    CaseClause,
    CommClause,
    DeclStmt,
    Defer,
    EmptyStmt,
    ExprStmt,
    For,
    Go,
    Ident,
    If,
    IncDec,
    Labeled,
    Paren,
    Range,
    Return,
    Select,
    Send,
    Switch,
    TypeAssert,
    TypeSwitch,
)

_ASSIGNMENTS = frozenset({"=", ":=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "&^="})
_ENDS_BLOCK = frozenset({"}", END})
_ENDS_CLAUSE = frozenset({"case", "default", "}", END})


class _Header:
    """What stands between a statement's keyword and its block."""

    __slots__ = ("init", "post", "ranged", "subject")

    def __init__(self) -> None:
        self.init: Draft | None = None
        self.subject: Draft | None = None
        self.post: Draft | None = None
        self.ranged = False


class StatementParser(ExpressionParser):
    """`open_switches` counts the switch and select statements around the current token."""

    __slots__ = ("open_switches",)

    def __init__(self, tokens: Tokens) -> None:
        super().__init__(tokens)
        self.open_switches = 0

    def declaration(self) -> Draft:
        """A const, type or var declaration."""
        raise NotImplementedError

    # ---------------------------------------------------------------------------------------------------- blocks

    def block(self) -> Draft:
        start = self.expect("{")
        statements = self.statements()
        self.close_block()
        return Draft(Block, start, self.before, start, (statements,))

    def close_block(self) -> None:
        """Take the brace that ends a block; where the text or a clause around it ends, say that it is missing."""
        if self.kind in _ENDS_CLAUSE and self.kind != "}":
            self.complain(f"expected }}, found {self.found()}")
        else:
            self.expect("}")

    def statements(self) -> tuple[Draft, ...]:
        """Statements up to the end of a block or clause; one that is broken is a `BadStmt`."""
        found: list[Draft] = []
        ends = _ENDS_CLAUSE if self.open_switches else _ENDS_BLOCK
        while self.kind not in ends:
            first, start = self.at, self.start
            in_header, self.in_header = self.in_header, False
            switches = self.open_switches
            try:
                found.append(self.statement())
            except GrammarError:
                self.open_switches = switches
                self.skip_to((";", *(ends - {END})), first)
                if (self.kind != ";" and self.kind not in ends) or self.at == first:
                    self.next()
                found.append(Draft(BadStmt, start, max(self.before, start), start, ()))
                self.accept(";")
            self.in_header = in_header
        return tuple(found)

    def statement(self) -> Draft:
        rule = _STATEMENTS.get(self.kind)
        if rule:
            return rule(self)
        statement = self._simple(label_allowed=True)
        if statement.cls is not Labeled:
            self.end_statement()
        return statement

    # ----------------------------------------------------------------------------------------- simple statements

    def _simple(self, label_allowed: bool = False) -> Draft:
        """An expression, assignment, send or increment, or if `label_allowed` a labelled statement."""
        targets = self.expressions()
        x, kind, at = targets[0], self.kind, self.start
        if kind in _ASSIGNMENTS:
            self.next()
            values = self.expressions()
            return Draft(Assign, x.start, values[-1].end, at, (tuple(targets), kind, tuple(values)))
        if len(targets) > 1:
            raise self.fault(":= or = or ,")
        if kind == ":" and label_allowed and x.cls is Ident:
            self.next()
            statement = self._labelled()
            return Draft(Labeled, x.start, statement.end, at, (x, statement))
        if kind == "<-":
            self.next()
            value = self.expression()
            return Draft(Send, x.start, value.end, at, (x, value))
        if kind == "++" or kind == "--":
            self.next()
            return Draft(IncDec, x.start, self.before, at, (x, kind))
        return Draft(ExprStmt, x.start, x.end, x.anchor, (x,))

    def _labelled(self) -> Draft:
        """The statement after a label; before ``}`` it may be missing."""
        if self.kind == "}":
            return Draft(EmptyStmt, self.start, self.start, self.start, ())
        if self.kind in _ENDS_CLAUSE:
            raise self.fault("a statement")
        return self.statement()

    def _empty(self) -> Draft:
        start, end = self.start, self.end
        self.next()
        return Draft(EmptyStmt, start, end, start, ())

    def _declared(self) -> Draft:
        declaration = self.declaration()
        return Draft(DeclStmt, declaration.start, declaration.end, declaration.start, (declaration,))

    def _block_statement(self) -> Draft:
        block = self.block()
        self.end_statement()
        return block

    def _go(self) -> Draft:
        return self._called_later(Go)

    def _defer(self) -> Draft:
        return self._called_later(Defer)

    def _called_later(self, cls: type[Go] | type[Defer]) -> Draft:
        keyword, start = self.kind, self.start
        self.next()
        call = self.expression()
        inner = call
        while inner.cls is Paren:
            inner = inner.fields[0]
        if inner is not call:
            self.complain(f"the expression in {keyword} must not be in parentheses", call.start, call.end)
        elif inner.cls is not Call:
            self.complain(f"the expression in {keyword} must be a function call", call.start, call.end)
        self.end_statement()
        return Draft(cls, start, call.end, start, (inner,))

    def _return(self) -> Draft:
        start = self.start
        self.next()
        results = [] if self.kind in (";", "}") else self.expressions()
        end = self.before
        self.end_statement()
        return Draft(Return, start, end, start, (tuple(results),))

    def _branch(self) -> Draft:
        keyword, start = self.kind, self.start
        self.next()
        label = None
        if keyword == "goto" or (keyword != "fallthrough" and self.kind is NAME):
            label = self.name()
        end = self.before
        self.end_statement()
        return Draft(Branch, start, end, start, (keyword, label))

    # ------------------------------------------------------------------------------------ statements with headers

    def _header(self, read: Callable[[_Header], None]) -> _Header:
        """What `read` makes of the text up to a block's brace; a fault there leaves the block whole."""
        header = _Header()
        first, start = self.at, self.start
        outer, self.in_header = self.in_header, True
        try:
            if self.kind != "{":
                read(header)
            if self.kind != "{":
                raise self.fault("{")
        except GrammarError:
            while self.skip_to((";", "{"), first) and self.kind == ";" and not self.at_line_end:
                self.next()
                first = self.at
            if self.kind != "{":
                raise
            header.subject = bad_expression(start, self.before)
        self.in_header = outer
        return header

    def _read_clauses(self, header: _Header) -> None:
        """[init ;] subject"""
        if self.kind != ";":
            header.subject = self._simple()
        if self.kind == ";" and not (self.at_line_end and self.peek() == "{"):
            self.next()
            header.init, header.subject = header.subject, None
            if self.kind != "{":
                header.subject = self._simple()

    def _read_for(self, header: _Header) -> None:
        if self.kind != ";":
            header.subject = self._range() or self._simple()
            header.ranged = header.subject.cls is Range
        if header.ranged or self.kind != ";":
            return
        header.init, header.subject = header.subject, None
        self.next()
        if self.kind != ";":
            if self.kind == "{":
                raise self.fault("a condition or ;")
            header.subject = self._simple()
        self.expect(";")
        if self.kind != "{":
            header.post = self._simple()

    def _range(self) -> Draft | None:
        """A range clause as a statement without a body, or nothing, and then nothing is taken."""
        first = self.at
        targets: list[Draft] = []
        operator, at = "", self.start
        if self.kind != "range":
            targets = self.expressions()
            operator, at = self.kind, self.start
            if operator not in ("=", ":=") or self.peek() != "range":
                self.go_to(first)
                return None
            self.next()
        self.next()
        if len(targets) > 2:
            self.complain("range permits at most two variables", targets[2].start, targets[-1].end)
        key, value = [*targets, None, None][:2]
        x = self.expression()
        return Draft(Range, at, x.end, at, (key, value, operator, x, None))

    def _condition(self, subject: Draft | None, wanted: str) -> Draft | None:
        """The expression of a header's statement."""
        if subject is None or subject.cls is ExprStmt:
            return subject.fields[0] if subject else None
        if subject.cls is not BadExpr:
            self.complain(f"expected {wanted}, found a statement", subject.start, subject.end)
        return bad_expression(subject.start, subject.end)

    def _if(self) -> Draft:
        start = self.expect("if")
        header = self._header(self._read_clauses)
        condition = self._condition(header.subject, "a condition")
        if condition is None:
            self.complain("missing condition in if statement")
            condition = bad_expression(self.start, self.start)
        body = self.block()
        end, orelse = body.end, None
        if self.accept("else"):
            orelse = self._else()
            end = orelse.end
        else:
            self.end_statement()
        return Draft(If, start, end, start, (header.init, condition, body, orelse))

    def _else(self) -> Draft:
        if self.kind == "if":
            return self._if()
        if self.kind == "{":
            return self._block_statement()
        raise self.fault("if or {")

    def _for(self) -> Draft:
        start = self.expect("for")
        header = self._header(self._read_for)
        body = self.block()
        self.end_statement()
        subject = header.subject
        if header.ranged and subject is not None and subject.cls is Range:
            return Draft(Range, start, body.end, start, (*subject.fields[:4], body))
        condition = self._condition(subject, "a condition or a range clause")
        return Draft(For, start, body.end, start, (header.init, condition, header.post, body))

    def _switch(self) -> Draft:
        start = self.expect("switch")
        header = self._header(self._read_clauses)
        clauses = self._clauses(self._case)
        subject = header.subject
        guard = _type_switch_guard(subject)
        if guard is not None and subject is not None:
            bind = self._bound(subject)
            return Draft(TypeSwitch, start, self._end_of_clauses(), start, (header.init, bind, guard, clauses))
        tag = self._condition(subject, "an expression")
        return Draft(Switch, start, self._end_of_clauses(), start, (header.init, tag, clauses))

    def _bound(self, subject: Draft) -> Draft | None:
        """The variable of a type switch."""
        if subject.cls is not Assign:
            return None
        targets, operator, _ = subject.fields
        if operator != ":=" or targets[0].cls is not Ident:
            self.complain("a type switch declares a variable: expected name := x.(type)", subject.start, subject.end)
        return targets[0] if targets[0].cls is Ident else None

    def _select(self) -> Draft:
        start = self.expect("select")
        if self.kind != "{":
            raise self.fault("{")
        clauses = self._clauses(self._communication)
        return Draft(Select, start, self._end_of_clauses(), start, (clauses,))

    def _clauses(self, clause: Callable[[], Draft]) -> tuple[Draft, ...]:
        """The clauses of a switch or select statement; its closing brace is left to `_end_of_clauses`."""
        self.expect("{")
        self.open_switches += 1
        clauses: list[Draft] = []
        while self.kind not in ("}", END):
            if self.kind not in ("case", "default"):
                self.complain(f"expected case, default or }}, found {self.found()}")
                self.skip_to(("case", "default"), self.at)
                if self.kind not in ("case", "default", "}", END):
                    self.next()
                continue
            clauses.append(clause())
        self.open_switches -= 1
        return tuple(clauses)

    def _end_of_clauses(self) -> int:
        self.close_block()
        end = self.before
        self.end_statement()
        return end

    def _case(self) -> Draft:
        start, is_default = self.start, self.kind == "default"
        first = self.at
        self.next()
        found: list[Draft] = []
        try:
            if not is_default:
                found = self.expressions()
            self.expect(":")
        except GrammarError:
            if not self.skip_to((":",), first):
                self.accept(";")
            self.accept(":")
            found.append(bad_expression(start + 4, max(self.before, start + 4)))
        end = self.before
        body = self.statements()
        return Draft(CaseClause, start, body[-1].end if body else end, start, (tuple(found), is_default, body))

    def _communication(self) -> Draft:
        start, is_default = self.start, self.kind == "default"
        first = self.at
        self.next()
        operation = None
        try:
            if not is_default:
                operation = self._simple()
            self.expect(":")
        except GrammarError:
            if not self.skip_to((":",), first):
                self.accept(";")
            self.accept(":")
            operation = Draft(BadStmt, start + 4, max(self.before, start + 4), start + 4, ())
        end = self.before
        body = self.statements()
        return Draft(CommClause, start, body[-1].end if body else end, start, (operation, body))


def _type_switch_guard(subject: Draft | None) -> Draft | None:
    """``x.(type)`` of a switch's subject."""
    if subject is None:
        return None
    if subject.cls is ExprStmt:
        x = subject.fields[0]
    elif subject.cls is Assign and len(subject.fields[0]) == len(subject.fields[2]) == 1:
        x = subject.fields[2][0]
    else:
        return None
    return x if isinstance(x, Draft) and x.cls is TypeAssert and x.fields[1] is None else None


_STATEMENTS: dict[str, Callable[[StatementParser], Draft]] = {
    ";": StatementParser._empty,
    "{": StatementParser._block_statement,
    **dict.fromkeys(["const", "type", "var"], StatementParser._declared),
    **dict.fromkeys(["break", "continue", "goto", "fallthrough"], StatementParser._branch),
    "defer": StatementParser._defer,
    "for": StatementParser._for,
    "go": StatementParser._go,
    "if": StatementParser._if,
    "return": StatementParser._return,
    "select": StatementParser._select,
    "switch": StatementParser._switch,
}
