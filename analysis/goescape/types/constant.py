"""Exact values of constants (go/constant).

A `Value` is one of Python's own where one fits: `bool`, `int`, `fractions.Fraction` (a number of float kind) and
`bytes` (a string); a `Rope` is a long string that is still in parts, a `BigFloat` a number whose fraction would be
too large, a `Complex` a pair of numbers of the other kinds. `UNKNOWN` is the result where no value can be given, and
of every operation with it. Mind that `bool` is a subclass of `int`: test by `type(v) is int`, or by `kind_of`.

Which kind a value has is not the type of its expression: an untyped float constant may be an `int` here.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from goescape.types.model import (
    COMPLEX64,
    FLOAT32,
    IS_BOOLEAN,
    IS_COMPLEX,
    IS_FLOAT,
    IS_INTEGER,
    IS_STRING,
    IS_UNTYPED,
    Basic,
)
from goescape.types.quoting import quote

if TYPE_CHECKING:
    from goescape.types.sizes import Sizes

UNKNOWN_KIND, BOOL_KIND, STRING_KIND, INT_KIND, FLOAT_KIND, COMPLEX_KIND = range(6)

PRECISION: Final = 512
"""Bits of a `BigFloat`'s mantissa (go/constant: prec)."""
MAX_FRACTION_BITS: Final = 4096
"""Numerators and denominators as long as this are given up for a `BigFloat` (go/constant: maxExp)."""
MAX_EXPONENT: Final = 2**31 - 1
MIN_EXPONENT: Final = -(2**31)
"""math/big: MaxExp, MinExp."""
_ROPE: Final = 512
"""Strings shorter than this many bytes are joined at once."""


class Unknown:
    __slots__ = ()


UNKNOWN: Final = Unknown()


class BigFloat:
    """`mantissa * 2**exponent`, the mantissa odd (or 0) and of at most 512 bits: made by `big_float` alone."""

    __slots__ = ("exponent", "mantissa")

    def __init__(self, mantissa: int, exponent: int) -> None:
        self.mantissa = mantissa
        self.exponent = exponent

    def top(self) -> int:
        """e where 2**(e-1) <= abs(self) < 2**e; 0 for 0."""
        return self.exponent + self.mantissa.bit_length() if self.mantissa else 0


class Complex:
    __slots__ = ("imag", "real")

    def __init__(self, real: Value, imag: Value) -> None:
        self.real = real
        self.imag = imag


class Rope:
    """A string that is the sum of two, joined when it is asked for: so a sum of n strings takes no n * n bytes."""

    __slots__ = ("_joined", "_left", "_length", "_right")

    def __init__(self, left: bytes | Rope, right: bytes | Rope) -> None:
        self._left: bytes | Rope = left
        self._right: bytes | Rope = right
        self._length = len(left) + len(right)
        self._joined: bytes | None = None

    def __len__(self) -> int:
        return self._length

    def join(self) -> bytes:
        if self._joined is None:
            parts: list[bytes] = []
            rest: list[bytes | Rope] = [self]
            while rest:
                part = rest.pop()
                if isinstance(part, bytes):
                    parts.append(part)
                elif part._joined is not None:
                    parts.append(part._joined)
                else:
                    rest += (part._left, part._right)
            self._joined = b"".join(reversed(parts))
            self._left = self._right = b""
        return self._joined


Value: TypeAlias = bool | int | Fraction | BigFloat | Complex | bytes | Rope | Unknown

_KINDS: Final[dict[type, int]] = {
    Unknown: UNKNOWN_KIND,
    bool: BOOL_KIND,
    bytes: STRING_KIND,
    Rope: STRING_KIND,
    int: INT_KIND,
    Fraction: FLOAT_KIND,
    BigFloat: FLOAT_KIND,
    Complex: COMPLEX_KIND,
}


def kind_of(v: Value) -> int:
    """One of the `*_KIND` numbers."""
    return _KINDS[type(v)]


def text_of(v: Value) -> bytes:
    """The bytes of a string constant; empty for UNKNOWN."""
    if type(v) is bytes:
        return v
    return v.join() if isinstance(v, Rope) else b""


