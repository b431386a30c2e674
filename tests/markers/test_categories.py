"""Every category is shown by a fixture, and the categories' own fixtures leave nothing open."""

from __future__ import annotations

import pytest

from goescape.findings.messages import parse_line
from goescape.findings.model import Allocates, Category

from .expectation import Expectation
from .fixture import find_fixtures

EXPECTED = [e for fixture in find_fixtures() for e in fixture.expectations]
SHOWN = [category for category in Category if category is not Category.UNEXPLAINED]


def is_heap(expectation: Expectation) -> bool:
    message = parse_line(f"{expectation.file}:{expectation.line}:1: {expectation.text}")
    return message is not None and message.kind.is_heap


@pytest.mark.parametrize("category", SHOWN, ids=lambda category: category.value)
def test_category_is_shown(category: Category) -> None:
    shown = [e for e in EXPECTED if e.category == category.value and is_heap(e)]
    own = [e for e in shown if e.file.startswith(f"categories/{category.value}/")]
    assert own, f"no value on the heap in categories/{category.value} has this category"


def test_category_fixtures_say_all() -> None:
    open_ones = [e for e in EXPECTED if e.file.startswith("categories/") and is_heap(e) and not e.category]
    assert open_ones == []


def test_attributes_are_known() -> None:
    categories = {category.value for category in SHOWN} | {""}
    verdicts = {verdict.value for verdict in Allocates} | {""}
    assert {e.category for e in EXPECTED} <= categories
    assert {e.details.get("allocates", "") for e in EXPECTED} <= verdicts


def test_only_depends_is_shown_instead_of_the_truth() -> None:
    """Where the compiler engine can't know, since it knows no types, it may say "depends", and nothing else."""
    shown = [e for e in EXPECTED if "shows" in e.details]
    assert [e for e in shown if e.details["shows"] != "depends"] == []
    assert [e for e in shown if e.details.get("allocates") not in ("yes", "no")] == []
