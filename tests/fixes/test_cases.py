"""Each fix on its cases: what is found and what is proven, what the texts are afterwards, and that the program does the
same."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from goescape.compiler.engine import CompilerEngine
from goescape.compiler.request import Request
from goescape.compiler.toolchain import build_environment
from goescape.fixes.model import Candidate
from goescape.fixes.opening import open_module, scenes
from goescape.fixes.search import search
from goescape.fixes.trials.prove import Prover
from tests.fixes.case import Case, cases, observed

UPDATE = bool(os.environ.get("GOESCAPE_UPDATE"))


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
async def test_case(case: Case, engine: CompilerEngine, tmp_path: Path) -> None:
    folder = _written(case.files, tmp_path / "before")
    request = Request(str(folder), ("./...",), tests=True)
    before = await engine.analyse(request)
    assert before.is_good, [report.problem for report in before.reports]
    module = open_module(request, engine.toolchain, case.limits)
    found = {each: None for scene in scenes(module, before) for each in search(scene, [case.kind])}
    assert found

    candidates = [each for each in found if isinstance(each, Candidate)]
    settled = await Prover(engine, request, before, module).settle(candidates)
    failed = {proof.candidate: proof for proof in settled.others}
    seen = {observed(each, folder, failed[each].failure.name if each in failed else "") for each in found}
    words = {proof.candidate.subject: (proof.failure, proof.detail) for proof in settled.others}
    assert sorted(map(str, seen)) == sorted(map(str, case.expectations())), words

    changed = {Path(path).relative_to(folder).as_posix(): text.decode() for path, text in settled.texts.items()}
    if UPDATE:
        case.write(changed)
    assert changed == case.wanted
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
