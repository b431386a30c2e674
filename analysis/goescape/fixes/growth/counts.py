"""How many: sums of products of lengths and numbers, as new text writes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from math import prod

from goescape.syntax.nodes import Node


@dataclass(frozen=True)
class Factor:
    """A number that is known where the code runs.

    - `text`: as new text writes it: ``len(xs)``, ``n``. Factors of the same text are the same.
    - `nodes`: the expressions that it reads, and that have to stay as they are.
    - `in_memory`: whether it is never more than the length of something that is in memory already, or a constant.
    - `is_natural`: whether it is never negative.
    - `value`: of a constant.
    - `may_panic`: whether to evaluate it may panic.
    - `weight`: how many bytes of memory each one that it counts takes; 0 where that is not known.
    """

    text: str
    nodes: tuple[Node, ...] = field(default=(), compare=False)
    in_memory: bool = field(default=True, compare=False)
    is_natural: bool = field(default=True, compare=False)
    value: int | None = field(default=None, compare=False)
    may_panic: bool = field(default=False, compare=False)
    weight: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Count:
    """`constant` and the sum of `terms`: products of factors, each so many times (never 0)."""

    terms: tuple[tuple[tuple[Factor, ...], int], ...] = ()
    constant: int = 0

    @cached_property
    def factors(self) -> list[Factor]:
        """All factors, in the order of the text."""
        return [factor for factors, _ in self.terms for factor in factors]

    @property
    def value(self) -> int | None:
        """The number, where it is a constant."""
        total = self.constant
        for factors, times in self.terms:
            values = [factor.value for factor in factors if factor.value is not None]
            if len(values) < len(factors):
                return None
            total += times * prod(values)
        return total

    @property
    def is_natural(self) -> bool:
        """Whether it is never negative."""
        value = self.value
        if value is not None:
            return value >= 0
        return self.constant >= 0 and all(
            times > 0 and all(factor.is_natural for factor in factors) for factors, times in self.terms
        )

    @property
    def in_memory(self) -> bool:
        """Whether it is, up to a constant factor, no more than lengths of what is in memory."""
        return all(_is_bounded(factors, times) for factors, times in self.terms)

    @property
    def may_panic(self) -> bool:
        """Whether to evaluate it may panic."""
        return any(factor.may_panic for factor in self.factors)

    def plus(self, other: Count) -> Count:
        return _count([*self.terms, *other.terms], self.constant + other.constant)

    def minus(self, other: Count) -> Count:
        return self.plus(other.times(Count(constant=-1)))

    def times(self, other: Count) -> Count:
        crossed = [(one + two, a * b) for one, a in self.terms for two, b in other.terms]
        ours = [(factors, times * other.constant) for factors, times in self.terms]
        theirs = [(factors, times * self.constant) for factors, times in other.terms]
        return _count([*crossed, *ours, *theirs], self.constant * other.constant)

    @property
    def text(self) -> str:
        """As an argument among others: gofmt sets no blanks around operators there."""
        parts = [(times, _product(factors, abs(times))) for factors, times in self.terms]
        if self.constant or not parts:
            parts.append((self.constant, str(abs(self.constant))))
        parts.sort(key=lambda part: part[0] < 0)
        signed = "".join(f"{'-' if times < 0 else '+'}{text}" for times, text in parts)
        return signed.removeprefix("+")

    @property
    def is_positive(self) -> str:
        """The condition that it is more than nothing."""
        if len(self.terms) == 1 and self.constant <= 0 and self.terms[0][1] == 1:
            return f"{_product(self.terms[0][0], 1)} > {-self.constant}"
        return f"{self.text} > 0"


def one(factor: Factor) -> Count:
    """A factor, once."""
    return Count((((factor,), 1),))


def most(one: Count, other: Count) -> Count | None:
    """The larger; None where that depends."""
    if one == other or other == NONE:
        return one
    if one == NONE:
        return other
    if one.value is None or other.value is None:
        return None
    return one if one.value >= other.value else other


def constant(value: int) -> Count:
    return Count(constant=value)


NONE = constant(0)


def _count(terms: Iterable[tuple[tuple[Factor, ...], int]], constant: int) -> Count:
    total: Counter[tuple[Factor, ...]] = Counter()
    for factors, times in terms:
        total[tuple(sorted(factors, key=lambda factor: factor.text))] += times
    return Count(tuple((factors, times) for factors, times in total.items() if times), constant)


def _is_bounded(factors: tuple[Factor, ...], times: int) -> bool:
    if times < 0 or len(factors) > 1:
        return all(factor.is_natural and (times < 0 or factor.in_memory) for factor in factors)
    return factors[0].in_memory


def _product(factors: tuple[Factor, ...], times: int) -> str:
    texts = [*([str(times)] if times != 1 else []), *(factor.text for factor in factors)]
    return texts[0] if len(texts) == 1 else "*".join(f"({text})" if "/" in text else text for text in texts)
