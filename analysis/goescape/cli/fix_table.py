"""What came of each fix, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from goescape.cli.rounds import Item
from goescape.fixes.model import FixKind
from goescape.fixes.proof import Failure, Proof
from goescape.fixes.reasons import Reason


@dataclass
class Row:
    """One fix: the places where its preconditions hold, those of them that were proven (and made), and why the others,
    and the places where a precondition fails, were left."""

    candidates: int = 0
    proven: int = 0
    refused: Counter[Reason | Failure] = field(default_factory=Counter)


def table(items: Iterable[Item]) -> dict[FixKind, Row]:
    """A row for each fix that was looked for with some result, in the order of `FixKind`."""
    rows: dict[FixKind, Row] = {}
    for item in items:
        row = rows.setdefault(item.about.kind, Row())
        row.candidates += isinstance(item.found, Proof)
        if item.reason is None:
            row.proven += 1
        else:
            row.refused[item.reason] += 1
    return {kind: rows[kind] for kind in FixKind if kind in rows}
