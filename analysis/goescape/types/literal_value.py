"""The values of literals (go/constant, MakeFromLiteral; math/big/floatconv.go)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from goescape.types.constant import (
    MAX_EXPONENT,
    MAX_FRACTION_BITS,
    MIN_EXPONENT,
    PRECISION,
    UNKNOWN,
    BigFloat,
    Value,
    big_float,
    make_imag,
    ratio,
    rounded,
    to_big,
)
from goescape.types.quoting import unquote, unquote_character


def from_literal(kind: str, text: str) -> Value:
    """The value of a literal as written; `kind` as in `nodes.BasicLit`. UNKNOWN if it is malformed or out of range."""
    return _LITERALS[kind](text)


def _integer(text: str) -> Value:
    try:
        legacy_octal = text[0] == "0" and (text[1:2].isdigit() or text[1:2] == "_")
        return int(text, 8 if legacy_octal else 0)
    except ValueError:
        return UNKNOWN


def _character(text: str) -> Value:
    code = unquote_character(text)
    return UNKNOWN if code is None else code


def _string(text: str) -> Value:
    found = unquote(text)
    return UNKNOWN if found is None else found


def _imaginary(text: str) -> Value:
    return make_imag(_float(text[:-1]))


def _float(text: str) -> Value:
    """A `Fraction` where its exponent is moderate, however many digits it has."""
    parts = _mantissa_and_exponents(text.replace("_", "").lower())
    if parts is None:
        return UNKNOWN
    mantissa, exponent2, exponent5 = parts
    if not mantissa:
        return Fraction(0)
    if not MIN_EXPONENT <= mantissa.bit_length() + exponent2 <= MAX_EXPONENT:
        return UNKNOWN
    moderate = 8 * MAX_FRACTION_BITS
    if -moderate < exponent2 < moderate and -moderate < exponent5 < moderate:
        exact = _power_product(mantissa, exponent2, exponent5)
        if mantissa.bit_length() + abs(exponent2) + 3 * abs(exponent5) < MAX_FRACTION_BITS:
            return exact
        big = to_big(exact)
        if isinstance(big, BigFloat) and abs(big.top()) < MAX_FRACTION_BITS:
            return exact
    found = _scaled(mantissa, exponent2, exponent5)
    return Fraction(0) if isinstance(found, BigFloat) and not found.mantissa else found


def _power_product(mantissa: int, exponent2: int, exponent5: int) -> Fraction:
    """`mantissa * 2**exponent2 * 5**exponent5`."""
    numerator, denominator = mantissa, 1
    if exponent2 >= 0:
        numerator <<= exponent2
    else:
        denominator <<= -exponent2
    if exponent5 >= 0:
        return Fraction(numerator * 5**exponent5, denominator)
    return Fraction(numerator, denominator * 5**-exponent5)


def _mantissa_and_exponents(text: str) -> tuple[int, int, int] | None:
    """A float literal as m, e2, e5 where its value is m * 2**e2 * 5**e5; None if it is malformed."""
    try:
        if text[:2] in ("0b", "0o"):
            return int(text, 0), 0, 0
        hexadecimal = text[:2] == "0x"
        digits, _, exponent = text[2 * hexadecimal :].partition("p" if hexadecimal else "e")
        whole, _, fraction = digits.partition(".")
        power = int(exponent or "0")
        if hexadecimal:
            return int(whole + fraction, 16), power - 4 * len(fraction), 0
        power -= len(fraction)
        return _decimal(whole + fraction), power, power
    except ValueError:
        return None


def _decimal(digits: str) -> int:
    """`int(digits)`, for more digits than Python converts at once."""
    found = 0
    for at in range(0, len(digits), 4000):
        piece = digits[at : at + 4000]
        found = found * 10 ** len(piece) + int(piece)
    return found


def _scaled(mantissa: int, exponent2: int, exponent5: int) -> Value:
    """`mantissa * 2**exponent2 * 5**exponent5` in 512 bits, the power of 5 computed as math/big does."""
    power, power2 = _power_of_5(abs(exponent5))
    if exponent5 >= 0:
        return big_float(mantissa * power, exponent2 + power2)
    quotient, shift = ratio(mantissa, power)
    return big_float(quotient, exponent2 - power2 + shift)


def _power_of_5(n: int) -> tuple[int, int]:
    """5**n as mantissa and exponent, rounded to 576 bits at each step, and the factor to 640
    (math/big/floatconv.go, pow5)."""
    head = min(n, 27)
    found, factor = (5**head, 0), (5, 0)
    n -= head
    while n:
        if n & 1:
            found = rounded(found[0] * factor[0], found[1] + factor[1], PRECISION + 64)
        factor = rounded(factor[0] * factor[0], 2 * factor[1], PRECISION + 128)
        n >>= 1
    return found


_LITERALS: Final[dict[str, Callable[[str], Value]]] = {
    "int": _integer,
    "float": _float,
    "imaginary": _imaginary,
    "char": _character,
    "string": _string,
}
