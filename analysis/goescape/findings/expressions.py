"""Reading the compiler's re-printed expressions: the text in its messages and flows.

The compiler prints its typed tree, not the source (cmd/compile/internal/ir/fmt.go): constants are folded,
conversions to unnamed types stand in parentheses, a method call is a call of a method expression. So the text
alone tells much of what was compiled, and nothing here looks at the source.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Container, Iterator

_NUMBER = r"-?(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d+)?(?:e[+-]?\d+)?)"
_TEXT = r'"(?:[^"\\]|\\.)*"'
_STRING = r'"(?:[^"\\]|\\.)*(?:"|\.\.\.)'
_RUNE = r"'(?:[^'\\]|\\.)+'"
_QUOTED = re.compile(rf"{_TEXT}|{_RUNE}|`[^`]*`")
_COMPLEX = rf"\({_NUMBER} [+-] {_NUMBER}i\)"
_LITERAL = re.compile(rf"(?:{_NUMBER}|{_STRING}|{_RUNE}|{_COMPLEX}|true|false)")
_CONVERTED = re.compile(r"(?:\((?P<unnamed>[^()]+)\)|(?P<named>[\w.·\[\],]+))\((?P<inner>.*)\)", re.S)
_TO_BYTES_OR_RUNES = re.compile(r"\(\[\](?:byte|rune|uint8|int32)\)\(")
_EMPTY = r"(?:struct \{\}|\[0\][^\s{]+)"
_EMPTY_VALUE = re.compile(rf"{_EMPTY}\{{\}}", re.S)
_ZERO_SIZE = re.compile(
    rf"&{_EMPTY}\{{\}}|new\({_EMPTY}\)|\[\]{_EMPTY}\{{\.\.\.\}}|make\(\[\]{_EMPTY}, .*\)", re.S
)
_SHAPE = re.compile(r"\bgo\.shape\.")
_NUMERIC = re.compile(r"[-^]|(?:len|cap|copy|u?int(?:8|16|32|64|ptr)?|float(?:32|64)|complex(?:64|128)?)\(")
_NUMERIC_OPERATION = re.compile(r" (?:\*|/|%|-|<<|>>|&|\||\^|&\^) ")
_ONE_BYTE = re.compile(r"(?:bool|byte|uint8|int8)\(.*\)", re.S)

LONGEST_STRING = 72
"""Characters of a string constant that are printed; a longer one ends in ``...`` (go/constant, stringVal.String)."""


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
_UNNAMED_RESULT = re.compile(r"~r\d+|#rv\d+")
_NAME = re.compile(r"[^\W\d]\w*")
_SELECTOR = re.compile(r"(?:[^\W\d]\w*\.)+[^\W\d]\w*")


def without_shapes(text: str) -> str:
    """The text with the types that stand for the type parameters of generic code spelled as what they are."""
    return _SHAPE.sub("", text) if "go.shape." in text else text


def form_of(text: str) -> Form:
    """The form of an expression in the compiler's text."""
    text = without_shapes(text)
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
    """Whether what the text allocates has no bytes: an empty slice, a pointer to or a slice of what is empty."""
    text = without_shapes(text)
    if form_of(text) is Form.SLICE_LITERAL and text.endswith("{}"):
        return True
    if form_of(text) is Form.MAKE_SLICE and make_size(text) == "0":
        return True
    return bool(_ZERO_SIZE.fullmatch(text))


def is_empty_value(text: str) -> bool:
    """Whether the text is a literal of a struct without fields or of an array without elements."""
    return bool(_EMPTY_VALUE.fullmatch(without_shapes(text)))


def converted_to(text: str) -> str:
    """The named type to which a printed conversion converts, or the function that a call calls: ``T`` of ``T(x)``."""
    opening = text.find("(")
    name = text[:opening] if opening > 0 else ""
    return name if _NAME.fullmatch(name) and _spans_whole(text, opening) else ""


def is_one_byte(text: str) -> bool:
    """Whether the text is a conversion to a type of one byte."""
    return bool(_ONE_BYTE.fullmatch(text))


