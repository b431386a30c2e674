from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache folder that all cases share, so that the standard library is compiled once."""
    return tmp_path_factory.mktemp("cache")
