"""Giving several files new text: all of them, or none.

Each file is replaced at once by a temporary file beside it, with its mode; a symbolic link stays one, and the file that
it leads to is what changes.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path


class WriteError(Exception):
    """The files could not all be written; the text says why and what was done about it. `left` are the paths of those
    that have their new text nevertheless, because they could not be put back."""

    def __init__(self, text: str, left: Iterable[str] = ()) -> None:
        super().__init__(text)
        self.left = tuple(left)


def is_writable(path: str) -> bool:
    """Whether a file may be replaced: it and its folder are not read-only, for the superuser either."""
    real = os.path.realpath(path)
    try:
        mode = os.stat(real).st_mode
    except OSError:
        return False
    return bool(stat.S_ISREG(mode) and mode & 0o222) and os.access(real, os.W_OK) and os.access(
        os.path.dirname(real), os.W_OK
    )


def replace_files(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> None:
    """Give the files in `after`, by absolute path, their new text, if they all still have the text in `before`.

    Raises WriteError, after putting back what was written so far; so does any interruption.
    """
    changed = [path for path in sorted(after) if _read(path) != before[path]]
    if changed:
        raise WriteError(f"{changed[0]} has changed on disk since it was read; nothing was written")
    written: list[str] = []
    try:
        for path in sorted(after):
            written.append(path)
            _replace(path, after[path])
    except OSError as error:
        left = _put_back(written, before)
        raise WriteError(f"cannot write {written[-1]}: {error.strerror or error}; {_told(left)}", left) from error
    except BaseException:
        _put_back(written, before)
        raise


def _put_back(paths: Iterable[str], before: Mapping[str, bytes]) -> list[str]:
    """Restore files; those that could not be are returned."""
    left = []
    for path in paths:
        with contextlib.suppress(OSError):
            if _read(path) != before[path]:
                _replace(path, before[path])
        if _read(path) != before[path]:
            left.append(path)
    return left


def _told(left: list[str]) -> str:
    if left:
        return "what was written could not be put back in " + ", ".join(left)
    return "what was written before was put back"


def _read(path: str) -> bytes | None:
    try:
        return Path(path).read_bytes()
    except OSError:
        return None


def _replace(path: str, data: bytes) -> None:
    real = os.path.realpath(path)
    handle, temporary = tempfile.mkstemp(prefix=".goescape-", dir=os.path.dirname(real))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(real, temporary)
        os.replace(temporary, real)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
