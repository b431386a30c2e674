"""Names in words: the compiler's ``{heap}``, ``~r0``, ``.autotmp_3``, ``... argument`` and their like.

Sources, go1.26: cmd/compile/internal/escape/solve.go (explainLoc), ir/fmt.go (exprFmt).
"""

from __future__ import annotations

import re

from goescape.explain.phrasebook import Phrasebook, Shape, Word
from goescape.explain.quoting import fill, quoted, without_synthetic

_STORAGE = re.compile(r"\{storage for (.+)\}", re.S)
_RESULT = re.compile(r"~r(\d+)")
_TEMPORARY = re.compile(r"\.autotmp_\d+|\{temp\}")
_HIDDEN = re.compile(r"#\w+|~[pb]\d+")
_SELECTED = re.compile(r"~r\d+\b.+", re.S)

HEAP = "{heap}"

_FIXED = {
    HEAP: Word.HEAP,
    Shape.ARGUMENTS.value: Word.ARGUMENTS,
    Shape.FUNCTION.value: Word.FUNCTION_LITERAL,
}


def is_result(location: str) -> bool:
    """Whether a flow's location is a result without a name."""
    return bool(_RESULT.fullmatch(location))


def is_storage(location: str) -> bool:
    """Whether a location is the memory of a value that has no name."""
    return bool(_STORAGE.fullmatch(location))


def is_temporary(location: str) -> bool:
    """Whether a location is a temporary of the compiler's."""
    return bool(_TEMPORARY.fullmatch(location))


def shape_of(subject: str) -> Shape:
    """How the value called `subject` was made, as far as the text tells."""
    if subject.startswith("make("):
        return Shape.MAKE
    fixed = {Shape.ARGUMENTS.value: Shape.ARGUMENTS, Shape.FUNCTION.value: Shape.FUNCTION}
    return fixed.get(subject, Shape.OTHER)


def subject_name(subject: str, book: Phrasebook) -> str:
    """What a message is about. A ``~r0`` here is the result of a call that was inlined."""
    if _RESULT.fullmatch(subject) or _SELECTED.fullmatch(subject):
        return book.words[Word.INLINED_RESULT]
    return _name(subject, book)


def location_name(location: str, book: Phrasebook) -> str:
    """A location of a flow: a variable, a value, the heap, or a result of the function itself."""
    storage = _STORAGE.fullmatch(location)
    if storage:
        return subject_name(storage[1], book)
    result = _RESULT.fullmatch(location)
    return _ordinal_result(result[1], book) if result else _name(location, book)


def result_name(result: str, book: Phrasebook) -> str:
    """A result that a parameter leaks to: by its name, or by its number if it has none."""
    match = _RESULT.fullmatch(result)
    if match:
        return _ordinal_result(match[1], book)
    return fill(book.words[Word.NAMED_RESULT], result=quoted(result))


def _ordinal_result(index: str, book: Phrasebook) -> str:
    number = int(index)
    if number < len(book.results):
        return book.results[number]
    return fill(book.words[Word.RESULT], count=number + 1)


def _name(name: str, book: Phrasebook) -> str:
    if name in _FIXED:
        return book.words[_FIXED[name]]
    if _TEMPORARY.fullmatch(name):
        return book.words[Word.TEMPORARY]
    if _HIDDEN.fullmatch(name):
        return book.words[Word.HIDDEN]
    return quoted(without_synthetic(name))
