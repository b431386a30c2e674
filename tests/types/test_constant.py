"""Constants, held against go/constant: every literal, and every operation on every pair of them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from goescape.types import constant
from goescape.types.constant import Value, exact_string
from goescape.types.literal_value import from_literal
from goescape.types.model import Basic
from goescape.types.quoting import quote
from goescape.types.sizes import SIZES
from goescape.types.universe import BYTE, RUNE, TYP

LITERALS = {
    "int": "0 1 3 07 0_7 00 0x_ff 0b101 0o17 089 1_000 1__0 0b12 18446744073709551616 9223372036854775807"
    " 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
    "float": "0. 1.5 .25e3 089.5 1_0.2_5 0.1 1e100 1e-100 0x1p-2 0x1.8p3 0x_1FFFP-16 0x1p-1074 0x1p-1075 0x1.8p-1075"
    " 16777217. 9007199254740993. 3.4028235677973366e38 1e1000 1e1233 1e1234 1e-1234 1e5000 1e-5000 1e100000 1e-100000"
    " 1e1000000000 1e-10000000000 0e99999999999 1e20000000000000000000 123456789012345678901234567890e4000"
    " 0x1p4094 0x1p4095 0x1p-4094 0x1.23456789p4096 3.14159265358979323846264338327950288419716939937510582097494459",
    "imaginary": "0i 1i 0123i 0x1p-2i 0b11i 0o17i 1.5e3i 1e5000i .5i",
    "char": r"""'a' '\n' '\'' '\"' '\x80' '\377' '\400' '\u1234' '\U0010ffff' '\ud800' '\U00110000' '世' '' ''' '\q'""",
    "string": r""""abc" "" `a\n"b` "\a\b\f\n\r\t\v\\\"" "\'" "\xff\377\u00e9\U0001F600" "日本\u200b\ufeff" "\400"
        "\x00\x7f\u0085\u00a0" "a"b" "\ud800" "\xe2\x82a\xed\xa0\x80" "\U0001facf\u0870" "\x" "\u12" "abc`""",
}

TEXTS = [(kind, text) for kind, texts in LITERALS.items() for text in texts.split()]


@pytest.fixture(scope="module")
def oracle(go_binary: str, cache_folder: Path) -> list[list[str]]:
    """What go/constant says of TEXTS, a list of words a line."""
    result = subprocess.run(
        [go_binary, "run", str(Path(__file__).with_name("constant_oracle") / "main.go")],
        input="".join(f"{kind}\t{quote(text.encode())}\n" for kind, text in TEXTS),
        env={**os.environ, "GOCACHE": str(cache_folder / "constants"), "GOTOOLCHAIN": "local", "GOFLAGS": ""},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return [line.split("\t") for line in result.stdout.splitlines()]


VALUES = [from_literal(kind, text) for kind, text in TEXTS]

QUESTIONS: dict[str, Callable[[list[str]], Value]] = {
    "literal": lambda words: VALUES[int(words[0])],
    "to_int": lambda words: constant.to_int(VALUES[int(words[0])]),
    "to_float": lambda words: constant.to_float(VALUES[int(words[0])]),
    "unary": lambda words: constant.unary(words[0], VALUES[int(words[1])]),
    "unary8": lambda words: constant.unary(words[0], VALUES[int(words[1])], 8),
    "shift": lambda words: constant.shift(words[0], VALUES[int(words[1])], 70 if words[0] == "<<" else 3),
    "round": lambda words: constant.round_float(VALUES[int(words[1])], int(words[0])),
    "binary": lambda words: constant.binary(words[0], VALUES[int(words[1])], VALUES[int(words[2])]),
    "integers": lambda words: constant.binary(words[0], VALUES[int(words[1])], VALUES[int(words[2])], True),
    "compare": lambda words: constant.compare(words[0], VALUES[int(words[1])], VALUES[int(words[2])]),
}


def test_constants_are_those_of_go(oracle: list[list[str]]) -> None:
    wrong = []
    for question, *words, expected in oracle:
        found = exact_string(QUESTIONS[question](words))
        if found != expected:
            wrong.append((question, words, found, expected))
    assert wrong == []
    assert {question for question, *_ in oracle} == set(QUESTIONS)
    assert len(oracle) > len(TEXTS) ** 2


def test_long_sums_of_strings_share_their_parts() -> None:
    total: Value = b""
    sums = []
    for n in range(20_000):
        total = constant.binary("+", total, b"%06d" % n)
        sums.append(total)
    assert constant.text_of(sums[9_999]) == b"".join(b"%06d" % n for n in range(10_000))
    assert constant.text_of(total) == b"".join(b"%06d" % n for n in range(20_000))
    assert constant.compare("<", sums[9_999], total)
    assert constant.kind_of(total) == constant.STRING_KIND


BASICS = {basic.name: basic for basic in (*TYP, BYTE, RUNE)}


@pytest.mark.parametrize(
    ("text", "name", "arch", "expected"),
    [
        ("255", "uint8", "amd64", "255"),
        ("256", "uint8", "amd64", None),
        ("256", "byte", "amd64", None),
        ("1e2", "int8", "amd64", "100"),
        ("1.5", "int8", "amd64", None),
        ("2147483648", "int", "386", None),
        ("2147483648", "int", "wasm", "2147483648"),
        ("4294967296", "uintptr", "386", None),
        ("18446744073709551616", "uint64", "amd64", None),
        ("0.5", "untyped float", "amd64", "1/2"),
        ("2i", "untyped complex", "amd64", "(0 + 2i)"),
        ("0.1", "float32", "amd64", "13421773/134217728"),
        ("0.1", "float64", "amd64", "3602879701896397/36028797018963968"),
        ("1e39", "float32", "amd64", None),
        ("1e39", "float64", "amd64", "999999999999999939709166371603178586112"),
        ("1e-400", "float64", "amd64", "0"),
        ("0.1i", "complex64", "amd64", "(0 + 13421773/134217728i)"),
        ("0i", "int", "amd64", "0"),
        ("1i", "float64", "amd64", None),
        ('"a"', "string", "amd64", '"a"'),
        ('"a"', "int", "amd64", None),
        ("'a'", "string", "amd64", None),
        ("'a'", "untyped rune", "amd64", "97"),
    ],
)
def test_representable(text: str, name: str, arch: str, expected: str | None) -> None:
    basic: Basic = BASICS[name]
    value = from_literal(_kind(text), text)
    fits, rounded = constant.representable(value, basic, SIZES[arch])
    if expected is None:
        assert not fits
        assert rounded is value
    else:
        assert fits
        assert exact_string(rounded) == expected


def _kind(text: str) -> str:
    if text[0] in "\"'":
        return "string" if text[0] == '"' else "char"
    if text[-1] == "i":
        return "imaginary"
    return "float" if set(text) & set(".e") else "int"