def sign(v: Value) -> int:
    """-1, 0 or 1; of a complex number 0 or not; 1 for UNKNOWN, so that nobody takes it for a zero divisor."""
    if isinstance(v, (int, Fraction)):
        return (v > 0) - (v < 0)
    if isinstance(v, BigFloat):
        return (v.mantissa > 0) - (v.mantissa < 0)
    if isinstance(v, Complex):
        return sign(v.real) | sign(v.imag)
    return 1


# -------------------------------------------------------------------------------------------------- making numbers


def rounded(mantissa: int, exponent: int, precision: int) -> tuple[int, int]:
    """`mantissa * 2**exponent` to the nearest with `precision` bits, ties to even, without trailing zero bits."""
    if not mantissa:
        return 0, 0
    magnitude = abs(mantissa)
    excess = magnitude.bit_length() - precision
    if excess > 0:
        magnitude = _shifted_half_even(magnitude, excess)
        exponent += excess
    zeros = (magnitude & -magnitude).bit_length() - 1
    magnitude >>= zeros
    return (-magnitude if mantissa < 0 else magnitude), exponent + zeros


def _shifted_half_even(magnitude: int, bits: int) -> int:
    """`magnitude / 2**bits` to the nearest integer, ties to even."""
    kept = magnitude >> bits
    rest = magnitude - (kept << bits)
    half = 1 << (bits - 1)
    return kept + (rest > half or (rest == half and kept & 1 == 1))


def big_float(mantissa: int, exponent: int) -> BigFloat | Unknown:
    """Rounded; 0 where it is too small, UNKNOWN where it is too large."""
    found = BigFloat(*rounded(mantissa, exponent, PRECISION))
    top = found.top()
    if top > MAX_EXPONENT:
        return UNKNOWN
    return found if top >= MIN_EXPONENT else BigFloat(0, 0)


def ratio(numerator: int, denominator: int, precision: int = PRECISION) -> tuple[int, int]:
    """A quotient as mantissa and exponent: not rounded, but such that rounding it to `precision` bits is right."""
    shift = max(0, precision + 2 - numerator.bit_length() + denominator.bit_length())
    quotient, rest = divmod(abs(numerator) << shift, denominator)
    mantissa = quotient << 1 | (rest != 0)
    return (-mantissa if numerator < 0 else mantissa), -shift - 1


def to_big(v: Value) -> BigFloat | Unknown:
    if isinstance(v, BigFloat):
        return v
    if isinstance(v, int):
        return big_float(v, 0)
    if isinstance(v, Fraction):
        return big_float(*ratio(v.numerator, v.denominator))
    return UNKNOWN


def _fraction(v: Fraction) -> Value:
    """`v`, or a `BigFloat` if it has become too long."""
    if v.numerator.bit_length() < MAX_FRACTION_BITS and v.denominator.bit_length() < MAX_FRACTION_BITS:
        return v
    return to_big(v)


def _complex(real: Value, imag: Value) -> Value:
    if real is UNKNOWN or imag is UNKNOWN:
        return UNKNOWN
    return Complex(real, imag)


def make_imag(v: Value) -> Value:
    """`v * i`."""
    return _complex(0, v)


def real(v: Value) -> Value:
    return v.real if isinstance(v, Complex) else v


def imag(v: Value) -> Value:
    if isinstance(v, Complex):
        return v.imag
    return v if v is UNKNOWN else 0


# ----------------------------------------------------------------------------------------------------- conversions


def to_int(v: Value) -> Value:
    """`v` as an `int`, UNKNOWN where it is none.

    A `BigFloat` is taken for an integer if it is one but for its last four bits, which may be rounding errors.
    """
    if type(v) is int:
        return v
    if isinstance(v, Fraction):
        return v.numerator if v.denominator == 1 else UNKNOWN
    if isinstance(v, BigFloat):
        return _big_to_int(v)
    if isinstance(v, Complex):
        return to_int(to_float(v))
    return UNKNOWN


def _big_to_int(v: BigFloat) -> Value:
    if not -MAX_FRACTION_BITS < v.top() < MAX_FRACTION_BITS:
        return UNKNOWN
    magnitude = abs(v.mantissa)
    excess = max(0, magnitude.bit_length() - (PRECISION - 4))
    down = magnitude >> excess
    for candidate, exponent in ((magnitude, v.exponent), (down, v.exponent + excess), (down + 1, v.exponent + excess)):
        candidate, exponent = rounded(candidate, exponent, PRECISION)
        if exponent >= 0:
            found = candidate << exponent
            return -found if v.mantissa < 0 else found
    return UNKNOWN


