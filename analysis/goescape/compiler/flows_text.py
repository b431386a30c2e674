"""Why a value escapes: the flows that the compiler prints with ``-m=2``.

They are those of `flows`, at places as the compiler prints them. The log that ``-json=0`` writes has the places of
the files that were compiled: what cgo wrote, or what lies behind ``//line`` directives; and it lacks files where two
have one name. There the text is asked for, although it takes longer. It does not tell what was inlined.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import compress
from operator import not_

from goescape.compiler import flows
from goescape.compiler.flows import Explanation, Explanations, Told
from goescape.findings.messages import Positioned, split_position
from goescape.findings.model import Place

Resolver = Callable[[str], str]
"""The absolute path of a printed one, "" for none."""

_VALUE = re.compile(r"(?P<subject>.+) escapes to heap in .+:", re.S)
_PARAMETER = re.compile(r"parameter (?P<subject>.+) leaks to (?P<target>.+) for .+ with derefs=(?P<derefs>\d+):", re.S)
_HOP = re.compile(r"  flow: .+:", re.S)
_STEP = re.compile(r"(?P<step>    from .+) at (?P<place>.+?)", re.S)
_PLACE = re.compile(r"(?P<file>.+?):(?P<line>\d+)(?::(?P<column>\d+))?")
_NOWHERE = Place("", 0, 0)


def select(lines: Iterable[str]) -> str:
    """Of the compiler's output for one package, what explains escapes: a text as `parse` takes it."""
    return "".join(line + "\n" for line in lines if any(form.fullmatch(_text(line)) for form in _FORMS))


_FORMS = (_HOP, _STEP, _VALUE, _PARAMETER)


def _text(line: str) -> str:
    at = split_position(line)
    return line if at is None else at.text


def with_log(text: str, resolve: Resolver) -> Explanations:
    """The explanations in a log as `flows.parse` takes it, followed by those in a text as `parse` takes it, of files
    that are not in the log."""
    lines = text.splitlines()
    is_log = [line.startswith("{") for line in lines]
    log = "\n".join(compress(lines, is_log))
    logged = flows.files(log)
    printed = parse(compress(lines, map(not_, is_log)), resolve)
    return Explanations([*flows.parse(log), *(entry for entry in printed if entry.place.file not in logged)])


def parse(lines: Iterable[str], resolve: Resolver) -> Iterator[Explanation]:
    """The explanations in the lines that `select` gave for one package."""
    head: Positioned | None = None
    told: list[Told] = []
    for line in lines:
        at = split_position(line) or Positioned("", 0, 0, line)
        if step := _STEP.fullmatch(at.text):
            told.append((step["step"], _place(step["place"], resolve)))
        elif _HOP.fullmatch(at.text):
            told.append((at.text, _NOWHERE))
        else:
            if head is not None:
                yield _explanation(head, told, resolve)
            head, told = at, []
    if head is not None:
        yield _explanation(head, told, resolve)


def _explanation(head: Positioned, told: list[Told], resolve: Resolver) -> Explanation:
    place = Place(resolve(head.file), head.line, head.column)
    if leak := _PARAMETER.fullmatch(head.text):
        return Explanation(place, leak["subject"], told.copy, leak["target"], int(leak["derefs"]))
    value = _VALUE.fullmatch(head.text)
    return Explanation(place, value["subject"] if value is not None else head.text, told.copy)


def _place(printed: str, resolve: Resolver) -> Place:
    found = _PLACE.fullmatch(printed)
    if found is None:
        return _NOWHERE
    return Place(resolve(found["file"]), int(found["line"]), int(found["column"] or 0))
