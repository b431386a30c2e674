"""Rounds of fixes in memory: what is kept, what is dropped, and when they end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from goescape.cli import rounds
from goescape.cli.gate import Break, Gate
from goescape.cli.rounds import Outcome, Rounds, Wanted
from goescape.compiler.engine import CompilerEngine
from goescape.compiler.request import Request
from goescape.fixes import search
from goescape.fixes.code import Code
from goescape.fixes.model import Candidate, Edit, FixKind, Gain, Refusal
from goescape.fixes.proof import Failure, Proof
from goescape.fixes.scene import Limits, Scene

from ..archive import write

KIND = FixKind.DROP_CONVERSION
FILES = """\
-- go.mod --
module m

go 1.24
-- low/low.go --
package low

func A() string { return "one" }

func B() string { return "good" }

func C() string { return "good" }

func D() string { return "bad" }

func E() string { return "good" }
-- high/high_test.go --
package high

import (
	"testing"

	"m/low"
)

const size = 3

func TestD(t *testing.T) {
	if low.D() != "bad" {
		t.Error("bad")
	}
	var limit [size]int = low.Limit
	_ = limit
}
-- low/limit.go --
package low

var Limit = [3]int{}
"""
REWRITES = {b'"one"': b'"two"', b'"two"': b'"three"', b'"good"': b'"fine"', b"[3]int{}": b"[4]int{}"}


def find(code: Code, scene: Scene) -> Iterator[Candidate | Refusal]:
    """A fix that changes texts; that of the array's length breaks the tests of another package."""
    text = code.source.data
    for match in re.finditer(rb'"[a-z]+"|\[3\]int{}', text):
        declared = code.span(code.head)
        end = code.span(code.block).end if code.block is not None else declared.end
        new = REWRITES.get(match[0])
        if not declared.start <= match.start() < end or new is None:
            continue
        edit = Edit(code.path, match.start(), match.end(), new)
        yield Candidate(KIND, code.path, edit.span, match[0].decode(), code.name, (edit,), Gain.RUN_TIME)


@pytest.fixture
async def outcome(engine: CompilerEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Outcome:
    monkeypatch.setattr(search, "FINDERS", {KIND: find})
    write(tmp_path, FILES)
    return await run(engine, tmp_path)


async def run(engine: CompilerEngine, folder: Path) -> Outcome:
    request = Request(str(folder), ("./low",))
    wanted = Wanted({KIND}, Limits(), 60.0)
    return await Rounds(engine, request, wanted, lambda *_: None).run(await engine.analyse(request))


def texts(outcome: Outcome) -> dict[str, str]:
    return {Path(path).name: data.decode() for path, data in outcome.after.items()}


async def test_what_breaks_a_dependent_is_dropped_and_the_rest_kept(outcome: Outcome) -> None:
    dropped = [item for item in outcome.left if isinstance(item.found, Proof)]
    assert [(item.about.subject, item.reason) for item in dropped] == [("[3]int{}", Failure.DOES_NOT_COMPILE)]
    assert texts(outcome).keys() == {"low.go"}
    assert texts(outcome)["low.go"].count('"fine"') == 3


async def test_what_to_drop_is_found_by_halves(
    engine: CompilerEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a break shows only when all is built."""

    class Strict(Gate):
        async def breaks(self, texts: Mapping[str, bytes]) -> list[Break]:
            bad = [path for path, text in texts.items() if re.search(rb'C\(\) string { return "fine"', text)]
            return [Break("m/high", f"{path}: no") for path in bad]

    monkeypatch.setattr(search, "FINDERS", {KIND: find})
    monkeypatch.setattr(rounds, "Gate", Strict)
    write(tmp_path, FILES.replace("low.Limit", "[size]int{}"))
    outcome = await run(engine, tmp_path)
    dropped = [item for item in outcome.left if item.reason is Failure.DOES_NOT_COMPILE]
    assert [(item.about.function, item.found.detail) for item in dropped if isinstance(item.found, Proof)] == [
        ("C", f"{tmp_path}/low/low.go: no")
    ]
    assert re.findall(r'"\w+"', texts(outcome)["low.go"]) == ['"three"', '"fine"', '"good"', '"bad"', '"fine"']
    assert texts(outcome)["limit.go"] == "package low\n\nvar Limit = [4]int{}\n"


async def test_what_a_fix_makes_possible_is_found_too(outcome: Outcome) -> None:
    assert '"three"' in texts(outcome)["low.go"]
    assert not outcome.unfinished
    lines = [(item.about.subject, item.place.line) for item in outcome.made]
    assert lines == [('"one"', 3), ('"two"', 3), ('"good"', 5), ('"good"', 7), ('"good"', 11)]


async def test_nothing_is_written(outcome: Outcome) -> None:
    for path, data in outcome.before.items():
        assert Path(path).read_bytes() == data
        assert outcome.after[path] != data


async def test_rounds_end(engine: CompilerEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where each finds more to do."""

    def forever(code: Code, scene: Scene) -> Iterator[Candidate | Refusal]:
        for found in find(code, scene):
            if isinstance(found, Candidate) and found.subject.startswith('"'):
                longer = replace(found.edits[0], text=found.subject.encode()[:-1] + b'x"')
                yield replace(found, edits=(longer,))

    monkeypatch.setattr(search, "FINDERS", {KIND: forever})
    monkeypatch.setattr(rounds, "MOST_ROUNDS", 2)
    monkeypatch.setitem(REWRITES, b'"onex"', b"")
    write(tmp_path, FILES)
    outcome = await run(engine, tmp_path)
    assert outcome.unfinished
    assert '"onexx"' in texts(outcome)["low.go"]
