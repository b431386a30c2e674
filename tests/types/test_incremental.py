"""What an edit makes the checker do again, and that the outcome is that of checking everything afresh.

A case is an archive in `incremental/`: files in their first version ("p/a.go"), later versions of one file each
("p/a.go.2", "p/a.go.3"...), in order, and "expect.2"... with lines

    lowered: declarations whose nodes are new
    heads: declarations whose heads were checked again
    bodies: declarations whose bodies were checked again

where a declaration is "package.Name", "package.Type.Method", or "package.(A B)" for one with several names; "import"
for one of imports. What is checked again is counted where it happens: by `Program.check`, over all packages.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from goescape.types.program import Problem, Program
from goescape.types.records import Record, RecordWriter
from goescape.types.sizes import SIZES
from goescape.types.source import Sources
from goescape.types.unit import Declared
from tests.archive import unpack

CASES = sorted((Path(__file__).parent / "incremental").glob("*.txt"))
PARTS = ("lowered", "heads", "bodies")
VERSION = re.compile(r"(?P<path>.+)\.(?P<number>\d+)")


class Workspace:
    """Packages in memory, and a program over them."""

    def __init__(self, files: dict[str, str]) -> None:
        packages: dict[str, dict[str, str]] = {}
        for path, text in files.items():
            package, _, name = path.rpartition("/")
            packages.setdefault(package, {})[name] = text
        self.sources = Sources(packages)
        self.program = Program(self.sources, SIZES["amd64"])
        self._keys = [key for path in sorted(packages) for key in (path, *self.program.test_units(path))]

    def check(self) -> tuple[list[Declared], list[Declared]]:
        """Check all there is; the declarations whose heads and bodies were not known before."""
        results = [self.program.check(key) for key in self._keys]
        heads = [declared for result in results for declared in result.heads]
        return heads, [declared for result in results for declared in result.bodies]

    def edit(self, path: str, text: str) -> dict[str, set[str]]:
        """Give a file a new text, and check again. What was done, as in an archive's expectation."""
        self.sources.write(path, text)
        update = self.program.update(path, text.encode())
        heads, bodies = self.check()
        return {"lowered": labels(update.lowered), "heads": labels(heads), "bodies": labels(bodies)}

    def findings(self) -> tuple[list[Record], list[Problem]]:
        """All that is known, for comparison."""
        writer = RecordWriter(self.program)
        records: list[Record] = []
        problems: list[Problem] = []
        for key in self._keys:
            results = self.program.check(key)
            problems += results.problems()
            for file in results.unit.files:
                records += writer.file(file)
        return records, problems


def labels(found: Iterable[Declared]) -> set[str]:
    return {label(declared) for declared in found}


def label(declared: Declared) -> str:
    package, declaration = declared.file.unit.key, declared.declaration
    if declaration.kind == "import":
        return f"{package}.import"
    names = [f"{name.receiver}.{name.name}".lstrip(".") for name in declaration.names]
    return f"{package}.{names[0]}" if len(names) == 1 else f"{package}.({' '.join(names)})"


def expected(text: str) -> dict[str, set[str]]:
    """What an "expect" member says: every part, nothing where it is left out."""
    said = dict(line.split(":", 1) for line in text.splitlines() if line.strip())
    assert set(said) <= set(PARTS)
    return {part: {word.strip() for word in said.get(part, "").split(",") if word.strip()} for part in PARTS}


def versions(archive: dict[str, str]) -> tuple[dict[str, str], list[tuple[str, str, dict[str, set[str]]]]]:
    """The files at first, and the edits: path, text and what they should do."""
    numbered = {path: found for path in archive if (found := VERSION.fullmatch(path))}
    first = {path: text for path, text in archive.items() if path not in numbered}
    edits = [
        (found["path"], archive[path], expected(archive[f"expect.{found['number']}"]))
        for path, found in numbered.items()
        if found["path"] != "expect"
    ]
    assert edits
    return first, edits


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_edit_checks_again_what_it_concerns(case: Path) -> None:
    files, edits = versions(unpack(case.read_text()))
    workspace = Workspace(files)
    workspace.check()
    for path, text, wanted in edits:
        files[path] = text
        assert workspace.edit(path, text) == wanted
        assert workspace.findings() == Workspace(files).findings()


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_checking_again_does_nothing(case: Path) -> None:
    files, edits = versions(unpack(case.read_text()))
    workspace = Workspace(files)
    workspace.check()
    assert workspace.check() == ([], [])
    workspace.edit(*edits[0][:2])
    assert workspace.check() == ([], [])


def broken(text: str, chance: random.Random) -> str:
    """A text with a word or a sign lost or exchanged, or a line cut, doubled or moved; its first line stays."""
    clause, _, text = text.partition("\n")
    lines = text.split("\n")
    at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    kind = chance.randrange(5)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines[at], lines[other] = lines[other], lines[at]
    elif kind == 2:
        lines.insert(other, lines[at])
    else:
        words = list(re.finditer(r"\w+|[^\w\s]|$", text))
        word = chance.choice(words)
        text = text[: word.start()] + (chance.choice(words).group() if kind == 3 else "") + text[word.end() :]
        return f"{clause}\n{text}"
    return "\n".join([clause, *lines])


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_any_edits_end_like_a_fresh_check(case: Path) -> None:
    files, _ = versions(unpack(case.read_text()))
    texts, workspace, chance = dict(files), Workspace(files), random.Random(case.stem)  # noqa: S311
    for _ in range(25):
        path = chance.choice(sorted(files))
        texts[path] = broken(texts[path], chance) if chance.random() < 0.8 else files[path]
        workspace.edit(path, texts[path])
        assert workspace.findings() == Workspace(texts).findings()


def test_objects_of_what_is_not_concerned_are_kept() -> None:
    text = "package p\n\ntype T struct{ x int }\n\nfunc F() int { return 1 }\n\nfunc G() int { return F() }\n"
    files = {"p/a.go": text}
    workspace = Workspace(files)
    workspace.check()
    package = workspace.program.package("p")
    before = {name: package.member(name) for name in ("T", "F", "G")}
    workspace.edit("p/a.go", text.replace("F() int { return 1", "F() int8 { return 1"))
    kept = {name for name, obj in before.items() if package.member(name) is obj}
    assert kept == {"T", "G"}
