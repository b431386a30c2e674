"""Which version of each module is used: minimal version selection, with graph pruning.

Reference: https://go.dev/ref/mod#minimal-version-selection and #graph-pruning; cmd/go/internal/modload
(buildlist.go: readModGraph), cmd/go/internal/mvs, Go 1.26.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable

import attrs

from goescape.packages.versions import ModuleVersion, semantic_key


class Pruning(enum.Enum):
    """How much of a module's requirements counts: PRUNED, those of its go.mod alone; UNPRUNED, those of theirs too."""

    PRUNED = "pruned"
    UNPRUNED = "unpruned"
    WORKSPACE = "workspace"


@attrs.frozen(slots=True)
class Summary:
    """What a module's go.mod requires, excluded versions left out, and its pruning (PRUNED from go 1.17 on)."""

    require: tuple[ModuleVersion, ...]
    pruning: Pruning


Summaries = Callable[[ModuleVersion], Summary]


class ModuleGraph:
    """The modules that can be reached from the roots, each at the newest version that anything reached asks for."""

    def __init__(self, mains: Iterable[str], summaries: Summaries) -> None:
        self._summaries = summaries
        self._selected: dict[str, str] = dict.fromkeys(mains, "")
        self._mains = frozenset(self._selected)
        self._loaded: dict[ModuleVersion, Summary] = {}
        self._walked: set[tuple[ModuleVersion, Pruning]] = set()

    def selected(self, path: str) -> str | None:
        """The version of a module, "" for a main module; None if the module is not in the graph."""
        return self._selected.get(path)

    def modules(self) -> list[ModuleVersion]:
        """All modules at their selected versions: main modules first, the others by path."""
        rest = sorted(path for path in self._selected if path not in self._mains)
        return [ModuleVersion(path, self._selected[path]) for path in (*self._mains, *rest)]

    def requires(self, module: ModuleVersion) -> bool:
        """Whether the module's own go.mod is part of the graph."""
        return module in self._loaded

    def read(self, roots: Iterable[ModuleVersion], pruning: Pruning) -> None:
        """Read the graph of a single main module, whose requirements are `roots`."""
        for root in roots:
            self._offer(root)
        self._walk([(root, pruning) for root in roots])

    def read_workspace(self) -> None:
        """Read the graph of several main modules, then that of the versions that were selected in their place."""
        self._walk([(ModuleVersion(path, ""), Pruning.WORKSPACE) for path in self._mains])
        seen = {ModuleVersion(path, "") for path in self._mains}
        paths = set(self._mains)
        while needed := self._upgrades(paths, seen):
            self._walk([(module, Pruning.WORKSPACE) for module in needed])
            seen |= needed
            paths |= {module.path for module in needed}

    def _upgrades(self, paths: Iterable[str], seen: set[ModuleVersion]) -> set[ModuleVersion]:
        """Selected versions, not `seen` yet, of `paths` and of what those require at a lower version."""
        needed = set()
        for path in paths:
            module = ModuleVersion(path, self._selected[path])
            if module not in seen:
                needed.add(module)
                continue
            for required in self._loaded[module].require if module in self._loaded else ():
                chosen = ModuleVersion(required.path, self._selected[required.path])
                if chosen not in seen and _newer(chosen.version, required.version):
                    needed.add(chosen)
        return needed

    def _offer(self, module: ModuleVersion) -> None:
        known = self._selected.get(module.path)
        if known is None or _newer(module.version, known):
            self._selected[module.path] = module.version

    def _load(self, module: ModuleVersion) -> Summary:
        summary = self._loaded.get(module)
        if summary is None:
            summary = self._loaded[module] = self._summaries(module)
            for required in summary.require:
                self._offer(required)
        return summary

    def _walk(self, waiting: list[tuple[ModuleVersion, Pruning]]) -> None:
        while waiting:
            step = waiting.pop()
            if step in self._walked:
                continue
            self._walked.add(step)
            module, pruning = step
            summary = self._load(module)
            below = Pruning.UNPRUNED if pruning is Pruning.UNPRUNED else summary.pruning
            if pruning is not Pruning.PRUNED or summary.pruning is Pruning.UNPRUNED:
                waiting += [(required, below) for required in summary.require]


def newest(modules: Iterable[ModuleVersion]) -> dict[str, str]:
    """The newest of the versions that each module has among `modules`."""
    found: dict[str, str] = {}
    for path, version in modules:
        known = found.get(path)
        if known is None or _newer(version, known):
            found[path] = version
    return found


def _newer(version: str, than: str) -> bool:
    """Whether it is the newer version; nothing is newer than a main module's, ""."""
    if not version or not than:
        return bool(than) and not version
    return semantic_key(version) > semantic_key(than)
