"""``goescape check --format gc`` is ``go build -gcflags=-m``, line for line in the same order."""

from __future__ import annotations

import pytest

from .case import CASES, Case
from .compare import compare
from .sides import Sides, by_package


@pytest.mark.parametrize("case", CASES, ids=str)
def test_same_lines_in_the_same_order(sides: Sides, case: Case) -> None:
    outcome = compare(sides, case)
    assert outcome.lines, "the reference printed nothing"
    assert not outcome.unequal, "\n".join(agreement.difference for agreement in outcome.unequal)


def test_sections_of_one_package_are_one() -> None:
    text = "# p\na\n# q\nb\n# p\nc\n"
    assert by_package(text) == {"p": ["a", "c"], "q": ["b"]}
