"""Constants as text: the value, in its type's conversion if that is not the value's own (go/constant: String)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

from goescape.types.constant import (
    BOOL_KIND,
    COMPLEX_KIND,
    FLOAT_KIND,
    INT_KIND,
    STRING_KIND,
    UNKNOWN,
    BigFloat,
    Complex,
    Rope,
    Value,
    kind_of,
    round_float,
    text_of,
    to_complex,
    to_float,
    to_int,
)
from goescape.types.model import (
    BOOL,
    COMPLEX128,
    FLOAT64,
    INT,
    IS_COMPLEX,
    IS_FLOAT,
    IS_INTEGER,
    STRING,
    Basic,
    Type,
)
from goescape.types.quoting import quote
from goescape.types.universe import RUNE, TYP

_DEFAULTS: Final = {
    BOOL_KIND: TYP[BOOL],
    STRING_KIND: TYP[STRING],
    INT_KIND: TYP[INT],
    FLOAT_KIND: TYP[FLOAT64],
    COMPLEX_KIND: TYP[COMPLEX128],
}
"""Types of which the value alone says enough."""

_LONGEST: Final = 72
"""Characters of a quoted string that are shown."""


def of_type(value: Value, t: Type) -> Value:
    """A constant in the kind that its type demands (noder/reader.go: FixValue)."""
    under = t.under()
    info = under.info if isinstance(under, Basic) else 0
    if info & IS_INTEGER:
        return to_int(value)
    if info & IS_FLOAT:
        return to_float(value)
    return to_complex(value) if info & IS_COMPLEX else value


def rune_text(value: Value, t: Type) -> str | None:
    """A constant of type rune as a character literal; None if it is none."""
    if t is not RUNE or type(value) is not int or not 0 <= value < 0x110000:
        return None
    if 0xD800 <= value < 0xE000:
        return "'\ufffd'"
    character = chr(value)
    if character in "'\"":
        return "'\"'" if character == '"' else "'\\''"
    return f"'{quote(character.encode())[1:-1]}'"


def says_enough(value: Value, t: Type) -> bool:
    """Whether the type goes without saying."""
    return _DEFAULTS.get(kind_of(value)) is t


def value_text(value: Value) -> str:
    """A value; long strings are cut."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, (bytes, Rope)):
        return _string_text(text_of(value))
    if isinstance(value, (Fraction, BigFloat)):
        return _float_text(value)
    if isinstance(value, Complex):
        return f"({value_text(value.real)} + {value_text(value.imag)}i)"
    return "unknown"


def _string_text(text: bytes) -> str:
    quoted = quote(text[: _LONGEST * 4 + 4])
    return quoted if len(quoted) <= _LONGEST else quoted[: _LONGEST - 3] + "..."


def _float_text(value: Fraction | BigFloat) -> str:
    """Six digits, or all that there are where an integer would seem to be meant."""
    rounded = round_float(value, 64)
    if rounded is UNKNOWN or not isinstance(rounded, (int, Fraction)):
        return "unknown"
    number = float(rounded)
    short = f"{number:.6g}"
    if "." in short or _is_whole(value):
        return short
    return _shortest(number)


def _is_whole(value: Fraction | BigFloat) -> bool:
    return value.exponent >= 0 if isinstance(value, BigFloat) else value.denominator == 1


def _shortest(number: float) -> str:
    """The fewest digits that tell a number from its neighbours (strconv.FormatFloat with 'g' and -1)."""
    sign, digits, exponent = Decimal(repr(number)).normalize().as_tuple()
    assert isinstance(exponent, int)
    written = "".join(map(str, digits))
    minus = "-" if sign else ""
    power = len(written) + exponent - 1
    if power < -4 or power >= 6:
        point = f".{written[1:]}" if len(written) > 1 else ""
        return f"{minus}{written[0]}{point}e{'-' if power < 0 else '+'}{abs(power):02}"
    return minus + f"{abs(Decimal(repr(number))):f}"