def to_float(v: Value) -> Value:
    """`v` as a `Fraction` or `BigFloat`, UNKNOWN where it is no real number."""
    if type(v) is int:
        return _fraction(Fraction(v))
    if isinstance(v, (Fraction, BigFloat)):
        return v
    if isinstance(v, Complex) and sign(v.imag) == 0:
        return to_float(v.real)
    return UNKNOWN


def to_complex(v: Value) -> Value:
    """`v` as a `Complex`, UNKNOWN where it is no number."""
    if isinstance(v, Complex):
        return v
    return Complex(v, 0) if kind_of(v) in (INT_KIND, FLOAT_KIND) else UNKNOWN


_FORMATS: Final = {32: (24, -149, 128), 64: (53, -1074, 1024)}
"""IEEE 754 formats by size in bits: bits of the mantissa, least exponent, and the exponent that is too large."""


def round_float(v: Value, bits: int) -> Value:
    """The nearest float32 or float64 (`bits` 32 or 64) of a number that is not complex; UNKNOWN if it overflows."""
    precision, least, limit = _FORMATS[bits]
    if type(v) is int and -(1 << precision) <= v <= 1 << precision:
        return Fraction(v)
    big = _exact_or_sticky(v, precision)
    if big is None:
        return UNKNOWN
    mantissa, exponent = big
    magnitude = abs(mantissa)
    top = exponent + magnitude.bit_length()
    if top > limit:
        return UNKNOWN
    if top < least:
        return Fraction(0)
    unit = max(top - precision, least)
    if unit > exponent:
        magnitude = _shifted_half_even(magnitude, unit - exponent)
        exponent = unit
    if exponent + magnitude.bit_length() > limit:
        return UNKNOWN
    found = Fraction(magnitude << exponent) if exponent >= 0 else Fraction(magnitude, 1 << -exponent)
    return -found if mantissa < 0 else found


def _exact_or_sticky(v: Value, precision: int) -> tuple[int, int] | None:
    """A number as mantissa and exponent, from which rounding to `precision` bits or fewer is right."""
    if isinstance(v, int):
        return v, 0
    if isinstance(v, Fraction):
        return ratio(v.numerator, v.denominator, precision)
    if isinstance(v, BigFloat):
        return v.mantissa, v.exponent
    return None


def representable(v: Value, basic: Basic, sizes: Sizes) -> tuple[bool, Value]:
    """Whether `v` can be a value of `basic`, and which: rounded for floats, an `int` for integers
    (go/types/const.go, representableConst). UNKNOWN always can: it has been complained of."""
    info = basic.info
    if info & IS_INTEGER:
        if type(v) is int:
            low, high = sizes.ranges[basic.kind]
            return low <= v <= high, v
        if v is UNKNOWN:
            return True, v
        whole = to_int(v)
        return (False, v) if whole is UNKNOWN else representable(whole, basic, sizes)
    if v is UNKNOWN:
        return True, v
    if info & IS_FLOAT:
        return _representable_float(v, basic)
    if info & IS_COMPLEX:
        return _representable_complex(v, basic)
    if info & IS_STRING:
        return kind_of(v) == STRING_KIND, v
    return bool(info & IS_BOOLEAN) and type(v) is bool, v


def _representable_float(v: Value, basic: Basic) -> tuple[bool, Value]:
    number = to_float(v) if isinstance(v, Complex) else v
    if kind_of(number) not in (INT_KIND, FLOAT_KIND):
        return False, v
    if basic.info & IS_UNTYPED:
        return True, v
    nearest = round_float(number, 32 if basic.kind == FLOAT32 else 64)
    return (False, v) if nearest is UNKNOWN else (True, nearest)


def _representable_complex(v: Value, basic: Basic) -> tuple[bool, Value]:
    pair = to_complex(v)
    if not isinstance(pair, Complex):
        return False, v
    if basic.info & IS_UNTYPED:
        return True, v
    bits = 32 if basic.kind == COMPLEX64 else 64
    nearest = _complex(round_float(pair.real, bits), round_float(pair.imag, bits))
    return (False, v) if nearest is UNKNOWN else (True, nearest)


