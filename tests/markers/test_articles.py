"""docs/articles.md, in both languages, says nothing that the fixtures of the articles don't.

A row of a table with the listing's link in its first cell: the messages in its last cell are expected by the
listing, those in the cell before are not (that is the difference). Every listing is mentioned.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from .fixture import ROOT, Fixture, find_fixtures

DOCS = ROOT.parent.parent / "docs"
PAGES = [DOCS / "articles.md", DOCS / "zh-CN" / "articles.md"]
LINK = re.compile(r"\]\(([^)]+)\)")
SPAN = re.compile(r"`([^`]+)`")
MESSAGE = re.compile(r"(moved to heap|leaking param|can inline|inlining call| escapes to heap$| does not escape$)")
LISTINGS = {fixture.name: fixture for fixture in find_fixtures() if fixture.name.startswith("articles/")}


@dataclass(frozen=True)
class Row:
    """One compared listing: its fixture, its flags, and the messages that the two last cells quote."""

    listing: Fixture
    flags: str
    article: frozenset[str]
    compiler: frozenset[str]


def rows(page: Path) -> list[Row]:
    """The rows of the page's tables that compare a listing."""
    found = []
    for line in page.read_text(encoding="utf-8").split("\n"):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        link = LINK.search(cells[0])
        if line.startswith("|") and len(cells) == 4 and link:
            listing = (page.parent / link[1]).resolve().parent.relative_to(ROOT).as_posix()
            found.append(Row(LISTINGS[listing], cells[1].strip("`"), messages(cells[2]), messages(cells[3])))
    return found


def messages(cell: str) -> frozenset[str]:
    return frozenset(span for span in SPAN.findall(cell) if MESSAGE.search(span))


@pytest.mark.parametrize("page", PAGES, ids=["en", "zh-CN"])
def test_rows_are_true(page: Path) -> None:
    wrong = []
    for row in rows(page):
        expected = {expectation.text for expectation in row.listing.expectations}
        wrong += [f"{row.listing.name}: not said: {m}" for m in row.compiler - expected]
        wrong += [f"{row.listing.name}: no difference: {m}" for m in row.article & expected]
        flags = " ".join(["-m", *row.listing.build.flags])
        wrong += [f"{row.listing.name}: compiled with {flags}, not {row.flags}"] * (flags != row.flags)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("page", PAGES, ids=["en", "zh-CN"])
def test_every_listing_is_mentioned(page: Path) -> None:
    links = [(page.parent / link) for link in LINK.findall(page.read_text(encoding="utf-8"))]
    assert [str(link) for link in links if not link.exists()] == []
    mentioned = {link.resolve().parent for link in links}
    assert [name for name in LISTINGS if ROOT / name not in mentioned] == []


def test_both_languages_compare_the_same() -> None:
    english, chinese = (
        [(row.listing.name, row.flags, row.article, row.compiler) for row in rows(page)] for page in PAGES
    )
    assert len(english) > 15
    assert english == chinese
