"""Lines of packages that have not changed are replayed; of those that have, or need one that has, they are not."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from goescape.compiler.request import Request
from goescape.compiler.store import Store
from goescape.native.driver import Pipeline
from goescape.native.engine import NativeEngine

from .conftest import Asked, outputs

MODULE = """\
-- go.mod --
module example.com/m

go 1.26
-- high/a.go --
package high

import "example.com/m/low"

func F() *int { x := 1; return low.Same(&x) }
-- low/a.go --
package low

func Same(p *int) *int { return p }
-- apart/a.go --
package apart

func New() *int {
	return new(int)
}
"""

HIGH, LOW, APART = "example.com/m/high", "example.com/m/low", "example.com/m/apart"


class Runs:
    """Whole runs, each by an engine that knows no more than the cache folder does, and what these worked out."""

    def __init__(self, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.cache = cache
        self.analysed: set[str] = set()
        run = Pipeline.run
        monkeypatch.setattr(Pipeline, "run", lambda pipeline, key: (self.analysed.add(key), run(pipeline, key))[1])

    async def lines(self, request: Request) -> dict[str, list[str]]:
        self.analysed.clear()
        return outputs(await NativeEngine(Store(self.cache)).analyse(request, lines_only=True))


@pytest.fixture
def runs(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Runs:
    return Runs(tmp_path_factory.mktemp("cache"), monkeypatch)


async def test_what_has_not_changed_is_replayed(runs: Runs, asked: Asked) -> None:
    request = asked(MODULE)
    first = await runs.lines(request)
    assert runs.analysed == {HIGH, LOW, APART}
    assert await runs.lines(request) == first
    assert not runs.analysed


async def test_paths_are_relative_to_where_the_question_comes_from(runs: Runs, asked: Asked) -> None:
    request = asked(MODULE, "./low")
    assert (await runs.lines(request))[LOW] == ["low/a.go:3:11: leaking param: p to result ~r0 level=0"]
    inside = replace(request, folder=f"{request.folder}/low", patterns=(".",))
    assert (await runs.lines(inside))[LOW] == ["./a.go:3:11: leaking param: p to result ~r0 level=0"]
    assert not runs.analysed


EDITS = {
    "in the package": ("apart/a.go", "new(int)", "(new(int))", {APART}),
    "in what it imports": ("low/a.go", "return p", "var q *int; sink = q; return p", {LOW, HIGH}),
    "a file more": ("apart/b.go", "", "package apart\n\nfunc Old() *int { return new(int) }\n", {APART}),
    "of the language": ("go.mod", "go 1.26", "go 1.20", {LOW, HIGH, APART}),
}


@pytest.mark.parametrize("edit", EDITS)
async def test_what_has_changed_is_worked_out(edit: str, runs: Runs, asked: Asked) -> None:
    name, old, new, changed = EDITS[edit]
    request = asked(MODULE.replace("package low\n", "package low\n\nvar sink *int\n"))
    await runs.lines(request)
    path = Path(request.folder, name)
    path.write_text(path.read_text().replace(old, new) if old else new)
    again = await runs.lines(request)
    assert runs.analysed == changed
    assert again == outputs(await NativeEngine(Store(runs.cache / "empty")).analyse(request, lines_only=True))


async def test_a_file_of_another_name(runs: Runs, asked: Asked) -> None:
    request = asked(MODULE, "./low")
    await runs.lines(request)
    Path(request.folder, "low/a.go").rename(Path(request.folder, "low/b.go"))
    assert (await runs.lines(request))[LOW] == ["low/b.go:3:11: leaking param: p to result ~r0 level=0"]


@pytest.mark.parametrize(
    "text",
    ["package p\n\nfunc F() *int { return new(int }\n", "package p\n\nfunc F() *int { return new(Missing) }\n"],
)
async def test_what_is_broken_is_worked_out_each_time(text: str, runs: Runs, asked: Asked) -> None:
    request = asked("-- go.mod --\nmodule example.com/m\n-- p/a.go --\n" + text)
    for _ in range(2):
        analysis = await NativeEngine(Store(runs.cache)).analyse(request, lines_only=True)
        assert analysis.reports[0].problem is not None
        assert analysis.reports[0].unanalysed


async def test_findings_are_there_for_comments_that_speak_of_them(runs: Runs, asked: Asked) -> None:
    request = asked(MODULE.replace("return new(int)", "return new(int) //goescape:ignore on purpose"), "./apart")
    for _ in range(2):
        analysis = await NativeEngine(Store(runs.cache)).analyse(request, lines_only=True)
        assert [finding.message for finding in analysis.reports[0].findings] == ["new(int) escapes to heap"]


async def test_a_cache_that_cannot_be_written_is_none(
    runs: Runs, asked: Asked, caplog: pytest.LogCaptureFixture
) -> None:
    request = asked(MODULE)
    runs.cache.rmdir()
    runs.cache.write_text("")
    with caplog.at_level(logging.ERROR):
        assert (await runs.lines(request))[APART] == ["apart/a.go:4:12: new(int) escapes to heap"]
    assert not caplog.records
