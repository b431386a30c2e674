"""Literals of numbers, characters and strings (go/types/literals.go), and what is no expression at all."""

from __future__ import annotations

from typing import Final

from goescape.syntax.nodes import BadExpr, BasicLit, Ellipsis, KeyValue
from goescape.types.checker import Checker
from goescape.types.constant import UNKNOWN
from goescape.types.literal_value import from_literal
from goescape.types.model import (
    UNTYPED_COMPLEX,
    UNTYPED_FLOAT,
    UNTYPED_INT,
    UNTYPED_RUNE,
    UNTYPED_STRING,
    Type,
)
from goescape.types.operand import CONSTANT, Operand, bad
from goescape.types.universe import TYP
from goescape.types.untyped import overflow

_TYPES: Final = {
    "int": TYP[UNTYPED_INT],
    "float": TYP[UNTYPED_FLOAT],
    "imaginary": TYP[UNTYPED_COMPLEX],
    "char": TYP[UNTYPED_RUNE],
    "string": TYP[UNTYPED_STRING],
}

_LONGEST_NUMBER: Final = 10_000
"""In characters (go/types basicLit)."""

_SHORT_NUMBER: Final = 100
"""A number of so many characters is within the range of untyped constants."""

_NUMBER_FORMS: Final = (1, 13)
"""The release of underscores, binary, 0o octal and hexadecimal floating-point literals."""


def basic_lit(c: Checker, e: BasicLit, hint: Type | None) -> Operand:
    """A literal: an untyped constant."""
    kind, text = e.kind, e.text
    is_number = kind != "string" and kind != "char"
    if is_number:
        if len(text) > _LONGEST_NUMBER:
            c.problem(e, f"excessively long constant: {text[:10]}... ({len(text)} chars)")
            return bad(e)
        if c.env.version < _NUMBER_FORMS:
            _check_version(c, e)
    value = from_literal(kind, text)
    if value is UNKNOWN:
        c.problem(e, f"malformed constant: {text}")
        return bad(e)
    x = Operand(CONSTANT, _TYPES[kind], e, value)
    if is_number and len(text) > _SHORT_NUMBER:
        overflow(c, x, e)
    return x


def _check_version(c: Checker, e: BasicLit) -> None:
    """Complain of a number that is written in a way that the file's language version does not have."""
    text = e.text.lower()
    if len(text) <= 2:
        return
    form = ""
    if "_" in text:
        form = "underscore in numeric literal"
    elif text.startswith("0b"):
        form = "binary literal"
    elif text.startswith("0o"):
        form = "0o/0O-style octal literal"
    elif text.startswith("0x") and e.kind != "int":
        form = "hexadecimal floating-point literal"
    if form:
        c.problem(e, f"{form} requires go1.13 or later")


def bad_expr(c: Checker, e: BadExpr, hint: Type | None) -> Operand:
    """Broken text: the syntax's problems speak of it."""
    return bad(e)


def key_value(c: Checker, e: KeyValue, hint: Type | None) -> Operand:
    """`key: value` outside a composite literal."""
    c.problem(e, "no key:value expected")
    return bad(e)


def ellipsis(c: Checker, e: Ellipsis, hint: Type | None) -> Operand:
    """`...` outside a parameter list and an array's length."""
    c.problem(e, "invalid use of ...")
    return bad(e)
