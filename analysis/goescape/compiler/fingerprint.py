"""Telling whether anything changed: a hash over the files that decide an answer.

The files of a folder that can change a compilation are those that the go command may compile, whatever their
build constraints say, and the module files above it.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Mapping

from goescape.packages.followed import COMPILED, MODULE_FILES, RACY_SECONDS


class Fingerprints:
    """Hashes of files, remembered by path, size and times."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[tuple[int, ...], bytes]] = {}

    def of(self, folders: Iterable[str], overlays: Mapping[str, bytes]) -> str:
        """A hash of all that could be compiled in `folders` and of the module files above them."""
        total = hashlib.sha256()
        above: set[str] = set()
        for folder in sorted(set(folders)):
            for path in _compiled_files(folder, overlays):
                self._add(total, path, overlays)
            above.update(_module_files(folder))
        for path in sorted(above):
            self._add(total, path, overlays)
        return total.hexdigest()

    def _add(self, total: hashlib._Hash, path: str, overlays: Mapping[str, bytes]) -> None:
        overlay = overlays.get(path)
        digest = self._file(path) if overlay is None else hashlib.sha256(overlay).digest()
        if digest is not None:
            total.update(path.encode(errors="surrogateescape"))
            total.update(digest)

    def _file(self, path: str) -> bytes | None:
        """The hash of a file on disk; None when there is none."""
        try:
            stat = os.stat(path)
        except OSError:
            return None
        stamp = (stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino)
        known = self._known.get(path)
        if known is not None and known[0] == stamp:
            return known[1]
        try:
            with open(path, "rb") as file:
                digest = hashlib.sha256(file.read()).digest()
        except OSError:
            return None
        if time.time() - stat.st_mtime > RACY_SECONDS:
            self._known[path] = (stamp, digest)
        return digest


def _compiled_files(folder: str, overlays: Mapping[str, bytes]) -> list[str]:
    try:
        names = {entry.name for entry in os.scandir(folder)}
    except OSError:
        names = set()
    names.update(os.path.basename(path) for path in overlays if os.path.dirname(path) == folder)
    return [os.path.join(folder, name) for name in sorted(names) if name.endswith(COMPILED)]


def _module_files(folder: str) -> Iterable[str]:
    """The module files that may rule a folder: in it and in every folder above."""
    while True:
        yield from (os.path.join(folder, name) for name in MODULE_FILES)
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent
