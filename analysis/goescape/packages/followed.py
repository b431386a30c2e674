"""Files that remember what was read of them, so that it can be told what has changed since."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

from goescape.packages.files import Disk, Kind, Overlay
from goescape.packages.header import CHUNK, header_of_start

_C_LIKE = (".h", ".hh", ".hpp", ".c", ".cc", ".cpp", ".cxx", ".m", ".f", ".F", ".swig")
COMPILED = (".go", ".s", ".S", ".sx", ".syso", *_C_LIKE)
"""How the names of files end that the go command may compile."""
MODULE_FILES = ("go.mod", "go.sum", "go.work", "go.work.sum", os.path.join("vendor", "modules.txt"))

RACY_SECONDS = 2.0
"""A file written this recently may change again without a change of its time stamp: its hash is not kept."""



class _Stat(NamedTuple):
    """Of a file's `stat`, what tells of a change. Times are in nanoseconds. The status changes with the text, but also
    when the file is linked to, as installers do that share files."""

    modified: int
    size: int
    inode: int
    status_changed: int


_State: TypeAlias = _Stat | bytes | None
"""What a file was when it was read: the numbers of its `stat`, or, where these may not tell of a change, the digest of
its text; None where there was none."""

_RULING = (*COMPILED, *MODULE_FILES)
"""How the names of files end that decide what a package is made of."""


class FollowedFiles:
    """The disk with unsaved text over it: a `packages.files.Files`. Of the files below `folder` it keeps the beginning.

    `torn` tells that a file was read twice and was not the same.
    """

    def __init__(self, folder: str, unsaved: Mapping[str, bytes]) -> None:
        self.torn = False
        self._inside = os.path.join(folder, "")
        self._unsaved: dict[str, bytes] = {}
        self._files = Overlay(Disk())
        self._states: dict[str, tuple[_State, int]] = {}
        self._starts: dict[str, bytes] = {}
        self._digests: dict[str, bytes] = {}
        self._folders: dict[str, tuple[_State, frozenset[str] | None]] = {}
        self._kinds: dict[str, Kind | None] = {}
        self.show(unsaved)

    def show(self, unsaved: Mapping[str, bytes]) -> None:
        """Let these be the texts that are not saved."""
        for path in self._unsaved.keys() - unsaved.keys():
            self._files.discard(path)
        for path, data in unsaved.items():
            self._files.write(path, data)
        self._unsaved = dict(unsaved)

    # ---------------------------------------------------------------------------------------------------- reading

    def read(self, path: str, limit: int = -1) -> bytes | None:
        state = self._state(path, limit)
        known = self._states.get(path)
        if known is not None and known != (state, limit) and self._has_changed(path, *known):
            self.torn = True
        data = self._files.read(path, limit)
        if known is None or limit < 0:
            self._states[path] = state, limit
            self._keep(path, data)
        return data

    def entries(self, folder: str) -> Mapping[str, Kind] | None:
        state = None if self._has_unsaved(folder) else _settled(_stat(folder))
        found = self._files.entries(folder)
        self._folders[folder] = state, _ruling(found)
        return found

    def kind(self, path: str) -> Kind | None:
        found = self._kinds[path] = self._files.kind(path)
        return found

    # ------------------------------------------------------------------------------------------------- following

    def changed(self) -> list[str]:
        """The files that are not what they were when they were read."""
        return [path for path, (state, limit) in list(self._states.items()) if self._has_changed(path, state, limit)]

    def is_rearranged(self) -> bool:
        """Whether files have come or gone that may be part of a package, or decide which are."""
        return any(self._has_other_entries(folder) for folder in self._folders) or any(
            self._files.kind(path) is not kind for path, kind in self._kinds.items()
        )

    def start(self, path: str) -> bytes | None:
        """The beginning of a file below the folder as it was last read: `CHUNK` bytes, or all that has its header."""
        return self._starts.get(path)

    def again(self, path: str) -> bytes | None:
        """The present text of a file, as much of it as was read before, which is what counts from now on."""
        _, limit = self._states[path]
        self._states[path] = self._state(path, limit), limit
        data = self._files.read(path, limit)
        self._keep(path, data)
        return data

    def _keep(self, path: str, data: bytes | None) -> None:
        if data is None:
            self._starts.pop(path, None)
            self._digests.pop(path, None)
            return
        self._digests[path] = _digest(data)
        if path.startswith(self._inside):
            self._starts[path] = data if header_of_start(data) is None else data[:CHUNK]

    def _has_changed(self, path: str, state: _State, limit: int) -> bool:
        if isinstance(state, bytes):
            return self._has_other_text(path, limit, state)
        if path in self._unsaved:
            return True
        now = _stat(path)
        if now is None or state is None or now == state:
            return now != state
        if now._replace(status_changed=state.status_changed) != state:
            return True
        if self._has_other_text(path, limit, self._digests.get(path)):
            return True
        self._states[path] = now, limit
        return False

    def _has_other_text(self, path: str, limit: int, digest: bytes | None) -> bool:
        data = self._files.read(path, limit)
        return data is None or _digest(data) != digest

    def _has_other_entries(self, folder: str) -> bool:
        state, names = self._folders[folder]
        may = state is None or self._has_unsaved(folder) or state != _stat(folder)
        return may and _ruling(self._files.entries(folder)) != names

    def _has_unsaved(self, folder: str) -> bool:
        return any(os.path.dirname(path) == folder for path in self._unsaved)

    def _state(self, path: str, limit: int) -> _State:
        settled = None if path in self._unsaved else _settled(_stat(path))
        if settled is not None:
            return settled
        data = self._files.read(path, limit)
        return None if data is None else _digest(data)


def _stat(path: str) -> _Stat | None:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return _Stat(found.st_mtime_ns, found.st_size, found.st_ino, found.st_ctime_ns)


def _settled(stat: _Stat | None) -> _Stat | None:
    """The numbers of a file that was left alone for long enough that they will tell of a change; else None."""
    return None if stat is None or time.time() - stat.modified / 1e9 < RACY_SECONDS else stat


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()


def _ruling(entries: Mapping[str, Kind] | None) -> frozenset[str] | None:
    """Those of a folder's entries that matter."""
    return None if entries is None else frozenset(_names(entries))


def _names(entries: Mapping[str, Kind]) -> Iterator[str]:
    for name, kind in entries.items():
        if kind in (Kind.FOLDER, Kind.LINK_TO_FOLDER) or name.endswith(_RULING):
            yield name
