"""Nothing is fetched, nothing outside the cache folder is written, nothing of the code is run; and all ends in time."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from goescape.compiler.engine import CompilerEngine
from goescape.compiler.request import BuildOptions, Request
from goescape.compiler.store import Store

from ..archive import write
from ..processes import slow_package, until_none, until_running
from .errors import MODULE
from .test_problems import only_problem

ACTIVE = MODULE + """\
-- go.work --
go 1.24
use .
-- p.go --
package p

//go:generate touch generated

var X = new(int)
-- .git/config --
[core]
	fsmonitor = touch ran-by-git
"""


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file and folder below a folder, with its size and the time of its last change."""
    found = {}
    for path in folder.rglob("*"):
        stat = path.lstat()
        found[path.relative_to(folder).as_posix()] = (stat.st_size if path.is_file() else 0, stat.st_mtime_ns)
    return found


@pytest.mark.skipif(sys.platform == "win32", reason="homes are elsewhere on Windows")
def test_nothing_is_written_outside_the_cache_folder(
    environment: pytest.MonkeyPatch, go_binary: str, tmp_path: Path
) -> None:
    home, module, cache = tmp_path / "home", tmp_path / "module", tmp_path / "cache"
    for folder in (home, module):
        folder.mkdir()
    write(module, ACTIVE)
    environment.setenv("HOME", str(home))
    environment.setenv("TMPDIR", str(tmp_path / "tmp"))
    environment.setenv("GOESCAPE_CACHE", str(cache))
    for name in [name for name in os.environ if name.startswith("XDG_")]:
        environment.delenv(name)
    environment.delenv("GOENV")
    (tmp_path / "tmp").mkdir()
    before = snapshot(tmp_path)
    command = [sys.executable, "-m", "goescape", "check", "--format", "json", "--go-binary", go_binary]
    done = subprocess.run([*command, "./..."], cwd=module, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "new(int) escapes to heap" in done.stdout
    after = snapshot(tmp_path)
    assert {name: after[name] for name in after if name.split("/")[0] != "cache"} == before
    assert {path.name for path in cache.iterdir()} <= {"flows", "go-build", "tmp"}
    assert list((cache / "tmp").iterdir()) == []


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks into /proc")
class TestNothingIsLeft:
    """Of a build that does not come to its end."""

    async def test_after_a_cancellation(self, engine: CompilerEngine, tmp_path: Path) -> None:
        write(tmp_path, slow_package())
        task = asyncio.create_task(engine.analyse(Request(str(tmp_path), (".",))))
        await until_running(str(tmp_path), "/compile ")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await until_none(str(tmp_path))

    async def test_after_the_time_limit(self, engine: CompilerEngine, tmp_path: Path) -> None:
        write(tmp_path, slow_package())
        request = Request(str(tmp_path), (".",), options=BuildOptions(timeout=0.2))
        problem = only_problem(await engine.analyse(request))
        assert problem.summary == "go was stopped after 0.2 s"
        assert problem.advice == "save again to retry, or run the command “restart engine”"
        await until_none(str(tmp_path))

    @pytest.mark.parametrize(
        ("victim", "summary"),
        [
            (" list ", "the go command was killed (SIGKILL)"),
            ("/compile ", "the compiler was killed (signal: killed)"),
        ],
        ids=["the go command", "the compiler"],
    )
    async def test_after_a_kill(self, engine: CompilerEngine, tmp_path: Path, victim: str, summary: str) -> None:
        write(tmp_path, slow_package())
        request = Request(str(tmp_path), (".",))
        task = asyncio.create_task(engine.analyse(request))
        await until_running(str(tmp_path), "/compile ")
        os.kill(await until_running(str(tmp_path), victim), 9)
        problem = only_problem(await task)
        assert problem.summary == summary, problem.detail
        await until_none(str(tmp_path))
        again = await engine.analyse(request)
        assert again.problem is None
        assert [report.problem for report in again.reports] == [None]


@pytest.mark.skipif(sys.platform == "win32", reason="the system's words")
async def test_a_cache_folder_that_cannot_be_written(engine: CompilerEngine, tmp_path: Path) -> None:
    write(tmp_path, MODULE + "-- p.go --\npackage p\n")
    folder = tmp_path / "p.go" / "cache"
    unwritable = CompilerEngine(engine.toolchain, Store(folder))
    problem = only_problem(await unwritable.analyse(Request(str(tmp_path), (".",))))
    assert problem.summary.startswith(f"go: creating work dir: mkdir {folder}")
    assert problem.summary.endswith(": not a directory")
    assert problem.advice == "make room, or set GOESCAPE_CACHE to a folder that can be written"
    overlays = {str(tmp_path / "p.go"): b"package p\n\nvar X = new(int)\n"}
    unsaved = only_problem(await unwritable.analyse(Request(str(tmp_path), (".",), overlays=overlays)))
    assert unsaved.summary == f"the cache folder {folder} cannot be used: Not a directory"
