"""Who can see what a package declares, in the main modules and outside them."""

from __future__ import annotations

from collections.abc import Iterator

from goescape.fixes.evidence.unseen import Unseen
from goescape.fixes.scene import Module


def importers(module: Module, path: str) -> Iterator[str]:
    """The keys of the units, besides a package with its own tests, that are built from it: its external tests, and
    other packages with their tests. Each file is in one of them."""
    own = next(variants(module, path, external=False))
    yield from (key for key in variants(module, path, external=True) if key != own)
    for other in module.once(Unseen).packages:
        if other != path and needs(module, other, path):
            yield from variants(module, other, external=True)


def variants(module: Module, path: str, external: bool) -> Iterator[str]:
    """The package, with its tests where it has some, and its external tests."""
    tests = module.program.test_units(path)
    own = f"{path} [{path}.test]"
    yield own if own in tests else path
    if external:
        yield from (key for key in tests if key != own)


def needs(module: Module, path: str, target: str) -> bool:
    """Whether a package or its tests are built from the package `target`."""
    package = module.loader.package(path)
    imports = {*package.imports, *package.test_imports, *package.external_test_imports}
    return target in imports or any(module.loader.reaches(id, target) for id in imports)


def may_change(module: Module, path: str) -> bool:
    """Whether the user gives up what others may use of a package of a main module."""
    package = module.loader.package(path)
    return module.limits.exported and package.module is not None and package.module.main
