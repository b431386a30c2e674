"""The ways of values that escape, and where they could be cut: what the comments in cuts.go say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from goescape.escape.flow import Flows, location_text
from goescape.escape.messages import ESCAPES, LEAKS_RESULT, MOVED, Message
from tests.ir.lowering.test_oracle import GO_MOD, MODULE

from .analysed import Analysed

SOURCE = Path(__file__).parent / "cuts.go"
_FUNCTION = re.compile(r"((?:// way .*\n)+)func (\w+)", re.M)


@pytest.fixture
def analysed(tmp_path: Path, environment: pytest.MonkeyPatch, goroot: Path) -> Analysed:
    (tmp_path / "cuts.go").write_text(SOURCE.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "go.mod").write_text(GO_MOD, encoding="utf-8")
    return Analysed(tmp_path, MODULE, goroot)


def test_ways_and_cuts(analysed: Analysed) -> None:
    expected = {found[2]: found[1].replace("// way ", "").splitlines() for found in _FUNCTION.finditer(_text())}
    told: dict[str, list[str]] = {name: [] for name in expected}
    for message in analysed.result.messages:
        if message.kind in (MOVED, ESCAPES) and message.func.name in told:
            told[message.func.name] += _way(analysed, message)
    assert told == expected


def _way(analysed: Analysed, message: Message) -> list[str]:
    solution = analysed.result.batches[message.func].solution
    flows = Flows(solution)
    flow = flows.of_escape(message.location)
    assert flow is not None
    cut = flows.cut(message.location)
    found = []
    for hop in flow.hops:
        target = location_text(solution.graph, hop.target, analysed.target.package)
        last = [operation.why for operation in flows.operations(hop)][-1]
        found.append(f"{analysed.text(message.node)}: {last} to {target}{', cut' if hop == cut else ''}")
    return found


def test_leaks(analysed: Analysed) -> None:
    (message,) = (each for each in analysed.result.messages if each.kind == LEAKS_RESULT)
    flows = Flows(analysed.result.batches[message.func].solution)
    flow = flows.of_leak(message.location, 0)
    assert flow is not None
    assert [operation.why for hop in flow.hops for operation in flows.operations(hop)] == ["return"]
    assert flows.of_leak(message.location) is None


def _text() -> str:
    return SOURCE.read_text(encoding="utf-8")
