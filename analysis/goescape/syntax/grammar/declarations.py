"""Declarations (go/parser/parser.go, go1.26; a method's type parameters as of go1.27)."""

from __future__ import annotations

from collections.abc import Callable

from goescape.syntax.grammar.draft import Draft
from goescape.syntax.grammar.scanner import END, NAME, scan
from goescape.syntax.grammar.statements import StatementParser
from goescape.syntax.grammar.stream import GrammarError
from goescape.syntax.grammar.type_expressions import bad_expression
from goescape.syntax.nodes import (
    ArrayType,
    BadDecl,
    Binary,
    Call,
    ChanType,
    FuncDecl,
    FuncType,
    GenDecl,
    Ident,
    ImportSpec,
    Index,
    InterfaceType,
    MapType,
    Paren,
    Selector,
    Star,
    StructType,
    TypeSpec,
    Unary,
    ValueSpec,
)
from goescape.syntax.problems import Problem

_IN_RECEIVER = frozenset({NAME, "*", "[", "]", ","})
_AROUND_BASE = {Star: 0, Paren: 0, Index: 0, Selector: 1}
"""What may be around the name of a receiver's base type, and in which field that is."""
_TYPE_ELEMENTS = frozenset({ArrayType, StructType, FuncType, InterfaceType, MapType, ChanType})


def read_declaration(text: bytes) -> tuple[Draft, tuple[Problem, ...]]:
    """The declaration that a text is, and what is wrong with it: a function's is without its body.

    RecursionError where the text is nested too deeply for the stack.
    """
    parser = DeclarationParser(scan(text))
    try:
        draft = parser.top_level()
        parser.end_text()
    except GrammarError:
        draft = Draft(BadDecl, 0, len(text), 0, ())
    return draft, tuple(parser.problems)


def function_name(text: bytes) -> tuple[str, str, bool] | None:
    """Of a function's declaration: its name, the name of its receiver's base type ("" without one), and whether there
    is a pointer before that. None where the name cannot be told."""
    parser = DeclarationParser(scan(text))
    try:
        parser.expect("func")
        receiver, name = parser.receiver_and_name()
    except (GrammarError, RecursionError):
        return None
    base = receiver[-1].fields[1] if receiver else None
    pointer = False
    while base is not None and base.cls in _AROUND_BASE:
        pointer = pointer or base.cls is Star
        base = base.fields[_AROUND_BASE[base.cls]]
    return name.fields[0], base.fields[0] if base is not None and base.cls is Ident else "", pointer


def read_block(text: bytes) -> tuple[Draft, tuple[Problem, ...]]:
    """A function's body, which begins with its brace, and what is wrong with it."""
    parser = DeclarationParser(scan(text))
    block = parser.block()
    parser.end_text()
    return block, tuple(parser.problems)


