"""Which phrasebook a language has."""

from __future__ import annotations

from goescape.explain import en, zh_cn
from goescape.explain.language import Language
from goescape.explain.phrasebook import Phrasebook

_BOOKS = {Language.ENGLISH: en.BOOK, Language.CHINESE: zh_cn.BOOK}


def book(language: Language) -> Phrasebook:
    """The texts of `language`."""
    return _BOOKS[language]
