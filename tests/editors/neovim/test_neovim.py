"""Each script in `cases/` runs in a real Neovim, on a copy of the workspace that its first line names.

With `-- machine: without Go` below, there is no Go that Neovim or the server could find, and nothing in the cache.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from ...machine import hiding_go
from .nvim import HERE, PLUGIN, compiler_says, copy_workspace, environment, environment_without_go, find_nvim

TIME_LIMIT = 300
"""Seconds; above that of a wait inside a case, which knows more of what is amiss."""

CASES = sorted((HERE / "cases").glob("*.lua"))

WITHOUT_GO = "-- machine: without Go\n"

pytestmark = pytest.mark.editor


def run_lua(script: Path, folder: Path, env: dict[str, str], prefix: Sequence[str] = ()) -> None:
    """Runs a script in Neovim without any configuration; its error, if any, is the failure's text."""
    done = subprocess.run(
        [*prefix, find_nvim(), "--clean", "--headless", "-n", "--cmd", f"set runtimepath^={HERE}", "-l", str(script)],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_case(case: Path, tmp_path: Path, cache: Path) -> None:
    named = re.match(r"-- workspace: (\w+)\n", case.read_text())
    assert named, f"{case} does not start with `-- workspace: NAME`"
    workspace = copy_workspace(named[1], tmp_path)
    if WITHOUT_GO in case.read_text():
        run_lua(case, workspace, environment_without_go(tmp_path, tmp_path / "cache"), hiding_go())
        return
    (tmp_path / "compiler.txt").write_text(compiler_says(workspace, cache))
    env = environment(tmp_path, cache) | {"GOESCAPE_TEST_COMPILER": str(tmp_path / "compiler.txt")}
    run_lua(case, workspace, env)


@pytest.mark.parametrize("script", sorted(PLUGIN.rglob("*.lua")), ids=lambda path: path.relative_to(PLUGIN).as_posix())
def test_lua_compiles(script: Path, tmp_path: Path) -> None:
    check = tmp_path / "check.lua"
    check.write_text(f"assert(loadfile([[{script}]]))\n")
    run_lua(check, tmp_path, environment(tmp_path, tmp_path))
