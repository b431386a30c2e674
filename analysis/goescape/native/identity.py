"""What decides the leak tags of a package, and what is said of it, as a text: the key that they are kept under."""

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

_DECIDING: Final = (".py", ".so", ".pyd", ".db")
"""How the names of those of goescape's own files end that decide what it says."""


class Identities:
    """The identities of the packages that a loader knows. Packages of the standard library are known by the release,
    but for those that are compiled `together` with the same flags, which count as any other."""

    def __init__(self, loader: Loader, together: Container[str] = ()) -> None:
        self._loader = loader
        self._together = together
        self._known: dict[str, str] = {}

    def forget(self, changed: Container[str]) -> None:
        """The texts of some packages have changed: let go of theirs, and of those that are built from them."""
        self._known = {id: known for id, known in self._known.items() if not is_built_from(self._loader, id, changed)}

    def of(self, id: str) -> str:
        """The identity of a package, and of all that it imports outside the standard library and `together`."""
        known = self._known.get(id)
        if known is None:
            self._known[id] = ""  # a cycle, in broken code
            known = self._known[id] = self._identity(id)
        return known

    def _identity(self, id: str) -> str:
        package, environment = self._loader.package(id), self._loader.environment
        found = hashlib.sha256()
        platform = f"{environment.goroot} {environment.release} {environment.goos}/{environment.goarch}"
        for part in (engine_version(), platform, id, str(package.language), *self._texts(package)):
            found.update(part.encode("utf-8", "surrogateescape") + b"\n")
        for imported in package.imports:
            if imported in self._together or not self._loader.package(imported).standard:
                found.update(self.of(imported).encode() + b"\n")
        return found.hexdigest()

    def _texts(self, package: Package) -> list[str]:
        """The files by name, and the module's version, or, where it has none, their contents."""
        names = [os.path.basename(path) for path in package.compiled_files]
        if package.module is not None and _has_version(package):
            return [package.module.path, package.module.version, *names]
        texts = [self._loader.files.read(path) or b"" for path in package.compiled_files]
        return [*names, *(hashlib.sha256(text).hexdigest() for text in texts)]


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
    """The version of goescape's own code."""
    root = Path(goescape.__file__).parent
    files = sorted(path for path in root.rglob("*") if path.suffix in _DECIDING)
    stats = [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files]
    return f"{goescape.__version__} {hashlib.sha256(repr(stats).encode()).hexdigest()}"
