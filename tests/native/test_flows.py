"""The flows that are told of findings: those of the compiler, and what the comments in flows.go say."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import partial
from pathlib import Path

import pytest

from goescape.compiler.engine import CompilerEngine
from goescape.compiler.store import Store
from goescape.explain import words
from goescape.explain.language import Language
from goescape.findings.model import Finding, PackageReport, Step
from goescape.native.engine import NativeEngine
from goescape.predictions import Predictions

from .conftest import Asked

SOURCE = Path(__file__).with_name("flows.go").read_text(encoding="utf-8")
ARCHIVE = f"-- go.mod --\nmodule example.com/flows\n\ngo 1.26\n-- flows.go --\n{SOURCE}"

_WANT = re.compile(r"\s*// want (?P<what>flow|cut) (?P<text>.*)")
_LINE = re.compile(r"\{\+(\d+)\}")


@pytest.fixture
async def explained(native: NativeEngine, asked: Asked) -> PackageReport:
    request = asked(ARCHIVE)
    (report,) = (await native.explain(request, await native.analyse(request))).reports
    assert report.flows and report.problem is None
    return report


def test_flows_and_cuts(explained: PackageReport) -> None:
    told: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for finding in explained.findings:
        if finding.kind.is_heap or finding.kind.is_leak:
            told[finding.place.line] += _told(finding)
    assert told == wanted()


async def test_flows_are_the_compilers(engine: CompilerEngine, explained: PackageReport, asked: Asked) -> None:
    """They may go on where the compiler's text does not tell which value holds the one before."""
    request = asked(ARCHIVE)
    (said,) = (await engine.explain(request, await engine.analyse(request))).reports
    for one, other in zip(said.findings, explained.findings, strict=True):
        assert (one.line, one.category, one.allocates) == (other.line, other.category, other.allocates)
        assert (one.flow is None) == (other.flow is None)
        if one.flow is not None and other.flow is not None:
            assert other.flow.steps[: len(one.flow.steps)] == one.flow.steps, one.line


async def test_flows_of_another_text_are_not_told(native: NativeEngine, asked: Asked) -> None:
    request = asked(ARCHIVE)
    analysis = await native.analyse(request)
    await native.analyse(asked(ARCHIVE, overlays={"flows.go": SOURCE.replace("v := 2", "v := 3")}))
    assert await native.explain(request, analysis) == analysis


async def test_after_an_edit_flows_are_those_of_the_new_text(
    native: NativeEngine, asked: Asked, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What was not edited is not analysed anew, and has moved."""
    await native.analyse(asked(ARCHIVE))
    fresh = SOURCE.replace("\tv := 2\n", "\n\tv := 2\n\troot = &Node{}\n", 1)
    request = asked(ARCHIVE, overlays={"flows.go": fresh})
    (edited,) = (await native.explain(request, await native.analyse(request))).reports
    other = NativeEngine(Store(tmp_path_factory.mktemp("other")))
    (anew,) = (await other.explain(request, await other.analyse(request))).reports
    assert [(f.line, f.flow, f.cut) for f in edited.findings] == [(f.line, f.flow, f.cut) for f in anew.findings]


async def test_the_compilers_findings_get_the_cuts_of_predictions(
    engine: CompilerEngine, asked: Asked, tmp_path: Path
) -> None:
    request = asked(ARCHIVE)
    predictions = Predictions(Store(tmp_path / "cache"))
    predicted = await predictions.of(request, engine.toolchain.goroot)
    said = await engine.analyse(request)
    assert predictions.with_cuts(said) == said
    (foretold,) = (await predictions.explain(request, predicted)).reports
    (confirmed,) = predictions.with_cuts(said).reports
    assert [finding.cut for finding in confirmed.findings] == [finding.cut for finding in foretold.findings]
    other = await engine.analyse(asked(ARCHIVE, overlays={"flows.go": SOURCE.replace("v := 2", "v := 3")}))
    assert predictions.with_cuts(other) == other


def wanted() -> dict[int, list[tuple[str, str]]]:
    """By line, what the comments below it say."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    current = 0
    for number, line in enumerate(SOURCE.splitlines(), 1):
        want = _WANT.fullmatch(line)
        if want is None:
            current = number
        else:
            found[current].append((want["what"], _LINE.sub(partial(_line_after, current), want["text"])))
    return found


def _line_after(start: int, offset: re.Match[str]) -> str:
    return str(start + int(offset[1]))


def _told(finding: Finding) -> list[tuple[str, str]]:
    assert finding.flow is not None
    cuts = [words.cut(finding, language) for language in Language]
    hops = "; ".join(_hops(finding.flow.steps))
    return [("flow", f"{finding.subject}: {hops}"), *(("cut", text) for text in cuts if text)]


def _hops(steps: tuple[Step, ...]) -> list[str]:
    hops: dict[str, list[str]] = {}
    for step in steps:
        source = "&" * (step.derefs < 0) + "*" * step.derefs + step.source
        hops.setdefault(f"{step.target} = {source}", []).append(step.operation)
    return [f"{hop} ({', '.join(filter(None, operations))})" for hop, operations in hops.items()]
