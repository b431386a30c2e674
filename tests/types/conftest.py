"""The toolchain whose go/types is asked."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.types.oracle import Oracle


@pytest.fixture(scope="session")
def oracle(pytestconfig: pytest.Config, go_binary: str) -> Oracle:
    """What go/types said is kept in pytest's cache folder, unless GOESCAPE_TYPES_CACHE names another."""
    kept = os.environ.get("GOESCAPE_TYPES_CACHE") or str(pytestconfig.cache.mkdir("go-types"))
    return Oracle(Path(go_binary), Path(kept))