# ------------------------------------------------------------------------------------------------------ operations


def _quotient(x: int, y: int) -> int:
    """Truncated towards zero, as Go divides."""
    found = abs(x) // abs(y)
    return found if (x < 0) == (y < 0) else -found


def _remainder(x: int, y: int) -> int:
    """With the sign of `x`, as Go has it."""
    found = abs(x) % abs(y)
    return -found if x < 0 else found


_INT_OPERATIONS: Final[dict[str, Callable[[int, int], int]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "%": _remainder,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
    "&^": lambda x, y: x & ~y,
}
_FRACTION_OPERATIONS: Final[dict[str, Callable[[Any, Any], Fraction]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


def binary(op: str, x: Value, y: Value, integer_division: bool = False) -> Value:
    """`x op y`, but for shifts and comparisons. UNKNOWN if an operand is, the operation is not defined for them, or
    the divisor is zero. `integer_division` for a `/` between values of integer type."""
    kind = type(x)
    if kind is int and type(y) is int:
        return _int_binary(op, x, y, integer_division)  # type: ignore[arg-type]
    if kind is bool:
        return _bool_binary(op, x, y)
    if kind is bytes or kind is Rope:
        if op == "+" and kind_of(y) == STRING_KIND:
            return _concatenate(x, y)  # type: ignore[arg-type]
        return UNKNOWN
    if kind_of(x) < INT_KIND or kind_of(y) < INT_KIND:
        return UNKNOWN
    if kind is Complex or type(y) is Complex:
        return _complex_binary(op, to_complex(x), to_complex(y))
    return _float_binary(op, x, y)


def _int_binary(op: str, x: int, y: int, integer_division: bool) -> Value:
    if op == "/":
        if not y:
            return UNKNOWN
        return _quotient(x, y) if integer_division else _fraction(Fraction(x, y))
    operation = _INT_OPERATIONS.get(op)
    if operation is None or (op == "%" and not y):
        return UNKNOWN
    return operation(x, y)


def _bool_binary(op: str, x: Value, y: Value) -> Value:
    if type(y) is not bool:
        return UNKNOWN
    if op == "&&":
        return x is True and y
    return x is True or y if op == "||" else UNKNOWN


def _concatenate(x: bytes | Rope, y: bytes | Rope) -> bytes | Rope:
    if isinstance(x, bytes) and isinstance(y, bytes) and len(x) + len(y) < _ROPE:
        return x + y
    return Rope(x, y)


def _float_binary(op: str, x: Value, y: Value) -> Value:
    if isinstance(x, BigFloat) or isinstance(y, BigFloat):
        return _big_binary(op, to_big(x), to_big(y))
    operation = _FRACTION_OPERATIONS.get(op)
    if operation is None or (op == "/" and not y):
        return UNKNOWN
    return _fraction(operation(x, y))


def _big_binary(op: str, x: BigFloat | Unknown, y: BigFloat | Unknown) -> Value:
    if not isinstance(x, BigFloat) or not isinstance(y, BigFloat):
        return UNKNOWN
    if op == "+":
        return _big_sum(x, y)
    if op == "-":
        return _big_sum(x, BigFloat(-y.mantissa, y.exponent))
    if op == "*":
        return big_float(x.mantissa * y.mantissa, x.exponent + y.exponent)
    if op == "/" and y.mantissa:
        mantissa, exponent = ratio(x.mantissa if y.mantissa > 0 else -x.mantissa, abs(y.mantissa))
        return big_float(mantissa, exponent + x.exponent - y.exponent)
    return UNKNOWN


def _big_sum(x: BigFloat, y: BigFloat) -> Value:
    if not x.mantissa or not y.mantissa:
        return y if not x.mantissa else x
    if x.top() < y.top():
        x, y = y, x
    lowest = x.top() - PRECISION - 4
    if y.top() < lowest:
        y = BigFloat(sign(y), lowest)
    exponent = min(x.exponent, y.exponent)
    return big_float((x.mantissa << x.exponent - exponent) + (y.mantissa << y.exponent - exponent), exponent)


def _complex_binary(op: str, x: Value, y: Value) -> Value:
    if not isinstance(x, Complex) or not isinstance(y, Complex):
        return UNKNOWN
    a, b, c, d = x.real, x.imag, y.real, y.imag
    if op == "+" or op == "-":
        return _complex(binary(op, a, c), binary(op, b, d))
    if op == "*":
        return _complex(
            binary("-", binary("*", a, c), binary("*", b, d)),
            binary("+", binary("*", b, c), binary("*", a, d)),
        )
    if op == "/":
        norm = binary("+", binary("*", c, c), binary("*", d, d))
        return _complex(
            binary("/", binary("+", binary("*", a, c), binary("*", b, d)), norm),
            binary("/", binary("-", binary("*", b, c), binary("*", a, d)), norm),
        )
    return UNKNOWN


def unary(op: str, x: Value, unsigned_bits: int = 0) -> Value:
    """`op x` for + - ^ !. `unsigned_bits` is the size of an unsigned operand's type, to which ^ is limited."""
    if op == "!":
        return not x if type(x) is bool else UNKNOWN
    if type(x) is int:
        if op == "-":
            return -x
        if op == "^":
            return ~x & ((1 << unsigned_bits) - 1) if unsigned_bits else ~x
        return x if op == "+" else UNKNOWN
    if op == "+":
        return x if kind_of(x) > INT_KIND else UNKNOWN
    if op != "-":
        return UNKNOWN
    if isinstance(x, Fraction):
        return -x
    if isinstance(x, BigFloat):
        return BigFloat(-x.mantissa, x.exponent)
    return _complex(unary("-", x.real), unary("-", x.imag)) if isinstance(x, Complex) else UNKNOWN


def shift(op: str, x: Value, count: int) -> Value:
    """`x << count` or `x >> count` of an `int`; the caller bounds the count (go/types: 1023 - 1 + 52)."""
    if type(x) is not int:
        return UNKNOWN
    return x << count if op == "<<" else x >> count


_COMPARISONS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compare(op: str, x: Value, y: Value) -> bool:
    """`x op y`; False if an operand is UNKNOWN, or they cannot be compared."""
    operation = _COMPARISONS[op]
    if type(x) is int and type(y) is int:
        return operation(x, y)
    kinds = kind_of(x), kind_of(y)
    if UNKNOWN_KIND in kinds:
        return False
    if COMPLEX_KIND in kinds:
        return _compare_complex(op, to_complex(x), to_complex(y))
    if STRING_KIND in kinds:
        return kinds[0] == kinds[1] and operation(text_of(x), text_of(y))
    if BOOL_KIND in kinds:
        return kinds[0] == kinds[1] and op in ("==", "!=") and operation(x, y)
    if isinstance(x, BigFloat) or isinstance(y, BigFloat):
        return operation(sign(_big_binary("-", to_big(x), to_big(y))), 0)
    return operation(x, y)


def _compare_complex(op: str, x: Value, y: Value) -> bool:
    if not isinstance(x, Complex) or not isinstance(y, Complex) or op not in ("==", "!="):
        return False
    return (compare("==", x.real, y.real) and compare("==", x.imag, y.imag)) == (op == "==")


# ------------------------------------------------------------------------------------------------------------ text


def exact_string(v: Value) -> str:
    """As go/constant's ExactString prints it: a fraction as "1/3", a `BigFloat` as "0x.8p+5000", strings quoted."""
    if type(v) is int:
        return str(v) if v.bit_length() < 4 * MAX_FRACTION_BITS else hex(v)
    if isinstance(v, bool):
        return "true" if v else "false"
    if isinstance(v, (bytes, Rope)):
        return quote(text_of(v))
    if isinstance(v, Fraction):
        return str(v)
    if isinstance(v, Complex):
        return f"({exact_string(v.real)} + {exact_string(v.imag)}i)"
    return _exact_big(v) if isinstance(v, BigFloat) else "unknown"


def _exact_big(v: BigFloat) -> str:
    if not v.mantissa:
        return "0"
    magnitude = abs(v.mantissa)
    digits = f"{magnitude << -magnitude.bit_length() % 4:x}".rstrip("0")
    return f"{'-' if v.mantissa < 0 else ''}0x.{digits}p{v.top():+d}"
