"""Packages through the whole pipeline: types, IR, escape analysis."""

from __future__ import annotations

import logging

from goescape.compiler.store import Store
from goescape.ir.places import Bases
from goescape.native.identity import is_fixed
from goescape.native.incremental import PackageAnalysis
from goescape.native.lines import Printer
from goescape.native.outcome import NOTHING, Outcome
from goescape.native.said import Said
from goescape.native.summaries import ImportedSummaries, PackageTags
from goescape.packages.loader import Loader
from goescape.packages.versions import language_of
from goescape.release import NEWEST, release_of
from goescape.types.opened import Opened
from goescape.types.universe import UNSAFE

LOG = logging.getLogger(__name__)


class Pipeline:
    """The stages for the packages of one opened program, each analysed once for one version of all texts."""

    def __init__(self, opened: Opened, store: Store | None) -> None:
        self.loader: Loader = opened.loader
        self.program = opened.program
        version = language_of(opened.loader.environment.release)
        self.release = release_of(version) if version is not None else NEWEST
        self.bases = Bases()
        self.printer = Printer(self.bases)
        self.summaries = ImportedSummaries(self.program, self.loader, self._tags, store)
        self._opened = opened
        self._edits = opened.edits
        self._unit_edits = {unit.key: unit.edits for unit in opened.program.units()}
        self._outcomes: dict[str, Outcome] = {}
        self._failures: dict[str, Exception] = {}
        self._packages: dict[str, PackageAnalysis] = {}
        self._settled: dict[str, PackageTags] = {}
        self.said: dict[tuple[str, str], Said] = {}
        """By package unit and the folder that paths are relative to."""

    def follow(self, together: frozenset[str]) -> None:
        """Take note of edits, and of which package units are compiled with the same flags from now on."""
        if self._edits != self._opened.edits or self.summaries.together != together:
            edits = {unit.key: unit.edits for unit in self.program.units()}
            changed = {key.partition(" ")[0] for key, count in edits.items() if self._unit_edits.get(key, 0) != count}
            self._edits, self._unit_edits = self._opened.edits, edits
            self.summaries.together = together
            self.summaries.forget(changed)
            self._outcomes.clear()
            self._failures.clear()
            self._settled.clear()

    def run(self, key: str) -> Outcome:
        """Analyse a package unit, without inlining. Raises what its analysis raises, whenever it is asked for."""
        if key in self._failures:
            raise self._failures[key]
        known = self._outcomes.get(key)
        if known is None:
            self._outcomes[key] = NOTHING  # for packages of broken code, which may import each other
            try:
                known = self._outcomes[key] = self._run(key)
            except Exception as error:
                self._failures[key] = error
                raise
        return known

    def recomputed(self) -> list[str]:
        """The functions that were analysed since texts last changed, and not taken over."""
        return [func.name for outcome in self._outcomes.values() for func in outcome.recomputed]

    def _run(self, key: str) -> Outcome:
        if key == UNSAFE.path:
            return NOTHING  # its text is documentation: the compiler never reads it
        package = self._packages.get(key)
        if package is None:
            unit = self.program.unit(key)
            package = PackageAnalysis(self.program, unit, self.release, self.bases, self.summaries)
            if key in self.summaries.together or not is_fixed(self.loader.package(unit.tested or key)):
                self._packages[key] = package
        return package.outcome()

    def settle(self, key: str) -> None:
        """Nothing more is wanted of a package but its summaries."""
        outcome = self._outcomes.pop(key, None)
        self._packages.pop(key, None)
        if outcome is not None:
            self._settled[key] = outcome.tags

    def _tags(self, key: str) -> PackageTags:
        """The summaries of a package unit; none where its analysis fails, and so all is taken to leak."""
        settled = self._settled.get(key)
        if settled is not None or key in self._failures:
            return settled or {}
        try:
            outcome = self.run(key)
        except Exception:
            LOG.exception("the analysis of %s failed", key)
            return {}
        if key not in self._packages and outcome is not NOTHING:
            self.settle(key)
        return outcome.tags
