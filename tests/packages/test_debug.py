"""``goescape debug packages``, run as a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.archive import write
from tests.packages.golist import variables

ARCHIVE = """
-- go.mod --
module example.com/m

go 1.22
-- a.go --
package m

import "example.com/m/b"
-- a_windows.go --
package m
-- a_test.go --
package m
-- b/b.go --
//go:build go1.23

package b
-- bad/bad.go --
package bad

import 3
-- one/one.go --
package one

import _ "example.com/m/two"
-- two/two.go --
package two

import _ "example.com/m/one"
"""

Run = tuple[list[dict[str, Any]], str, int]


@pytest.fixture
def module(tmp_path: Path, go_binary: str) -> Path:
    write(tmp_path, ARCHIVE)
    return tmp_path


def run(folder: Path, go_binary: str, *arguments: str) -> Run:
    command = [sys.executable, "-m", "goescape", "debug", "packages", "-C", str(folder), *arguments]
    environment = variables(Path(go_binary))
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False)
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr, done.returncode


def test_a_package_a_line(module: Path, go_binary: str) -> None:
    found, said, status = run(module, go_binary, "--goos=windows", "--tests", "--deps", ".")
    assert (said, status) == ("", 0)
    assert [one["id"] for one in found] == [
        "example.com/m/b",
        "example.com/m",
        "example.com/m [example.com/m.test]",
    ]
    first, second, tested = found
    assert first["language"] == "1.22"
    assert list(first["languages"].values()) == ["1.23"]
    assert [os.path.basename(path) for path in second["go_files"]] == ["a.go", "a_windows.go"]
    assert second["module"] == {"path": "example.com/m", "folder": str(module), "go": "1.22", "main": True}
    assert second["deps"] == ["example.com/m/b"]
    assert tested["tested"] == "example.com/m"


def test_problems_are_in_the_output(module: Path, go_binary: str) -> None:
    found, _, status = run(module, go_binary, "./bad", "./one")
    assert status == 1
    bad, one = found
    assert bad["problems"] == [
        {
            "message": "missing import path; require quoted string",
            "path": str(module / "bad" / "bad.go"),
            "offset": len("package bad\n\nimport "),
        }
    ]
    assert one["problems"] == [{"message": "import cycle not allowed"}]


def test_nothing_found(module: Path, go_binary: str) -> None:
    found, said, status = run(module, go_binary, "./nowhere")
    assert (found, status) == ([], 2)
    assert said == f"goescape: stat {module / 'nowhere'}: directory not found\n"