def is_result(location: str, named: Container[str]) -> bool:
    """Whether a location of a flow is a function's result: ``~r0``, the ``#rv1`` in which a loop over a function keeps
    it, or one of those `named`; that of another package's function has its package in front."""
    name = location.rpartition(".")[2]
    return bool(_UNNAMED_RESULT.fullmatch(name)) or name in named


def make_size(text: str) -> str:
    """The size that a printed ``make`` reserves: its last argument; "" when it has none."""
    found = arguments(text)
    return found[-1] if len(found) > 1 else ""


def callee(call: str) -> str:
    """The callee of a printed call, without type arguments: ``fmt.Fprintln``, ``(*T).m``, ``func literal``; "" when it
    is no call."""
    if not call.endswith(")"):
        return ""
    opening = [at for at, depth, char in _brackets(call) if char in "([{" and depth == 1]
    return _without_type_arguments(call[: opening[-1]]) if opening else ""


def _without_type_arguments(name: str) -> str:
    """``slices.Clone`` of ``slices.Clone[[]int,int]``."""
    opening = [at for at, depth, char in _brackets(name) if char == "[" and depth == 1]
    return name[: opening[-1]] if name.endswith("]") and opening and opening[-1] else name


def arguments(call: str) -> list[str]:
    """The arguments of a printed call; none when it is no call."""
    opening = [at for at, depth, char in _brackets(call) if char in "([{" and depth == 1]
    return split_arguments(call[opening[-1] + 1 : -1]) if opening and call.endswith(")") else []


def assigned(statement: str) -> str:
    """The left side of a printed assignment (``*p``, ``m["x"]``, ``G``); "" when it is none."""
    for at, depth, char in _brackets(statement):
        if char == "=" and depth == 0 and statement[at - 1] in " :":
            return statement[:at].rstrip(" :")
    return ""


def indexed(left: str) -> str:
    """What the left side of an assignment indexes: ``s`` of ``s[0]``, ``m`` of ``m["x"].f``; "" when it has no index.
    """
    opening = [at for at, depth, char in _brackets(left) if char == "[" and depth == 1]
    return left[: opening[-1]] if opening else ""


def split_arguments(text: str) -> list[str]:
    """A printed argument list, cut at its top-level commas."""
    cuts = [at for at, depth, char in _brackets(text) if char == "," and depth == 0]
    return [text[start:end].strip(" ,") for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]


def operands(text: str) -> list[str]:
    """The operands of a printed sum; the text itself when it is none."""
    cuts = [at for at, depth, char in _brackets(text) if char == "+" and depth == 0 and text[at - 1 : at + 2] == " + "]
    return [text[start:end].strip(" +") for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]


def is_numeric(text: str) -> bool:
    """Whether an operand of a sum can be nothing but a number."""
    if _NUMERIC.match(text) or (is_constant(text) and not is_text(text)):
        return True
    outside = "".join(char if depth == 0 else "_" for _, depth, char in _brackets(text))
    return bool(_NUMERIC_OPERATION.search(outside))


def is_text(text: str) -> bool:
    """Whether an operand of a sum certainly is a string."""
    return text.startswith(('"', "string("))


def _spans_whole(text: str, opening: int) -> bool:
    """Whether the bracket at `opening` closes at the very end of `text`."""
    closing = [at for at, depth, char in _brackets(text[opening:]) if depth == 0 and char in ")]}"]
    return bool(closing) and closing[0] == len(text) - opening - 1


def _brackets(text: str) -> Iterator[tuple[int, int, str]]:
    """Index, bracket depth (an opening bracket counts itself, a closing one does not) and character of all that
    stands outside quotes, and of every opening quote."""
    depth, end = 0, 0
    for at, char in enumerate(text):
        if at < end:
            continue
        if char in "\"'`":
            end = _quoted_end(text, at)
        depth += (char in "([{") - (char in ")]}")
        yield at, depth, char


def _quoted_end(text: str, at: int) -> int:
    """Where the constant ends that starts at `at`; a string that is cut off has no closing quote."""
    closed = _QUOTED.match(text, at)
    if closed is not None and (text[at] != '"' or closed.end() - at <= LONGEST_STRING):
        return closed.end()
    return at + LONGEST_STRING
