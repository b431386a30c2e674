"""What goescape keeps between runs: the flows of compilations, by the compiler's own content hash.

The text of a compilation needs no store of ours: the go command keeps it in its build cache and replays it. The
flows are written to files by the compiler, which the build cache does not keep, so they are kept here.

A store that can't be written to (a full disk, no rights) is a slower one, not a broken one: `trouble` says why.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import tempfile
import time
import zlib
from pathlib import Path

import platformdirs

SIZE_LIMIT = 256 << 20
"""Bytes that the stored flows may take; the least recently used go first."""

LEFTOVER_AGE = 24 * 3600.0
"""Seconds after which what a killed process left in the scratch folder is removed."""


def default_cache_folder() -> Path:
    """The cache folder: GOESCAPE_CACHE, else the user's cache folder by the system's convention."""
    named = os.environ.get("GOESCAPE_CACHE")
    return Path(named).absolute() if named else Path(platformdirs.user_cache_dir("goescape", appauthor=False))


class Store:
    """The cache folder: ``flows/`` (ours), ``go-build/`` (the go command's), ``tmp/`` (scratch)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.scratch = folder / "tmp"
        self.trouble = ""
        self._flows = folder / "flows"
        for needed in (self.scratch, self._flows):
            try:
                needed.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                self.trouble = f"the cache folder {folder} cannot be written: {error.strerror or error}"

    def load(self, key: str) -> str | None:
        """The text that was saved under `key`, or None."""
        path = self._path(key)
        try:
            data = path.read_bytes()
            text = gzip.decompress(data).decode()
            os.utime(path)
        except (OSError, EOFError, ValueError, zlib.error):
            return None
        return text if data else None

    def save(self, key: str, text: str) -> None:
        """Keep `text` under `key`; a reader sees all of it or none."""
        try:
            with tempfile.NamedTemporaryFile(dir=self._flows, prefix="new-", delete=False) as file:
                file.write(gzip.compress(text.encode(), compresslevel=3))
            os.replace(file.name, self._path(key))
        except OSError as error:
            self.trouble = f"the cache folder {self.folder} cannot be written: {error.strerror or error}"

    def tidy(self) -> None:
        """Bring the store below its size limit and remove what killed processes left behind."""
        files = []
        for path in self._flows.iterdir() if self._flows.is_dir() else ():
            try:
                stat = path.stat()
            except OSError:
                continue
            files.append((stat.st_mtime, stat.st_size, path))
        total = sum(size for _, size, _ in files)
        for _, size, path in sorted(files):
            if total <= SIZE_LIMIT:
                break
            path.unlink(missing_ok=True)
            total -= size
        _remove_old(self.scratch)

    def _path(self, key: str) -> Path:
        return self._flows / (hashlib.sha256(key.encode()).hexdigest() + ".gz")


def _remove_old(folder: Path) -> None:
    """Remove the entries of a scratch folder that no living request can own."""
    import shutil

    oldest = time.time() - LEFTOVER_AGE
    for path in folder.iterdir() if folder.is_dir() else ():
        try:
            if path.stat().st_mtime < oldest:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        except OSError:
            continue
