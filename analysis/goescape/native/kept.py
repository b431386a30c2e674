"""The lines that were said of packages, kept in the cache folder under all that decides them.

The go command does the same: it replays what the compiler said of a package that has not changed.
"""

from __future__ import annotations

from goescape.compiler.store import Store
from goescape.native.identity import Identities
from goescape.packages.loader import Loader


class KeptLines:
    """For one request; `together` are the packages that it names. Lines have absolute paths."""

    def __init__(self, store: Store, loader: Loader, together: frozenset[str]) -> None:
        self._store = store
        self._loader = loader
        self._identities = Identities(loader, together)

    def of(self, path: str) -> str | None:
        """What is known to be said of the package with an import path as it is now."""
        return self._store.load(self._key(path))

    def keep(self, path: str, lines: str) -> None:
        """This is all that is said of a package; nothing is wrong with it, and all its functions were analysed."""
        self._store.save(self._key(path), lines)

    def _key(self, path: str) -> str:
        return f"lines {self._loader.package(path).folder} {self._identities.of(path)}"