class DeclarationParser(StatementParser):
    __slots__ = ()

    def top_level(self) -> Draft:
        if self.kind == "func":
            return self._function_declaration()
        if self.kind not in _SPECS:
            raise self.fault("a declaration")
        return self.declaration(ends_statement=False)

    def end_text(self) -> None:
        """Complain if the text goes on."""
        self.accept(";")
        if self.kind is not END:
            self.complain(f"expected newline or ; after the declaration, found {self.found()}")

    # ------------------------------------------------------------------------------------------------- functions

    def _function_declaration(self) -> Draft:
        """A function's declaration without a body."""
        start = self.expect("func")
        anchor = self.start
        receiver, name = self.receiver_and_name()
        type_params = self._type_parameters() if self.kind == "[" else ()
        if self.kind is NAME and not self.follows_line_end:
            self.complain(f"expected (, found {self.found()}")
            params = self.parameters_from_first()
        else:
            params = self.parameters()
        signature = self.signature_with(start, type_params, params)
        return Draft(FuncDecl, start, signature.end, anchor, (receiver, name, signature, False))

    def receiver_and_name(self) -> tuple[tuple[Draft, ...], Draft]:
        """What a function's declaration has after its keyword. A parenthesis of the receiver may be missing."""
        receiver: tuple[Draft, ...] = ()
        if self.kind == "(":
            receiver = self._receiver()
        elif self._has_unopened_receiver():
            self.complain(f"expected (, found {self.found()}")
            receiver = self.parameters_from_first()
        return receiver, self.name()

    def _receiver(self) -> tuple[Draft, ...]:
        first, known = self.at, len(self.problems)
        self.next()
        try:
            name, bound = self._parameter(False)
            if self.kind is NAME and self.peek() == "(":
                self.complain(f"expected ), found {self.found()}")
                return self._fields([(name, bound)], False)
        except GrammarError:
            pass
        self.go_to(first)
        del self.problems[known:]
        return self.parameters()

    def _has_unopened_receiver(self) -> bool:
        """Whether a receiver's type, without an opening parenthesis, and a method's name come next."""
        kinds, at = self._kinds, self.at
        while kinds[at] in _IN_RECEIVER:
            at += 1
        return kinds[at : at + 3] == [")", NAME, "("]

    def _type_parameters(self) -> tuple[Draft, ...]:
        self.expect("[")
        fields = self.parameter_list("]", None, None)
        if not fields:
            self.complain("empty type parameter list")
        self.close("]")
        return fields

    # ----------------------------------------------------------------------------------------------- other kinds

    def declaration(self, ends_statement: bool = True) -> Draft:
        """An import, const, type or var declaration, and the semicolon after it unless told otherwise."""
        kind, start = self.kind, self.start
        rule = _SPECS[kind]
        self.next()
        group = self.kind == "("
        if group:
            self.next()
            specs = self._group(kind, 0)
            self.close(")")
        else:
            specs = [rule(self, kind, 0)]
            if self.kind == ";" and self.peek() is not END and not ends_statement:
                self.complain("expected a parenthesis around the group", start, start + len(kind))
                self.next()
                specs += self._group(kind, 1)
                self.close(")")
        end = self.before
        if ends_statement:
            self.end_statement()
        return Draft(GenDecl, start, end, start, (kind, tuple(specs), group))

    def _group(self, kind: str, index: int) -> list[Draft]:
        """The specs of a group from `index` on; one that is broken keeps its place."""
        rule = _SPECS[kind]
        specs: list[Draft] = []
        self.skip_half_selectors()
        while self.kind not in (")", END):
            first, start, known = self.at, self.start, len(specs)
            try:
                specs.append(rule(self, kind, index))
                if self.kind != ")":
                    self.end_statement()
            except GrammarError:
                self.skip_to_next_line(first, ")")
                if len(specs) == known and kind in _BROKEN_SPECS:
                    specs.append(_BROKEN_SPECS[kind](start, max(self.before, start), index))
            index += 1
            self.skip_half_selectors()
        return specs

    def _import(self, _kind: str, _index: int) -> Draft:
        name = None
        if self.kind == ".":
            name = Draft(Ident, self.start, self.end, self.start, (".",))
            self.next()
        elif self.kind is NAME:
            name = self.name()
        if self.kind != "string":
            raise self.fault("an import path")
        path = self.literal()
        start = name.start if name else path.start
        return Draft(ImportSpec, start, path.end, start, (name, path))

    def _values(self, kind: str, index: int) -> Draft:
        names = [self.name()]
        while self.accept(","):
            names.append(self.name())
        type_: Draft | None = None
        values: list[Draft] = []
        first = self.at
        try:
            if self.kind != "=":
                type_ = self.type() if kind == "var" else self.try_type()
            if self.accept("="):
                values = self.expressions()
            if self.kind not in (";", ")", "}", END):
                raise self.fault("newline or ;")
        except GrammarError:
            if not self.skip_to((";", ")", END), first):
                raise
            type_ = type_ or bad_expression(names[-1].end, max(self.before, names[-1].end))
        end = values[-1].end if values else type_.end if type_ else names[-1].end
        start = names[0].start
        return Draft(ValueSpec, start, end, start, (tuple(names), type_, tuple(values), index))

    def _constants(self, _kind: str, index: int) -> Draft:
        return self._values("const", index)

    def _variables(self, _kind: str, index: int) -> Draft:
        return self._values("var", index)

    def _type(self, _kind: str, _index: int) -> Draft:
        name = self.name()
        first = self.at
        type_params: tuple[Draft, ...] = ()
        alias = False
        try:
            if self.kind == "[":
                type_params, alias, type_ = self._after_bracket()
            else:
                alias = self.accept("=")
                type_ = self.type()
        except GrammarError:
            if not self.skip_to((";", ")", END), first):
                raise
            type_ = bad_expression(name.end, max(self.before, name.end))
        return Draft(TypeSpec, name.start, type_.end, name.start, (name, type_params, alias, type_))

    def _after_bracket(self) -> tuple[tuple[Draft, ...], bool, Draft]:
        """Type parameters, whether an alias follows, and the type, of ``type T[``; or none and an array type.

        ``P *C`` and ``P (C)`` read as expressions too. They are a type parameter where they could be nothing else, or
        where a comma follows.
        """
        bracket = self.expect("[")
        if self.kind is not NAME:
            return (), False, self.array_type(bracket, None)
        x = self.name()
        if self.kind != "[":
            outer, self.in_header = self.in_header, False
            x = self._binary(self._primary(x), 1)
            self.in_header = outer
        name, bound = _split(x, self.kind == ",")
        if name is None or (bound is None and self.kind == "]"):
            return (), False, self.array_type(bracket, x)
        fields = self.parameter_list("]", name, bound)
        self.expect("]")
        alias = self.accept("=")
        return fields, alias, self.type()


