"""Small annotated packages across the language: comments, go/types and our checker must say the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from goescape.source import Source
from tests.types import fixture
from tests.types.comparison import Difference, Tally, compare, show
from tests.types.engine import Engine, ListedPackages, language
from tests.types.oracle import FileRecords, Oracle, Unit, read
from tests.types.testdata import within_sound


@dataclass
class Case:
    """A fixture on disk."""

    name: str
    units: list[Unit]
    oracle: Oracle

    @property
    def wanted(self) -> list[Unit]:
        return [unit for unit in self.units if unit.wanted]

    @property
    def sources(self) -> dict[str, Source]:
        return {path: Source(path, Path(path).read_bytes()) for unit in self.wanted for path in unit.files}

    def theirs(self) -> dict[str, FileRecords]:
        """What go/types says. A fixture of a later language than the toolchain's is skipped."""
        newest = language(self.oracle.language) or (1, 0)
        for unit in self.wanted:
            if (language(unit.version) or newest) > newest:
                pytest.skip(f"{unit.version} is not known to {self.oracle.release}")
        return {path: file for kept in self.oracle.records(self.units).values() for path, file in read(kept).items()}

    def ours(self) -> dict[str, FileRecords]:
        engine = Engine(ListedPackages(self.units, (1, 27)), "amd64")
        files: dict[str, FileRecords] = {}
        for unit in self.wanted:
            outcome = engine.check(unit.id)
            assert not outcome.failures
            files.update(outcome.files)
        return files

    def unmet(self, records: Mapping[str, FileRecords]) -> list[str]:
        """Comments that records do not bear out."""
        sources, unmet = self.sources, []
        for path in sources:
            for expectation in fixture.expectations(path):
                observed = fixture.observed(expectation, records, sources)
                if observed != expectation.said:
                    unmet.append(f"{expectation}, not {observed}")
        return unmet


@pytest.fixture(params=fixture.names())
def case(request: pytest.FixtureRequest, oracle: Oracle, tmp_path: Path) -> Case:
    return Case(request.param, fixture.units_of(request.param, tmp_path, oracle), oracle)


def test_comments_say_what_go_types_says(case: Case) -> None:
    assert not case.unmet(case.theirs())


def test_checker_says_what_comments_say(case: Case) -> None:
    assert not case.unmet(case.ours())


def test_every_record_is_equal(case: Case) -> None:
    """In the declarations that are right; there are some in every fixture."""
    theirs, ours, sources = case.theirs(), case.ours(), case.sources
    assert ours.keys() == theirs.keys()
    found: list[Difference] = []
    tally = Tally()
    for path, source in sources.items():
        mine, other = within_sound(source, ours[path], theirs[path])
        found += compare(path, mine, other, tally)
    assert tally.compared > 10
    assert not [f"{show(d, sources[d.path])} {d.what}: {d.ours} not {d.theirs}" for d in found]
