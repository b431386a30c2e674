"""What makes a program be opened anew, and what does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from goescape.packages.environment import Wanted
from goescape.types.opened import Opened, OpenPrograms

from ..archive import write

MODULE = """\
-- m/go.mod --
module example.com/m

go 1.26
-- m/a.go --
package a

import "example.com/m/b"

var _ = b.B
-- m/b/b.go --
package b

var B int
"""


class Workspace:
    """Programs seen from a module below `top`."""

    def __init__(self, top: Path) -> None:
        write(top, MODULE)
        self.top = top
        self._programs = OpenPrograms()

    def open(self) -> Opened:
        opened = self._programs.of(str(self.top / "m"), Wanted(), {})
        opened.program.check("example.com/m")
        return opened


def _write(name: str, text: str) -> Callable[[Path], object]:
    def change(top: Path) -> None:
        (top / name).parent.mkdir(exist_ok=True)
        (top / name).write_text(text)

    return change


FOLLOWED = {
    "nothing": lambda top: None,
    "a body": _write("m/b/b.go", "package b\n\nvar B int\n\nfunc f() {}\n"),
    "what is no module's above it": _write("c.go", "package c\n"),
    "a folder above it": lambda top: (top / "other").mkdir(),
    "what Go does not read": _write("m/README.md", "m\n"),
}

OPENED_ANEW = {
    "a file more": _write("m/b/c.go", "package b\n"),
    "an import": _write("m/b/b.go", 'package b\n\nimport "fmt"\n\nvar B = fmt.Sprint()\n'),
    "another package clause": _write("m/b/b.go", "package c\n\nvar B int\n"),
    "a workspace above it": _write("go.work", "go 1.26\n\nuse ./m\n"),
    "the module's file": _write("m/go.mod", "module example.com/m\n\ngo 1.25\n"),
    "no module's file": lambda top: (top / "m/go.mod").unlink(),
    "a vendor folder": _write("m/vendor/modules.txt", ""),
}


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    for variable in ("GOFLAGS", "GOWORK", "GO111MODULE"):
        monkeypatch.delenv(variable, raising=False)
    return Workspace(tmp_path / "top")


@pytest.mark.parametrize("change", FOLLOWED)
def test_a_program_is_followed(change: str, workspace: Workspace) -> None:
    opened = workspace.open()
    FOLLOWED[change](workspace.top)
    assert workspace.open() is opened


@pytest.mark.parametrize("change", OPENED_ANEW)
def test_a_program_is_opened_anew(change: str, workspace: Workspace) -> None:
    opened = workspace.open()
    OPENED_ANEW[change](workspace.top)
    assert workspace.open() is not opened
