"""What the compiler says of code is what we say, line for line and in its order: each archive here is a module."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from goescape.native.driver import Pipeline
from goescape.native.lines import shortened
from goescape.packages.environment import Wanted
from goescape.syntax.deep import with_deep_stack
from goescape.types.opened import OpenPrograms
from tests import archive

FOLDER = Path(__file__).parent
MODULE = "example.com/m"
GO_MOD = f"module {MODULE}\n\ngo 1.26\n"


def by_package(output: str) -> dict[str, list[str]]:
    """The lines about each package."""
    found: dict[str, list[str]] = {}
    for part in output.split("# ")[1:]:
        package, *lines = part.splitlines()
        found[package] = lines
    return found


def said_by_compiler(folder: Path, go_binary: str) -> dict[str, list[str]]:
    result = subprocess.run(
        [go_binary, "build", "-gcflags=-m -l", "./..."],
        cwd=folder,
        env={**os.environ, "GOFLAGS": "", "GOTOOLCHAIN": "local", "GOWORK": "off"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return by_package(result.stderr)


def said_by_us(folder: Path, packages: list[str], goroot: Path) -> dict[str, list[str]]:
    opened = OpenPrograms().of(str(folder), Wanted(goroot=str(goroot)), {})
    pipeline = Pipeline(opened, None)
    pipeline.follow(frozenset(packages))
    found: dict[str, list[str]] = {}
    for package in packages:
        outcome = with_deep_stack(lambda package=package: pipeline.run(package))  # type: ignore[misc]
        assert outcome.problems == []
        text = "".join(line + "\n" for line in pipeline.printer.lines(outcome.messages))
        found[package] = shortened(text, opened.loader.package(package).folder, str(folder)).splitlines()
    return found


@pytest.mark.parametrize("name", [path.name for path in sorted(FOLDER.glob("*.txtar"))])
def test_agreement(name: str, tmp_path: Path, environment: pytest.MonkeyPatch, go_binary: str, goroot: Path) -> None:
    archive.write(tmp_path, (FOLDER / name).read_text(encoding="utf-8"))
    (tmp_path / "go.mod").write_text(GO_MOD, encoding="utf-8")
    expected = said_by_compiler(tmp_path, go_binary)
    assert said_by_us(tmp_path, sorted(expected), goroot) == expected
