"""``goescape debug types``: a line for each expression, complaints on standard error, an exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ..archive import write
from .conftest import Goescape

FILES = """\
-- go.mod --
module example.com/m

go 1.24
-- p.go --
package p

import "strings"

const limit = 1 << 3

func up(s string) string { return strings.ToUpper(s) }
-- p_test.go --
package p

var tested = up("x")
-- broken/b.go --
package broken

func good(n int) int { return n + 1 }

func bad() int { return missing }
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    write(tmp_path, FILES)
    return tmp_path


def lines(output: str) -> dict[str, dict[str, object]]:
    """What is said of each place, by the text there; the last place counts."""
    found: dict[str, dict[str, object]] = {}
    for line in output.splitlines():
        record = json.loads(line)
        data = Path(record["file"]).read_bytes()
        found[data[record["start"] : record["end"]].decode()] = record
    return found


def test_types_values_and_objects(goescape: Goescape, module: Path) -> None:
    said = goescape("debug", "types", ".", folder=module)
    assert (said.error, said.status) == ("", 0)
    found, file = lines(said.output), str(module / "p.go")
    limit = found["limit"]
    assert (limit["type"], limit["value"], limit["object"]) == ("untyped int", "8", f"{file}:{limit['start']}")
    call = found["strings.ToUpper(s)"]
    assert (call["file"], call["kind"], call["mode"], call["type"]) == (file, "Call", "value", "string")
    assert str(found["ToUpper"]["object"]).rpartition(":")[0].endswith("strings.go")
    assert "object" not in found["string"]
    assert "tested" not in found


def test_test_files_are_read_when_asked_for(goescape: Goescape, module: Path) -> None:
    said = goescape("debug", "types", "--tests", ".", folder=module)
    assert said.status == 0
    assert lines(said.output)["tested"]["type"] == "string"


def test_broken_code_costs_itself_alone(goescape: Goescape, module: Path) -> None:
    said = goescape("debug", "types", "./broken", folder=module)
    assert said.status == 1
    assert said.error.startswith(f"{module / 'broken' / 'b.go'}:5:25: ")
    assert lines(said.output)["n + 1"]["type"] == "int"


@pytest.mark.parametrize("pattern", ["./nowhere", "example.com/nowhere"])
def test_what_is_not_there_is_said(goescape: Goescape, module: Path, pattern: str) -> None:
    said = goescape("debug", "types", pattern, folder=module)
    assert (said.output, said.status) == ("", 2)
    assert said.error.count("\n") == 1
    assert "nowhere" in said.error


def test_unknown_architecture(goescape: Goescape, module: Path) -> None:
    said = goescape("debug", "types", "--goarch", "pdp11", ".", folder=module)
    assert (said.output, said.status) == ("", 2)
    assert "'pdp11' is no architecture that Go knows" in said.error
