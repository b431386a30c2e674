"""Reading files: one small interface, so that unsaved buffers, a cache and the shipped std database fit under it.

Paths are absolute and native. Nothing raises: what cannot be read is None.
"""

from __future__ import annotations

import enum
import os
import stat
from collections.abc import Callable, Mapping
from typing import Protocol

import attrs


class Kind(enum.Enum):
    """What a directory entry is."""

    FILE = "file"
    FOLDER = "folder"
    LINK_TO_FILE = "link to file"
    LINK_TO_FOLDER = "link to folder"
    OTHER = "other"


READABLE = frozenset({Kind.FILE, Kind.LINK_TO_FILE})


class Files(Protocol):
    """A file system, as far as packages need one."""

    def read(self, path: str, limit: int = -1) -> bytes | None:
        """The first `limit` bytes of a file (all of them if negative); None if it cannot be read."""

    def entries(self, folder: str) -> Mapping[str, Kind] | None:
        """The entries of a folder by base name, sorted by name as Go sorts; None if it cannot be read."""

    def kind(self, path: str) -> Kind | None:
        """FILE, FOLDER or OTHER, links followed; None if there is no such thing."""


class Disk:
    """The machine's own files."""

    def read(self, path: str, limit: int = -1) -> bytes | None:
        try:
            descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        except (OSError, ValueError):
            return None
        try:
            return _read(descriptor, limit)
        except OSError:
            return None
        finally:
            os.close(descriptor)

    def entries(self, folder: str) -> Mapping[str, Kind] | None:
        try:
            with os.scandir(folder) as found:
                kinds = {entry.name: _kind_of(entry) for entry in found}
        except (OSError, ValueError):
            return None
        return {name: kinds[name] for name in sorted(kinds, key=os.fsencode)}

    def kind(self, path: str) -> Kind | None:
        try:
            mode = os.stat(path).st_mode
        except (OSError, ValueError):
            return None
        if stat.S_ISREG(mode):
            return Kind.FILE
        return Kind.FOLDER if stat.S_ISDIR(mode) else Kind.OTHER


def _read(descriptor: int, limit: int) -> bytes:
    size = os.fstat(descriptor).st_size + 1 if limit < 0 else limit
    data = os.read(descriptor, size)
    if len(data) < size:
        return data
    parts = [data]
    while limit < 0 and (more := os.read(descriptor, 1 << 20)):
        parts.append(more)
    return b"".join(parts)


def _kind_of(entry: os.DirEntry[str]) -> Kind:
    if entry.is_symlink():
        if entry.is_dir():
            return Kind.LINK_TO_FOLDER
        return Kind.LINK_TO_FILE if entry.is_file() else Kind.OTHER
    if entry.is_dir(follow_symlinks=False):
        return Kind.FOLDER
    return Kind.FILE if entry.is_file(follow_symlinks=False) else Kind.OTHER


class Overlay:
    """Other files, with the texts of unsaved buffers in front of them.

    A buffer whose file does not exist yet is in its folder's entries too, if that folder exists or is another such
    buffer's.
    """

    def __init__(self, base: Files) -> None:
        self._base = base
        self._texts: dict[str, bytes] = {}
        self._folders: dict[str, dict[str, Kind]] = {}

    def write(self, path: str, data: bytes) -> None:
        """Let the file at `path` have this text."""
        self._texts[path] = data
        folder, name = os.path.split(path)
        self._folders.setdefault(folder, {})[name] = Kind.FILE

    def discard(self, path: str) -> None:
        """Let the file be what it is underneath."""
        if self._texts.pop(path, None) is not None:
            folder, name = os.path.split(path)
            del self._folders[folder][name]
            if not self._folders[folder]:
                del self._folders[folder]

    def read(self, path: str, limit: int = -1) -> bytes | None:
        text = self._texts.get(path)
        if text is None:
            return self._base.read(path, limit)
        return text if limit < 0 else text[:limit]

    def entries(self, folder: str) -> Mapping[str, Kind] | None:
        own = self._folders.get(folder)
        below = self._base.entries(folder)
        if own is None:
            return below
        merged = {**own, **(below or {})}
        return {name: merged[name] for name in sorted(merged, key=os.fsencode)}

    def kind(self, path: str) -> Kind | None:
        if path in self._texts:
            return Kind.FILE
        return Kind.FOLDER if path in self._folders else self._base.kind(path)


