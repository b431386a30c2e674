"""What is known of functions of other packages: their leak tags.

Those of the standard library come from the database (`packages.stddb`), which has them as a default build leaves them.
Those of other packages come from their source, analysed when they are first asked for, and are kept in the cache folder
under all that decides them. Of packages that are compiled together, with one set of flags, the newest analysis counts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Mapping
from typing import Final, TypeAlias

from goescape.compiler.store import Store
from goescape.escape.leaks import decode
from goescape.escape.summaries import FunctionTags
from goescape.ir.nodes import UINTPTR_KEEPALIVE, Func, Imported
from goescape.ir.package.pragmas import pragmas_of
from goescape.native.identity import Identities, is_built_from, is_fixed
from goescape.packages.loader import Loader
from goescape.packages.package import Package
from goescape.packages.stddb import StdDatabase
from goescape.packages.versions import language_of
from goescape.types.program import Program
from goescape.types.unit import Declared

PackageTags: TypeAlias = "dict[str, FunctionTags]"
"""The summaries of a package's functions by `Func.key`. Of a function that is not there nothing is known."""

_NOTHING: Final[PackageTags] = {}


class StdTags:
    """The database's tags for one platform, of the release that is nearest to a GOROOT's."""

    def __init__(self, release: str, goos: str, goarch: str) -> None:
        minors = StdDatabase.minors()
        minor = (language_of(release) or (1, minors[-1]))[1]
        older = [known for known in minors if known <= minor]
        self._database = StdDatabase(older[-1] if older else minors[0])
        self._platform = (goos, goarch)

    def of(self, path: str) -> dict[str, tuple[str, ...]]:
        """The encoded tags of a package of the standard library; none of one that the database does not have."""
        return self._database.tags("src/" + path, *self._platform)


class ImportedSummaries:
    """The summaries of one program. `analyse` gives the newest summaries of a package unit by its key."""

    def __init__(
        self, program: Program, loader: Loader, analyse: Callable[[str], PackageTags], store: Store | None
    ) -> None:
        environment = loader.environment
        self._program = program
        self._loader = loader
        self._analyse = analyse
        self._store = store
        self._identities = Identities(loader)
        self._std = StdTags(environment.release, environment.goos, environment.goarch)
        self._known: dict[str, PackageTags] = {}
        self.together: frozenset[str] = frozenset()
        """The keys of the units that are compiled with the same flags."""
        self.all_together = False
        """Whether all packages whose source is there are."""

    def forget(self, changed: Container[str]) -> None:
        """The texts of some packages have changed: let go of what is known of them, and of those that need them."""
        self._identities.forget(changed)
        self._known = {key: tags for key, tags in self._known.items() if not self._may_change(key, changed)}

    def _may_change(self, key: str, changed: Container[str]) -> bool:
        package = self._package(key)
        return not is_fixed(package) and is_built_from(self._loader, package.id, changed)

    def tags(self, imported: Imported) -> FunctionTags | None:
        """The summary of a function; None where nothing is known of it."""
        site = imported.obj.site if imported.obj is not None else None
        key = site.file.unit.key if isinstance(site, Declared) else imported.package
        if key in self.together or (self.all_together and self._program.unit(key).bodies):
            found = self._analyse(key).get(imported.key)
            if found is not None:
                return found
        else:
            found = self._of(key).get(imported.key)
        pragma = _pragma(site) if isinstance(site, Declared) and not (found and found.pragma) else 0
        return FunctionTags(found.tags if found else (), pragma) if pragma else found

    def _of(self, key: str) -> PackageTags:
        known = self._known.get(key)
        if known is None:
            self._known[key] = _NOTHING  # packages of broken code may import each other
            known = self._known[key] = self._found(key)
        return known

    def _found(self, key: str) -> PackageTags:
        package = self._package(key)
        if package.standard:
            encoded = self._std.of(package.path)
            if encoded:
                return _decoded(encoded)
        if not self._program.unit(key).bodies:
            return _NOTHING
        return self._of_source(key)

    def _package(self, key: str) -> Package:
        return self._loader.package(key.partition(" ")[0])

    def _of_source(self, key: str) -> PackageTags:
        name = f"tags {self._identities.of(key)}" if self._store is not None else ""
        text = self._store.load(name) if self._store is not None else None
        if text is not None:
            return _decoded(json.loads(text))
        found = self._analyse(key)
        if self._store is not None:
            encoded = {key: [tag.encode() for tag in summary.tags] for key, summary in found.items()}
            self._store.save(name, json.dumps(encoded))
        return found


def _decoded(encoded: Mapping[str, tuple[str, ...] | list[str]]) -> PackageTags:
    return {key: FunctionTags(tuple([decode(tag) for tag in tags])) for key, tags in encoded.items()}


def _pragma(site: Declared) -> int:
    """The directives of a function's declaration; one without a body keeps its uintptr arguments alive."""
    declaration = site.declaration
    pragma = pragmas_of(declaration)
    return pragma if declaration.body_start >= 0 else pragma | UINTPTR_KEEPALIVE


def importable(funcs: list[Func], tags: Mapping[Func, FunctionTags]) -> PackageTags:
    """The summaries, by key, of the functions that other packages can call."""
    return {func.key: tags[func] for func in funcs if func in tags and func.closure is None and not func.wrapper}
