"""Putting the compiler's text into a sentence: templates, code between backquotes, the callee of a call."""

from __future__ import annotations

import re

WIDTH = 72
"""The longest code, in characters, that a sentence quotes in full."""

_SYNTHETIC = re.compile(r"\.autotmp_\d+|~[rpb]\d+|#[a-z]\w*|\{heap\}|\{temp\}")
_LOOP = "for loop"
"""What the compiler prints for the range clause of a loop."""
_GAP = re.compile(r"(?<=[\u3001-\u9fff]) (?=[\u3001-\u9fff])")


def fill(template: str, **parts: str | int) -> str:
    """`template` with its placeholders filled. Between two Chinese characters no blank remains, so that a
    template may set one off from the code that takes most placeholders."""
    return _GAP.sub("", template.format(**parts))


def quoted(text: str) -> str:
    """`text` as inline code on one line, at most `WIDTH` characters of it."""
    text = " ".join(text.split())
    if len(text) > WIDTH:
        text = text[: WIDTH - 1] + "…"
    if "`" not in text:
        return f"`{text}`"
    fence = "``" if "``" not in text else "```"
    return f"{fence} {text} {fence}"


def is_legible(expression: str) -> bool:
    """Whether a reader can find `expression` in the source: it holds no name that the compiler made up."""
    return expression not in ("", _LOOP) and not _SYNTHETIC.search(expression)


def without_synthetic(text: str) -> str:
    """`text` with an ellipsis for each name that the compiler made up."""
    return _SYNTHETIC.sub("…", text)


def callee_of(call: str) -> str:
    """What is called in ``callee(arguments)``; "" if `call` is not a call.

    The compiler cuts long string constants off without their closing quote; the callee is then what stands
    before the first argument list.
    """
    opening = _last_group(call)
    if opening is None:
        opening = _first_group(call)
    return call[:opening].strip() if opening else ""


def _last_group(text: str) -> int | None:
    """The offset of the parenthesis that opens the group at the end of `text`; None if one is left open."""
    opened: list[int] = []
    last, at = None, 0
    while at < len(text):
        char = text[at]
        if char in "\"'`":
            at = _after_quote(text, at)
            if at < 0:
                return None
            continue
        if char == "(":
            opened.append(at)
        elif char == ")":
            if not opened:
                return None
            start = opened.pop()
            last = start if at == len(text) - 1 else last
        at += 1
    return None if opened else last


def _after_quote(text: str, start: int) -> int:
    """The offset after the quoted text that starts at `start`; -1 if it never ends."""
    at = start + 1
    while at < len(text):
        if text[at] == text[start]:
            return at + 1
        at += 2 if text[at] == "\\" and text[start] != "`" else 1
    return -1


def _first_group(text: str) -> int | None:
    """The offset of the first parenthesis that follows something other than an opening parenthesis."""
    match = re.match(r"(?:\([^()\"]*\))?[^()\"]+(?=\()", text)
    return match.end() if match and text.endswith(")") else None
