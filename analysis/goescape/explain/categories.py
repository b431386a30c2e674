"""Each category's title, summary, reason and advice, and its page of documentation."""

from __future__ import annotations

from pathlib import Path

from goescape.explain.books import book
from goescape.explain.language import Language
from goescape.explain.phrasebook import CategoryText
from goescape.findings.model import Category

__all__ = ["CategoryText", "Language", "index", "page", "text"]

_PAGES = Path(__file__).parent / "pages"


def text(category: Category, language: Language) -> CategoryText:
    """The category in words."""
    return book(language).categories[category]


def page(category: Category, language: Language) -> Path:
    """The category's page, a Markdown file that is shipped with the package (absolute path)."""
    return _PAGES / language.value / f"{category.value}.md"


def index(language: Language) -> Path:
    """The page that lists all categories (absolute path)."""
    return _PAGES / language.value / "index.md"
