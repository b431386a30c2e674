"""What files declare is kept by their content: the same file comes back, and a broken store costs time alone."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from goescape.source import Source
from goescape.syntax.document import GoFile, parse
from goescape.syntax.outlines import Outlines, database_path
from goescape.syntax.packed import packed, unpacked

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
    """All that is known of a file without lowering, and what it is lowered to."""
    return (
        (file.package_name, file.package_span, file.starts, file.directives, file.problems),
        [(one.kind, one.text, one.names, one.directives, one.inner_directives) for one in file.declarations],
        [(one.head, one.body) for one in file.declarations],
    )


def kept(folder: Path, text: bytes, *, bodies: bool = True) -> GoFile:
    """The file, parsed and lowered with a store that then is closed."""
    outlines = Outlines(folder)
    file = parse(Source("p.go", text), outlines)
    for one in file.declarations:
        assert one.head
        assert not bodies or one.body or one.body_start < 0
    outlines.close()
    return file


class ParsedAgainError(Exception):
    """Something is parsed that need not be."""


@pytest.fixture
def nothing_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    def parsed(text: bytes) -> None:
        raise ParsedAgainError(text)

    for name in ("read_declaration", "read_block"):
        monkeypatch.setattr(f"goescape.syntax.declaration.{name}", parsed)


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


WHOLE = ("declarations", "byte order mark", "empty")


@pytest.mark.parametrize("case", WHOLE)
def test_what_was_lowered_is_not_parsed_again(case: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    expected = facts(kept(tmp_path, TEXTS[case]))
    request.getfixturevalue("nothing_is_parsed")
    assert facts(parse(Source("p.go", TEXTS[case]), Outlines(tmp_path))) == expected


def test_what_is_lowered_later_is_kept_beside_the_rest(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    text = TEXTS["declarations"]
    kept(tmp_path, text, bodies=False)
    expected = facts(kept(tmp_path, text))
    request.getfixturevalue("nothing_is_parsed")
    assert facts(parse(Source("p.go", text), Outlines(tmp_path))) == expected


def test_what_is_no_go_is_parsed_each_time(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    text = b"package p\nfunc f() { x := ) }\nfunc g() {}\n"
    expected = facts(kept(tmp_path, text))
    restored = parse(Source("p.go", text), Outlines(tmp_path))
    assert facts(restored) == expected
    request.getfixturevalue("nothing_is_parsed")
    broken, whole = parse(Source("p.go", text), Outlines(tmp_path)).declarations
    assert whole.body
    with pytest.raises(ParsedAgainError):
        _ = broken.body


@pytest.mark.parametrize("damage", [b"\xc1", b"\x90", msgspec.msgpack.encode([(b"\xc1", b"\x90")] * 6)])
def test_damaged_nodes_cost_time_alone(damage: bytes, tmp_path: Path) -> None:
    text = TEXTS["declarations"]
    expected = facts(kept(tmp_path, text))
    with closing(sqlite3.connect(database_path(tmp_path))) as database:
        assert database.execute("UPDATE lowered SET parts = ?", (damage,)).rowcount == 1
        database.commit()
    assert facts(kept(tmp_path, text)) == expected
    assert facts(parse(Source("p.go", text), Outlines(tmp_path))) == expected


def test_a_restored_file_is_edited_like_any_other(tmp_path: Path) -> None:
    text = TEXTS["declarations"]
    kept(tmp_path, text)
    edited = Source("p.go", text.replace(b"return x", b"return x + 1"))
    restored = parse(Source("p.go", text), Outlines(tmp_path))
    assert facts(restored.edited(edited)) == facts(parse(edited))


@pytest.mark.parametrize("package", ["go/types", "net/http", "reflect", "math/big"])
def test_declarations_of_the_standard_library_come_back(package: str, goroot: Path) -> None:
    for path in (goroot / "src" / package).glob("*.go"):
        for one in parse(Source(str(path), path.read_bytes())).declarations:
            for lowered in (one.head, one.body):
                if lowered is not None:
                    data = packed(lowered)
                    assert data is not None
                    assert unpacked(data) == lowered
