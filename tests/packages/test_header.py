"""The start of a file, read without parsing the rest."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goescape.packages.constraints import ConstraintError, constraint_of, parse_expression
from goescape.packages.files import Disk
from goescape.packages.header import CHUNK, parse_header, read_header

FILE = b'''// Copyright.

//go:build linux && go1.21

// Package p.
package p

/*
#include <x.h>
*/
// static int f(void);
import "C"

import (
	"embed"
	x "fmt"
)

//go:embed a.txt "b c.txt"
var files embed.FS
'''


def test_all_is_found_with_its_offset() -> None:
    header = parse_header(FILE)
    assert header.name == "p"
    assert FILE[header.name_offset :].startswith(b"p\n")
    assert [(one.path, one.name) for one in header.imports] == [("C", ""), ("embed", ""), ("fmt", "x")]
    for one in header.imports:
        assert FILE[one.offset :].startswith(f'"{one.path}"'.encode())
    assert header.imports[0].preamble == "/*\n#include <x.h>\n*/\n// static int f(void);"
    assert FILE[header.constraint.offset :].startswith(b"//go:build linux")
    assert header.constraint.language() == 21
    assert [(one.pattern, FILE[one.offset : one.offset + 1]) for one in header.embeds] == [
        ("a.txt", b"a"),
        ("b c.txt", b'"'),
    ]


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        (b"x", "expected 'package', found 'x'", b"x"),
        (b"package p\nimport 3", "missing import path; require quoted string", b"3"),
        (b'package p\nimport "a b"', "invalid import path: a b", b'"a b"'),
        (b'package p\nimport (\n"a"\n"b" "c")', "expected ';', found '\"'", b'"c")'),
        (b'package p\n/* x', "comment not terminated", b"/*"),
        (b'package p\nimport "a"\n/* x', "comment not terminated", b"/*"),
    ],
)
def test_problems_have_offsets(text: bytes, message: str, at: bytes) -> None:
    problem = parse_header(text, "/a.go").problem
    assert problem is not None
    assert (problem.message, problem.path) == (message, "/a.go")
    assert text[problem.offset :].startswith(at)


_PIECES = [
    *(b"package", b"import", b"p", b"func", b'"a"', b'"embed"', b"`b`", b"(", b")", b";", b"\n", b" ", b"//", b"/*"),
    *(b"*/", b"//go:build x\n", b"//go:build !x &&\n", b"// +build y\n", b"\x00", b"\xff", b"\xef\xbb\xbf", b"ab"),
    *(b"//go:embed z\n", b'"\\q"', b'"\\x41"', b"'", b"_", b".", b"\r\n"),
]


@given(st.lists(st.sampled_from(_PIECES), max_size=40))
def test_nothing_raises(pieces: list[bytes]) -> None:
    header = parse_header(b"".join(pieces))
    assert header.problem is None or (header.problem.offset >= 0 and not header.imports)


_GAPS = [b"", b"// x\n" * 900, b"/*" + b"x" * 5000 + b"*/"]


@given(st.lists(st.sampled_from(_PIECES), max_size=12), st.sampled_from(_GAPS))
def test_reading_the_beginning_is_enough(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes], gap: bytes
) -> None:
    data = b'package p\nimport "a"\n' + gap + b"".join(pieces) + b"\n//" + b"y" * CHUNK + b"\nfunc f() {}\n"
    path = tmp_path_factory.getbasetemp() / "a.go"
    path.write_bytes(data)
    assert read_header(Disk(), str(path)) == parse_header(data, str(path))


def test_long_headers_take_linear_time() -> None:
    deep = b"/*" + b"*" * 100_000 + b"\n" + b"// // " * 20_000 + b" \t" * 50_000 + b"\nx"
    assert parse_header(deep).problem is not None
    assert parse_header(b"package p\nimport (\n" + b'"a"\n' * 50_000).problem is not None


@pytest.mark.parametrize(
    ("text", "tags", "holds"),
    [
        ("a && b || c", {"c"}, True),
        ("a && (b || c)", {"c"}, False),
        ("!a && !(b || c)", set(), True),
        ("go1.21", {"go1.21"}, True),
        ("ünïcode.x_1", {"ünïcode.x_1"}, True),
    ],
)
def test_expressions(text: str, tags: set[str], holds: bool) -> None:
    assert parse_expression(text).holds(tags) is holds


@pytest.mark.parametrize("text", ["", "a b", "a &", "!!a", "(a", "a)", "a || ", "-a", "(" * 5000 + "a" + ")" * 5000])
def test_bad_expressions(text: str) -> None:
    with pytest.raises(ConstraintError):
        parse_expression(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("linux && go1.22", 22),
        ("(linux && go1.22) || (windows && go1.20)", 20),
        ("linux", -1),
        ("linux || (windows && go1.22)", -1),
        ("!go1.22", -1),
        ("!(!go1.22 || !go1.20)", 22),
        ("go1", 0),
    ],
)
def test_implied_languages(text: str, language: int) -> None:
    assert constraint_of(f"//go:build {text}\n\npackage p\n".encode()).language() == language


def test_every_file_of_this_machine_s_go_is_read(go_binary: str) -> None:
    root = Path(go_binary).parent.parent / "src"
    folders = [root / name for name in ("runtime", "net/http", "go/types", "syscall")]
    paths = [path for folder in folders for path in folder.glob("*.go")]
    assert len(paths) > 500
    for path in paths:
        header = read_header(Disk(), str(path))
        assert header is not None
        assert header.name and header.problem is None, path
