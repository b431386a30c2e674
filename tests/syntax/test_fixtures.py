"""Every message of the compiler on the fixtures is put where it belongs, however the file is written down.

``GOESCAPE_UPDATE=1 pytest tests/syntax/test_fixtures.py`` writes the answers into the fixtures, to be read.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from goescape.findings.messages import Message
from goescape.source import Source
from goescape.syntax import SyntaxTree

from .fixture import ROOT, Expectation, Fixture, expected_of, find_fixtures, placed, update
from .toolchain import Go

FIXTURES = find_fixtures()
BOM = b"\xef\xbb\xbf"


@pytest.fixture(scope="module")
def said(go: Go) -> dict[Path, list[Message]]:
    if os.environ.get("GOESCAPE_UPDATE"):
        before = _said(go)
        for fixture in FIXTURES:
            update(fixture, before[fixture.path.resolve()])
    return _said(go)


def _said(go: Go) -> dict[Path, list[Message]]:
    by_file: dict[Path, list[Message]] = defaultdict(list)
    for path, message in go.messages(ROOT, ["./..."]):
        by_file[path].append(message)
    return by_file


@pytest.mark.parametrize("path", [f.path for f in FIXTURES if f.is_built], ids=lambda path: path.name)
def test_compiler(path: Path, said: dict[Path, list[Message]]) -> None:
    """The annotations are what the compiler says, all of it."""
    noted = [replace(expectation, place="") for expectation in Fixture(path).expectations]
    assert noted == expected_of(said[path.resolve()])


@pytest.mark.parametrize("path", [f.path for f in FIXTURES], ids=lambda path: path.name)
def test_places(path: Path) -> None:
    fixture = Fixture(path)
    assert _placed(fixture, fixture.data) == fixture.expectations


VARIANTS: dict[str, Callable[[bytes], bytes]] = {
    "carriage returns": lambda data: data.replace(b"\n", b"\r\n"),
    "no final newline": lambda data: data.rstrip(b"\n"),
    "byte order mark": lambda data: BOM + data,
}


@pytest.mark.parametrize("variant", list(VARIANTS))
@pytest.mark.parametrize("path", [f.path for f in FIXTURES], ids=lambda path: path.name)
def test_variants(path: Path, variant: str) -> None:
    """The same text written down otherwise has its places at the same lines and columns."""
    fixture = Fixture(path)
    assert _placed(fixture, VARIANTS[variant](fixture.data)) == fixture.expectations


def _placed(fixture: Fixture, data: bytes) -> list[Expectation]:
    tree = SyntaxTree.parse(Source(str(fixture.path), data))
    return [placed(expectation, tree) for expectation in fixture.expectations]
