"""One spelling for the source's text and for the compiler's.

The compiler prints expressions from its own representation (cmd/compile/internal/ir/fmt.go): it leaves out
bodies, drops and adds parentheses, spells numbers and strings its own way, cuts a string constant after 72
characters. Both sides are reduced to the same sequence of words.
"""

from __future__ import annotations

import re

from tree_sitter import Node

Words = tuple[str, ...]

_NODES_A_WORD = 4
"""Nodes nested deeper, for the words wanted, hold more words: each level but parentheses adds one."""
_STRING_PREFIX = 10
"""How many characters of a string constant count; fewer than the compiler leaves of ten escaped ones."""

_FEW = 8

_SILENT = frozenset({"(", ")", ",", ";", "\n", "\0", "\r\n"})
_PRINTED = re.compile(
    r""""(?:\\.|[^"\\])*(?:"|\Z) | '(?:\\.|[^'\\])*' | `[^`]*`
      | 0[xXbBoO][\da-fA-F_]+ | (?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?i?
      | [^\W\d]\w* | \.\.\. | <- | << | >> | &\^ | && | \|\| | [=!<>:]= | \S""",
    re.X | re.S,
)
_ESCAPE = re.compile(r"\\(?:([^xuU0-7])|(x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8})|([0-7]{3}))")
_SIMPLE_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_MAX_RUNE = 0x10FFFF
_STRINGS = frozenset({"interpreted_string_literal", "raw_string_literal", "rune_literal"})
_NUMBERS = frozenset({"int_literal", "float_literal", "imaginary_literal"})


def printed_words(text: str) -> Words:
    """The words of an expression as the compiler prints it."""
    found = (match.group() for match in _PRINTED.finditer(text))
    return _array_lengths([_canonical(word) for word in found if word not in _SILENT])


def source_words(node: Node, data: bytes, start: int, limit: int) -> Words:
    """The words of a node of the source from the offset `start` on, spelled as the compiler would if syntax
    tells; the first `limit` words, or one or two more.
    """
    words: list[str] = []
    cursor = node.walk()
    depth, deepest = 0, _NODES_A_WORD * (limit + 4)
    while len(words) < limit and depth < deepest and (current := cursor.node) is not None:
        if cursor.field_name == "length":
            words.append("#")
        elif not _emit(current, data, start, words) and cursor.goto_first_child():
            depth += 1
            continue
        while depth and not cursor.goto_next_sibling():
            cursor.goto_parent()
            depth -= 1
        if not depth:
            break
    return _array_lengths(words)


def _emit(node: Node, data: bytes, start: int, words: list[str]) -> bool:
    """Adds the words of a node that is spelled as one piece; False for a node that is not."""
    kind = node.type
    if kind == "func_literal":
        words += ("func", "literal")
    elif kind == "literal_value":
        words += ("{", "...", "}") if _has_elements(node) else ("{", "}")
    elif kind in _STRINGS or kind in _NUMBERS or not node.child_count:
        word = data[node.start_byte : node.end_byte].decode(errors="replace")
        if kind not in _SILENT and kind != "comment" and word and node.start_byte >= start:
            words.append(_canonical(word))
    else:
        return False
    return True


def _has_elements(literal: Node) -> bool:
    return literal.named_child_count > _FEW or any(child.type != "comment" for child in literal.named_children)


def _array_lengths(words: list[str]) -> Words:
    """Without the numbers of array types, which the source may leave to be computed; indices go with them."""
    for at in range(1, len(words) - 1):
        if (words[at].isdigit() or words[at] == "...") and words[at - 1] == "[" and words[at + 1] == "]":
            words[at] = "#"
    return tuple(words)


def _canonical(word: str) -> str:
    if word[0] in '"`':
        return '"' + _string_value(word)[:_STRING_PREFIX]
    if word[0].isdigit() or (word[0] == "." and word[1:2].isdigit()):
        return _number(word)
    return word


def _string_value(word: str) -> str:
    if word[0] == "`":
        return word.strip("`").replace("\r", "")
    return _ESCAPE.sub(_unescaped, word[1 : 1 + 12 * _STRING_PREFIX].removesuffix('"'))


def _unescaped(match: re.Match[str]) -> str:
    simple, hexadecimal, octal = match.groups()
    if simple:
        return _SIMPLE_ESCAPES.get(simple, simple)
    code = int(hexadecimal[1:], 16) if hexadecimal else int(octal, 8)
    return chr(min(code, _MAX_RUNE))


def _number(word: str) -> str:
    text = word.replace("_", "").lower()
    try:
        if text.endswith("i"):
            return _decimal(float(text[:-1])) + "i"
        if re.fullmatch(r"0[0-7]+", text):
            return str(int(text, 8))
        return str(int(text, 0)) if re.fullmatch(r"0[xbo][\da-f]+|\d+", text) else _decimal(float(text))
    except (ValueError, OverflowError):
        return text


def _decimal(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
