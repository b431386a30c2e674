"""Holding goescape's lines against the reference's, package by package, line for line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from .case import Case
from .sides import Sides


@dataclass(frozen=True)
class Agreement:
    """One package's comparison. `difference` shows the first unequal pair of lines; "" when all are equal."""

    package: str
    lines: int
    difference: str

    @property
    def holds(self) -> bool:
        return not self.difference


@dataclass(frozen=True)
class Outcome:
    """A case's comparison. `named` counts the packages that its patterns name; those on which the compiler has
    nothing to say are in no agreement."""

    case: Case
    named: int
    agreements: tuple[Agreement, ...]

    @property
    def lines(self) -> int:
        return sum(agreement.lines for agreement in self.agreements)

    @property
    def unequal(self) -> list[Agreement]:
        return [agreement for agreement in self.agreements if not agreement.holds]


def compare(sides: Sides, case: Case) -> Outcome:
    """Ask both sides. The order of packages is the go command's own business, that of a package's lines is not."""
    packages = sides.packages(case)
    expected, printed = sides.reference(case, packages), sides.goescape(case, packages)
    agreements = tuple(
        _agreement(name, expected.get(name, []), printed.get(name, [])) for name in sorted({*expected, *printed})
    )
    return Outcome(case, len(packages), agreements)


def _agreement(package: str, expected: Sequence[str], printed: Sequence[str]) -> Agreement:
    difference = ""
    for number, (wanted, got) in enumerate(zip_longest(expected, printed), 1):
        if wanted != got:
            difference = f"# {package}, line {number}\n- {wanted}\n+ {got}"
            break
    return Agreement(package, len(expected), difference)
