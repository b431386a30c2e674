"""Editors on modules of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ..recording import RecordingGo
from .editor import Editor

Start = Callable[..., Editor]
"""Starts an editor on an archive, with settings."""


@pytest.fixture
def start(recording_go: RecordingGo, cache_folder: Path, tmp_path: Path) -> Start:
    def begin(archive: str, **settings: object) -> Editor:
        return Editor(tmp_path, archive, recording_go, cache_folder, **settings)

    return begin
