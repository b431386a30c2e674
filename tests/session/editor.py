"""An editor without a screen: it opens, edits and saves files of a module, and shows what a session knows of them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

from attrs import evolve

from goescape.compiler.store import Store
from goescape.explain import fixes as words
from goescape.explain.language import Language
from goescape.session import Session
from goescape.settings import FixSettings, Settings
from goescape.status import Status

from ..archive import unpack, write
from ..recording import RecordingGo

PATIENCE = 120.0
"""Seconds that a build may take; the standard library's first one is the longest."""


class Editor:
    """A session on the module in `root`; it hears all that the session announces.

    In all texts ``$NEW`` becomes a word of this editor's own.
    """

    def __init__(self, root: Path, archive: str, go: RecordingGo, cache: Path, **settings: Any) -> None:
        self.root = root
        self.go = go
        self.statuses: list[Status] = []
        self.announced: list[str] = []
        self._word = uuid4().hex
        self._write(archive)
        self.session = Session(Store(cache), self)
        self.session.trusted = True
        fixes = FixSettings(enable=False)
        self.session.settings = evolve(Settings(), **{"go_binary": go.binary, "fixes": fixes, **settings})

    def findings_changed(self, folder: str) -> None:
        self.announced.append(Path(folder).relative_to(self.root).as_posix())

    def status_changed(self, status: Status) -> None:
        self.statuses.append(status)

    def path(self, name: str) -> str:
        return str(self.root / name)

    async def open(self, *names: str) -> None:
        """Open files as they are on disk, one after the other."""
        for name in names:
            self.session.open(self.path(name), (self.root / name).read_bytes())
            await self.session.analyse_file(self.path(name))
        await self.settle()

    async def save(self, archive: str) -> None:
        """Save new texts of open files."""
        self._write(archive)
        await self.type(archive)

    def _write(self, archive: str) -> None:
        write(self.root, archive.replace("$NEW", self._word))

    async def type(self, archive: str) -> None:
        """Change open files and look at each."""
        for name, text in unpack(archive.replace("$NEW", self._word)).items():
            self.session.open(self.path(name), text.encode())
            await self.session.analyse_file(self.path(name))
        await self.settle()

    async def settle(self) -> None:
        """Wait until the session has nothing left to do."""
        while others := asyncio.all_tasks() - {asyncio.current_task()}:
            done, _ = await asyncio.wait(others, timeout=PATIENCE)
            assert done, f"still at work: {others}"

    def text(self, name: str) -> str:
        """A file's present text."""
        source = self.session.source(self.path(name))
        assert source is not None
        return source.data.decode()

    def shown(self, name: str) -> list[str]:
        """What is on the heap in a file, from top to bottom: line, expression and message."""
        source = self.session.source(self.path(name))
        assert source is not None
        found = [shown for shown in self.session.findings_in(self.path(name)) if shown.finding.kind.is_heap]
        found.sort(key=lambda shown: shown.span)
        return [f"{source.line_of(s.span.start) + 1}: {source.text(s.span)}: {s.finding.message}" for s in found]

    def flows(self, name: str) -> list[str]:
        """The operations of the flow of each value on the heap in a file, in alphabetic order."""
        flows = [s.finding.flow for s in self.session.findings_in(self.path(name)) if s.finding.kind.is_heap]
        return sorted(", ".join(step.operation for step in flow.steps) if flow else "" for flow in flows)

    def fixes(self, name: str) -> list[str]:
        """The titles of the fixes that are offered in a file, in alphabetic order."""
        return sorted(words.title(o.proof, Language.ENGLISH) for o in self.session.offers_in(self.path(name)))

    def together(self, name: str) -> dict[str, int]:
        """How many fixes can be applied at once in a file: in all, and by kind."""
        bundles = self.session.bundles_in(self.path(name))
        return {bundle.kind.value if bundle.kind else "all": len(bundle.offers) for bundle in bundles}

    def problem(self, name: str) -> str:
        problem = self.session.problem_of(self.path(name))
        return problem.summary if problem else ""

    def builds(self) -> list[str]:
        """What was built since the last question; which of several folders came first is of no meaning."""
        builds = sorted(self.go.builds)
        self.go.forget()
        return builds
