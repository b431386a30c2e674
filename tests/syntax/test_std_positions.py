"""The places of everything that the compiler says of four packages of the standard library.

``benchmarks/positions.py`` does the same for all of it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from .positions import Tally, measure
from .toolchain import Go

PACKAGES = ["fmt", "encoding/json", "go/types", "net/http"]


@pytest.fixture(scope="module")
def tally(go: Go, tmp_path_factory: pytest.TempPathFactory) -> Tally:
    folder: Path = tmp_path_factory.mktemp("std")
    return measure(go, folder, PACKAGES)


def test_anchored(tally: Tally) -> None:
    assert tally.messages > 15_000
    assert tally.anchored >= 0.999, "\n".join(tally.strays)


def test_text(tally: Tally) -> None:
    """Constants, method calls and instances of generic functions are printed otherwise than written."""
    assert tally.texts > 7_000
    assert tally.alike >= 0.95, "\n".join(tally.unlike)


def test_shapes(tally: Tally) -> None:
    """No message about a value or a name is at something that syntax has no word for."""
    assert tally.shapes["other"] == 0
