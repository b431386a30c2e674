"""The command line as a process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "orders"


@dataclass(frozen=True)
class Said:
    """What a command left. `error` is its standard error, `status` its exit code."""

    output: str
    error: str
    status: int


Goescape = Callable[..., Said]
"""Runs ``goescape ARGUMENTS...`` in `folder`, the example module if none is named."""


@pytest.fixture
def goescape(environment: pytest.MonkeyPatch) -> Goescape:
    def run(*arguments: str, folder: Path = EXAMPLE) -> Said:
        command = [sys.executable, "-m", "goescape", *arguments]
        done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
        return Said(done.stdout, done.stderr, done.returncode)

    return run
