"""Both engines, on modules of a test's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from goescape.compiler.engine import Analysis, CompilerEngine
from goescape.compiler.request import BuildOptions, Request
from goescape.compiler.store import Store
from goescape.native.engine import NativeEngine

from ..archive import write

Asked = Callable[..., Request]
"""Writes an archive, and makes the request for what is in it; overlays by name."""


@pytest.fixture
def native(engine: CompilerEngine, tmp_path_factory: pytest.TempPathFactory) -> NativeEngine:
    """The native engine for the toolchain of the tests, with a cache folder of its own."""
    return NativeEngine(Store(tmp_path_factory.mktemp("native")), engine.toolchain.goroot)


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    def make(archive: str, *patterns: str, tests: bool = False, overlays: dict[str, str] | None = None) -> Request:
        write(tmp_path, archive)
        texts = {str(tmp_path / name): text.encode() for name, text in (overlays or {}).items()}
        return Request(str(tmp_path), patterns or ("./...",), tests, BuildOptions(inline=False), texts)

    return make


def outputs(analysis: Analysis) -> dict[str, list[str]]:
    """The lines said, by package."""
    assert analysis.problem is None
    return {report.package: report.output.splitlines() for report in analysis.reports}
