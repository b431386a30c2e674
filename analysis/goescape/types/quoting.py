"""Strings and characters as Go writes them (strconv.Quote, strconv.Unquote)."""

from __future__ import annotations

import re
from typing import Final

_SIMPLE: Final = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92, "'": 39, '"': 34}
_ESCAPES: Final = {code: f"\\{letter}" for letter, code in _SIMPLE.items() if letter not in "'\""}
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([abfnrtv\\'\"]))")
_CHARACTER = re.compile(_ESCAPE.pattern + r"|[^\\\n]")


_ASSIGNED: Final = """
    61d 870-88f 897-89f 8b5 8c8-8d2 c3c c5c-c5d cdc-cdd cf3 ece 170d 1715 171f 180f 1ac1-1add 1ae0-1aeb 1b4c
    1b4e-1b4f 1b7d-1b7f 1c89-1c8a 1dfa 20c0-20c1 2427-2429 2b96 2c2f 2c5f 2e53-2e5d 2ffc-2fff 31e4-31e5 31ef
    9ffd-9fff a7c0-a7c1 a7cb-a7dc a7f1-a7f4 fbc2-fbd2 fd40-fd4f fd90-fd91 fdc8-fdcf fdfe-fdff 10570-1057a
    1057c-1058a 1058c-10592 10594-10595 10597-105a1 105a3-105b1 105b3-105b9 105bb-105bc 105c0-105f3 10780-10785
    10787-107b0 107b2-107ba 10940-10959 10d40-10d65 10d69-10d85 10d8e-10d8f 10ec2-10ec7 10ed0-10ed8 10efa-10eff
    10f70-10f89 11070-11075 110c2 1123f-11241 11380-11389 1138b 1138e 11390-113b5 113b7-113c0 113c2 113c5
    113c7-113ca 113cc-113d5 113d7-113d8 113e1-113e2 116b9 116d0-116e3 11740-11746 11ab0-11abf 11b00-11b09
    11b60-11b67 11bc0-11be1 11bf0-11bf9 11db0-11ddb 11de0-11de9 11f00-11f10 11f12-11f3a 11f3e-11f5a 12f90-12ff2
    1342f 13440-13455 13460-143fa 16100-16139 16a70-16abe 16ac0-16ac9 16d40-16d79 16ea0-16eb8 16ebb-16ed3
    16ff2-16ff6 187f8-187ff 18cff 18d09-18d1e 18d80-18df2 1aff0-1aff3 1aff5-1affb 1affd-1affe 1b11f-1b122 1b132
    1b155 1cc00-1ccfc 1cd00-1ceb3 1ceba-1ced0 1cee0-1cef0 1cf00-1cf2d 1cf30-1cf46 1cf50-1cfc3 1d1e9-1d1ea
    1d2c0-1d2d3 1df00-1df1e 1df25-1df2a 1e030-1e06d 1e08f 1e290-1e2ae 1e4d0-1e4f9 1e5d0-1e5fa 1e5ff 1e6c0-1e6de
    1e6e0-1e6f5 1e6fe-1e6ff 1e7e0-1e7e6 1e7e8-1e7eb 1e7ed-1e7ee 1e7f0-1e7fe 1f6d8 1f6dc-1f6df 1f774-1f77f 1f7d9
    1f7f0 1f8b2-1f8bb 1f8c0-1f8c1 1f8d0-1f8d8 1f979 1f9cc 1fa54-1fa57 1fa75-1fa77 1fa7b-1fa7c 1fa87-1fa8a
    1fa8e-1fa8f 1faa9-1faaf 1fab7-1fabf 1fac3-1fac6 1fac8 1facd-1facf 1fad7-1fadc 1fadf-1faea 1faef-1faf8
    1fbcb-1fbef 1fbfa 2a6de-2a6df 2b735-2b73f 2cea2-2cead 2ebf0-2ee5d 31350-33479
"""
"""Codes of printable characters that Unicode 17.0 (Go 1.27's) has and 13.0 (Python 3.10's) has not, in base 16."""


def _ranges(codes: str) -> str:
    """What a regular expression has between brackets for codes and ranges of codes."""
    ends = [part.partition("-") for part in codes.split()]
    return "".join([f"{chr(int(first, 16))}-{chr(int(last or first, 16))}" for first, _, last in ends])


_LATER = re.compile(f"[{_ranges(_ASSIGNED)}]")


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
    """A string literal for `text`, with escapes for what cannot be printed: by Unicode 17.0, whichever edition this
    Python has."""
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
    if character.isprintable() or _LATER.match(character):
        return character
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    if 0xDC80 <= code < 0xDD00:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
