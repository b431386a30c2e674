"""Why a value escapes: the flows that the compiler writes with ``-json=0``.

Measured on go1.26.6 against ``-m=2``: the JSON log keeps the compiler concurrent, takes half the time on large
packages (go/types: 2.9 s against 5.5 s, 78 MB less text) and names the place inside an inlined function, which
``-m=2`` does not. Format: cmd/compile/internal/logopt (version 0).
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from goescape.findings.expressions import is_constant, is_result
from goescape.findings.model import Finding, Flow, Kind, Place, Step

_HOP = re.compile(r"(?:escflow:)?\s*flow: (?P<target>.+) ← (?P<source>.+):", re.S)
_STEP = re.compile(r"(?:escflow:)?\s*from (?P<expression>.+) \((?P<operation>[^()]+)\)", re.S)
_LEAK = re.compile(r"parameter (?P<subject>.+) leaks to (?P<target>.+) with derefs=(?P<derefs>\d+)", re.S)
_STORAGE = re.compile(r"\{storage for (?P<subject>.+)\}", re.S)
_ESCAPES = " escapes to heap"
_ENTRY = re.compile(
    r'\{"range":\{"start":\{"line":(?P<line>\d+),"character":(?P<column>\d+)\}[^"]*"end":[^"]*"line":[^"]*"character":'
    r'[^"]*"severity":\d,"code":"(?P<code>escapes?|leak)","source":"[^"]*","message":(?P<message>"(?:[^"\\]|\\.)+")'
)
"""The head of an entry that explains an escape. Reading all of each would take seconds on a large package."""

Told = tuple[str, Place]
"""A hop, a step, or a place that was inlined, in the compiler's words."""


@dataclass(frozen=True, eq=False)
class Explanation:
    """One entry of the compiler's log: what it says of the value at `place`, and the flow.

    `tell` gives the flow as the compiler tells it, hop by hop and step by step, with the place of each; it is asked
    when the flow is. `target` and `derefs` are set for a parameter's leak, `subject` always.
    """

    place: Place
    subject: str
    tell: Callable[[], Iterable[Told]]
    target: str = ""
    derefs: int = 0

    @property
    def is_leak(self) -> bool:
        return bool(self.target)

    @property
    def flow(self) -> Flow:
        return self._told[1]

    @property
    def inlined_at(self) -> tuple[Place, ...]:
        return self._told[0]

    @cached_property
    def _told(self) -> tuple[tuple[Place, ...], Flow]:
        return _flow(self.tell())

    @property
    def is_put_into_its_own_box(self) -> bool:
        """Whether the value goes into an interface at its own place: what holds it there has the same name."""
        last = self.flow.steps[-1] if self.flow.steps else None
        if last is None or last.operation != "interface-converted":
            return False
        at = (last.place.file, last.place.line, last.place.column)
        here = (self.place.file, self.place.line, self.place.column)
        return storage_subject(last.target) == self.subject and at == here


class Explanations:
    """The explanations of one package, to be looked up by finding."""

    def __init__(self, entries: Iterable[Explanation]) -> None:
        self._at: dict[tuple[str, int], list[Explanation]] = defaultdict(list)
        for entry in entries:
            self._at[entry.place.file, entry.place.line].append(entry)

    def __len__(self) -> int:
        return sum(len(entries) for entries in self._at.values())

    def of(self, finding: Finding, results: Container[str] = ()) -> list[Explanation]:
        """The explanations of a finding: same place, same subject. `results` are the named results of the function
        whose parameter it is about."""
        place = finding.place
        here = self._at.get((place.file, place.line), [])
        exact = [e for e in here if e.place.column == place.column or not place.column]
        return [e for e in exact if _explains(e, finding, results)]

    def rewritten(self, finding: Finding, subjects: Container[str]) -> list[Explanation]:
        """The explanations of a finding whose text has a constant that theirs has not yet: those at its place that are
        about one thing, and about none of `subjects`. The compiler replaces a variable that is only ever a constant
        before it prints, but after it explains (escape/utils.go, rewriteArgument)."""
        if not (finding.subject.startswith("make(") or is_constant(finding.subject)):
            return []
        place = finding.place
        here = [e for e in self._at.get((place.file, place.line), []) if e.place.column == place.column]
        left = [e for e in here if not e.is_leak and e.subject not in subjects]
        return left if len({entry.subject for entry in left}) == 1 else []

    def holders(self, file: str, line: int, column: int, subject: str) -> list[Explanation]:
        """The explanations of the values whose storage is called `subject` and stands at just that place."""
        here = self._at.get((file, line), [])
        return [e for e in here if e.place.column == column and e.subject == subject and not e.is_leak]


def _explains(entry: Explanation, finding: Finding, results: Container[str]) -> bool:
    match finding.kind:
        case Kind.MOVED_TO_HEAP | Kind.ESCAPES:
            return not entry.is_leak and entry.subject == finding.subject
        case Kind.APPEND_ESCAPES:
            return not entry.is_leak and entry.subject.startswith("append(")
        case Kind.LEAKING_PARAM_TO_RESULT:
            same = entry.target == finding.result and entry.derefs == finding.level
            return same and entry.subject == finding.subject
        case Kind.LEAKING_PARAM | Kind.LEAKING_PARAM_CONTENT:
            content = finding.kind is Kind.LEAKING_PARAM_CONTENT
            same = entry.subject == finding.subject and (entry.derefs > 0) == content
            return same and not is_result(entry.target, results)
    return False