class Cached:
    """Other files, whose folders are listed once.

    Remembers what was asked for, so that a change can be told from one that cannot matter: `files_read` and
    `folders_listed` hold absolute paths, also of what was not there. `forget` drops what is known of a path.
    """

    def __init__(self, base: Files) -> None:
        self._base = base
        self._entries: dict[str, Mapping[str, Kind] | None] = {}
        self._kinds: dict[str, Kind | None] = {}
        self.files_read: set[str] = set()

    @property
    def folders_listed(self) -> set[str]:
        """The folders whose entries are known."""
        return set(self._entries)

    def forget(self, path: str) -> None:
        """Let go of what is known of a path, and of its folder's entries."""
        self._kinds.pop(path, None)
        self._entries.pop(path, None)
        self._entries.pop(os.path.dirname(path), None)

    def read(self, path: str, limit: int = -1) -> bytes | None:
        self.files_read.add(path)
        return self._base.read(path, limit)

    def entries(self, folder: str) -> Mapping[str, Kind] | None:
        try:
            return self._entries[folder]
        except KeyError:
            found = self._entries[folder] = self._base.entries(folder)
            return found

    def kind(self, path: str) -> Kind | None:
        try:
            return self._kinds[path]
        except KeyError:
            found = self._kinds[path] = self._look(path)
            return found

    def _look(self, path: str) -> Kind | None:
        folder, name = os.path.split(path)
        listed = self._entries.get(folder)
        if listed is None:
            return self._base.kind(path)
        kind = listed.get(name)
        return kind if kind in (None, Kind.FILE, Kind.FOLDER) else self._base.kind(path)


@attrs.frozen(slots=True)
class Tree:
    """A read-only tree that is not on disk: `folders()` lists those with files, by path with "/" from its root;
    `files(folder)` gives a folder's files by base name."""

    folders: Callable[[], list[str]]
    files: Callable[[str], Mapping[str, bytes]]


class Mounted:
    """Other files, and a `Tree` at the absolute path `root`."""

    def __init__(self, base: Files, root: str, tree: Tree) -> None:
        self._base = base
        self._root = root
        self._tree = tree
        self._files: dict[str, Mapping[str, bytes]] = {}
        self._children: dict[str, set[str]] = {}
        self._full = set(tree.folders())
        for folder in self._full:
            while folder:
                folder, _, name = folder.rpartition("/")
                self._children.setdefault(folder, set()).add(name)

    def _inside(self, path: str) -> str | None:
        """The path from the root of the tree, with "/"; None for what is not in the tree."""
        if path == self._root:
            return ""
        prefix = self._root + os.sep
        return path[len(prefix) :].replace(os.sep, "/") if path.startswith(prefix) else None

    def _files_of(self, folder: str) -> Mapping[str, bytes]:
        if folder not in self._full:
            return {}
        known = self._files.get(folder)
        if known is None:
            known = self._files[folder] = self._tree.files(folder)
        return known

    def read(self, path: str, limit: int = -1) -> bytes | None:
        inside = self._inside(path)
        if inside is None:
            return self._base.read(path, limit)
        folder, _, name = inside.rpartition("/")
        data = self._files_of(folder).get(name)
        return data if data is None or limit < 0 else data[:limit]

    def entries(self, folder: str) -> Mapping[str, Kind] | None:
        inside = self._inside(folder)
        if inside is None:
            return self._base.entries(folder)
        if inside not in self._full and inside not in self._children:
            return None
        kinds = dict.fromkeys(self._files_of(inside), Kind.FILE)
        kinds.update(dict.fromkeys(self._children.get(inside, ()), Kind.FOLDER))
        return {name: kinds[name] for name in sorted(kinds)}

    def kind(self, path: str) -> Kind | None:
        inside = self._inside(path)
        if inside is None:
            return self._base.kind(path)
        if inside in self._full or inside in self._children:
            return Kind.FOLDER
        folder, _, name = inside.rpartition("/")
        return Kind.FILE if name in self._files_of(folder) else None
