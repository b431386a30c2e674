"""What the tests of a package are made of.

Rules: cmd/go/internal/load (test.go: TestPackagesAndErrors, recompileForTest), Go 1.26.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import attrs

from goescape.packages.directory import Part
from goescape.packages.package import Package
from goescape.packages.resolver import Location

if TYPE_CHECKING:
    from goescape.packages.loader import Loader

TEST_MAIN = ("os", "reflect", "testing", "testing/internal/testdeps")
"""What the program that runs the tests imports."""


def test_variants(loader: Loader, package: Package) -> tuple[Package, ...]:
    """The variants of a package for its tests, itself first; empty without test files."""
    if not package.test_go_files and not package.external_test_go_files:
        return ()
    location = loader.locate(package.path)
    listing = loader.listing(package.folder)
    found: list[Package] = []
    renamed: Mapping[str, str] = {}
    if package.test_go_files or package.name == "main":
        found.append(_with_tests(loader, package, listing.test, location))
        roots = (*TEST_MAIN, *loader.linked(), *package.test_imports, *package.external_test_imports)
        renamed = _renamed(loader, package.path, roots)
    if package.external_test_go_files:
        found.append(_external(loader, package, listing.external_test, location))
    found += [loader.package(path) for path in renamed if path != package.path]
    return tuple([_recompiled(one, package.path, renamed) for one in found])


def _with_tests(loader: Loader, package: Package, part: Part, location: Location) -> Package:
    """A package with its in-package tests."""
    files = tuple(sorted((*package.go_files, *package.test_go_files), key=os.path.basename))
    imports = tuple(sorted({*package.imports, *package.test_imports}))
    return attrs.evolve(
        package,
        go_files=files,
        imports=imports,
        import_map={**package.import_map, **_import_map(loader, package, part)},
        implicit=tuple([id for id in package.implicit if id not in imports]),
        embed_files=(*package.embed_files, *package.test_embed_files),
        problems=(*package.problems, *loader.import_problems(part, package.path, location)),
    )


def _external(loader: Loader, package: Package, part: Part, location: Location) -> Package:
    """A package's external tests."""
    path = package.path + "_test"
    return Package(
        id=path,
        path=path,
        name=package.name + "_test",
        folder=package.folder,
        module=package.module,
        standard=package.standard,
        go_files=package.external_test_go_files,
        imports=package.external_test_imports,
        import_map=_import_map(loader, package, part),
        embed_patterns=package.external_test_embed_patterns,
        embed_files=package.external_test_embed_files,
        language=package.language,
        languages=package.languages,
        problems=tuple(loader.import_problems(part, package.path, location)),
    )


def _import_map(loader: Loader, package: Package, part: Part) -> dict[str, str]:
    pairs = [(written, loader.resolve(written, package)) for written in part.imports if written != "C"]
    return {written: id for written, id in pairs if written != id}


def _renamed(loader: Loader, path: str, roots: Iterable[str]) -> dict[str, str]:
    """Import path -> id of all that is compiled anew: the package, and what leads from `roots` to it."""
    needed = dict.fromkeys(roots)
    for root in list(needed):
        needed.update(dict.fromkeys(sorted(loader.closure(root))))
    again = [path, *[id for id in needed if id != path and loader.reaches(id, path)]]
    return {id: f"{id} [{path}.test]" for id in again}


def _recompiled(package: Package, tested: str, renamed: Mapping[str, str]) -> Package:
    """A package that imports what is compiled anew under the new ids."""
    imports = tuple([renamed.get(id, id) for id in package.imports])
    changed = {id: renamed[id] for id in package.imports if id in renamed}
    import_map = {written: renamed.get(id, id) for written, id in package.import_map.items()}
    written_as = set(package.import_map.values())
    import_map.update({id: new for id, new in changed.items() if id not in written_as})
    return attrs.evolve(
        package,
        id=f"{package.path} [{tested}.test]",
        tested=tested,
        imports=imports,
        implicit=tuple([renamed.get(id, id) for id in package.implicit]),
        import_map=import_map,
    )
