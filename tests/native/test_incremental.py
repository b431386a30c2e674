"""What an edit makes the pipeline do again, and that what comes out is that of a pipeline that knew nothing.

A case is an archive in `incremental/`: files in their first version ("p/a.go"), later versions of one file each
("p/a.go.2", "p/a.go.3"...), in order, and "expect.2"... with lines

    lowered: functions whose text was made into IR again
    solved: functions whose escape analysis was done again

as "package.function". The module is called m.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from goescape.native.driver import Pipeline
from goescape.native.outcome import Outcome
from goescape.packages.environment import Wanted
from goescape.syntax.deep import with_deep_stack
from goescape.types.opened import OpenPrograms
from tests.archive import unpack
from tests.types.test_incremental import VERSION, broken

CASES_FOLDER = Path(__file__).parent / "incremental"
CASES = sorted(CASES_FOLDER.glob("*.txt"))
STANDARD = ("bufio", "bytes", "container/list", "net/url")
ROUNDS = 10

Done = dict[str, set[str]]


class Workspace:
    """Packages on disk, and edits to them that are not saved. `paths` are those of the packages."""

    def __init__(self, folder: Path, goroot: Path, paths: list[str]) -> None:
        self._folder = folder
        self._programs = OpenPrograms()
        self._wanted = Wanted(goroot=str(goroot))
        self._paths = paths
        self._texts: dict[str, bytes] = {}
        self._opened = self._programs.of(str(folder), self._wanted, {})
        self._pipeline = Pipeline(self._opened, None)

    def edit(self, name: str, text: str) -> None:
        """Give a file another text."""
        self._texts[str(self._folder / name)] = text.encode()
        opened = self._programs.of(str(self._folder), self._wanted, self._texts)
        if opened is not self._opened:
            self._opened, self._pipeline = opened, Pipeline(opened, None)

    def outcomes(self, *paths: str) -> dict[str, Outcome]:
        """What becomes of packages, or of all, now; by path."""
        return _outcomes(self._pipeline, paths or self._paths)

    def said(self) -> list[object]:
        """All that is to be compared."""
        return list(_said(self._pipeline, self._paths))

    def said_afresh(self) -> list[object]:
        """What a pipeline says that knows nothing."""
        return list(_said(Pipeline(self._opened, None), self._paths))

    def files(self) -> dict[str, str]:
        """The Go files of the packages, with their texts."""
        units = [self._opened.program.unit(path) for path in self._paths]
        paths = [Path(file.path) for unit in units for file in unit.files]
        return {str(path.relative_to(self._folder)): path.read_text() for path in paths}


def _outcomes(pipeline: Pipeline, paths: Sequence[str]) -> dict[str, Outcome]:
    pipeline.follow(frozenset(paths))
    return with_deep_stack(lambda: {path: pipeline.run(path) for path in paths})


def _said(pipeline: Pipeline, paths: Sequence[str]) -> Iterator[object]:
    for path, outcome in _outcomes(pipeline, paths).items():
        problems = [(one.function, pipeline.printer.place(one.pos), one.reason) for one in outcome.problems]
        yield path, pipeline.printer.lines(outcome.messages), outcome.tags, problems


def done(outcomes: dict[str, Outcome]) -> Done:
    """What was done again, as in an archive's expectation."""
    found: Done = {"lowered": set(), "solved": set()}
    for path, outcome in outcomes.items():
        package = path.removeprefix("m/")
        found["lowered"] |= {f"{package}.{func.name}" for func in outcome.lowered}
        found["solved"] |= {f"{package}.{func.name}" for func in outcome.recomputed}
    return found


def expected(text: str) -> Done:
    """What an "expect" member says: nothing of a part that is left out."""
    said = dict(line.split(":", 1) for line in text.splitlines() if line.strip())
    assert said.keys() <= {"lowered", "solved"}
    return {
        part: {word.strip() for word in said.get(part, "").split(", ") if word.strip()}
        for part in ("lowered", "solved")
    }


