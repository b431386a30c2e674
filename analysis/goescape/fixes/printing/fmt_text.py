"""Expressions with the same text as package fmt gives a value.

Source: fmt/print.go (printArg, handleMethods) and fmt/format.go, against strconv, go1.22 to go1.27. What fmt prints for
`%d`, `%b`, `%o`, `%x` of integers, `%t` of booleans and `%s` of strings and bytes is what strconv and conversions give;
of floats likewise, with the precision that fmt has by default. Quoted strings and characters are left out because the
other form allocates as much, errors and Stringers because fmt prints nil ones and recovers from their panics.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from goescape.fixes.code import Code
from goescape.fixes.printing.format_verbs import Verb
from goescape.fixes.reasons import Reason
from goescape.syntax.nodes import Binary, Expr, Node
from goescape.syntax.walk import walk
from goescape.types.lookup import lookup
from goescape.types.model import (
    BOOL,
    FLOAT32,
    FLOAT64,
    INT,
    INT64,
    IS_INTEGER,
    IS_UNSIGNED,
    STRING,
    UINT8,
    UINT64,
    Basic,
    Named,
    Slice,
    Type,
    TypeParam,
    unalias,
)

_BASES: Mapping[str, int] = {"v": 10, "d": 10, "b": 2, "o": 8, "x": 16}
_FLOATS: Mapping[str, tuple[str, int]] = {"v": ("g", -1), "g": ("g", -1), "e": ("e", 6), "f": ("f", 6)}
"""The format and precision of strconv.FormatFloat that a verb stands for."""
_BITS: Mapping[int, int] = {FLOAT32: 32, FLOAT64: 64}
_CALLED_FOR: Mapping[str, tuple[str, ...]] = {
    letter: ("Format", "Error", "String") if letter in "vsx" else ("Format",) for letter in "vsxdbotgef"
}
"""The methods by which a value prints itself, by verb (handleMethods)."""


@dataclass(frozen=True, slots=True)
class Text:
    """An expression of type string around an operand: `before`, the operand, `after`. `package` is the import path of
    the package whose name `{}` in `before` stands for, "" for none; `predeclared` the type that it names, "" for none.

    `makes` tells whether evaluating it may allocate a string of its own; `reads_bytes` whether it copies memory that
    others can write.
    """

    before: str = ""
    after: str = ""
    package: str = ""
    predeclared: str = ""
    makes: bool = False
    reads_bytes: bool = False

    @property
    def is_operand(self) -> bool:
        """Whether it is the operand itself."""
        return not self.before


def text_of(code: Code, verb: Verb, arg: Expr) -> Text | Reason:
    """The text of an argument as a verb prints it."""
    t = code.type_of(arg)
    if t is None or isinstance(unalias(t), TypeParam):
        return Reason.PRINTED_TYPE
    if verb.letter not in _CALLED_FOR or not (verb.is_plain or verb.precision is not None):
        return Reason.PRINTED_VERB
    if any(lookup(t, True, code.package, name)[0] is not None for name in _CALLED_FOR[verb.letter]):
        return Reason.PRINTS_ITSELF
    under = t.under()
    if isinstance(under, Slice):
        return _of_bytes(under, verb)
    if not isinstance(under, Basic):
        return Reason.PRINTED_TYPE
    if under.kind in _BITS:
        return _of_float(t, under.kind, verb)
    if not verb.is_plain:
        return Reason.PRINTED_VERB
    if under.info & IS_INTEGER:
        return Reason.PRINTED_TYPE if _has_open_shift(code, arg) else _of_integer(t, under, verb)
    if under.kind in (BOOL, STRING):
        return _of_bool(t, verb) if under.kind == BOOL else _of_string(t, verb)
    return Reason.PRINTED_TYPE


def _of_bytes(slice: Slice, verb: Verb) -> Text | Reason:
    element = slice.elem
    if not isinstance(element, Basic) or element.kind != UINT8:
        return Reason.PRINTED_TYPE
    if verb.letter != "s" or not verb.is_plain:
        return Reason.PRINTED_VERB
    return Text("string(", ")", predeclared="string", makes=True, reads_bytes=True)


def _of_string(t: Type, verb: Verb) -> Text | Reason:
    if verb.letter not in "sv":
        return Reason.PRINTED_VERB
    return Text() if _is_plain(t) else Text("string(", ")", predeclared="string")


def _of_bool(t: Type, verb: Verb) -> Text | Reason:
    if verb.letter not in "tv":
        return Reason.PRINTED_VERB
    return _called("FormatBool", "" if _is_plain(t) else "bool", "", makes=False)


def _of_integer(t: Type, basic: Basic, verb: Verb) -> Text | Reason:
    base = _BASES.get(verb.letter)
    if base is None:
        return Reason.PRINTED_VERB
    if basic.kind == INT and base == 10:
        return _called("Itoa", "" if _is_plain(t) else "int", "")
    wide, kind, name = ("uint64", UINT64, "FormatUint") if basic.info & IS_UNSIGNED else ("int64", INT64, "FormatInt")
    return _called(name, "" if _is_plain(t) and basic.kind == kind else wide, f", {base}")


def _of_float(t: Type, kind: int, verb: Verb) -> Text | Reason:
    format = _FLOATS.get(verb.letter)
    if format is None or (verb.letter == "v" and not verb.is_plain):
        return Reason.PRINTED_VERB
    letter, precision = format[0], format[1] if verb.precision is None else verb.precision
    converted = "" if _is_plain(t) and kind == FLOAT64 else "float64"
    return _called("FormatFloat", converted, f", '{letter}', {precision}, {_BITS[kind]}")


def _called(function: str, converted: str, rest: str, makes: bool = True) -> Text:
    """A call of a function of strconv, with the operand converted ("": as it is) and further arguments."""
    before = f"{{}}.{function}({converted}(" if converted else f"{{}}.{function}("
    return Text(before, f"){rest})" if converted else f"{rest})", "strconv", converted, makes)


def _is_plain(t: Type) -> bool:
    """Whether a type is a predeclared one, and no other with its structure."""
    return not isinstance(unalias(t), Named)


def _has_open_shift(code: Code, e: Expr) -> bool:
    """Whether the type of a shift in an expression is that of the place where it stands: ``1 << n``."""
    return any(
        isinstance(node, Binary) and node.op in ("<<", ">>") and _is_constant(code, node.x) for node in walk(e)
    ) and not _is_constant(code, e)


def _is_constant(code: Code, e: Node) -> bool:
    return code.value_of(e) is not None
