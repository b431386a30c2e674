"""Types, parameters and type parameters (go/parser/parser.go, go1.26)."""

from __future__ import annotations

from collections.abc import Callable

from goescape.syntax.grammar.draft import Draft
from goescape.syntax.grammar.scanner import END, NAME
from goescape.syntax.grammar.stream import GrammarError, TokenStream
from goescape.syntax.nodes import (
    ArrayType,
    BadExpr,
    Binary,
    ChanType,
    Ellipsis,
    Field,
    FuncType,
    Ident,
    Index,
    InterfaceType,
    MapType,
    Paren,
    Selector,
    Star,
    StructType,
    Unary,
)

_BEGINS_MEMBER = frozenset({NAME, "*"})
_STARTS_TYPE = frozenset({NAME, "*", "<-", "func", "chan", "map", "struct", "interface", "("})
_MISSING_NAME = {False: "missing parameter name", True: "missing type parameter name"}
_MISSING_TYPE = {False: "missing parameter type", True: "missing type constraint"}


def bad_expression(start: int, end: int) -> Draft:
    return Draft(BadExpr, start, end, start, ())


class TypeParser(TokenStream):
    __slots__ = ()

    def bracketed(self) -> Draft:
        """An expression within brackets."""
        raise NotImplementedError

    def type(self) -> Draft:
        found = self.try_type()
        if found is None:
            raise self.fault("a type")
        return found

    def try_type(self) -> Draft | None:
        """A type, or nothing where none begins."""
        kind = self.kind
        if kind is NAME:
            return self._type_name(self.name())
        start = self.start
        if kind == "[":
            self.next()
            return self.array_type(start, None)
        if kind == "*":
            self.next()
            elem = self.type()
            return Draft(Star, start, elem.end, start, (elem,))
        if kind == "(":
            self.next()
            inner = self.type()
            self.expect(")")
            return Draft(Paren, start, self.before, start, (inner,))
        rule = _TYPES.get(kind)
        return rule(self) if rule else None

    def _type_name(self, name: Draft) -> Draft:
        """A possibly qualified, possibly instantiated name, of which `name` was read."""
        found = name
        if self.kind == ".":
            dot = self.start
            self.next()
            selected = self.name()
            found = Draft(Selector, name.start, selected.end, dot, (name, selected))
        return self._instance(found) if self.kind == "[" else found

    def _instance(self, generic: Draft) -> Draft:
        bracket = self.expect("[")
        arguments = self.sequence(self.type, "]", bad_expression)
        if not arguments:
            raise self.fault("a type argument")
        end = self.close("]")
        return Draft(Index, generic.start, end, bracket, (generic, tuple(arguments)))

    def array_type(self, bracket: int, length: Draft | None) -> Draft:
        """An array or slice type after its ``[``, or after its length if that was read."""
        if length is None and self.kind == "...":
            length = Draft(Ellipsis, self.start, self.end, self.start, (None,))
            self.next()
        elif length is None and self.kind != "]":
            length = self.bracketed()
        self.expect("]")
        elem = self.type()
        return Draft(ArrayType, bracket, elem.end, bracket, (length, elem))

    def map_type(self) -> Draft:
        start = self.expect("map")
        self.expect("[")
        key = self.type()
        self.expect("]")
        value = self.type()
        return Draft(MapType, start, value.end, start, (key, value))

    def channel_type(self) -> Draft:
        """The anchor of a channel to send to is, until it is known whether it stays one, its arrow."""
        start = anchor = self.start
        direction = "both"
        if self.accept("<-"):
            self.expect("chan")
            direction = "receive"
        else:
            self.expect("chan")
            anchor = self.start
            if self.accept("<-"):
                direction = "send"
            else:
                anchor = start
        elem = self.type()
        return Draft(ChanType, start, elem.end, anchor, (direction, elem))

    def function_type(self) -> Draft:
        start = self.expect("func")
        if self.kind == "[":
            raise self.fault("(")
        anchor = self.start
        found = self.signature(start, ())
        return Draft(FuncType, start, found.end, anchor, found.fields)

    def signature(self, start: int, type_params: tuple[Draft, ...]) -> Draft:
        """A function's type that starts at `start`, from its parameters on."""
        return self.signature_with(start, type_params, self.parameters())

    def signature_with(self, start: int, type_params: tuple[Draft, ...], params: tuple[Draft, ...]) -> Draft:
        """A function's type from its results on."""
        end = self.before
        results: tuple[Draft, ...] = ()
        if self.kind == "(":
            results = self.parameters()
            end = self.before
        else:
            result = self.try_type()
            if result is not None:
                results = (Draft(Field, result.start, result.end, result.start, ((), result, None)),)
                end = result.end
        return Draft(FuncType, start, end, start, (type_params, params, results))

    def parameters(self) -> tuple[Draft, ...]:
        self.expect("(")
        return self.parameters_from_first()

    def parameters_from_first(self) -> tuple[Draft, ...]:
        """Parameters after their parenthesis, and the one that closes them, which may be missing."""
        fields = self.parameter_list(")", None, None)
        if not self.accept(")"):
            self.complain(f"expected ), found {self.found()}")
        return fields

    # ------------------------------------------------------------------------------------------------ parameters

    def parameter_list(self, closer: str, name: Draft | None, bound: Draft | None) -> tuple[Draft, ...]:
        """Parameters, or before ``]`` type parameters, up to `closer`.

        `name` and `bound` are what was read of the first one already. A lone name may be a parameter's or a type's:
        if any parameter has both, all have names.
        """
        pairs: list[tuple[Draft | None, Draft | None]] = []
        is_type_params = closer == "]"

        def parameter() -> None:
            pairs.append(self._parameter(is_type_params))

        def bad(start: int, end: int) -> None:
            last = pairs[-1][0] or pairs[-1][1] if pairs else None
            if last is None or last.start < start or self.kind != ";":
                pairs.append((None, bad_expression(start, end)))

        if name is not None:
            pairs.append(self._first_type_param(name, bound))
            if self.kind != closer:
                self.expect(",")
        self.sequence(parameter, closer, bad, True)
        return self._fields(pairs, is_type_params)

    def _first_type_param(self, name: Draft, bound: Draft | None) -> tuple[Draft | None, Draft | None]:
        if bound is not None:
            return name, self.type_element(bound)
        return self._after_name(name, True)

    def _parameter(self, is_type_param: bool) -> tuple[Draft | None, Draft | None]:
        """A parameter's name and type; one of them may be missing."""
        if self.kind is NAME:
            return self._after_name(self.name(), is_type_param)
        if self.kind == "...":
            return None, self._variadic()
        if is_type_param:
            return None, self.type_element(None)
        return None, self.type()

    def _after_name(self, name: Draft, is_type_param: bool) -> tuple[Draft | None, Draft | None]:
        found: Draft | None = None
        label: Draft | None = name
        kind = self.kind
        if kind == "[":
            label, found = self.array_or_instance(name)
        elif kind == "...":
            return name, self._variadic()
        elif kind == ".":
            label, found = None, self._type_name(name)
        elif kind == "~" and is_type_param:
            return name, self.type_element(None)
        elif kind == "|" and is_type_param:
            return None, self.type_element(name)
        elif kind in _STARTS_TYPE:
            found = self.type()
        if is_type_param and self.kind == "|" and found is not None:
            found = self.type_element(found)
        return label, found

    def _variadic(self) -> Draft:
        start = self.expect("...")
        elem = self.type()
        return Draft(Ellipsis, start, elem.end, start, (elem,))

    def array_or_instance(self, name: Draft) -> tuple[Draft | None, Draft]:
        """After a field's or parameter's name, at ``[``: it and an array type, or none and an instance of it."""
        bracket = self.expect("[")
        if self.kind == "]":
            return name, self.array_type(bracket, None)
        arguments = self.sequence(self.bracketed, "]", bad_expression)
        end = self.close("]")
        if len(arguments) == 1:
            elem = self.try_type()
            if elem is not None:
                return name, Draft(ArrayType, bracket, elem.end, bracket, (arguments[0], elem))
        return None, Draft(Index, name.start, end, bracket, (name, tuple(arguments)))

    def _fields(self, pairs: list[tuple[Draft | None, Draft | None]], all_named: bool) -> tuple[Draft, ...]:
        """The fields of a parameter list: consecutive names with one type share a field."""
        if not all_named and not any(name and bound for name, bound in pairs):
            return tuple([_unnamed(found) for pair in pairs for found in pair if found])
        fields: list[Draft] = []
        names: list[Draft] = []
        for name, bound in pairs:
            if name is None and bound is not None:
                if bound.cls is not BadExpr:
                    self.complain(_MISSING_NAME[all_named], bound.start, bound.end)
                name = Draft(Ident, bound.start, bound.start, bound.start, ("_",))
            if name is not None:
                names.append(name)
            if bound is not None:
                fields.append(_field(names, bound))
                names = []
        if names:
            self.complain(_MISSING_TYPE[all_named])
            fields.append(_field(names, bad_expression(self.before, self.before)))
        return tuple(fields)

    # ------------------------------------------------------------------------------------- structs and interfaces

    def struct_type(self) -> Draft:
        start = self.expect("struct")
        fields = self._members(self._struct_field)
        return Draft(StructType, start, self.before, start, (fields,))

    def interface_type(self) -> Draft:
        start = self.expect("interface")
        elements = self._members(self._interface_element)
        return Draft(InterfaceType, start, self.before, start, (elements,))

    def _members(self, member: Callable[[], Draft]) -> tuple[Draft, ...]:
        """The fields of a struct or the elements of an interface, and their braces, which may be missing."""
        if self.kind != "{" and self.follows_line_end and self.kind in _BEGINS_MEMBER:
            self.complain(f"expected {{, found {self.found()}")
        else:
            self.expect("{")
        members: list[Draft] = []
        while self.kind not in ("}", END):
            first, start, known = self.at, self.start, len(members)
            try:
                members.append(member())
                self.end_statement()
            except GrammarError:
                del members[known:]
                names = self.names_at(first)
                self.skip_to_next_line(first, "}")
                members.append(_field(names, bad_expression(start, max(self.before, start))))
        self.close("}")
        return tuple(members)

    def _struct_field(self) -> Draft:
        if self.kind == "*":
            return self._tagged([], self._embedded_pointer())
        name = self.name()
        if self.kind == "." or self.kind in ("string", ";", "}"):
            return self._tagged([], self._type_name(name))
        names = [name]
        while self.accept(","):
            names.append(self.name())
        if len(names) > 1 or self.kind != "[":
            return self._tagged(names, self.type())
        label, found = self.array_or_instance(name)
        return self._tagged([label] if label else [], found)

    def _embedded_pointer(self) -> Draft:
        start = self.expect("*")
        elem = self._type_name(self.name())
        return Draft(Star, start, elem.end, start, (elem,))

    def _tagged(self, names: list[Draft], type: Draft) -> Draft:
        return _field(names, type, self.literal() if self.kind == "string" else None)

    def _interface_element(self) -> Draft:
        if self.kind is not NAME or self.peek() != "(":
            return _unnamed(self.type_element(None))
        name = self.name()
        return _field([name], self.signature(self.start, ()))

    def type_element(self, first: Draft | None) -> Draft:
        """Terms with ``|`` between, of which the first may have been read."""
        found = first or self._term()
        while self.kind == "|":
            at = self.start
            self.next()
            term = self._term()
            found = Draft(Binary, found.start, term.end, at, ("|", found, term))
        return found

    def _term(self) -> Draft:
        start = self.start
        if not self.accept("~"):
            return self.type()
        inner = self.type()
        return Draft(Unary, start, inner.end, start, ("~", inner))


_TYPES: dict[str, Callable[[TypeParser], Draft]] = {
    "chan": TypeParser.channel_type,
    "<-": TypeParser.channel_type,
    "func": TypeParser.function_type,
    "interface": TypeParser.interface_type,
    "map": TypeParser.map_type,
    "struct": TypeParser.struct_type,
}


def _field(names: list[Draft], type: Draft, tag: Draft | None = None) -> Draft:
    start = names[0].start if names else type.start
    return Draft(Field, start, (tag or type).end, start, (tuple(names), type, tag))


def _unnamed(type: Draft) -> Draft:
    return _field([], type)
