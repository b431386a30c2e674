"""The standard library database: what it keeps of a file, that it is the installed release's, that damage is told."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from goescape.packages import stddb
from goescape.packages.stddb import DatabaseError, StdDatabase, StoredFile
from skeleton import skeleton

WHEEL_LIMIT = 6 << 20

# A file, and what is left of it: `~` stands for a byte that is blanked.
SKELETONS = {
    "comments": ("// about\npackage p /* x */ // y\n", "~~~~~~~~\npackage p ~~~~~~~ ~~~~\n"),
    "directives": (
        "//go:build linux\n\npackage p\n\n// about\n//go:noinline\nfunc f()\n",
        "//go:build linux\n\npackage p\n\n~~~~~~~~\n//go:noinline\nfunc f()\n",
    ),
    "body": ("package p\nfunc f() int { return 1 }\n", "package p\nfunc f() int {~~~~~~~~~~}\n"),
    "generic body": (
        "package p\nfunc f[T any]() { /* x */ g(T{1}) }\n",
        "package p\nfunc f[T any]() { /* x */ g(T{1}) }\n",
    ),
    "generic method": (
        "package p\nfunc (t *T[K]) f() int { return 1 }\nfunc (t *T) g() { f() }\n",
        "package p\nfunc (t *T[K]) f() int { return 1 }\nfunc (t *T) g() {~~~~~}\n",
    ),
    "literal": ("package p\nvar v = []int{1, 2}\n", "package p\nvar v = []int{~~~~}\n"),
    "counted literal": ("package p\nvar v = [...]T{{1}, 3: {2}}\n", "package p\nvar v = [...]T{{~}, 3: {~}}\n"),
    "function value": ("package p\nvar v = func() int { f() }()\n", "package p\nvar v = func() int {~~~~~}()\n"),
    "constants": ("package p\nconst c = len([2]int{1, 2})\n", "package p\nconst c = len([2]int{~~~~})\n"),
    "multi-byte": ('package p\nfunc f() { g("é") }\nvar s = "é"\n', 'package p\nfunc f() {~~~~~~~~~}\nvar s = "é"\n'),
    "broken": ("package p\nfunc f( {}\n// kept\n", "package p\nfunc f( {}\n// kept\n"),
}


@pytest.mark.parametrize("case", SKELETONS)
def test_skeleton(case: str) -> None:
    text, expected = SKELETONS[case]
    assert skeleton(text.encode()).decode() == expected.replace("~", " ")


@pytest.mark.parametrize("minor", StdDatabase.minors())
def test_each_release_has_its_own_packages(minor: int) -> None:
    database = StdDatabase(minor)
    assert database.version.startswith(f"go1.{minor}.")
    assert {"", "src/fmt", "src/vendor/golang.org/x/net/idna", "src/unsafe"} <= set(database.folders())
    assert database.files("")["VERSION"].startswith(database.version.encode())
    for folder in database.folders():
        assert database.files(folder), folder


def test_a_package_that_is_not_there_has_no_files() -> None:
    assert StdDatabase(26).files("no/such/package") == {}


def test_every_file_is_the_skeleton_of_the_installed_release(goroot: Path) -> None:
    version = (goroot / "VERSION").read_text(encoding="utf-8").split()[0]
    minor = int(version.split(".")[1])
    database = StdDatabase(minor)
    assert database.version == version
    compared = 0
    for folder in ("src/fmt", "src/net/http", "src/runtime", "src/unicode", "src/math/rand/v2", "src/syscall"):
        real = {
            path.name: skeleton(path.read_bytes())
            for path in (goroot / folder).glob("*.go")
            if not path.name.endswith("_test.go") and not path.name.startswith(("_", "."))
        }
        assert database.files(folder) == real
        compared += len(real)
    assert compared > 500


def test_size_is_within_the_wheel_s_limit() -> None:
    assert stddb.DATABASE.stat().st_size < WHEEL_LIMIT


def test_equal_files_of_two_releases_are_stored_once(tmp_path: Path) -> None:
    path = tmp_path / "std.db"
    shared = StoredFile("a.go", (26, 27), b"package p\n")
    newer = StoredFile("b.go", (27,), b"package p\n\nvar B int\n")
    stddb.write(path, {26: "go1.26.6", 27: "go1.27.3"}, {"p": [shared, newer], "q": [newer]})
    old, new = StdDatabase(26, path), StdDatabase(27, path)
    assert (old.folders(), new.folders()) == (["p"], ["p", "q"])
    assert old.files("p") == {"a.go": shared.data}
    assert new.files("p") == {"a.go": shared.data, "b.go": newer.data}
    assert old.files("q") == {}


WHOLE = stddb.DATABASE.read_bytes()
INDEX = len(stddb.MAGIC) + 4
UNREADABLE = {
    "missing": (None, "No such file"),
    "empty": (b"", "it is not of this version of goescape"),
    "another file": (b"something else", "it is not of this version of goescape"),
    "cut in its index": (WHOLE[: INDEX + 100], "incomplete"),
    "damaged in its index": (WHOLE[:INDEX] + b"?" * 100 + WHOLE[INDEX + 100 :], "incorrect header check"),
    "an index of something else": (stddb.MAGIC + b"\0\0\0\x09" + zlib.compress(b"\x01"), "Expected `array`"),
}


@pytest.mark.parametrize("how", UNREADABLE)
def test_what_cannot_be_opened_is_refused(how: str, tmp_path: Path) -> None:
    data, reason = UNREADABLE[how]
    path = tmp_path / "std.db"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(DatabaseError, match=reason):
        StdDatabase(26, path)
    with pytest.raises(DatabaseError, match=reason):
        StdDatabase.minors(path)
    told = stddb.trouble(path)
    assert told.startswith(f"the standard library that goescape ships cannot be read: {path}: ")
    assert reason in told


@pytest.mark.parametrize("damage", ["cut", "overwritten"])
def test_a_damaged_section_is_as_if_it_were_not_there_and_is_told(damage: str, tmp_path: Path) -> None:
    path = tmp_path / "std.db"
    path.write_bytes(WHOLE[:-50_000] + (b"" if damage == "cut" else b"?" * 50_000))
    database = StdDatabase(26, path)
    assert stddb.trouble(path) == ""
    assert database.files("src/fmt") == StdDatabase(26).files("src/fmt")
    assert stddb.trouble(path) == ""
    last = database.folders()[-1]
    assert (database.files(last), database.tags(last, "linux", "amd64")) == ({}, {})
    assert str(path) in stddb.trouble(path)


def test_a_database_is_replaced_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "std.db"
    before = StoredFile("a.go", (26,), b"package p\n")
    stddb.write(path, {26: "go1.26.6"}, {"p": [before]})

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as failing:
        failing.setattr("os.replace", fail)
        with pytest.raises(OSError, match="full"):
            stddb.write(path, {26: "go1.26.7"}, {})
    assert [entry.name for entry in tmp_path.iterdir()] == ["std.db"]
    assert StdDatabase(26, path).files("p") == {"a.go": before.data}
    stddb.write(path, {26: "go1.26.7"}, {})
    assert StdDatabase(26, path).version == "go1.26.7"
