"""Expressions and types (go/parser/parser.go, go1.26): a type is an operand like others."""

from __future__ import annotations

from goescape.syntax.grammar.draft import Draft
from goescape.syntax.grammar.scanner import LITERALS, NAME, Tokens
from goescape.syntax.grammar.type_expressions import TypeParser, bad_expression
from goescape.syntax.nodes import (
    ArrayType,
    BadExpr,
    Binary,
    Call,
    ChanType,
    CompositeLit,
    FuncLit,
    Ident,
    Index,
    KeyValue,
    MapType,
    Paren,
    Selector,
    SliceExpr,
    Star,
    StructType,
    TypeAssert,
    Unary,
)

_PRECEDENCE = {
    **dict.fromkeys(["||"], 1),
    **dict.fromkeys(["&&"], 2),
    **dict.fromkeys(["==", "!=", "<", "<=", ">", ">="], 3),
    **dict.fromkeys(["+", "-", "|", "^"], 4),
    **dict.fromkeys(["*", "/", "%", "<<", ">>", "&", "&^"], 5),
}
_PREFIXES = frozenset({"+", "-", "!", "^", "&", "~"})
_CONTINUES_OPERAND = frozenset({".", "[", "(", "{"})
_LITERAL_TYPES = frozenset({Ident, Selector, Index, ArrayType, StructType, MapType, BadExpr})
_OPEN_LITERAL_TYPES = frozenset({Ident, Selector, Index, BadExpr})
"""Types after which a brace begins a block where a statement's header is being read."""


