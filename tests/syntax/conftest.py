"""The toolchain that the tests here ask."""

from __future__ import annotations

import os

import pytest

from .toolchain import Go


@pytest.fixture(scope="session")
def go(pytestconfig: pytest.Config) -> Go:
    """Its build cache is GOCACHE if that is set, else in pytest's own cache folder."""
    return Go(os.environ.get("GOCACHE") or str(pytestconfig.cache.mkdir("go-build")))
