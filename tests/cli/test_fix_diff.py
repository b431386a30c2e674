"""The diff is what git takes, and gives what was meant."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from goescape.cli.as_diff import common_folder, unified

LINES = [b"line %d\n" % number for number in range(40)]
CHANGES = {
    "a line": ([*LINES], [*LINES[:20], b"new\n", *LINES[21:]]),
    "far apart": ([*LINES], [b"first\n", *LINES, b"last\n"]),
    "no newline at the end": ([*LINES, b"end"], [*LINES, b"END"]),
    "a newline at the end more": ([*LINES, b"end"], [*LINES, b"end\n"]),
    "a newline at the end less": ([*LINES, b"end\n"], [*LINES, b"end"]),
    "carriage returns": ([b"a\r\n", b"b\r\n", b"c\rd\r\n"], [b"a\r\n", b"B\r\n", b"c\rd\r\n"]),
    "bytes that are no text": ([b"a\xff\n", b"\x0cb\n", b"c\n"], [b"a\xfe\n", b"\x0cb\n", b"c\n"]),
    "what others take for ends of lines": (["中\u2028文\x0b\n".encode()], ["中\u2028字\x0b\n".encode()]),
    "emptied": ([*LINES], []),
    "filled": ([], [*LINES]),
}  # fmt: skip
NAMES = ["plain.go", "a/b/c.go", "with blank.go", "中文/é.go", 'quo"te.go', "back\\slash.go", "tab\there.go"]

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


def apply(folder: Path, before: dict[str, bytes], diff: bytes) -> dict[str, bytes]:
    """The files after git applied a diff."""
    for name, data in before.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    done = subprocess.run(["git", "apply", "-"], cwd=folder, input=diff, capture_output=True, check=False)
    assert done.returncode == 0, (done.stderr, diff)
    return {name: (folder / name).read_bytes() if (folder / name).exists() else b"" for name in before}


@needs_git
@pytest.mark.parametrize("name", CHANGES)
def test_changes(tmp_path: Path, name: str) -> None:
    before, after = (b"".join(lines) for lines in CHANGES[name])
    path = str(tmp_path / "x.go")
    diff = b"".join(unified({path: before}, {path: after}, str(tmp_path)))
    assert diff.startswith(b"--- a/x.go\n+++ b/x.go\n@@ ")
    assert apply(tmp_path, {"x.go": before}, diff) == {"x.go": after}


@needs_git
def test_names(tmp_path: Path) -> None:
    before = dict.fromkeys(NAMES, b"old\n")
    texts = {str(tmp_path / name): b"new\n" for name in NAMES}
    diff = b"".join(unified(dict.fromkeys(texts, b"old\n"), texts, str(tmp_path)))
    assert apply(tmp_path, before, diff) == dict.fromkeys(NAMES, b"new\n")


def test_what_is_the_same_is_left_out(tmp_path: Path) -> None:
    a, b = str(tmp_path / "a.go"), str(tmp_path / "b.go")
    lines = list(unified({a: b"x\n", b: b"x\n"}, {b: b"y\n", a: b"x\n"}, str(tmp_path)))
    assert lines == [b"--- a/b.go\n", b"+++ b/b.go\n", b"@@ -1 +1 @@\n", b"-x\n", b"+y\n"]


def test_the_folder_that_holds_all() -> None:
    assert common_folder("/m/p", ["/m/p/a.go", "/m/p/q/b.go"]) == "/m/p"
    assert common_folder("/m/p", ["/m/p/a.go", "/m/q/b.go"]) == "/m"
    assert common_folder("/m/p", []) == "/m/p"
