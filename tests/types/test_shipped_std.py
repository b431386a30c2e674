"""With no Go on the machine, code that uses the standard library is typed as with it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from goescape.packages import open_loader
from goescape.packages.environment import Wanted, release_of
from goescape.packages.files import Disk, Files, Kind, Mounted
from goescape.packages.loader import Loader
from goescape.packages.stddb import DATABASE, StdDatabase
from goescape.types.loaded import LoadedPackages
from goescape.types.program import Program
from goescape.types.records import Record, RecordWriter
from goescape.types.sizes import SIZES

MODULE = Path(__file__).with_name("shipped_std")
"""A module whose package uses forty packages of the standard library."""

DOCUMENTATION = "src/builtin"
"""A package that shows the predeclared names, and is none that Go can compile."""

PLATFORMS = [("linux", "amd64"), ("darwin", "arm64"), ("windows", "amd64"), ("freebsd", "386")]


class NoGo(Disk):
    """The machine's files, but for whatever would be a Go installation."""

    def kind(self, path: str) -> Kind | None:
        return None if path.endswith(f"src{os.sep}runtime") else super().kind(path)


def records(files: Files, wanted: Wanted, root: str) -> tuple[Loader, list[Record]]:
    """What is known of the module's package; files of the GOROOT `root` are named from there."""
    loader = open_loader(str(MODULE), {"CGO_ENABLED": "0"}, files, wanted)
    program = Program(LoadedPackages(loader), SIZES[loader.environment.goarch])
    results = program.check("example.com/user")
    assert results.problems() == []
    found = [record for file in results.unit.files for record in RecordWriter(program).file(file)]
    return loader, [record._replace(object=_named_from(root, record.object)) for record in found]


def _named_from(root: str, place: tuple[str, int] | None) -> tuple[str, int] | None:
    return place and (place[0].removeprefix(root), place[1])


@pytest.mark.parametrize(("goos", "goarch"), PLATFORMS)
def test_types_are_those_of_the_release(goos: str, goarch: str, goroot: Path) -> None:
    release = release_of(str(goroot), Disk())
    database = StdDatabase(int(release.split(".")[1]))
    shipped = str(DATABASE)
    _, real = records(Disk(), Wanted(goos, goarch, goroot=str(goroot)), str(goroot))
    files = Mounted(NoGo(), shipped, database.tree())
    _, ours = records(files, Wanted(goos, goarch, goroot=shipped, release=database.version), shipped)
    assert len(real) > 500
    assert ours == real


@pytest.mark.parametrize(
    ("line", "minor"), [("go 1.27rc1", 27), ("go 1.26.9", 26), ("go 1.18", 26), ("go 1.99", 27), ("", 27)]
)
def test_without_go_a_release_that_is_new_enough_stands_in(line: str, minor: int, tmp_path: Path) -> None:
    if line:
        (tmp_path / "go.mod").write_text(f"module example.com/user\n\n{line}\n", encoding="utf-8")
    process: Mapping[str, str] = {"PATH": os.defpath}
    loader = open_loader(str(tmp_path), process, NoGo())
    assert loader.std_is_shipped
    assert loader.environment.release == StdDatabase(minor).version


@pytest.mark.parametrize("minor", StdDatabase.minors())
def test_heads_of_every_package_are_right(minor: int) -> None:
    database = StdDatabase(minor)
    shipped = str(DATABASE)
    files = Mounted(NoGo(), shipped, database.tree())
    wanted = Wanted("linux", "amd64", goroot=shipped, release=database.version)
    loader = open_loader(str(MODULE), {"CGO_ENABLED": "0"}, files, wanted)
    program = Program(LoadedPackages(loader), SIZES["amd64"])
    checked = 0
    for folder in database.folders():
        package = loader.package(folder.removeprefix("src/"))
        if package.compiled_files and folder != DOCUMENTATION:
            assert program.check(package.path).problems() == []
            checked += 1
    assert checked > 300
