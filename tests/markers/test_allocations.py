"""What the fixtures say of allocations is what running them shows (testing.AllocsPerRun).

A function's cases decide: it never allocates ("no"), always ("yes"), or in some cases only ("depends"). A
case called ``empty`` has a value without any bytes; it must cost nothing, and is no reason for "depends".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

import pytest

from .fixture import Fixture, find_fixtures
from .observation import Toolchain

MEASURED = [f for f in find_fixtures() if f.name.startswith("allocates/") and f.name != "allocates/measure"]
LINE = re.compile(r"^allocates (?P<function>\w+)(?:/(?P<case>.+))? (?P<count>\d+)$", re.MULTILINE)
FUNCTION = re.compile(r"^func (?P<name>\w+)\(")
VERDICTS = ("no", "depends", "yes")

Cases = list[tuple[str, int]]


def measure(toolchain: Toolchain, fixture: Fixture) -> dict[str, Cases]:
    """The allocations of one call, by function and case, as the fixture's own test prints them."""
    arguments = ["test", "-vet=off", "-count=1", "-v", "-run", "^TestAllocations$", f"./{fixture.name}"]
    done = toolchain.run(fixture.root, *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    cases: dict[str, Cases] = defaultdict(list)
    for match in LINE.finditer(done.stdout):
        cases[match["function"]].append((match["case"] or "", int(match["count"])))
    return cases


def claims(fixture: Fixture) -> dict[str, set[str]]:
    """What the comments in each function say: the values of their ``allocates`` attributes."""
    said: dict[str, set[str]] = defaultdict(set)
    for expectation in fixture.expectations:
        function = enclosing_function(fixture.files[expectation.file], expectation.line)
        if function and "allocates" in expectation.details:
            said[function].add(expectation.details["allocates"])
    return said


def enclosing_function(text: str, line: int) -> str:
    """The function whose top-level declaration is the last to start at or above a 1-based line."""
    for above in reversed(text.split("\n")[:line]):
        match = FUNCTION.match(above)
        if match:
            return match["name"]
    return ""


def verdict(counts: Sequence[int]) -> str:
    if not any(counts):
        return "no"
    return "yes" if all(counts) else "depends"


@pytest.mark.parametrize("fixture", MEASURED, ids=lambda fixture: fixture.name)
def test_allocations(fixture: Fixture, toolchain: Toolchain) -> None:
    measured, claimed = measure(toolchain, fixture), claims(fixture)
    assert measured.keys() == claimed.keys()
    wrong = []
    for function, cases in measured.items():
        wrong += [f"{function}/empty allocates" for case, count in cases if case == "empty" and count]
        shown = verdict([count for case, count in cases if case != "empty"])
        said = max(claimed[function], key=VERDICTS.index)
        if said != shown:
            wrong.append(f"{function}: the comments say {said!r}, running it shows {shown!r} {cases}")
    assert not wrong, "\n".join(wrong)


def test_every_verdict_is_measured() -> None:
    said = {verdict for fixture in MEASURED for verdicts in claims(fixture).values() for verdict in verdicts}
    assert said == set(VERDICTS)