Spec = Callable[[DeclarationParser, str, int], Draft]
_SPECS: dict[str, Spec] = {
    "import": DeclarationParser._import,
    "const": DeclarationParser._constants,
    "var": DeclarationParser._variables,
    "type": DeclarationParser._type,
}


def _broken_values(start: int, end: int, index: int) -> Draft:
    return Draft(ValueSpec, start, end, start, ((), bad_expression(start, end), (), index))


def _broken_type(start: int, end: int, _index: int) -> Draft:
    name = Draft(Ident, start, start, start, ("_",))
    return Draft(TypeSpec, start, end, start, (name, (), False, bad_expression(start, end)))


_BROKEN_SPECS = {"const": _broken_values, "var": _broken_values, "type": _broken_type}
"""What keeps the place of a spec that declares nothing that can be told, since names know their spec by its place."""


def _split(x: Draft, force: bool) -> tuple[Draft | None, Draft | None]:
    """`x` as a type parameter's name and constraint, if it must be, or, with `force`, can be one."""
    if x.cls is Ident:
        return x, None
    if x.cls is Binary:
        operator, left, right = x.fields
        if operator == "*" and left.cls is Ident and (force or _is_type_element(right)):
            return left, Draft(Star, x.anchor, right.end, x.anchor, (right,))
        if operator == "|":
            name, bound = _split(left, force or _is_type_element(right))
            if name is not None and bound is not None:
                return name, Draft(Binary, bound.start, x.end, x.anchor, ("|", bound, right))
    elif x.cls is Call:
        function, arguments, spread = x.fields
        if function.cls is Ident and len(arguments) == 1 and not spread and (force or _is_type_element(arguments[0])):
            return function, Draft(Paren, x.anchor, x.end, x.anchor, (arguments[0],))
    return None, None


def _is_type_element(x: Draft) -> bool:
    """Whether `x` can be a type or a union, and no value."""
    if x.cls is Binary:
        return _is_type_element(x.fields[1]) or _is_type_element(x.fields[2])
    if x.cls is Unary:
        return bool(x.fields[0] == "~")
    if x.cls is Paren:
        return _is_type_element(x.fields[0])
    return x.cls in _TYPE_ELEMENTS
