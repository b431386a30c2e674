"""The flows that ``-m=2`` prints, read independently of goescape (which reads ``-json=0``)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

PLACE = r"(?P<place>\S+:\d+(?::\d+)?)"
HEADS = (
    re.compile(rf"{PLACE}: (?P<subject>.+) escapes to heap in (?P<function>.+):"),
    re.compile(rf"{PLACE}: parameter (?P<subject>.+) leaks to .+ for (?P<function>.+) with derefs=\d+:"),
)
STEP = re.compile(rf"{PLACE}:     from (?P<expression>.+) \((?P<operation>.+?)\) at .+")
LITERAL = re.compile(r"(\.(func|gowrap|deferwrap)?\d+|-range\d+)+")
TYPE_ARGUMENTS = re.compile(r"\[.*\]")


@dataclass
class Explanation:
    """One flow: the function that it is of, and the operation and expression of each step."""

    function: str
    steps: list[tuple[str, str]] = field(default_factory=list)

    @property
    def declared(self) -> str:
        """The declared function: no function literal in it, ``[...]`` for type arguments; "" at package level."""
        declared = TYPE_ARGUMENTS.sub("[...]", LITERAL.sub("", self.function))
        return "" if declared == "init" else declared


Explanations = dict[tuple[str, str], list[Explanation]]
"""Explanations by place (``file.go:3:2``) and subject, in the order printed."""


def read_explanations(lines: Iterable[str]) -> Explanations:
    """All explanations in the output of one package."""
    found: Explanations = defaultdict(list)
    current = Explanation("")
    for line in lines:
        step = STEP.fullmatch(line)
        head = next(filter(None, (pattern.fullmatch(line) for pattern in HEADS)), None)
        if step:
            current.steps.append((step["operation"], step["expression"]))
        elif head:
            current = Explanation(head["function"])
            found[head["place"], head["subject"]].append(current)
    return found
