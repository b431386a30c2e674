"""``goescape fix``: what is written, what is said, and what is left alone."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ..archive import unpack, write
from .conftest import Goescape

FILES = """\
-- m/go.mod --
module example.com/m

go 1.24
-- m/names/names.go --
package names

import "fmt"

// 名 names a number.
func 名(n int) string {
	return fmt.Sprintf("%d", n) // as it is
}

// Of names numbers.
func Of(numbers []int) []string {
	found := []string{}
	for _, n := range numbers {
		found = append(found, 名(n))
	}
	return found
}

// Both can't do without fmt.
func Both(a int, b error) string {
	return fmt.Sprintf("%d: %v", a, b)
}
-- m/names/names_test.go --
package names

import (
	"fmt"
	"testing"
)

func TestOf(t *testing.T) {
	for n := range 3 {
		if got := Of([]int{n})[0]; got != fmt.Sprintf("%d", n) {
			t.Error(got)
		}
	}
}
-- m/good/good.go --
package good

// Nothing has nothing to fix.
func Nothing() {}
-- m/broken/b.go --
package broken

var X = y
"""
FIXED = {
    'import "fmt"\n\n// 名': 'import (\n\t"fmt"\n\t"strconv"\n)\n\n// 名',
    'fmt.Sprintf("%d", n) //': "strconv.Itoa(n) //",
    "found := []string{}": "found := make([]string, 0, len(numbers))",
}
TITLES = [
    "names/names.go:7:9: [strconv-for-fmt] Replace fmt.Sprintf by what needs no fmt: 1 heap allocation fewer here",
    "names/names.go:12:2: [preallocate-slice] Preallocate capacity for found: fewer heap allocations at run time",
]
BROKEN = "example.com/m/broken: not analysed: broken/b.go:3:9: undefined: y"


@pytest.fixture
def module(tmp_path: Path) -> Path:
    write(tmp_path, FILES)
    return tmp_path / "m"


def texts(module: Path) -> dict[str, str]:
    """All files of the module, byte for byte."""
    paths = (path for path in module.rglob("*") if path.is_file())
    return {f"m/{path.relative_to(module).as_posix()}": path.read_bytes().decode() for path in paths}


def fixed() -> dict[str, str]:
    """What the files are to be."""
    wanted = unpack(FILES)
    for old, new in FIXED.items():
        assert old in wanted["m/names/names.go"]
        wanted["m/names/names.go"] = wanted["m/names/names.go"].replace(old, new)
    return wanted


def test_fixes_are_written(goescape: Goescape, module: Path) -> None:
    said = goescape("fix", "./names", "./good", folder=module)
    assert (said.status, said.error) == (0, "")
    assert texts(module) == fixed()
    lines = said.output.splitlines()
    assert lines[:2] == TITLES
    assert lines[-1] == "fixes made: 2, files changed: 1"
    assert [line.split()[:3] for line in lines if line.startswith(("strconv-for-fmt", "preallocate-slice"))] == [
        ["preallocate-slice", "1", "1"],
        ["strconv-for-fmt", "1", "1"],
    ]


def test_a_second_run_finds_nothing(goescape: Goescape, module: Path) -> None:
    goescape("fix", "./names", folder=module)
    said = goescape("fix", "./names", folder=module)
    assert (said.status, said.error, said.output.splitlines()[-1]) == (0, "", "nothing to fix")
    assert texts(module) == fixed()


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
@pytest.mark.parametrize("where", [".", "names"])
def test_a_diff_is_all_that_is_printed_and_git_takes_it(goescape: Goescape, module: Path, where: str) -> None:
    said = goescape("fix", "--diff", "." if where == "names" else "./names", folder=module / where)
    assert said.status == 0
    assert texts(module) == unpack(FILES)
    assert said.error.splitlines()[-1] == "fixes possible: 2, in files: 1"
    subprocess.run(["git", "apply", "-"], cwd=module / where, input=said.output.encode(), check=True)
    assert texts(module) == fixed()


def test_a_package_that_fails_harms_no_other(goescape: Goescape, module: Path) -> None:
    said = goescape("fix", folder=module)
    assert said.status == 1
    assert said.error.splitlines()[0] == BROKEN
    assert texts(module) == fixed()


def test_tests_are_fixed_if_wished(goescape: Goescape, module: Path) -> None:
    said = goescape("fix", "--tests", "--category", "strconv-for-fmt", "./names", folder=module)
    assert said.status == 0
    changed = {name for name, text in texts(module).items() if text != unpack(FILES)[name]}
    assert changed == {"m/names/names.go", "m/names/names_test.go"}
    assert "got != strconv.Itoa(n)" in texts(module)["m/names/names_test.go"]
    assert "found := []string{}" in texts(module)["m/names/names.go"]


def test_files_may_be_named(goescape: Goescape, module: Path) -> None:
    (module / "names" / "more.go").write_text('package names\n\nvar More = []string{名(1)}\n', encoding="utf-8")
    assert goescape("fix", "names/more.go", folder=module).output.splitlines()[-1] == "nothing to fix"
    assert goescape("fix", "names/names.go", folder=module).output.splitlines()[:2] == TITLES


def test_what_is_left_is_listed_with_reasons(goescape: Goescape, module: Path) -> None:
    said = goescape("fix", "--refused", "--category", "strconv-for-fmt", "./names", folder=module)
    assert "names/names.go:21:9: [strconv-for-fmt] fmt.Sprintf: " in said.output
    row = next(line for line in said.output.splitlines() if line.startswith("strconv-for-fmt"))
    assert row.split()[:4] == ["strconv-for-fmt", "1", "1", "1"]


SCHEMA: dict[str, Any] = {
    "format": int, "written": bool, "finished": bool, "files": list, "fixes": list, "refused": list, "table": dict,
    "diff": dict,
}  # fmt: skip
PLACE = {"fix": str, "file": str, "line": int, "column": int, "function": str, "subject": str}
FIX = {**PLACE, "title": str, "here": int, "elsewhere": int, "gain": str, "notes": list, "edits": list}
REFUSED = {**PLACE, "reason": str, "text": str, "detail": str}


def demand(value: dict[str, Any], schema: dict[str, Any]) -> None:
    """Just these members, of these types."""
    assert value.keys() == schema.keys()
    assert {name for name, kind in schema.items() if not isinstance(value[name], kind)} == set()


def test_json_is_what_the_manual_says(goescape: Goescape, module: Path) -> None:
    said = json.loads(goescape("fix", "--diff", "--format", "json", "./names", folder=module).output)
    demand(said, SCHEMA)
    assert (said["format"], said["written"], said["finished"]) == (1, False, True)
    assert said["files"] == [os.path.realpath(module / "names" / "names.go")]
    for each in said["fixes"]:
        demand(each, FIX)
    for each in said["refused"]:
        demand(each, REFUSED)
    assert [(fix["fix"], fix["line"], fix["here"], fix["elsewhere"]) for fix in said["fixes"]] == [
        ("strconv-for-fmt", 7, 1, 0),
        ("preallocate-slice", 12, 0, 0),
    ]
    proven = {name: (row["candidates"], row["proven"]) for name, row in said["table"].items()}
    assert proven["strconv-for-fmt"] == (1, 1)
    assert sum(sum(row["refused"].values()) for row in said["table"].values()) == len(said["refused"])
    assert said["diff"]["text"].startswith("--- a/names/names.go\n+++ b/names/names.go\n")
    assert texts(module) == unpack(FILES)


@pytest.mark.skipif(sys.platform == "win32", reason="needs modes")
def test_read_only_files_stay(goescape: Goescape, module: Path) -> None:
    path = module / "names" / "names.go"
    os.chmod(path, stat.S_IRUSR)
    said = goescape("fix", "./names", folder=module)
    assert said.status == 0
    assert texts(module) == unpack(FILES)
    assert "the file is read-only" in said.output
    assert said.output.splitlines()[-1] == "nothing to fix"


FAILURES = {
    "fix ./none": "goescape: stat $ROOT/none: directory not found: check the path or the pattern",
    "fix none.go": "goescape: there is no file none.go",
    "fix --go-binary none": "goescape: the Go command 'none' (setting goescape.goBinary or --go-binary) is not an "
    "executable file",
    "fix --category none": "Error: Invalid value for '--category': 'none' is not one of",
    "fix --max-copy -1": "Error: Invalid value for '--max-copy': -1 is not in the range x>=0.",
}


@pytest.mark.parametrize("arguments", FAILURES)
def test_failure(goescape: Goescape, module: Path, arguments: str) -> None:
    said = goescape(*arguments.split(), folder=module)
    shown = said.error.replace(os.path.realpath(module), "$ROOT").splitlines()[-1]
    assert shown.startswith(FAILURES[arguments])
    assert (said.status, said.output) == (2, "")
    assert texts(module) == unpack(FILES)


def test_nothing_is_said_in_two_languages(goescape: Goescape, module: Path) -> None:
    for locale, text in {"en": "nothing to fix", "zh-CN": "没有可修复的"}.items():
        assert goescape("fix", "--locale", locale, "./good", folder=module).output.splitlines() == [text]
