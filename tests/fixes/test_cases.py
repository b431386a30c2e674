"""Each fix on its cases: what is found, what the texts are afterwards, and that the program does the same."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from goescape.compiler.engine import CompilerEngine
from goescape.compiler.request import Request
from goescape.compiler.toolchain import build_environment
from goescape.fixes.apply import applied
from goescape.fixes.model import Candidate
from goescape.fixes.opening import open_module, scenes
from goescape.fixes.scene import Limits
from goescape.fixes.search import search
from goescape.source import Source
from tests.fixes.case import Case, cases, observed

UPDATE = bool(os.environ.get("GOESCAPE_UPDATE"))


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
async def test_case(case: Case, engine: CompilerEngine, tmp_path: Path) -> None:
    folder = _written(case.files, tmp_path / "before")
    request = Request(str(folder), ("./...",), tests=True)
    before = await engine.analyse(request)
    assert before.is_good, [report.problem for report in before.reports]
    module = open_module(request, engine.toolchain, Limits())
    found = {each: None for scene in scenes(module, before) for each in search(scene, [case.kind])}

    candidates = [each for each in found if isinstance(each, Candidate)]
    seen = {observed(each, folder) for each in found}
    assert sorted(map(str, seen)) == sorted(map(str, case.expectations()))

    sources = {path: Source(path, Path(path).read_bytes()) for each in candidates for path in each.files}
    texts = {Path(path).relative_to(folder).as_posix(): text for path, text in applied(sources, candidates).items()}
    changed = {name: text.decode() for name, text in texts.items()}
    if UPDATE:
        case.write(changed)
    assert changed == case.wanted
    assert len(found) >= 1
    after = _written({**case.files, **changed}, tmp_path / "after")
    for program in case.programs:
        assert _run(engine, folder / program) == _run(engine, after / program)


def _written(files: dict[str, str], folder: Path) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return folder


def _run(engine: CompilerEngine, folder: Path) -> tuple[int, str, str]:
    environment = build_environment(engine.toolchain, cache=engine.store.folder, shared_build_cache=False)
    done = subprocess.run(
        [engine.toolchain.binary, "run", "."], cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )
    return done.returncode, done.stdout, done.stderr.replace(str(folder), "")
