"""Every fixture's expectations are what the real compiler prints, neither more nor less.

``GOESCAPE_UPDATE=1 pytest tests/markers/test_compiler.py`` writes the compiler's answer into the fixtures.
"""

from __future__ import annotations

import os

import pytest

from .compare import compare, compare_elsewhere
from .conftest import Compiled
from .fixture import Fixture, find_fixtures
from .observation import Toolchain, observe, relevant
from .update import update

FIXTURES = find_fixtures()
RELEASE = "go1.26."


def test_release(toolchain: Toolchain) -> None:
    """The expectations were written by one release; any other has its own wording and rules."""
    version = toolchain.run(FIXTURES[0].root, "env", "GOVERSION").stdout.strip()
    assert version.startswith(RELEASE), f"the fixtures are of {RELEASE}x, the toolchain is {version}"


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)
def test_fixture(fixture: Fixture, compiled: Compiled, toolchain: Toolchain) -> None:
    observation = relevant(observe(compiled(fixture, "-m"), fixture, toolchain.goroot), fixture)
    if os.environ.get("GOESCAPE_UPDATE"):
        update(fixture, observation)
        fixture = Fixture(fixture.root, fixture.name)
    comparison = compare(fixture.expectations, observation.messages)
    assert comparison.agrees, str(comparison)
    if "columns" in fixture.shown:
        assert [e for e in fixture.expectations if e.column is None] == []
    difference = compare_elsewhere(fixture.elsewhere, observation.elsewhere)
    assert not difference, difference
