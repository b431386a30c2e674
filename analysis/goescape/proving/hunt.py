"""Looking for candidates in the packages of a folder: what is nearest to the user first, a little at a time."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from goescape.compiler.engine import LOOSE_FILES, Analysis
from goescape.compiler.labour import TURN
from goescape.fixes.catalogue import FINDERS
from goescape.fixes.model import Candidate
from goescape.fixes.opening import scenes
from goescape.fixes.scene import Module, Scene
from goescape.fixes.search import search_declaration
from goescape.proving.job import Place
from goescape.syntax.deep import with_deep_stack
from goescape.types.unit import Declared

LOG = logging.getLogger(__name__)

SLICE_SECONDS = 0.02
"""How long is looked before others get their turn."""


class Hunt:
    """The candidates in the packages in `folder`, those nearest to `places` first (the first place counts most). Left
    out is what is in `known`, and the kinds whose identifiers are in `disabled`."""

    def __init__(
        self,
        module: Module,
        analysis: Analysis,
        folder: str,
        disabled: Collection[str],
        places: Sequence[Place],
        known: Collection[Candidate] = (),
    ) -> None:
        self.done = False
        self._kinds = [kind for kind in FINDERS if kind.value not in disabled]
        self._known = set(known)
        reports = tuple(r for r in analysis.reports if r.folder == folder and r.package != LOOSE_FILES)
        self._candidates = self._search(module, replace(analysis, reports=reports), places)

    async def more(self, seconds: float, most: int) -> list[Candidate]:
        """The next candidates: those that are found within some seconds, and one at least if there is one; not many
        more than `most`."""
        found: list[Candidate] = []
        end = time.monotonic() + seconds
        while not self.done and len(found) < most and not (found and time.monotonic() > end):
            found += with_deep_stack(self._slice)
            await asyncio.sleep(0)
        return found

    def _slice(self) -> list[Candidate]:
        found = []
        with TURN:
            end = time.monotonic() + SLICE_SECONDS
            while time.monotonic() < end:
                step = next(self._candidates, None)
                if step is None:
                    self.done = True
                    break
                found += [candidate for candidate in step if candidate not in self._known]
                self._known.update(found)
        return found

    def _search(self, module: Module, analysis: Analysis, places: Sequence[Place]) -> Iterator[list[Candidate]]:
        """The candidates of one declaration after the other."""
        if not self._kinds:
            return
        found = list(scenes(module, analysis))
        waiting = [(declared, scene) for scene in found for file in scene.unit.files for declared in file.declared]
        waiting.sort(key=lambda one: _distance(one[0], places))
        for declared, scene in waiting:
            yield list(self._in_declaration(module, declared, scene))

    def _in_declaration(self, module: Module, declared: Declared, scene: Scene) -> Iterator[Candidate]:
        try:
            for found in search_declaration(module.code(declared), scene, self._kinds):
                if isinstance(found, Candidate):
                    yield found
        except Exception:
            LOG.exception("the search for fixes failed in a declaration of %s", declared.file.path)


def _distance(declared: Declared, places: Sequence[Place]) -> tuple[int, int, str, int]:
    """How far a declaration is from what the user looks at: files in the order of the places, then bytes."""
    path, start = declared.file.path, declared.file.syntax.start_of(declared.declaration)
    end = start + len(declared.declaration.text)
    for rank, (looked_at, offset) in enumerate(places):
        if looked_at == path:
            return rank, max(start - offset, offset - end, 0), path, start
    return len(places), 0, path, start
