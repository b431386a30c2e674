"""The two sides, with caches that outlive the session: std is compiled once for each."""

from __future__ import annotations

import pytest

from .case import MODULE_CASES
from .sides import Sides


@pytest.fixture(scope="session")
def sides(pytestconfig: pytest.Config) -> Sides:
    """Both sides, the modules downloaded."""
    found = Sides(pytestconfig.cache.mkdir("agreement"))
    for case in MODULE_CASES:
        found.download(case.module)
    return found
