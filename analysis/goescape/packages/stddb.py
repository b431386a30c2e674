"""The standard library without a GOROOT: its declarations, for every release that goescape knows.

`std.db` lies beside this module. It holds, for each package, the files that any of the supported platforms selects,
with all that no importer needs blanked (`tools/skeleton.py`): offsets and lines in what is left are those of the real
files. `tools/make_std.py` makes it.

Layout: `MAGIC`, the length of the index (4 bytes, big endian), the index (zlib, msgpack of `Index`), then sections,
each xz-compressed on its own so that a package is read alone. A package has its sections by name; there is one today,
`declarations` (msgpack of `list[StoredFile]`; a file that is equal in two releases is there once). What else comes to
be known of std (leak tags, inlinable bodies) gets sections of its own.
"""

from __future__ import annotations

import lzma
import zlib
from functools import lru_cache
from pathlib import Path

import msgspec

from goescape.packages.files import Tree

MAGIC = b"GOESTD1\n"
DECLARATIONS = "declarations"
DATABASE = Path(__file__).with_name("std.db")


class StoredFile(msgspec.Struct, array_like=True, frozen=True):
    """A file of a package: base name, the minor releases that have it in this version, its skeleton."""

    name: str
    releases: tuple[int, ...]
    data: bytes


class StoredPackage(msgspec.Struct, array_like=True, frozen=True):
    """The minor releases that have a package, and its sections: name -> (offset after the index, length)."""

    releases: tuple[int, ...]
    sections: dict[str, tuple[int, int]]


class Index(msgspec.Struct, array_like=True, frozen=True):
    """`versions`: the full version by minor release (26 -> "go1.26.6"). `packages`: by folder under GOROOT."""

    versions: dict[int, str]
    packages: dict[str, StoredPackage]


class StdDatabase:
    """The packages of one minor release, read as they are asked for.

    Raises OSError or ValueError where the database is missing or damaged: it is part of the installation.
    """

    def __init__(self, minor: int, path: Path = DATABASE) -> None:
        self._path = path
        self._index, self._base = _index(path)
        self.minor = minor
        self.version = self._index.versions[minor]

    @staticmethod
    def minors(path: Path = DATABASE) -> list[int]:
        """The minor releases that there are, oldest first."""
        return sorted(_index(path)[0].versions)

    def folders(self) -> list[str]:
        """The folders under GOROOT that hold files, sorted, with "/": "" (VERSION), "src/fmt"."""
        return sorted(name for name, package in self._index.packages.items() if self.minor in package.releases)

    def files(self, folder: str) -> dict[str, bytes]:
        """The files of a folder by base name; none where the release has no such folder."""
        package = self._index.packages.get(folder)
        if package is None or self.minor not in package.releases:
            return {}
        stored = msgspec.msgpack.decode(self._section(package, DECLARATIONS), type=list[StoredFile])
        return {file.name: file.data for file in stored if self.minor in file.releases}

    def tree(self) -> Tree:
        """The release's GOROOT, as far as it is here."""
        return Tree(self.folders, self.files)

    def _section(self, package: StoredPackage, name: str) -> bytes:
        offset, length = package.sections[name]
        with self._path.open("rb") as file:
            file.seek(self._base + offset)
            return lzma.decompress(file.read(length))


@lru_cache(maxsize=4)
def _index(path: Path) -> tuple[Index, int]:
    """The index, and the offset at which the sections begin."""
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise ValueError(f"{path} is not a standard library database of this version of goescape")
        data = file.read(int.from_bytes(file.read(4), "big"))
        return msgspec.msgpack.decode(zlib.decompress(data), type=Index), file.tell()


def write(path: Path, versions: dict[int, str], packages: dict[str, list[StoredFile]]) -> None:
    """Make a database at `path`: `packages` by folder under GOROOT, `versions` by minor release."""
    sections = [_compressed(packages[folder]) for folder in sorted(packages)]
    placed, at = {}, 0
    for folder, section in zip(sorted(packages), sections, strict=True):
        releases = tuple(sorted({minor for file in packages[folder] for minor in file.releases}))
        placed[folder] = StoredPackage(releases, {DECLARATIONS: (at, len(section))})
        at += len(section)
    index = zlib.compress(msgspec.msgpack.encode(Index(versions, placed)), 9)
    path.write_bytes(b"".join([MAGIC, len(index).to_bytes(4, "big"), index, *sections]))


def _compressed(files: list[StoredFile]) -> bytes:
    return lzma.compress(msgspec.msgpack.encode(files), preset=9 | lzma.PRESET_EXTREME, check=lzma.CHECK_CRC32)
