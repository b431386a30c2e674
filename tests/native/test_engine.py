"""The native engine says what the compiler says, line for line, in the compiler's order."""

from __future__ import annotations

from pathlib import Path

import pytest

from goescape.compiler.engine import CompilerEngine
from goescape.compiler.request import BuildOptions, Request
from goescape.findings.model import Engine
from goescape.native.engine import NOT_INLINED, NativeEngine

from ..archive import unpack
from .conftest import Asked, outputs

MODULES = {path.stem: path for path in sorted(Path(__file__).with_name("modules").glob("*.txtar"))}


@pytest.mark.parametrize("name", MODULES)
async def test_the_lines_are_the_compiler_s(
    name: str, engine: CompilerEngine, native: NativeEngine, asked: Asked
) -> None:
    archive = MODULES[name].read_text(encoding="utf-8")
    request = asked(archive, tests="_test.go --" in archive)
    said = await engine.analyse(request)
    foretold = await native.analyse(request)
    assert said.is_good, [report.problem for report in said.reports]
    assert outputs(foretold) == outputs(said)
    assert [report.unanalysed for report in foretold.reports] == [()] * len(foretold.reports)
    assert [report.problem for report in foretold.reports] == [None] * len(foretold.reports)


@pytest.mark.parametrize("name", MODULES)
async def test_findings_are_those_of_the_compiler(
    name: str, engine: CompilerEngine, native: NativeEngine, asked: Asked
) -> None:
    request = asked(MODULES[name].read_text(encoding="utf-8"))
    said, foretold = await engine.analyse(request), await native.analyse(request)
    for one, other in zip(said.reports, foretold.reports, strict=True):
        assert (one.package, one.folder, one.files, one.for_test) == (
            other.package,
            other.folder,
            other.files,
            other.for_test,
        )
        assert [(f.place, f.kind, f.function, f.category) for f in one.findings] == [
            (f.place, f.kind, f.function, f.category) for f in other.findings
        ]
        assert other.provenance.engine is Engine.NATIVE
        assert other.provenance.release == one.provenance.release


@pytest.mark.parametrize(
    ("folder", "pattern"), [(".", "./low"), ("low", "."), ("..", "ROOT/low/low.go"), ("high", "example.com/m/low")]
)
async def test_paths_are_relative_to_the_folder(
    folder: str, pattern: str, engine: CompilerEngine, native: NativeEngine, asked: Asked
) -> None:
    root = Path(asked(MODULES["imports"].read_text(encoding="utf-8")).folder)
    pattern = pattern.replace("ROOT", str(root))
    request = Request(str((root / folder).resolve()), (pattern,), options=BuildOptions(inline=False))
    assert outputs(await native.analyse(request)) == outputs(await engine.analyse(request))


async def test_with_inlining_it_says_what_it_does_instead(native: NativeEngine, asked: Asked) -> None:
    request = asked("-- go.mod --\nmodule m\n-- m.go --\npackage m\n")
    inlined = Request(request.folder, request.patterns)
    assert (await native.analyse(request)).warnings == ()
    assert (await native.analyse(inlined)).warnings == (NOT_INLINED,)


@pytest.mark.parametrize(
    ("pattern", "summary"),
    [
        ("./none", "no Go files"),
        ("example.com/none", "no required module provides"),
        ("./none/...", "matched no packages"),
    ],
)
async def test_a_pattern_that_names_nothing(native: NativeEngine, asked: Asked, pattern: str, summary: str) -> None:
    analysis = await native.analyse(asked("-- go.mod --\nmodule m\n-- none/x.txt --\n", pattern))
    problems = [analysis.problem, *(report.problem for report in analysis.reports)]
    assert summary in " ".join(problem.summary for problem in problems if problem is not None)


async def test_unsaved_text_counts(native: NativeEngine, asked: Asked) -> None:
    archive = "-- go.mod --\nmodule m\n-- m.go --\npackage m\n\nfunc F() *int { return nil }\n"
    texts = unpack(archive)
    fresh = "package m\n\nfunc F() *int { return new(int) }\n"
    assert outputs(await native.analyse(asked(archive))) == {"m": []}
    assert outputs(await native.analyse(asked(archive, overlays={"m.go": fresh}))) == {
        "m": ["./m.go:3:27: new(int) escapes to heap"]
    }
    assert outputs(await native.analyse(asked(archive, overlays={"m.go": texts["m.go"]}))) == {"m": []}
