"""Reading the compiler's re-printed expressions: the text in its messages and flows.

The compiler prints its typed tree, not the source (cmd/compile/internal/ir/fmt.go): constants are folded,
conversions to unnamed types stand in parentheses, a method call is a call of a method expression. So the text
alone tells much of what was compiled, and nothing here looks at the source.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator

_NUMBER = r"-?(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d+)?(?:e[+-]?\d+)?)"
_STRING = r'"(?:[^"\\]|\\.)*"(?:\.\.\.)?'
_RUNE = r"'(?:[^'\\]|\\.)+'"
_COMPLEX = rf"\({_NUMBER} [+-] {_NUMBER}i\)"
_LITERAL = re.compile(rf"(?:{_NUMBER}|{_STRING}|{_RUNE}|{_COMPLEX}|true|false)")
_CONVERTED = re.compile(r"(?:\((?P<unnamed>[^()]+)\)|(?P<named>[\w.·\[\],]+))\((?P<inner>.*)\)", re.S)
_TO_BYTES_OR_RUNES = re.compile(r"\(\[\](?:byte|rune|uint8|int32)\)\(")
_ZERO_SIZE = re.compile(
    r"(?:struct \{\}\{\}|\[0\][^\s{]+\{\}|new\(struct \{\}\)|&struct \{\}\{\}|make\(\[\]struct \{\}, .*\))", re.S
)
_ONE_BYTE = re.compile(r"(?:bool|byte|uint8|int8)\(.*\)", re.S)


class Form(enum.Enum):
    """What an expression in the compiler's text is, as far as the text tells."""

    MAKE_SLICE = enum.auto()
    MAKE_MAP = enum.auto()
    NEW = enum.auto()
    POINTER_LITERAL = enum.auto()
    SLICE_LITERAL = enum.auto()
    MAP_LITERAL = enum.auto()
    VALUE_LITERAL = enum.auto()
    FUNCTION_LITERAL = enum.auto()
    VARIADIC = enum.auto()
    APPEND = enum.auto()
    BYTES_OR_STRING = enum.auto()
    SUM = enum.auto()
    SELECTOR = enum.auto()
    CONSTANT = enum.auto()
    VALUE = enum.auto()
    """Anything else: it has no storage of its own unless an interface conversion gives it some."""


_PREFIXES = (
    ("make(map[", Form.MAKE_MAP),
    ("make(", Form.MAKE_SLICE),
    ("new(", Form.NEW),
    ("append(", Form.APPEND),
    ("map[", Form.MAP_LITERAL),
    ("[]", Form.SLICE_LITERAL),
    ("string(", Form.BYTES_OR_STRING),
)
_SELECTOR = re.compile(r"(?:[^\W\d]\w*\.)+[^\W\d]\w*")


def form_of(text: str) -> Form:
    """The form of an expression in the compiler's text."""
    if text in ("func literal", "... argument"):
        return Form.FUNCTION_LITERAL if text == "func literal" else Form.VARIADIC
    if is_constant(text):
        return Form.CONSTANT
    if text.startswith("&") and text.endswith("}"):
        return Form.POINTER_LITERAL
    if _TO_BYTES_OR_RUNES.match(text) and _spans_whole(text, text.index(")(") + 1):
        return Form.BYTES_OR_STRING
    for prefix, form in _PREFIXES:
        if text.startswith(prefix):
            return _checked(text, prefix, form)
    if " + " in text and len(operands(text)) > 1:
        return Form.SUM
    if text.endswith("}"):
        return Form.VALUE_LITERAL
    return Form.SELECTOR if _SELECTOR.fullmatch(text) else Form.VALUE


def _checked(text: str, prefix: str, form: Form) -> Form:
    """`form`, if the text that starts like it also ends like it; ``make([]int, n)[0]`` is a value."""
    if form in (Form.MAP_LITERAL, Form.SLICE_LITERAL):
        return form if text.endswith("}") else Form.VALUE
    if len(operands(text)) > 1:
        return Form.SUM
    return form if _spans_whole(text, prefix.index("(")) else Form.VALUE


def is_constant(text: str) -> bool:
    """Whether the text is a constant: a literal, or conversions of one (``time.Duration(3)``, ``any(17)``).

    The compiler folds constants before it prints them, so a conversion of a literal is a constant, or a
    conversion of one to an interface; string and slice conversions are not.
    """
    while not _LITERAL.fullmatch(text):
        converted = _CONVERTED.fullmatch(text)
        if converted is None or (converted["unnamed"] or "").startswith("[]"):
            return False
        if converted["named"] in ("new", "make", "append", "len", "cap", "min", "max", "panic"):
            return False
        text = converted["inner"]
    return True


def is_zero_size(text: str) -> bool:
    """Whether the text names a value without bytes."""
    return bool(_ZERO_SIZE.fullmatch(text))


def is_one_byte(text: str) -> bool:
    """Whether the text is a conversion to a type of one byte."""
    return bool(_ONE_BYTE.fullmatch(text))


def make_size(text: str) -> str:
    """The size that a printed ``make`` reserves: its last argument; "" when it has none."""
    arguments = split_arguments(text[text.index("(") + 1 : -1])
    return arguments[-1] if len(arguments) > 1 else ""


def callee(call: str) -> str:
    """The callee of a printed call: ``fmt.Fprintln``, ``(*T).m``, ``func literal``; "" when it is no call."""
    if not call.endswith(")"):
        return ""
    opening = [at for at, depth, char in _brackets(call) if char in "([{" and depth == 1]
    return call[: opening[-1]] if opening else ""


def assigned(statement: str) -> str:
    """The left side of a printed assignment (``*p``, ``m["x"]``, ``G``); "" when it is none."""
    for at, depth, char in _brackets(statement):
        if char == "=" and depth == 0 and statement[at - 1] in " :":
            return statement[:at].rstrip(" :")
    return ""


def is_element(left: str) -> bool:
    """Whether the left side of an assignment is an element: ``s[0]``, ``m["x"].f``."""
    return "[" in left and not left.startswith("[")


def split_arguments(text: str) -> list[str]:
    """A printed argument list, cut at its top-level commas."""
    cuts = [at for at, depth, char in _brackets(text) if char == "," and depth == 0]
    return [text[start:end].strip(" ,") for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]


def operands(text: str) -> list[str]:
    """The operands of a printed sum; the text itself when it is none."""
    cuts = [at for at, depth, char in _brackets(text) if char == "+" and depth == 0 and text[at - 1 : at + 2] == " + "]
    return [text[start:end].strip(" +") for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]


def _spans_whole(text: str, opening: int) -> bool:
    """Whether the bracket at `opening` closes at the very end of `text`."""
    closing = [at for at, depth, char in _brackets(text[opening:]) if depth == 0 and char in ")]}"]
    return bool(closing) and closing[0] == len(text) - opening - 1


def _brackets(text: str) -> Iterator[tuple[int, int, str]]:
    """Index, bracket depth (an opening bracket counts itself, a closing one does not) and character of all that
    stands outside quotes."""
    depth, quote, escaped = 0, "", False
    for at, char in enumerate(text):
        if quote:
            quote = "" if char == quote and not escaped else quote
            escaped = char == "\\" and not escaped
            continue
        if char in "\"'`":
            quote = char
        depth += (char in "([{") - (char in ")]}")
        yield at, depth, char
