"""The pages hold what the compiler says today, in both languages.

``GOESCAPE_UPDATE=1 pytest tests/explain`` writes the compiler's output into the pages.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from goescape.explain import categories
from goescape.explain.language import Language
from goescape.findings.model import Category

from .gotool import Answer, ask
from .pages import ESCAPES, FENCE, LEAKS, MESSAGES, examples, refreshed

Output = Callable[[str, str], tuple[str, ...]]
PAGES = [(category, language) for language in Language for category in Category]


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Output:
    """What the compiler says of an example, by the example's name and the fence's info string."""
    cache = os.environ.get("GOCACHE") or str(pytestconfig.cache.mkdir("go-build"))
    english = [e for c in Category for e in examples(categories.page(c, Language.ENGLISH))]
    programs = {example.name: example.files for example in english}
    answers: dict[str, Answer] = ask(programs, tmp_path_factory.mktemp("pages"), Path(cache))

    def said(name: str, info: str) -> tuple[str, ...]:
        answer = answers[name]
        return {MESSAGES: answer.messages, ESCAPES: answer.escapes, LEAKS: answer.leaks}[info]

    return said


@pytest.mark.parametrize(("category", "language"), PAGES)
def test_page_shows_what_the_compiler_says(category: Category, language: Language, output: Output) -> None:
    page = categories.page(category, language)
    if os.environ.get("GOESCAPE_UPDATE"):
        page.write_text(refreshed(page, output), encoding="utf-8")
    found = examples(page)
    assert len(found) == 2
    for example in found:
        assert MESSAGES in example.shown
        assert example.shown == {info: output(example.name, info) for info in example.shown}


@pytest.mark.parametrize("category", Category)
def test_both_languages_show_the_same_programs(category: Category) -> None:
    english, chinese = (_fences(categories.page(category, language)) for language in Language)
    assert english == chinese


@pytest.mark.parametrize(("category", "language"), PAGES)
def test_page_begins_with_the_texts_of_its_category(category: Category, language: Language) -> None:
    texts = categories.text(category, language)
    head = categories.page(category, language).read_text(encoding="utf-8").split("\n\n")
    assert head[0] == f"# {texts.title}"
    assert f"`{category.value}`" in head[1]
    assert head[2] == texts.summary


@pytest.mark.parametrize("language", Language)
def test_index_lists_every_category(language: Language) -> None:
    index = categories.index(language).read_text(encoding="utf-8")
    rows = [line for line in index.splitlines() if line.startswith("| [")]
    texts = [(category, categories.text(category, language)) for category in Category]
    assert rows == [f"| [{t.title}]({c.value}.md) | `{c.value}` | {t.summary} |" for c, t in texts]


def _fences(page: Path) -> list[tuple[str, str]]:
    return [(fence["info"], fence["text"]) for fence in FENCE.finditer(page.read_text(encoding="utf-8"))]
