"""What the native engine and the compiler print of one program: expressions and types of all kinds."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(__file__).parent / "program"
BOUNDS = "index bounds check elided"
"""Printed by a later pass of the compiler."""


def printed(command: list[str], folder: Path, goroot: Path, cache_folder: Path) -> list[str]:
    """The lines of the messages of a command, both outputs taken together."""
    own = {
        "GOROOT": str(goroot),
        "GOESCAPE_CACHE": str(cache_folder),
        "GOFLAGS": "",
        "GOWORK": "off",
        "CGO_ENABLED": "0",
    }
    result = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **own, "GOFLAGS": "", "GOWORK": "off", "GOTOOLCHAIN": "local", "CGO_ENABLED": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 0, result.stdout
    return [line for line in result.stdout.splitlines() if BOUNDS not in line]


def test_program(tmp_path: Path, go_binary: str, goroot: Path, cache_folder: Path) -> None:
    shutil.copytree(PROGRAM, tmp_path, dirs_exist_ok=True)
    (tmp_path / "go.mod").write_text("module p\n\ngo 1.26\n", encoding="utf-8")
    expected = printed([go_binary, "build", "-gcflags=-m -l", "."], tmp_path, goroot, cache_folder)
    native = [sys.executable, "-m", "goescape", "debug", "native", "--no-inline", "."]
    assert printed(native, tmp_path, goroot, cache_folder) == expected
