"""Whatever is asked in vain: one clear line, and the exit code of the manual."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from goescape.compiler.toolchain import find_toolchain

from ..archive import write
from .conftest import Goescape

FILES = """\
-- m/go.mod --
module example.com/m

go 1.24
-- m/p.go --
package p

var X = new(int)
-- m/p_windows.go --
package p
-- m/broken/b.go --
package broken

var X = y
var Z = z
-- m/empty/README --
-- none/n.go --
package none
"""


@dataclass(frozen=True)
class Case:
    """Run in the folder `m` or another; ``$ROOT`` in `error` is the folder above."""

    arguments: str
    status: int
    error: str
    folder: str = "m"


NO_MODULE = "this folder belongs to no module (or to none that go.work lists)"
CASES = {
    "no module": Case(
        "check", 2, f"goescape: {NO_MODULE}: run goescape in a module's folder, or list the module in go.work", "none"
    ),
    "no such folder in the module": Case(
        "check ./none", 2, "goescape: stat $ROOT/m/none: directory not found: check the path or the pattern"
    ),
    "no Go files": Case(
        "check ./empty",
        2,
        "goescape: no Go files in $ROOT/m/empty: name a folder that holds Go files, or a pattern such as ./...",
    ),
    "no such package": Case(
        "check none",
        2,
        "goescape: there is no package none in the standard library or in this module: "
        "check the import path; a folder is written ./none",
    ),
    "a bad pattern beside a good one": Case(
        "check . none.go", 2, "goescape: there is no file none.go: check the path"
    ),
    "no toolchain": Case(
        "check --go-binary none",
        2,
        "goescape: the Go command 'none' (setting goescape.goBinary or --go-binary) is not an executable file",
    ),
    "no such system": Case(
        "check --goos amiga --goarch m68k", 2, "goescape: go: unsupported GOOS/GOARCH pair amiga/m68k"
    ),
    "no such place": Case("explain p.go", 2, "goescape: 'p.go' is not FILE:LINE or FILE:LINE:COL"),
    "no such file": Case("explain none.go:3", 2, "goescape: none.go is not a Go file"),
    "no Go file": Case("explain go.mod:1", 2, "goescape: go.mod is not a Go file"),
    "a file of another system": Case(
        "explain --goos linux p_windows.go:1", 2, "goescape: p_windows.go is not part of a package that is built here"
    ),
    "a place in what does not build": Case(
        "explain broken/b.go:3", 1, "goescape: broken/b.go:3:9: undefined: y"
    ),
    "no such folder": Case("check -C none", 2, "Error: Invalid value for '-C': Directory 'none' does not exist."),
    "no such command": Case("none", 2, "Error: No such command 'none'."),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_failure(goescape: Goescape, tmp_path: Path, name: str) -> None:
    case = CASES[name]
    write(tmp_path, FILES)
    said = goescape(*case.arguments.split(), folder=tmp_path / case.folder)
    shown = said.error.replace(os.path.realpath(tmp_path), "$ROOT").rstrip("\n")
    if shown.startswith("Usage:"):
        shown = shown.rpartition("\n")[2]
    assert (shown, said.status, said.output) == (case.error, case.status, "")


def test_one_package_that_fails_harms_no_other(goescape: Goescape, tmp_path: Path) -> None:
    write(tmp_path, FILES)
    said = goescape("check", folder=tmp_path / "m")
    assert said.status == 1
    assert said.error.splitlines() == [
        "example.com/m/broken: not analysed: broken/b.go:3:9: undefined: y",
        "  broken/b.go:4:9: undefined: z",
    ]
    assert "p.go:3:12: [stored-outside]" in said.output
    assert said.output.splitlines()[-2].startswith("heap allocations: 1, packages: 2")


async def test_doctor_tells_what_is_there(goescape: Goescape, go_binary: str, cache_folder: Path) -> None:
    said = goescape("doctor")
    lines = {line[9:24].strip(): (line[:9].strip(), line[24:]) for line in said.output.splitlines()}
    toolchain = await find_toolchain(go_binary)
    assert (said.status, said.error) == (0, "")
    assert {mark for mark, _ in lines.values()} == {"ok"}
    assert lines["go"][1].startswith(f"{toolchain.describe()} (")
    assert lines["cache folder"][1] == str(cache_folder)
    assert lines["packages"][1].startswith("3 packages in ")


def test_doctor_tells_what_is_missing(goescape: Goescape) -> None:
    said = goescape("doctor", "--go-binary", "none")
    assert said.status == 1
    assert [line for line in said.output.splitlines() if line.startswith("missing")] == [
        "missing  go             the Go command 'none' (setting goescape.goBinary or --go-binary) is not an "
        "executable file"
    ]
