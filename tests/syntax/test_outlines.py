"""What files declare is kept by their content: the same file comes back, and a broken store costs time alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from goescape.source import Source
from goescape.syntax.document import GoFile, parse
from goescape.syntax.outlines import Outlines, database_path

TEXTS = {
    "declarations": b"""// about
package p // here

import ("fmt"; io "io")

const ( A = iota; B )

//go:noinline
func (t *T[P]) M(x int) int {
	//go:build inside
	return x
}

type ( T[P any] struct{ f P }; U = T[int] )
var a, b = 1, fmt.Sprint(io.EOF)
func external()
""",
    "byte order mark": b"\xef\xbb\xbfpackage p\nfunc f() {}\n",
    "broken": b"package p\nfunc f( {\nfunc g() { }\n}}\nvar x\n",
    "no clause": b"func f() {}\n",
    "not UTF-8": b"package p\nvar \xff = \"\xfe\"\n",
    "empty": b"",
}


def facts(file: GoFile) -> object:
    """All that is known of a file without lowering, and its first nodes."""
    return (
        (file.package_name, file.package_span, file.starts, file.directives, file.problems),
        [(one.kind, one.text, one.names, one.directives, one.inner_directives) for one in file.declarations],
        [(one.head.node, one.body and one.body.node) for one in file.declarations],
    )


@pytest.mark.parametrize("case", TEXTS)
def test_a_file_comes_back_as_it_was_parsed(case: str, tmp_path: Path) -> None:
    source = Source("p.go", TEXTS[case])
    outlines = Outlines(tmp_path)
    first = parse(source, outlines)
    outlines.close()
    again = Outlines(tmp_path)
    assert again.find(source.data) is not None
    restored = parse(source, again)
    assert facts(restored) == facts(first) == facts(parse(source))
    assert (outlines.trouble, again.trouble) == ("", "")


def test_only_the_same_text_is_found(tmp_path: Path) -> None:
    outlines = Outlines(tmp_path)
    parse(Source("p.go", b"package p\n"), outlines)
    outlines.save()
    assert outlines.find(b"package p\n") is not None
    assert outlines.find(b"package q\n") is None


def test_a_damaged_store_is_begun_anew(tmp_path: Path) -> None:
    source = Source("p.go", TEXTS["declarations"])
    outlines = Outlines(tmp_path)
    parse(source, outlines)
    outlines.close()
    (database,) = tmp_path.glob("*.db")
    database.write_bytes(b"not a database" * 100)
    fresh = Outlines(tmp_path)
    assert (fresh.trouble, fresh.find(source.data)) == ("", None)
    parse(source, fresh)
    fresh.close()
    assert Outlines(tmp_path).find(source.data) is not None


def test_a_damaged_entry_is_forgotten(tmp_path: Path) -> None:
    text = TEXTS["declarations"]
    outlines = Outlines(tmp_path)
    parse(Source("p.go", text), outlines)
    outlines._new = dict.fromkeys(outlines._new, b"\xc1")
    outlines.close()
    again = Outlines(tmp_path)
    assert again.find(text) is None
    assert facts(parse(Source("p.go", text), again)) == facts(parse(Source("p.go", text)))
    again.close()
    assert Outlines(tmp_path).find(text) is not None


def test_a_folder_that_cannot_be_made_costs_time_alone(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    outlines = Outlines(tmp_path / "file" / "cache")
    source = Source("p.go", TEXTS["declarations"])
    assert facts(parse(source, outlines)) == facts(parse(source))
    outlines.close()
    assert outlines.trouble


@pytest.mark.skipif(not Path("/dev/full").exists() or os.name == "nt", reason="there is no /dev/full")
def test_a_store_that_cannot_be_written_costs_time_alone(tmp_path: Path) -> None:
    database_path(tmp_path).symlink_to("/dev/full")
    outlines = Outlines(tmp_path)
    source = Source("p.go", TEXTS["declarations"])
    assert facts(parse(source, outlines)) == facts(parse(source))
    outlines.close()
    assert outlines.trouble


def test_the_oldest_go_when_there_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("goescape.syntax.outlines.LIMIT", 3)
    texts = [f"package p{number}\n".encode() for number in range(5)]
    for text in texts:
        outlines = Outlines(tmp_path)
        parse(Source("p.go", text), outlines)
        outlines.close()
    kept = [Outlines(tmp_path).find(text) is not None for text in texts]
    assert kept == [False, False, True, True, True]


def test_what_other_rules_found_out_goes(tmp_path: Path) -> None:
    older = tmp_path / "outlines-0123.db"
    older.write_bytes(b"")
    text = TEXTS["declarations"]
    outlines = Outlines(tmp_path)
    parse(Source("p.go", text), outlines)
    outlines.close()
    assert not older.exists()
    assert Outlines(tmp_path).find(text) is not None
