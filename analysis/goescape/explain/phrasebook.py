"""What one language has to say: the tables that every language fills, key by key.

`verdicts`, `costless`, `costly`, `leaks`, `cuts`, `words` and a reason's `call` are `str.format` templates, all else
is plain text. A clause starts in lower case and ends without a full stop, so that it can follow a colon; a
sentence is complete. What is put in for `subject`, `callee`, `code`, `result`, `type` and `word` is Markdown
code or words of the language; `count` is a number; `note`, `verdict`, `reason` and `clause` are clauses.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from goescape.explain.allocation import Allocation
from goescape.findings.model import Category, Kind


@dataclass(frozen=True, slots=True)
class CategoryText:
    """A category in words: `summary` is one sentence, `why` the rule of Go behind it, `advice` what could be
    changed, most useful first. All are sentences without placeholders."""

    title: str
    summary: str
    why: str
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, as a clause after a verdict: of a variable that moved, of a value that escapes, and of either when
    the call that it is passed to is known (``{callee}``; "" where a call tells nothing more)."""

    variable: str
    value: str
    call: str = ""


class Shape(enum.Enum):
    """What the compiler's text of a value tells of how the value was made."""

    ARGUMENTS = "... argument"
    FUNCTION = "func literal"
    MAKE = "make"
    OTHER = "other"


class Leak(enum.Enum):
    """What a function does with a parameter, of all that it may do."""

    NONE = "none"
    HEAP = "heap"
    CONTENT = "content"
    RESULT = "result"
    RESULT_CONTENT = "result-content"
    UNSAFE_UINTPTR = "unsafe-uintptr"
    ESCAPING_UINTPTR = "escaping-uintptr"


class Word(enum.Enum):
    """Words for what has no name in the source, and the frames that texts are put into."""

    HEAP = "heap"
    TEMPORARY = "temporary"
    HIDDEN = "hidden"
    ARGUMENTS = "arguments"
    FUNCTION_LITERAL = "function-literal"
    INLINED_RESULT = "inlined-result"
    RESULT = "result"
    NAMED_RESULT = "named-result"
    PASSED = "passed"
    """An argument's step where the call is known: ``{callee}``."""
    PASSED_TO_HEAP = "passed-to-heap"
    """The same, where the argument reaches the heap from there."""
    WITH_CODE = "with-code"
    """A step's clause followed by the expression: ``{clause}``, ``{code}``."""
    IN_TURN = "in-turn"
    """The step at which a holder of the value takes over: ``{subject}``, ``{clause}``."""
    FLOWS = "flows"
    """A hop that the compiler names no operation of: ``{source}``, ``{target}``."""
    UNKNOWN_OPERATION = "unknown-operation"
    """An operation that is in no table: ``{word}``."""
    PARAMETER = "parameter"
    """What a function does with a parameter: ``{subject}``, ``{clause}``."""
    BECAUSE = "because"
    """``{verdict}``, ``{reason}``."""
    SENTENCE = "sentence"
    """A clause as a sentence: ``{clause}``."""
    LIST = "list"
    """Not a text of its own: what stands between clauses of equal rank."""
    NOTHING_TO_CHANGE = "nothing-to-change"
    COMPILED = "compiled"
    """``{release}``, the compiler's full version and target."""
    PREDICTED = "predicted"
    PREDICTED_WITHOUT_INLINING = "predicted-without-inlining"
    """``{release}``, as "1.26"."""
    WOULD_STAY = "would-stay"
    """What would have to be otherwise: ``{clause}``."""
    AT_PLACE = "at-place"
    """``{clause}``, ``{place}``."""
    LINE = "line"
    """``{line}``, a number."""
    ITSELF = "itself"
    """The value that the sentence is about."""
    CUT_CALL = "cut-call"
    """A cut where the call is known: ``{subject}``, ``{callee}``."""
    CUT_UNKNOWN = "cut-unknown"
    """A cut at an operation that is in no table: ``{word}``."""
    AS_OF = "as-of"
    """Provenance of old findings: ``{note}``, ``{time}``."""


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """All texts of one language.

    `verdicts` by message kind; `costless` for a value that escapes and allocates nothing, `costly` for one
    that does not escape and may allocate (both with ``{note}``). `operations` by the compiler's word for a
    step, `into_heap` instead of them where the step ends at the heap, `into_result` where it ends at an
    inlined call's result. `cuts` says on what condition a value would stay on the stack, by the operation that is
    not to be (with ``{subject}``, what moves, and ``{target}``, where it moves), `cuts_from_heap` instead of them
    where the step ends at the heap. `results` names the first results of a function. `remedies` is advice by operation,
    `shape_advice` by what was made.
    """

    categories: Mapping[Category, CategoryText]
    reasons: Mapping[Category, Reason]
    verdicts: Mapping[Kind, str]
    costless: str
    costly: str
    operations: Mapping[str, str]
    into_heap: Mapping[str, str]
    into_result: Mapping[str, str]
    cuts: Mapping[str, str]
    cuts_from_heap: Mapping[str, str]
    remedies: Mapping[str, str]
    shape_advice: Mapping[Shape, str]
    allocations: Mapping[Allocation, str]
    leaks: Mapping[Leak, str]
    words: Mapping[Word, str]
    results: tuple[str, ...]
