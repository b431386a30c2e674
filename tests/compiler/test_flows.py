"""Flows come after the findings, are kept, and are asked for once."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from goescape.compiler.engine import Analysis, CompilerEngine
from goescape.compiler.request import BuildOptions, Request
from goescape.compiler.store import Store
from goescape.compiler.toolchain import find_toolchain
from goescape.findings.model import Finding, PackageReport

from ..archive import write
from ..recording import RecordingGo
from .errors import MODULE

SOURCE = """\
-- p.go --
package p // {mark}

var sink any

func returned(n int) *int {{
	m := n
	return &m
}}

func leaks(p *int, q **int) *int {{
	sink = p
	return *q
}}

func stays(n int) int {{
	m := &n
	return *m
}}
-- p_test.go --
package p

var inside = returned(1)
-- cmd/one/main.go --
package main

func main() {{ one := new(int); go func() {{ *one = 1 }}() }}
-- cmd/two/main.go --
package main

func main() {{ two := new(int); go func() {{ *two = 2 }}() }}
"""
FLOWS = {
    "moved to heap: m": ["m -1 address-of ~r0", "m -1 return ~r0"],
    "leaking param: p": ["p 0 interface-converted {heap}", "p 0 assign {heap}"],
    "leaking param: q to result ~r0 level=1": ["q 1 indirection ~r0", "q 1 return ~r0"],
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A module that was never compiled before, so that nobody has its flows."""
    write(tmp_path, MODULE + SOURCE.format(mark=uuid4().hex))
    return tmp_path


async def recording_engine(go: RecordingGo, cache_folder: Path) -> CompilerEngine:
    return CompilerEngine(await find_toolchain(go.binary), Store(cache_folder))


def only(analysis: Analysis, package: str = "example.com/m") -> PackageReport:
    (report,) = [report for report in analysis.reports if report.package == package]
    assert report.problem is None
    return report


def told(finding: Finding) -> list[str]:
    """A flow, a line a step."""
    assert finding.flow is not None
    return [f"{s.source} {s.derefs} {s.operation} {s.target}" for s in finding.flow.steps]


async def test_findings_come_without_flows_and_get_them(engine: CompilerEngine, root: Path) -> None:
    request = Request(str(root), (".",))
    first = await engine.analyse(request)
    before = only(first)
    assert not before.flows
    assert all(finding.flow is None for finding in before.findings)
    after = only(await engine.explain(request, first))
    assert after.flows
    assert [f.line for f in after.findings] == [f.line for f in before.findings]
    assert after.output == before.output
    found = {f.message: told(f) for f in after.findings if f.message in FLOWS}
    assert found == FLOWS
    assert all(f.flow is None for f in after.findings if not (f.kind.is_heap or f.kind.is_leak))


async def test_flows_are_asked_for_once_even_across_restarts(
    recording_go: RecordingGo, cache_folder: Path, root: Path
) -> None:
    request = Request(str(root), (".",))
    asked = []
    answers = []
    for _ in range(3):
        engine = await recording_engine(recording_go, cache_folder)
        recording_go.forget()
        analysis = await engine.explain(request, await engine.analyse(request))
        asked.append(recording_go.builds)
        answers.append([(f.line, f.flow) for f in only(analysis).findings])
    assert asked == [[".", "example.com/m flows"], ["."], ["."]]
    assert answers[0] == answers[1] == answers[2]
    await engine.explain(request, analysis)
    assert len(recording_go.builds) == 1


async def test_every_variant_and_program_gets_its_own_flows(engine: CompilerEngine, root: Path) -> None:
    """A package and its test variant are compiled under one name, and so are all programs."""
    request = Request(str(root), ("./...",), tests=True)
    analysis = await engine.explain(request, await engine.analyse(request))
    subjects = {
        report.package: sorted({f.subject for f in report.findings if f.kind.is_heap and f.flow and f.flow.steps})
        for report in analysis.reports
    }
    assert subjects == {
        "example.com/m": ["m"],
        "example.com/m [example.com/m.test]": ["m"],
        "example.com/m/cmd/one": ["func literal", "new(int)"],
        "example.com/m/cmd/two": ["func literal", "new(int)"],
    }
    inside = [f for f in only(analysis, "example.com/m [example.com/m.test]").findings if "_test.go" in f.place.file]
    assert [f.message for f in inside if f.flow is not None and f.flow.steps] == ["moved to heap: m"]


async def test_without_inlining_there_are_flows_too(engine: CompilerEngine, root: Path) -> None:
    request = Request(str(root), (".",), options=BuildOptions(inline=False))
    report = only(await engine.explain(request, await engine.analyse(request)))
    assert [told(f) for f in report.findings if f.message == "moved to heap: m"] == [FLOWS["moved to heap: m"]]


@pytest.mark.parametrize("name", ["with space", "it's", "日本 😀"])
async def test_folders_with_any_name_get_flows(
    recording_go: RecordingGo, cache_folder: Path, tmp_path: Path, name: str
) -> None:
    folder, cache = tmp_path / name / "module", tmp_path / name / "cache"
    write(folder, MODULE + SOURCE.format(mark=uuid4().hex))
    engine = await recording_engine(recording_go, cache)
    request = Request(str(folder), (".",), options=BuildOptions(shared_build_cache=True))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GOCACHE", str(cache_folder / "go-build"))
        report = only(await engine.explain(request, await engine.analyse(request)))
    assert [told(f) for f in report.findings if f.message == "moved to heap: m"] == [FLOWS["moved to heap: m"]]
    assert recording_go.builds == [".", "example.com/m flows"]


@pytest.mark.parametrize("edited", ["func returned() *int { return nil }", "func broken( {"])
async def test_flows_of_another_text_are_neither_shown_nor_kept(
    engine: CompilerEngine, root: Path, edited: str
) -> None:
    """A file changes on disk after the findings came, and before the flows do."""
    request = Request(str(root), (".",))
    first = await engine.analyse(request)
    saved = (root / "p.go").read_text()
    (root / "p.go").write_text(f"package p // {uuid4().hex}\n\n{edited}\n")
    after = only(await engine.explain(request, first))
    assert not after.flows
    assert after == only(first)
    (root / "p.go").write_text(saved)
    again = only(await engine.explain(request, await engine.analyse(request)))
    assert {f.message: told(f) for f in again.findings if f.message in FLOWS} == FLOWS


async def test_a_package_without_findings_is_not_asked_about_twice(
    recording_go: RecordingGo, cache_folder: Path, tmp_path: Path
) -> None:
    write(tmp_path, MODULE + f"-- p.go --\npackage p // {uuid4().hex}\n")
    engine = await recording_engine(recording_go, cache_folder)
    request = Request(str(tmp_path), (".",))
    analysis = await engine.explain(request, await engine.analyse(request))
    assert only(analysis).flows
    recording_go.forget()
    await engine.explain(request, await engine.analyse(request))
    assert recording_go.builds == ["."]