def laid_out(case: Path, folder: Path, goroot: Path) -> tuple[Workspace, list[tuple[str, str, Done]]]:
    """A case's files in their first version, and its edits: file, text and what is then done."""
    archive = unpack(case.read_text())
    edits = []
    for name, text in archive.items():
        version = VERSION.fullmatch(name)
        if version is None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        elif version["path"] != "expect":
            edits.append((version["path"], text, expected(archive[f"expect.{version['number']}"])))
    (folder / "go.mod").write_text("module m\n\ngo 1.24\n")
    paths = sorted({f"m/{Path(name).parent}" for name in archive if VERSION.fullmatch(name) is None})
    return Workspace(folder, goroot, paths), edits


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_edit_does_again_what_it_concerns(case: Path, tmp_path: Path, goroot: Path, environment: object) -> None:
    workspace, edits = laid_out(case, tmp_path, goroot)
    workspace.outcomes()
    for name, text, wanted in edits:
        workspace.edit(name, text)
        assert done(workspace.outcomes()) == wanted
        assert workspace.said() == workspace.said_afresh()


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_nothing_is_done_without_an_edit(case: Path, tmp_path: Path, goroot: Path, environment: object) -> None:
    workspace, edits = laid_out(case, tmp_path, goroot)
    name, text, _ = edits[-1]
    workspace.outcomes()
    workspace.edit(name, text)
    before = workspace.said()
    workspace.edit(name, text + "\n// The end.\n")
    assert done(workspace.outcomes()) == {"lowered": set(), "solved": set()}
    assert workspace.said() == before


def test_what_is_known_stays_when_other_packages_are_asked_for(
    tmp_path: Path, goroot: Path, environment: object
) -> None:
    workspace, edits = laid_out(CASES_FOLDER / "packages.txt", tmp_path, goroot)
    assert done(workspace.outcomes("m/p"))["solved"] >= {"p.Keep", "p.T.Get", "p.Size"}
    assert done(workspace.outcomes("m/q"))["solved"] >= {"q.keeps", "q.gets", "q.alone"}
    assert done(workspace.outcomes("m/p"))["solved"] == set()
    workspace.edit(*edits[0][:2])
    assert done(workspace.outcomes("m/q"))["solved"] == set()
    assert done(workspace.outcomes("m/p"))["solved"] == set()
    workspace.edit(*edits[1][:2])
    assert done(workspace.outcomes("m/q"))["solved"] == {"q.keeps"}


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_any_edits_end_like_a_fresh_analysis(case: Path, tmp_path: Path, goroot: Path, environment: object) -> None:
    workspace, _ = laid_out(case, tmp_path, goroot)
    assert_any_edits_end_alike(workspace, random.Random(case.stem), 2 * ROUNDS)  # noqa: S311


@pytest.mark.parametrize("path", STANDARD)
def test_any_edits_of_std_end_like_a_fresh_analysis(path: str, goroot: Path, environment: object) -> None:
    workspace = Workspace(goroot / "src", goroot, [path])
    assert_any_edits_end_alike(workspace, random.Random(path), ROUNDS)  # noqa: S311


def assert_any_edits_end_alike(workspace: Workspace, chance: random.Random, rounds: int) -> None:
    """Edit files at random, now and then back to what they were."""
    workspace.outcomes()
    files = workspace.files()
    texts = dict(files)
    for _ in range(rounds):
        name = chance.choice(sorted(files))
        texts[name] = files[name] if chance.random() < 0.2 else changed(texts[name], chance)
        workspace.edit(name, texts[name])
        assert workspace.said() == workspace.said_afresh()


INSERTED = ("x := new(int); _ = x", "defer func() { recover() }()", "go println(1)", "// c", "return", "")


def changed(text: str, chance: random.Random) -> str:
    """A text with a line of a body lost, doubled or new; or with some word or sign lost or exchanged."""
    lines = text.split("\n")
    inside = [number for number, line in enumerate(lines) if line.startswith("\t")]
    kind = chance.randrange(4)
    if not inside or kind == 0:
        return broken(text, chance)
    at = chance.choice(inside)
    if kind == 1:
        del lines[at]
    else:
        lines.insert(at, lines[at] if kind == 2 else "\t" + chance.choice(INSERTED))
    return "\n".join(lines)
