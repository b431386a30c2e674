"""What decides the leak tags of a package, as a text: the key that they are kept under."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Container
from functools import cache
from pathlib import Path
from typing import Final

import goescape
from goescape.packages.loader import Loader
from goescape.packages.package import Package

_STAGES: Final = ("types", "ir", "escape", "native")
"""The folders of goescape whose code makes tags."""


class Identities:
    """The identities of the packages that a loader knows."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader
        self._known: dict[str, str] = {}

    def forget(self, changed: Container[str]) -> None:
        """The texts of some packages have changed: let go of theirs, and of those that are built from them."""
        self._known = {id: known for id, known in self._known.items() if not is_built_from(self._loader, id, changed)}

    def of(self, id: str) -> str:
        """The identity of a package, and of all that it imports outside the standard library."""
        known = self._known.get(id)
        if known is None:
            self._known[id] = ""  # a cycle, in broken code
            known = self._known[id] = self._identity(id)
        return known

    def _identity(self, id: str) -> str:
        package, environment = self._loader.package(id), self._loader.environment
        found = hashlib.sha256()
        platform = f"{environment.release} {environment.goos}/{environment.goarch}"
        for part in (engine_version(), platform, id, str(package.language), *self._texts(package)):
            found.update(part.encode("utf-8", "surrogateescape") + b"\n")
        for imported in package.imports:
            if not self._loader.package(imported).standard:
                found.update(self.of(imported).encode() + b"\n")
        return f"tags {found.hexdigest()}"

    def _texts(self, package: Package) -> list[str]:
        """The files: by name where the module has a version, else by content."""
        files = package.compiled_files
        if package.module is not None and _has_version(package):
            return [package.module.path, package.module.version, *map(os.path.basename, files)]
        texts = [self._loader.files.read(path) or b"" for path in files]
        return [hashlib.sha256(text).hexdigest() for text in texts]


def is_built_from(loader: Loader, id: str, changed: Container[str]) -> bool:
    """Whether a package is one of some, or needs one of them."""
    return id in changed or any(needed in changed for needed in loader.closure(id))


def is_fixed(package: Package) -> bool:
    """Whether the files of a package never change: those of the standard library, and of a module's version."""
    return package.standard or _has_version(package)


def _has_version(package: Package) -> bool:
    """Whether a package is of a module's version, as it was published."""
    module = package.module
    if module is None or module.main or not module.version:
        return False
    return module.replacement is None or bool(module.replacement.version)


@cache
def engine_version() -> str:
    """The version of the code that makes tags."""
    root = Path(goescape.__file__).parent
    files = sorted(path for stage in _STAGES for path in (root / stage).rglob("*") if path.suffix in (".py", ".so"))
    stats = [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files]
    return f"{goescape.__version__} {hashlib.sha256(repr(stats).encode()).hexdigest()}"
