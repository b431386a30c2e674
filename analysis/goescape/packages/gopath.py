"""Finding packages without modules: in GOROOT and GOPATH, with vendor folders along the way.

Rules: go/build (build.go: Import), cmd/go/internal/load (pkg.go: vendoredImportPath), Go 1.26.
"""

from __future__ import annotations

import os

from goescape.packages.directory import has_go_files
from goescape.packages.files import Files
from goescape.packages.package import Module
from goescape.packages.problem import Problem
from goescape.packages.resolver import Location, StandardLibrary


class GopathResolver:
    """A `Resolver` for GO111MODULE=off."""

    def __init__(self, roots: tuple[str, ...], files: Files, std: StandardLibrary) -> None:
        self._roots = [os.path.join(root, "src") for root in roots]
        self._files = files
        self._std = std

    def modules(self) -> list[Module]:
        return []

    def resolve(self, written: str, importer: str, folder: str, standard: bool) -> str:
        if standard:
            return self._std.vendored(written, importer)
        for root in self._roots:
            inside = folder.removeprefix(root + os.sep)
            while inside and inside != folder:
                vendored = os.path.join(root, inside, "vendor", written.replace("/", os.sep))
                if has_go_files(vendored, self._files):
                    return os.path.relpath(vendored, root).replace(os.sep, "/")
                inside = os.path.dirname(inside)
        return written

    def find(self, path: str) -> Location:
        standard = self._std.folder(path)
        if standard:
            return Location(standard, standard=True)
        folders = [os.path.join(root, path.replace("/", os.sep)) for root in self._roots]
        for folder in folders:
            if has_go_files(folder, self._files):
                return Location(folder)
        tried = ", ".join([os.path.join(self._std.root, path), *folders])
        return Location(problem=Problem(f'cannot find package "{path}" in any of: {tried}'))

    def import_path(self, folder: str) -> str:
        """The import path of the package in a folder of GOPATH; "" for any other folder."""
        for root in self._roots:
            if folder.startswith(root + os.sep):
                return folder[len(root) + 1 :].replace(os.sep, "/")
        return ""