def collect(folder: Path) -> dict[str, str]:
    """The compiler's log below `folder`, package by package, without what does not explain escapes.

    Keys are the paths that the compiler was told (``-p``), values JSON lines as `parse` takes them.
    """
    texts: dict[str, str] = {}
    for package in sorted(folder.iterdir()):
        files = sorted(package.glob("*.json"))
        texts[unquote(package.name)] = "".join(map(_relevant, files))
    return texts


def _relevant(file: Path) -> str:
    """A file of the log without what explains no escape."""
    kept: list[str] = []
    leaks: dict[tuple[str, ...], tuple[int, int]] = {}
    with file.open(encoding="utf-8", errors="replace") as lines:
        kept.append(next(lines, ""))
        for line in lines:
            entry = _ENTRY.match(line)
            if entry is None:
                continue
            fewest, at = 0, len(kept)
            leak = _LEAK.fullmatch(entry["message"][1:-1])
            if leak is not None:
                key, derefs = _counted_as(entry, leak), int(leak["derefs"])
                fewest, at = leaks.get(key, (derefs + 1, at))
                if derefs >= fewest:
                    continue
                leaks[key] = derefs, at
            kept[at : at + 1] = [line]
    return "".join(kept)


def _counted_as(entry: re.Match[str], leak: re.Match[str]) -> tuple[str, ...]:
    """What a leak is one of many of: a parameter's ways to one target.

    The compiler logs each way that it finds; the one with the fewest dereferences counts, and all storage that
    escapes counts as the heap (cmd/compile/internal/escape: solve.go, leaks.go). A recursive package has tens of
    thousands of ways.
    """
    target = "{heap}" if leak["target"].startswith("{") else leak["target"]
    return entry["line"], entry["column"], leak["subject"], target


def files(text: str) -> frozenset[str]:
    """The Go files that a log speaks of, by absolute path."""
    heads = (line for line in text.splitlines() if _ENTRY.match(line) is None)
    return frozenset(json.loads(line)["file"] for line in heads)


def parse(text: str) -> Iterator[Explanation]:
    """The explanations in what `collect` gave for one package."""
    path = ""
    for line in text.splitlines():
        entry = _ENTRY.match(line)
        if entry is None:
            path = json.loads(line)["file"]
            continue
        place = Place(path if Path(path).is_absolute() else "", int(entry["line"]), int(entry["column"]))
        message: str = json.loads(entry["message"])
        if entry["code"] != "leak":
            yield Explanation(place, message.removesuffix(_ESCAPES), partial(_related, line))
        elif leak := _LEAK.fullmatch(message):
            tell = partial(_related, line)
            yield Explanation(place, leak["subject"], tell, leak["target"], int(leak["derefs"]))


def _related(entry: str) -> Iterator[Told]:
    """The related information of an entry of the log."""
    for item in json.loads(entry).get("relatedInformation", ()):
        yield item["message"], _place(item["location"])


def _flow(told: Iterable[Told]) -> tuple[tuple[Place, ...], Flow]:
    """The inlining chain of the explained value itself, and its flow.

    A hop (``flow: A ← B``) holds the steps that follow it; a hop that has none is kept as a step without an
    operation. An ``inlineLoc`` belongs to the entry, hop or step before it.
    """
    own: list[Place] = []
    steps: list[Step] = []
    hop: Step | None = None
    after_step = False
    for message, place in told:
        if message == "inlineLoc":
            if after_step:
                steps[-1] = replace(steps[-1], inlined_at=(*steps[-1].inlined_at, place))
            elif hop is None:
                own.append(place)
            continue
        if found := _HOP.fullmatch(message):
            if hop is not None and not after_step:
                steps.append(hop)
            source, derefs = _addressed(found["source"])
            hop, after_step = Step(source, found["target"], derefs, "", "", place), False
        elif hop is not None and (found := _STEP.fullmatch(message)):
            steps.append(replace(hop, operation=found["operation"], expression=found["expression"], place=place))
            after_step = True
    if hop is not None and not after_step:
        steps.append(hop)
    return tuple(own), Flow(tuple(steps))


def _addressed(source: str) -> tuple[str, int]:
    """A flow's source without its ``&`` or ``*``, and the dereferences that they mean."""
    if source.startswith("&"):
        return source[1:], -1
    bare = source.lstrip("*")
    return bare, len(source) - len(bare)


def _place(location: dict[str, Any]) -> Place:
    from urllib.request import url2pathname  # with it come http and ssl, which nothing else has need of

    start = location["range"]["start"]
    uri = urlsplit(location["uri"])
    file = url2pathname(uri.path) if uri.path.startswith("/") else ""
    return Place(file, start["line"], start["character"]) if file else Place("", 0, 0)


def storage_subject(location: str) -> str:
    """What a location of the form ``{storage for X}`` holds: X; "" for any other location."""
    match = _STORAGE.fullmatch(location)
    return match["subject"] if match else ""
