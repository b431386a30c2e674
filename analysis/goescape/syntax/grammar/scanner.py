"""Go's tokens, automatic semicolons included (cmd/compile/internal/syntax/scanner.go, go1.26)."""

from __future__ import annotations

import re
import string
from itertools import accumulate

from goescape.source import Span
from goescape.syntax.problems import Problem

KEYWORDS = frozenset(
    {
        "break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough", "for", "func", "go",
        "goto", "if", "import", "interface", "map", "package", "range", "return", "select", "struct", "switch", "type",
        "var",
    }
)  # fmt: skip
OPERATORS = frozenset(
    {
        "+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", "&^", "&&", "||", "<-", "++", "--", "!", "~",
        "==", "!=", "<", "<=", ">", ">=", "=", ":=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=",
        "&^=", "(", ")", "[", "]", "{", "}", ",", ".", ";", ":", "...",
    }
)  # fmt: skip
LITERALS = frozenset({"int", "float", "imaginary", "char", "string"})
NAME = "name"
END = "end of file"

_LINE_FEED = 10
_NEWLINE = "newline"
_NUMBER = "number"
_SLASH = "slash"
_PATTERN = re.compile(
    r"""[\ \t\r]*(?:
      \n
    | [A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*
    | //[^\n]* | /\*.*?\*/
    | 0[xX][\da-fA-F_]*(?:\.[\da-fA-F_]*)?(?:[pP][+-]?[\d_]*)?i? | 0[bBoO][\d_]*i?
    | (?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?[\d_]*)?i?
    | "(?:\\.|[^"\\\n])*" | `[^`]*` | '(?:\\[^\n]|[^'\\\n])+'
    | /\*.* | `.* | ["'][^\n]*
    | <<=|>>=|&\^=|\.\.\.|&&|\|\||<-|\+\+|--|==|!=|<=|>=|:=|\+=|-=|\*=|/=|%=|&=|\|=|\^=|<<|>>|&\^
    | . | \Z )""",
    re.X | re.S | re.A,
)
"""A token and the blanks before it; all tokens together are the text. Texts are bytes read as Latin-1."""
_KINDS = {**{word: word for word in KEYWORDS | OPERATORS}, "": _NEWLINE}
_KINDS_BY_FIRST = {
    **dict.fromkeys(string.ascii_letters + "_", NAME),
    **dict.fromkeys(string.digits + ".", _NUMBER),
    **dict.fromkeys('"`', "string"),
    "'": "char",
    "/": _SLASH,
}
_ENDS_STATEMENT = frozenset({NAME, *LITERALS, "break", "continue", "fallthrough", "return", "++", "--", ")", "]", "}"})
_UNCLOSED = {"`": "the raw string is not closed", '"': "the string is not closed", "'": "the character is not closed"}


class Tokens:
    """The tokens of a text, as columns: the kind, where it starts, and its bytes read as Latin-1.

    The kind of a keyword or an operator is its text; others have `NAME` or one of `LITERALS`. A semicolon that Go
    puts in at a line's end is of kind ";" and has no text. The last token is `END`.
    """

    __slots__ = ("kinds", "problems", "starts", "text", "texts")

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.kinds: list[str] = []
        self.starts: list[int] = []
        self.texts: list[str] = []
        self.problems: list[Problem] = []


def scan(text: bytes) -> Tokens:
    """All tokens of any bytes; what is no token is skipped and complained of."""
    tokens = Tokens(text)
    kinds, starts, texts = tokens.kinds, tokens.starts, tokens.texts
    add_kind, add_start, add_text = kinds.append, starts.append, texts.append
    by_first, ends_statement = _KINDS_BY_FIRST, _ENDS_STATEMENT
    padded = _PATTERN.findall(text.decode("latin-1"))
    words = list(map(str.lstrip, padded))
    kind: str | None
    for word, end, kind in zip(words, accumulate(map(len, padded)), map(_KINDS.get, words), strict=True):
        if kind is None:
            kind = by_first.get(word[0], "")
            if kind is not NAME:
                kind = _other_kind(tokens, word, end, kind)
                if not kind:
                    continue
        if kind is _NEWLINE:
            if kinds and kinds[-1] in ends_statement:
                add_kind(";")
                add_start(end - 1 if text[end - 1] == _LINE_FEED else end)
                add_text("")
            continue
        add_kind(kind)
        add_start(end - len(word))
        add_text(word)
    add_kind(END)
    add_start(len(text))
    add_text("")
    return tokens


def as_written(text: str) -> str:
    """A token's text as Unicode."""
    return text if text.isascii() else text.encode("latin-1").decode(errors="replace")


def _other_kind(tokens: Tokens, word: str, end: int, kind: str) -> str:
    """The kind of a token that is no keyword, operator or plain name; "" for what is to be skipped."""
    if kind is _NUMBER:
        return _kind_of_number(word)
    start = end - len(word)
    if kind == "string" or kind == "char":
        if len(word) == 1 or word[-1] != word[0] or (kind == "char" and word == "'''"):
            _complain(tokens, start, end, _UNCLOSED[word[0]])
        return kind
    if kind is _SLASH:
        if word.startswith("/*") and (len(word) < 4 or not word.endswith("*/")):
            _complain(tokens, start, start + 2, "the comment is not closed")
        return _NEWLINE if "\n" in word else ""
    if word[0] >= "\x80":
        if not as_written(word).isidentifier():
            _complain(tokens, start, end, f"invalid character in {as_written(word)}")
        return NAME
    _complain(tokens, start, end, f"invalid character {word!r}")
    return ""


def _kind_of_number(word: str) -> str:
    if word.endswith("i"):
        return "imaginary"
    exponents = "pP" if word[:2] in ("0x", "0X") else "eE"
    return "float" if "." in word or exponents[0] in word or exponents[1] in word else "int"


def _complain(tokens: Tokens, start: int, end: int, message: str) -> None:
    tokens.problems.append(Problem(Span(start, end), message))
