"""The hot modules can be compiled by mypyc: it generates C for all of them, as one group."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import goescape

PROGRAM = """
import sys
from mypyc.build import mypycify
mypycify(sys.argv[1:])
"""


def test_mypyc_takes_the_hot_modules(tmp_path: Path) -> None:
    pytest.importorskip("setuptools", reason="mypyc builds with setuptools")
    package = tmp_path / "goescape"
    shutil.copytree(Path(goescape.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__", "*.db"))
    modules = [*package.glob("types/*.py"), *package.glob("syntax/grammar/*.py"), package / "syntax" / "cuts.py"]
    names = sorted(path.relative_to(tmp_path).as_posix() for path in modules if path.name != "__init__.py")
    command = [sys.executable, "-c", PROGRAM, *names]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=600)
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
    assert len(names) > 60
    assert any((tmp_path / "build").rglob("*.c"))
