"""Formats of fmt, taken apart."""

from __future__ import annotations

import pytest

from goescape.fixes.printing.format_verbs import Verb, parts_of

FORMATS = {
    "": [],
    "text": ["text"],
    "%d": [Verb("", "d")],
    "a%db%sc": ["a", Verb("", "d"), "b", Verb("", "s"), "c"],
    "100%%": ["100%"],
    "%%%d%%": ["%", Verb("", "d"), "%"],
    "%%d": ["%d"],
    "%5d|": [Verb("5", "d"), "|"],
    "%+-# 05.2f": [Verb("+-# 05.2", "f")],
    "%.2f": [Verb(".2", "f")],
    "%.f": [Verb(".", "f")],
    "%*d%.*f": [Verb("*", "d"), Verb(".*", "f")],
    "%[2]d %[1]*.[3]*f": [Verb("[2]", "d"), " ", Verb("[1]*.[3]*", "f")],
    "%6.2%": [Verb("6.2", "%")],
    "%": [Verb("", "")],
    "%-": [Verb("-", "")],
    "%ä%€": [Verb("", "ä"), Verb("", "€")],
    "%\n": [Verb("", "\n")],
    r"\\%d\"": [r"\\", Verb("", "d"), r"\""],
}


@pytest.mark.parametrize("format", FORMATS)
def test_parts(format: str) -> None:
    assert parts_of(format) == FORMATS[format]


@pytest.mark.parametrize(
    ("modifiers", "letter", "plain", "precision", "next_argument"),
    [
        ("", "d", True, None, True),
        (".2", "f", False, 2, True),
        (".", "f", False, None, True),
        (".123", "f", False, None, True),
        ("8.2", "f", False, None, True),
        ("*", "d", False, None, False),
        ("[1]", "d", False, None, False),
        ("", "", True, None, False),
        ("6", "%", False, None, False),
    ],
)
def test_what_a_verb_takes(
    modifiers: str, letter: str, plain: bool, precision: int | None, next_argument: bool
) -> None:
    verb = Verb(modifiers, letter)
    assert (verb.is_plain, verb.precision, verb.takes_next) == (plain, precision, next_argument)
