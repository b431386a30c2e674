"""Strings and characters as Go writes them (strconv.Quote, strconv.Unquote)."""

from __future__ import annotations

import re
from typing import Final

_SIMPLE: Final = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92, "'": 39, '"': 34}
_ESCAPES: Final = {code: f"\\{letter}" for letter, code in _SIMPLE.items() if letter not in "'\""}
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([abfnrtv\\'\"]))")
_CHARACTER = re.compile(_ESCAPE.pattern + r"|[^\\\n]")


def unquote(literal: str) -> bytes | None:
    """The bytes of a string literal as written, quotes included; None if it is wrong.

    Bytes of the source that are no UTF-8 are expected as `surrogateescape` decodes them.
    """
    text = literal[1:-1]
    if len(literal) < 2 or literal[0] != literal[-1]:
        return None
    if literal[0] == "`":
        return None if "`" in text else _encoded(text.replace("\r", ""))
    if literal[0] != '"' or "\n" in text:
        return None
    if "\\" not in text:
        return None if '"' in text else _encoded(text)
    return _unescaped(text)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _unescaped(text: str) -> bytes | None:
    """The bytes of what is between the quotes of an interpreted string literal."""
    parts: list[bytes] = []
    at = 0
    while True:
        escape = text.find("\\", at)
        plain = text[at:] if escape < 0 else text[at:escape]
        if '"' in plain:
            return None
        parts.append(_encoded(plain))
        if escape < 0:
            return b"".join(parts)
        match = _ESCAPE.match(text, escape)
        if match is None or match[5] == "'":
            return None
        code = _code(match)
        if code < 0:
            return None
        parts.append(bytes((code,)) if match[1] or match[2] else chr(code).encode())
        at = match.end()


def unquote_character(literal: str) -> int | None:
    """The code of the (first) character of a character literal as written; None if it is wrong."""
    match = _CHARACTER.match(literal, 1, len(literal) - 1)
    if match is None:
        return None
    if match[0][0] != "\\":
        return None if match[0] == "'" else ord(match[0])
    code = _code(match)
    return None if code < 0 or match[5] == '"' else code


def _code(match: re.Match[str]) -> int:
    """What an escape stands for; -1 if there is no such byte or character."""
    byte, octal, short, long, simple = match.groups()
    if simple:
        return _SIMPLE[simple]
    if byte:
        return int(byte, 16)
    if octal:
        code = int(octal, 8)
        return code if code < 256 else -1
    code = int(short or long, 16)
    return code if code < 0xD800 or 0xE000 <= code < 0x110000 else -1


def quote(text: bytes) -> str:
    """A string literal for `text`, with escapes for what cannot be printed (by Python's edition of Unicode)."""
    decoded = text.decode("utf-8", "surrogateescape")
    if decoded.isprintable() and '"' not in decoded and "\\" not in decoded:
        return f'"{decoded}"'
    return '"' + "".join(map(_quoted, decoded)) + '"'


def _quoted(character: str) -> str:
    code = ord(character)
    if character == '"':
        return '\\"'
    if code in _ESCAPES:
        return _ESCAPES[code]
    if character.isprintable():
        return character
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    if 0xDC80 <= code < 0xDD00:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