class ExpressionParser(TypeParser):
    """`in_header` while a statement's header is being read, outside of brackets: a brace there begins a block."""

    __slots__ = ("in_header",)

    def __init__(self, tokens: Tokens) -> None:
        super().__init__(tokens)
        self.in_header = False

    def block(self) -> Draft:
        """A function literal's body."""
        raise NotImplementedError

    # ----------------------------------------------------------------------------------------------- expressions

    def expression(self, lowest: int = 1) -> Draft:
        """An expression whose operators bind as `lowest` or closer."""
        return self._binary(self._unary(), lowest)

    def expressions(self) -> list[Draft]:
        found = [self.expression()]
        while self.accept(","):
            found.append(self.expression())
        return found

    def bracketed(self, lowest: int = 1) -> Draft:
        """An expression within brackets, where a brace never begins a block."""
        outer, self.in_header = self.in_header, False
        try:
            return self.expression(lowest)
        finally:
            self.in_header = outer

    def _binary(self, x: Draft, lowest: int) -> Draft:
        while True:
            operator = self.kind
            precedence = _PRECEDENCE.get(operator, 0)
            if precedence < lowest:
                return x
            at = self.start
            self.next()
            y = self.expression(precedence + 1)
            x = Draft(Binary, x.start, y.end, at, (operator, x, y))

    def _unary(self) -> Draft:
        start, operator = self.start, self.kind
        if operator is NAME:
            name = self.name()
            return self._primary(name) if self.kind in _CONTINUES_OPERAND else name
        if operator in _PREFIXES:
            self.next()
            x = self._unary()
            return Draft(Unary, start, x.end, start, (operator, x))
        if operator == "*":
            self.next()
            x = self._unary()
            return Draft(Star, start, x.end, start, (x,))
        if operator == "<-":
            self.next()
            x = self._unary()
            if x.cls is ChanType:
                return self._received_from(x, start)
            return Draft(Unary, start, x.end, start, ("<-", x))
        return self._primary(self._operand())

    def _received_from(self, channel: Draft, arrow: int) -> Draft:
        """`channel` with an arrow before it: each arrow belongs to the `chan` on its right."""
        whole, direction = channel, "send"
        while channel.cls is ChanType and direction == "send":
            direction, elem = channel.fields
            if direction == "receive":
                self.complain("expected chan, found <-", arrow, arrow + 2)
                break
            inner_arrow = channel.anchor
            channel.start = channel.anchor = arrow
            channel.fields = ("receive", elem)
            arrow = inner_arrow
            channel = elem
        if direction == "send":
            self.complain("expected a channel type", arrow, arrow + 2)
        return whole

    def _operand(self) -> Draft:
        kind = self.kind
        if kind is NAME:
            return self.name()
        if kind in LITERALS:
            return self.literal()
        if kind == "(":
            start = self.start
            self.next()
            x = self.bracketed()
            end = self.close(")")
            return Draft(Paren, start, end, start, (x,))
        if kind == "func":
            return self._function()
        found = self.try_type()
        if found is None:
            raise self.fault("an expression")
        return found

    def _function(self) -> Draft:
        """A function literal, or a function's type."""
        start = self.start
        signature = self.function_type()
        if self.kind != "{":
            return signature
        outer, self.in_header = self.in_header, False
        try:
            body = self.block()
        finally:
            self.in_header = outer
        return Draft(FuncLit, start, body.end, start, (signature, body))

    def _primary(self, x: Draft) -> Draft:
        """`x` with all that follows an operand: selectors, indices, calls, literal values."""
        while True:
            kind = self.kind
            if kind == ".":
                x = self._selected(x)
            elif kind == "[":
                x = self._indexed(x)
            elif kind == "(":
                x = self._called(x)
            elif kind == "{" and self._is_literal_type(x):
                x = self.literal_value(x)
            else:
                return x

    def _is_literal_type(self, x: Draft) -> bool:
        inner = x
        while inner.cls is Paren:
            inner = inner.fields[0]
        if inner.cls not in _LITERAL_TYPES or (self.in_header and inner.cls in _OPEN_LITERAL_TYPES):
            return False
        if inner is not x:
            self.complain("the type of a composite literal must not be in parentheses", x.start, x.end)
        return True

    def _selected(self, x: Draft) -> Draft:
        dot = self.start
        self.next()
        if self.kind is NAME:
            name = self.name()
            return Draft(Selector, x.start, name.end, dot, (x, name))
        if not self.accept("("):
            raise self.fault("a name or (")
        asserted = None if self.accept("type") else self.type()
        self.expect(")")
        return Draft(TypeAssert, x.start, self.before, dot, (x, asserted))

    def _indexed(self, x: Draft) -> Draft:
        """An index, a slice expression, or an instantiation."""
        bracket = self.start
        self.next()
        parts: list[Draft | None] = [None]
        colons = 0
        while self.kind not in ("]", ",", ";"):
            if self.kind == ":" and colons < 2:
                colons += 1
                parts.append(None)
                self.next()
            elif parts[-1] is None:
                parts[-1] = self.bracketed()
            else:
                raise self.fault("]")
        if colons:
            end = self.close("]")
            return Draft(SliceExpr, x.start, end, bracket, (x, *self._limits(parts, end), colons == 2))
        if parts[0] is None:
            raise self.fault("an expression")
        indices = [parts[0]]
        if self.accept(","):
            indices += self.sequence(self.type, "]", bad_expression)
        end = self.close("]")
        return Draft(Index, x.start, end, bracket, (x, tuple(indices)))

    def _limits(self, parts: list[Draft | None], end: int) -> list[Draft | None]:
        """The three limits of a slice expression; with two colons, the second and third must be there."""
        limits = [*parts, None, None][:3]
        if len(parts) == 3 and None in limits[1:]:
            self.complain("a slice with two colons needs its second and third index", end - 1, end)
        return limits

    def _called(self, function: Draft) -> Draft:
        parenthesis = self.start
        self.next()
        outer, self.in_header = self.in_header, False
        spread = False

        def argument() -> Draft:
            nonlocal spread
            x = self.expression()
            spread = self.accept("...") or spread
            return x

        try:
            arguments = self.sequence(argument, ")", bad_expression)
        finally:
            self.in_header = outer
        end = self.close(")")
        return Draft(Call, function.start, end, parenthesis, (function, tuple(arguments), spread))

    def literal_value(self, literal_type: Draft | None) -> Draft:
        """A composite literal from its brace on."""
        brace = self.expect("{")
        outer, self.in_header = self.in_header, False
        try:
            elements = self.sequence(self._element, "}", bad_expression)
        finally:
            self.in_header = outer
        end = self.close("}")
        start = literal_type.start if literal_type else brace
        return Draft(CompositeLit, start, end, brace, (literal_type, tuple(elements)))

    def _element(self) -> Draft:
        key = self._element_value()
        if self.kind != ":":
            return key
        colon = self.start
        self.next()
        value = self._element_value()
        return Draft(KeyValue, key.start, value.end, colon, (key, value))

    def _element_value(self) -> Draft:
        return self.literal_value(None) if self.kind == "{" else self.expression()
