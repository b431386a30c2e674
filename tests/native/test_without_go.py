"""With no Go on the machine the results are the same."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import goescape.packages
from goescape.compiler.engine import CompilerEngine
from goescape.compiler.request import BuildOptions, Request
from goescape.compiler.store import Store
from goescape.native.engine import NativeEngine
from goescape.packages.stddb import StdDatabase

from ..archive import write
from .conftest import outputs

FORTY = Path(__file__).parents[1] / "types" / "shipped_std"
"""A module whose package uses forty packages of the standard library."""
MODULES = Path(__file__).with_name("modules")


@pytest.fixture(params=["forty packages", "generics", "dictionaries"])
def module(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The folder of a module that uses the standard library."""
    if request.param == "forty packages":
        return Path(shutil.copytree(FORTY, tmp_path / "module"))
    write(tmp_path, (MODULES / f"{request.param}.txtar").read_text(encoding="utf-8"))
    return tmp_path


async def test_what_uses_std(
    module: Path, engine: CompilerEngine, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = Request(str(module), ("./...",), options=BuildOptions(inline=False))
    said = outputs(await engine.analyse(request))
    minor = int(engine.toolchain.release.split(".")[1])
    monkeypatch.setattr(goescape.packages, "find_goroot", lambda *_: "")
    monkeypatch.setattr(StdDatabase, "minors", staticmethod(lambda *_: [minor]))
    foretold = await NativeEngine(Store(tmp_path_factory.mktemp("native"))).analyse(request)
    assert {report.unanalysed for report in foretold.reports} == {()}
    assert outputs(foretold) == {
        package: [re.sub(r"^\S+/src/", "$GOROOT/src/", line) for line in lines] for package, lines in said.items()
    }
    assert sum(map(len, said.values())) > 100
