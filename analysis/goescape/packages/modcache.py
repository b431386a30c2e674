"""The module cache: modules that were downloaded before. Nothing is downloaded here.

Layout: https://go.dev/ref/mod#module-cache; cmd/go/internal/modfetch (cache.go), Go 1.26.
"""

from __future__ import annotations

import os

from goescape.packages.files import Files, Kind
from goescape.packages.versions import ModuleVersion, escape


class ModuleCache:
    """What is in GOMODCACHE, whose absolute path is `root` ("" if there is none)."""

    def __init__(self, root: str, files: Files) -> None:
        self._root = root
        self._files = files

    def folder(self, module: ModuleVersion) -> str:
        """Where a module's files are, whether it is there or not."""
        path = escape(module.path).replace("/", os.sep)
        return os.path.join(self._root, f"{path}@{escape(module.version)}")

    def holds(self, module: ModuleVersion) -> bool:
        """Whether a module's files are there, all of them."""
        if not self._root or self._files.kind(self.folder(module)) is not Kind.FOLDER:
            return False
        return self._files.kind(self._download(module, "partial")) is None

    def mod_path(self, module: ModuleVersion) -> str:
        """Where a module's go.mod is, apart from its other files: it may be there without them."""
        return self._download(module, "mod")

    def _download(self, module: ModuleVersion, suffix: str) -> str:
        path = escape(module.path).replace("/", os.sep)
        return os.path.join(self._root, "cache", "download", path, "@v", f"{escape(module.version)}.{suffix}")
