"""Sets of types by their terms: `T` for T alone, `~T` for all types whose underlying type is T (go/types/typeterm.go,
termlist.go).

A set of terms is a tuple, the union of its terms, no two of which overlap; None is the set of all types.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from goescape.types.identical import identical
from goescape.types.model import Term, Type

Terms: TypeAlias = "tuple[Term, ...] | None"


def normal(terms: Sequence[Term]) -> tuple[Term, ...]:
    """The union of `terms`, without those that others hold."""
    kept: list[Term] = []
    for term in terms:
        for i, other in enumerate(kept):
            if not disjoint(term, other):
                if term.tilde and not other.tilde:
                    kept = [each for j, each in enumerate(kept) if j <= i or disjoint(term, each)]
                    kept[i] = term
                break
        else:
            kept.append(term)
    return tuple(kept)


def intersect(x: Terms, y: Terms) -> Terms:
    """The types that are in both."""
    if x is None:
        return y
    if y is None:
        return x
    return normal([one if not one.tilde or two.tilde else two for one in x for two in y if not disjoint(one, two)])


def is_subset(x: Terms, y: Terms) -> bool:
    """Whether all types of `x` are in `y`."""
    if y is None:
        return True
    if x is None:
        return False
    return all(any(_within(one, two) for two in y) for one in x)


def includes(term: Term, t: Type) -> bool:
    """Whether `t` is one of the types of `term`."""
    return identical(term.type, t.under() if term.tilde else t)


def disjoint(x: Term, y: Term) -> bool:
    """Whether the two terms have no type in common."""
    left = x.type.under() if y.tilde else x.type
    right = y.type.under() if x.tilde else y.type
    return not identical(left, right)


def _within(x: Term, y: Term) -> bool:
    return (y.tilde or not x.tilde) and not disjoint(x, y)
