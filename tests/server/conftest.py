"""Editors for tests; each must end with an orderly server and no process left."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import pytest

from ..archive import write
from ..processes import until_none
from .editor import PROFILES, Editor


class Starter(Protocol):
    """Starts editors. `archive` is written to the workspace first; the rest is for `Editor.start`."""

    async def __call__(
        self, archive: str, profile: str = ..., encodings: Sequence[str] = ..., **options: Any
    ) -> Editor: ...


@pytest.fixture(params=PROFILES)
def profile(request: pytest.FixtureRequest) -> str:
    """Every kind of client."""
    return str(request.param)


@pytest.fixture
async def start(environment: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Starter]:
    """What starts an editor on a workspace of its own."""
    editors: list[Editor] = []
    root = tmp_path / "workspace"

    async def started(
        archive: str, profile: str = "visual_studio_code", encodings: Sequence[str] = (), **options: Any
    ) -> Editor:
        root.mkdir(exist_ok=True)
        write(root, archive)
        editor = Editor(root, profile, encodings)
        await editor.start(**options)
        editors.append(editor)
        return editor

    yield started
    for editor in editors:
        if editor.process.returncode is None:
            assert await editor.stop() == 0, editor.story
        assert not editor.pushed_and_pulled
    await until_none(str(root))
    for editor in editors:
        assert editor.may_crash or not editor.crashes
