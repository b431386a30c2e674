"""What `go list` does not say: languages of files, facts about what is missing, unsaved buffers, the shipped std."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from goescape.packages import open_loader
from goescape.packages.environment import Wanted
from goescape.packages.files import Cached, Disk, Kind, Overlay
from goescape.packages.loader import Loader
from goescape.packages.patterns import match
from tests.archive import write
from tests.packages.golist import variables

OpenIn = Callable[..., Loader]
"""Opens a loader in the folder of an archive, with an overlay if one is given."""


@pytest.fixture
def open_in(tmp_path: Path, go_binary: str) -> OpenIn:
    def opened(archive: str, overlay: Overlay | None = None) -> Loader:
        write(tmp_path, archive)
        environment = variables(Path(go_binary), str(tmp_path / "modcache"))
        return open_loader(str(tmp_path), environment, overlay or Disk())

    return opened


LANGUAGES = """
-- go.mod --
module example.com/m

go 1.20

require example.com/old v1.0.0
-- plain.go --
package m
-- older.go --
//go:build go1.18

package m
-- newer.go --
//go:build go1.23 && !windows

package m
-- either.go --
//go:build go1.22 || linux

package m
-- negated.go --
//go:build !go1.99

package m
-- modcache/example.com/old@v1.0.0/old.go --
package old
-- modcache/cache/download/example.com/old/@v/v1.0.0.mod --
module example.com/old
-- std.go --
package m

import _ "example.com/old"
"""


def test_languages_are_those_the_compiler_uses(open_in: OpenIn) -> None:
    package = open_in(LANGUAGES).package("example.com/m")
    found = {os.path.basename(path): package.language_of(path) for path in package.go_files}
    assert found == {
        "plain.go": (1, 20),
        "std.go": (1, 20),
        "negated.go": (1, 20),
        "either.go": (1, 20),
        "older.go": (1, 21),
        "newer.go": (1, 23),
    }
    loader = open_in(LANGUAGES)
    assert loader.package("example.com/old").language == (1, 16)
    assert loader.package("fmt").language == loader.environment.language


MISSING = """
-- go.mod --
module example.com/m

go 1.22

require (
	example.com/absent v1.0.0
	example.com/there v1.0.0
)
-- m.go --
package m

import (
	_ "example.com/absent/sub"
	_ "example.com/never"
	_ "example.com/there"
	_ "nostd"
)
-- modcache/example.com/there@v1.0.0/there.go --
package there
"""


def test_what_is_missing_is_a_fact_and_harms_nothing_else(open_in: OpenIn) -> None:
    loader = open_in(MISSING)
    package = loader.package("example.com/m")
    assert [os.path.basename(path) for path in package.go_files] == ["m.go"]
    said = {path: loader.package(path).problems[0] for path in package.imports if loader.package(path).missing}
    assert {path: (problem.message, problem.advice) for path, problem in said.items()} == {
        "example.com/absent/sub": (
            "module example.com/absent@v1.0.0 is not in the module cache",
            "run `go mod download example.com/absent`",
        ),
        "example.com/never": (
            "no required module provides package example.com/never",
            "run `go get example.com/never`",
        ),
        "nostd": (f"package nostd is not in std ({loader.environment.goroot}/src/nostd)".replace("/", os.sep), ""),
    }
    there = loader.package("example.com/there")
    assert [os.path.basename(path) for path in there.go_files] == ["there.go"]
    assert there.problems[0].message == "missing go.sum entry for module example.com/there@v1.0.0"


def test_buffers_are_seen_before_they_are_saved(open_in: OpenIn, tmp_path: Path) -> None:
    overlay = Overlay(Disk())
    archive = "-- go.mod --\nmodule example.com/m\n-- a.go --\npackage m\n"
    overlay.write(str(tmp_path / "a.go"), b'package m\n\nimport "os"\n')
    overlay.write(str(tmp_path / "new.go"), b'package m\n\nimport "io"\n')
    overlay.write(str(tmp_path / "sub" / "s.go"), b"package sub\n")
    loader = open_in(archive, overlay)
    assert loader.package("example.com/m").imports == ("io", "os")
    assert loader.package("example.com/m/sub").go_files == (str(tmp_path / "sub" / "s.go"),)
    for name in ("a.go", "new.go", "sub/s.go"):
        overlay.discard(str(tmp_path / name))
    loader = open_in(archive, overlay)
    assert loader.package("example.com/m").go_files == (str(tmp_path / "a.go"),)
    assert loader.package("example.com/m").imports == ()
    assert loader.package("example.com/m/sub").missing


def test_a_cache_notices_only_what_it_is_told(tmp_path: Path) -> None:
    files = Cached(Disk())
    assert files.entries(str(tmp_path)) == {}
    (tmp_path / "a.go").write_text("package a")
    assert files.kind(str(tmp_path / "a.go")) is None
    files.forget(str(tmp_path / "a.go"))
    assert files.kind(str(tmp_path / "a.go")) is Kind.FILE
    assert files.read(str(tmp_path / "a.go")) == b"package a"
    assert files.files_read == {str(tmp_path / "a.go")}


def test_the_shipped_std_stands_in_for_go(tmp_path: Path) -> None:
    write(tmp_path, '-- go.mod --\nmodule example.com/m\n\ngo 1.22\n-- a.go --\npackage m\n\nimport "net/http"\n')
    loader = open_loader(str(tmp_path), {"PATH": "", "HOME": str(tmp_path)}, _OnlyBelow(tmp_path))
    http = loader.package("net/http")
    assert http.standard
    assert len(http.go_files) > 20
    assert not http.problems
    assert "vendor/golang.org/x/net/http/httpguts" in loader.closure("example.com/m")
    assert not [package for package in loader.dependencies([http]) if package.problems]
    windows = Wanted(goos="windows", goarch="arm64")
    loader = open_loader(str(tmp_path), {"PATH": "", "HOME": str(tmp_path)}, _OnlyBelow(tmp_path), windows)
    assert "internal/syscall/windows" in loader.closure("os")
    assert {"fmt", "net/http", "unsafe"} <= set(match(loader, ["std"])[0].paths)


class _OnlyBelow(Disk):
    """A machine with nothing on it but one folder."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)

    def read(self, path: str, limit: int = -1) -> bytes | None:
        return super().read(path, limit) if path.startswith(self._root) else None

    def entries(self, folder: str) -> dict[str, Kind] | None:
        return dict(super().entries(folder) or {}) if folder.startswith(self._root) else None

    def kind(self, path: str) -> Kind | None:
        return super().kind(path) if path.startswith(self._root) else None


def test_cycles_end(open_in: OpenIn) -> None:
    loader = open_in(
        "-- go.mod --\nmodule example.com/m\n-- a/a.go --\npackage a\nimport _ \"example.com/m/b\"\n"
        "-- b/b.go --\npackage b\nimport _ \"example.com/m/a\"\n"
    )
    assert loader.closure("example.com/m/a") == {"example.com/m/a", "example.com/m/b"}
    order = loader.dependencies([loader.package("example.com/m/a")])
    assert [package.path for package in order] == ["example.com/m/b", "example.com/m/a"]
    assert loader.reaches("example.com/m/b", "example.com/m/b")


def test_listing_one_package_does_not_load_the_others(open_in: OpenIn) -> None:
    loader = open_in("-- go.mod --\nmodule example.com/m\n-- a.go --\npackage m\nimport _ \"net/http\"\n")
    loader.package("example.com/m")
    assert isinstance(loader.files, Cached)
    read = {os.path.basename(path) for path in loader.files.files_read if path.endswith(".go")}
    assert read <= {"a.go", "exp.go"}
