"""What finders may ask of the code around them."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from goescape.findings.model import Finding, Kind
from goescape.fixes.code import Code
from goescape.packages.loader import Loader
from goescape.source import Span
from goescape.types.program import Program
from goescape.types.unit import Declared, PackageUnit

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Limits:
    """What the user allows; see `settings.FixSettings`."""

    max_copy: int = 128
    """Bytes that a value may have to be passed, returned or captured by value."""
    exported: bool = False
    """Whether exported names that code outside the module may use can change."""


class Module:
    """The main module's code, typed on demand. Not for use by several threads at once."""

    def __init__(self, loader: Loader, program: Program, limits: Limits) -> None:
        self.loader = loader
        self.program = program
        self.limits = limits
        self._codes: dict[Declared, Code] = {}
        self._made: dict[Callable[[Module], Any], Any] = {}

    def code(self, declared: Declared) -> Code:
        """A declaration as finders see it."""
        known = self._codes.get(declared)
        if known is None:
            known = self._codes[declared] = Code(self.program, declared)
        return known

    def once(self, make: Callable[[Module], V]) -> V:
        """What `make` makes of the module: made when it is first asked for, and kept."""
        if make not in self._made:
            self._made[make] = make(self)
        found: V = self._made[make]
        return found

    def holds(self, path: str) -> bool:
        """Whether a file is the user's own: in a main module and not vendored; without modules, below the folder that
        is worked in."""
        roots = [main.folder for main in self.loader.workspace.mains] or [self.loader.folder]
        own = any(path.startswith(os.path.join(root, "")) for root in roots)
        return own and f"{os.sep}vendor{os.sep}" not in path


class Scene:
    """One package unit (a package, or its variant for tests) and what the compiler found in it."""

    def __init__(self, module: Module, unit: PackageUnit, findings: Iterable[Finding]) -> None:
        self.module = module
        self.unit = unit
        self.program = module.program
        self.limits = module.limits
        self._findings: dict[str, list[Finding]] = defaultdict(list)
        for finding in findings:
            if finding.place.span is not None:
                self._findings[finding.place.file].append(finding)

    def codes(self) -> Iterator[Code]:
        """All declarations of the unit."""
        for file in self.unit.files:
            for declared in file.declared:
                yield self.module.code(declared)

    def findings(self, path: str, span: Span, *kinds: Kind) -> list[Finding]:
        """The findings (of some kinds) whose expression is within a span, in the compiler's order."""
        return [
            finding
            for finding in self._findings.get(path, ())
            if finding.place.span is not None
            and span.encloses(finding.place.span)
            and (not kinds or finding.kind in kinds)
        ]

    def heap(self, path: str, span: Span) -> list[Finding]:
        """The heap allocations whose expression is within a span; those of code that was inlined there are among them,
        with `inlined_at`."""
        return [finding for finding in self.findings(path, span) if finding.is_heap_allocation]

    def heap_at(self, path: str, span: Span) -> Finding | None:
        """The heap allocation of exactly the expression or name at a span."""
        return next((finding for finding in self.heap(path, span) if finding.place.span == span), None)

    def leak(self, path: str, span: Span) -> Finding | None:
        """What is said of a parameter (by its name's span) that leaks; None of one that does not."""
        return next((finding for finding in self.findings(path, span) if finding.kind.is_leak), None)
