"""Whether all that depends on edited files still builds."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from goescape.compiler.engine import Analysis, CompilerEngine
from goescape.compiler.request import Request
from goescape.packages.loader import Loader
from goescape.packages.package import Package
from goescape.packages.patterns import match

_PLACE = re.compile(r"^\S+?\.go:\d+(:\d+)?: ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Break:
    """A package that no longer builds, the go command's words, and the folder that it is in."""

    package: str
    detail: str
    folder: str = ""


class GateError(Exception):
    """It could not be found out whether everything builds; the text says why."""


class Gate:
    """Compiles edited code with everything in the module that depends on it, tests included.

    What did not build before the edits may fail to build for the same reasons after them.
    """

    def __init__(self, engine: CompilerEngine, request: Request, loader: Loader) -> None:
        """`request` is the one whose answer is to be edited; `loader` knows the packages of its folder."""
        self._engine = engine
        self._request = request
        self._loader = loader

    async def breaks(self, texts: Mapping[str, bytes]) -> list[Break]:
        """What the new texts of files (by absolute path, beside those of the request) break. Raises GateError when
        the compiler does not come to an end."""
        wanted = dependents(self._loader, {os.path.dirname(path) for path in texts})
        if not wanted:
            return []
        asked = replace(self._request, patterns=tuple(wanted), tests=True)
        after = await self._ask(replace(asked, overlays={**self._request.overlays, **texts}))
        if after.is_good:
            return []
        before = _complaints(await self._ask(asked))
        folders = {report.package: report.folder for report in after.reports}
        return [
            Break(package, detail, folders[package])
            for package, detail in _details(after)
            if _messages(detail) - before.get(package, Counter())
        ]

    async def _ask(self, request: Request) -> Analysis:
        analysis = await self._engine.analyse(request)
        if analysis.problem is not None:
            raise GateError(analysis.problem.summary)
        return analysis


def dependents(loader: Loader, folders: Iterable[str]) -> list[str]:
    """The import paths of the packages in some folders, and of those of the main modules that are built from them or
    whose tests are, sorted."""
    packages = [loader.package(path) for path in match(loader, [_everything(loader)])[0].paths]
    inside = set(folders)
    touched = {package.path for package in packages if package.folder in inside}
    return sorted({package.path for package in packages if _needs(loader, package, touched)})


def _needs(loader: Loader, package: Package, touched: set[str]) -> bool:
    imported = {*package.imports, *package.test_imports, *package.external_test_imports}
    return package.path in touched or any(path in touched or loader.closure(path) & touched for path in imported)


def _everything(loader: Loader) -> str:
    """The pattern of all packages that may depend on what is edited in the loader's folder."""
    if loader.workspace.mains:
        return "work"
    root = loader.std.root
    return "std" if root and f"{loader.folder}{os.sep}".startswith(f"{root}{os.sep}") else "./..."


def _details(analysis: Analysis) -> list[tuple[str, str]]:
    failed = [(report.package, report.problem) for report in analysis.reports if report.problem is not None]
    return [(package, problem.detail or problem.summary) for package, problem in failed]


def _complaints(analysis: Analysis) -> dict[str, Counter[str]]:
    return {package: _messages(detail) for package, detail in _details(analysis)}


def _messages(detail: str) -> Counter[str]:
    """What is complained of, wherever it stands now."""
    return Counter(_PLACE.sub("", line) for line in detail.splitlines() if line.strip())
