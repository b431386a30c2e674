"""Packages as a `Loader` finds them, in the form that the checker asks for."""

from __future__ import annotations

from goescape.packages.loader import Loader
from goescape.packages.package import Package
from goescape.types.source import EXTERNAL_TEST, PLAIN, TEST, PackageFiles, SourceFile


class LoadedPackages:
    """A `PackageSource` on a loader, with the texts that its files have when they are first read."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader
        self._variants: dict[str, dict[str, Package]] = {}

    def package(self, path: str, part: str) -> PackageFiles:
        if part == PLAIN:
            package = self._loader.package(path)
            bodies = not (package.standard and self._loader.std_is_shipped)
            return _files(package, package.compiled_files, _absence(package), bodies)
        tested = f" [{path}.test]"
        variant = self._tests(path).get(path + "_test" + tested if part == EXTERNAL_TEST else path + tested)
        if variant is None:
            return PackageFiles(path, "")
        return _files(variant, variant.test_go_files if part == TEST else variant.go_files)

    def read(self, path: str) -> bytes:
        return self._loader.files.read(path) or b""

    def reaches(self, path: str, target: str) -> bool:
        return self._loader.reaches(path, target)

    def _tests(self, path: str) -> dict[str, Package]:
        known = self._variants.get(path)
        if known is None:
            known = self._variants[path] = {package.id: package for package in self._loader.tests(path)}
        return known


def _files(package: Package, paths: tuple[str, ...], missing: str = "", bodies: bool = True) -> PackageFiles:
    """What a program needs to know. Which imports mean variants made for tests, it finds out itself."""
    cgo = set(package.cgo_files)
    files = tuple([SourceFile(path, package.language_of(path), path in cgo) for path in paths])
    imports = {written: id.partition(" ")[0] for written, id in package.import_map.items()}
    return PackageFiles(package.path, package.name, files, imports, missing, bodies)


def _absence(package: Package) -> str:
    """Why a package is not there, or has no files; "" if it has some."""
    if package.compiled_files:
        return ""
    return package.problems[0].message if package.problems else f"cannot find package {package.path}"
