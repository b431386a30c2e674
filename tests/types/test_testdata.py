"""go/types' own tests: all of them are checked without an exception, and what is right in them is typed as there."""

from __future__ import annotations

from pathlib import Path

from goescape.source import Source
from tests.types import testdata
from tests.types.comparison import Tally, compare, show
from tests.types.engine import Engine, ListedPackages, language
from tests.types.oracle import Oracle, read

KNOWS_MORE = {
    "fixedbugs/issue51658.go": "go/parser skips the declaration after a syntax error, which is whole",
    "fixedbugs/issue52915.go": "go/types leaves out the values of a type that contains itself",
    "fixedbugs/issue76478.go": "go/types leaves out the values of a type that contains itself",
}
"""Where we have records that go/types has not."""


def test_declarations_without_an_error(oracle: Oracle) -> None:
    units = testdata.units(oracle)
    wanted = {unit.id for unit in units if unit.wanted}
    engine = Engine(ListedPackages(units, language(oracle.language) or (1, 0)), oracle.goarch)
    tally, differing, failures = Tally(), [], []
    for id, kept in oracle.records(units).items():
        outcome, theirs = engine.check(id), read(kept)
        failures += outcome.failures
        assert outcome.files.keys() == theirs.keys()
        for path, file in theirs.items():
            source = Source(path, Path(path).read_bytes())
            found = compare(path, *testdata.within_sound(source, outcome.files[path], file), tally)
            if id in KNOWS_MORE:
                found = [difference for difference in found if difference.what != "extra"]
            differing += [f"{show(each, source)} {each.what}: {each.ours} not {each.theirs}" for each in found]
    assert len(wanted) > 300
    assert tally.expressions > 10_000
    assert (failures, differing) == ([], [])
