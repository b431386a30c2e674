"""What the compiler says of code is what we say, line for line and in its order; also what closures capture, and why
values escape."""

from __future__ import annotations

import os
import re
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest

from goescape.escape.batch import Capture
from goescape.escape.flow import Flows, location_text
from goescape.escape.messages import APPEND_ESCAPES, ESCAPES, MOVED
from goescape.escape.solve import Solution
from tests import archive
from tests.ir.lowering.test_oracle import GO_MOD, MODULE, said_by_compiler, said_by_us

from .analysed import Analysed

PROGRAMS = Path(__file__).parent / "programs.txtar"
PACKAGES = ("calling", "calls", "closures", "values")

_CAPTURE = re.compile(r"\S*?([^/]+:\d+:\d+): .* capturing by (value|ref): (\S+) \((.*)\)")
_EXPLAINED = re.compile(r"\S*?([^/]+:\d+:\d+): (.*) escapes to heap in .*:")
_STEP = re.compile(r"\S+:  +(flow: .*|from .*?)(?: at \S*?([^/ ]+))?")


@pytest.fixture
def programs(tmp_path: Path, environment: pytest.MonkeyPatch) -> Path:
    archive.write(tmp_path, PROGRAMS.read_text(encoding="utf-8"))
    (tmp_path / "go.mod").write_text(GO_MOD, encoding="utf-8")
    return tmp_path


def told(folder: Path, package: str, go_binary: str) -> list[str]:
    """All that the compiler tells of a package."""
    command = [go_binary, "build", "-gcflags=-m=2 -l", f"./{package}"]
    env = {**os.environ, "GOFLAGS": "", "GOTOOLCHAIN": "local", "GOWORK": "off"}
    result = subprocess.run(command, cwd=folder, env=env, capture_output=True, encoding="utf-8", check=True)
    return result.stderr.splitlines()


def test_messages(programs: Path, go_binary: str, goroot: Path) -> None:
    expected = said_by_compiler(programs, go_binary)
    assert sorted(expected) == [f"{MODULE}/{package}" for package in PACKAGES]
    assert said_by_us(programs, sorted(expected), goroot) == expected


@pytest.mark.parametrize("package", ["calls", "closures"])
def test_captures(programs: Path, go_binary: str, goroot: Path, package: str) -> None:
    ours = Analysed(programs, f"{MODULE}/{package}", goroot)

    def line(capture: Capture) -> tuple[str, ...]:
        how = "value" if capture.by_value else "ref"
        seen = f"addr={capture.addrtaken} assign={capture.reassigned} width={capture.width}".lower()
        return ours.place(capture.name.pos), how, ours.text(capture.name), seen

    expected = [found.groups() for found in map(_CAPTURE.fullmatch, told(programs, package, go_binary)) if found]
    assert expected
    assert [line(capture) for capture in ours.result.captures] == expected


@pytest.mark.parametrize("package", ["calling", "calls", "closures"])
def test_flows(programs: Path, go_binary: str, goroot: Path, package: str) -> None:
    expected = flows_told(told(programs, package, go_binary))
    ours = Analysed(programs, f"{MODULE}/{package}", goroot)
    for message in ours.result.messages:
        if message.kind in (MOVED, ESCAPES, APPEND_ESCAPES):
            solution = ours.result.batches[message.func].solution
            assert lines(ours, solution, message.location) in expected[ours.place(message.pos)], message.text


def flows_told(output: list[str]) -> dict[str, list[list[str]]]:
    """By place, the ways that the compiler tells."""
    found: dict[str, list[list[str]]] = defaultdict(list)
    current: list[str] = []
    for line in output:
        explained = _EXPLAINED.fullmatch(line)
        step = _STEP.fullmatch(line)
        if explained is not None:
            current = []
            found[explained[1]].append(current)
        elif step is not None:
            current.append(step[1] if step[2] is None else f"{step[1]} at {step[2]}")
        else:
            current = []
    return found


def lines(ours: Analysed, solution: Solution, location: int) -> list[str]:
    """A location's own way as the compiler tells it."""
    flows = Flows(solution)
    flow = flows.of_escape(location)
    assert flow is not None
    graph, package = solution.graph, ours.target.package
    found = []
    for hop in flow.hops[: len(flow.hops) - flow.joined]:
        how = "&" if hop.derefs < 0 else "*" * hop.derefs
        source, target = location_text(graph, hop.source, package), location_text(graph, hop.target, package)
        found.append(f"flow: {target} ← {how}{source}:")
        found += [
            f"from {ours.text(operation.where)} ({operation.why}) at {ours.place(operation.where.pos)}"
            for operation in flows.operations(hop)
        ]
    return found
