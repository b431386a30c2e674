"""Expectations against messages, both ways: nothing may be said that is not expected, nor the reverse."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .expectation import Expectation, quoted
from .observation import Message


@dataclass(frozen=True)
class Comparison:
    """Who belongs to whom. `pairs` holds each expectation with the message that met it."""

    pairs: tuple[tuple[Expectation, Message], ...]
    unmet: tuple[Expectation, ...]
    unexpected: tuple[Message, ...]

    @property
    def agrees(self) -> bool:
        return not self.unmet and not self.unexpected

    def __str__(self) -> str:
        """The difference, line of source by line of source, as its own first line explains."""
        blocks: dict[tuple[str, int], list[str]] = defaultdict(list)
        for e in self.unmet:
            column = "" if e.column is None else f"{e.column}:"
            blocks[e.file, e.line].append(f"  - {column}{quoted(e.text)}")
        for m in self.unexpected:
            blocks[m.file, m.line].append(f"  + {m.column}:{quoted(m.text)}")
        lines = [line for at in sorted(blocks) for line in (f"{at[0]}:{at[1]}", *blocks[at])]
        return "\n".join(["- expected and not said, + said and not expected:", *lines])


def compare(expectations: Iterable[Expectation], messages: Sequence[Message]) -> Comparison:
    """Pair each expectation with a message of its file, line and text; those with a column choose first."""
    left: dict[tuple[str, int, str], list[Message]] = defaultdict(list)
    for message in messages:
        left[message.file, message.line, message.text].append(message)
    pairs, unmet = [], []
    for expectation in sorted(expectations, key=lambda e: e.column is None):
        here = left[expectation.file, expectation.line, expectation.text]
        met = next((m for m in here if expectation.column in (None, m.column)), None)
        if met is None:
            unmet.append(expectation)
        else:
            here.remove(met)
            pairs.append((expectation, met))
    unexpected = tuple(message for rest in left.values() for message in rest)
    return Comparison(tuple(pairs), tuple(unmet), unexpected)


def compare_elsewhere(expected: Iterable[str], said: Iterable[str]) -> str:
    """The difference of whole lines, as `Comparison` shows it; "" when there is none."""
    wanted, found = Counter(expected), Counter(said)
    lines = [f"  - {line}" for line in (wanted - found).elements()]
    lines += [f"  + {line}" for line in (found - wanted).elements()]
    return "\n".join(lines)
