"""The standard library without a GOROOT: its declarations, for every release that goescape knows.

`std.db` lies beside this module. It holds, for each package, the files that any of the supported platforms selects,
with all that no importer needs blanked (`tools/skeleton.py`): offsets and lines in what is left are those of the real
files. `tools/make_std.py` makes it.

Layout: `MAGIC`, the length of the index (4 bytes, big endian), the index (zlib, msgpack of `Index`), then sections,
each xz-compressed on its own so that a package is read alone. A package has its sections by name:

- `declarations`: msgpack of `list[StoredFile]`; a file that is equal in two releases is there once;
- `tags`: msgpack of `StoredTags`, the leak tags of functions as escape analysis of a default build leaves them, which
  is what importers go by; what is equal for several targets is there once. `tools/make_tags.py` makes them.

It is part of the installation. Where it is missing or is not what it should be, opening it raises `DatabaseError`; a
section that is damaged is as if it were not there, and `trouble` says so from then on.
"""

from __future__ import annotations

import lzma
import os
import zlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TypeAlias, TypeVar

import attrs
import msgspec

from goescape.packages.files import Tree

MAGIC = b"GOESTD1\n"
DECLARATIONS = "declarations"
TAGS = "tags"
DATABASE = Path(__file__).with_name("std.db")


Section = TypeVar("Section")


class Target(NamedTuple):
    """What something was compiled for: a minor release, an operating system, an architecture."""

    minor: int
    goos: str
    goarch: str


Tags: TypeAlias = dict[str, tuple[str, ...]]
"""The leak tags of a package's functions by linker symbol without the package: of the receiver and each parameter, as
the compiler encodes them."""


class StoredFile(msgspec.Struct, array_like=True, frozen=True):
    """A file of a package: base name, the minor releases that have it in this version, its skeleton."""

    name: str
    releases: tuple[int, ...]
    data: bytes


class StoredPackage(msgspec.Struct, array_like=True, frozen=True):
    """The minor releases that have a package, and its sections: name -> (offset after the index, length)."""

    releases: tuple[int, ...]
    sections: dict[str, tuple[int, int]]


class StoredTags(msgspec.Struct, array_like=True, frozen=True):
    """`targets`: those that have the package, sets of them by number. `functions`: by symbol, and there by the number
    of the set that they hold for, tags."""

    targets: list[list[Target]]
    functions: dict[str, dict[int, list[str]]]


class Index(msgspec.Struct, array_like=True, frozen=True):
    """`versions`: the full version by minor release (26 -> "go1.26.6"). `packages`: by folder under GOROOT."""

    versions: dict[int, str]
    packages: dict[str, StoredPackage]


class DatabaseError(Exception):
    """The database cannot be read."""

    def __init__(self, path: Path, reason: object) -> None:
        super().__init__(f"the standard library that goescape ships cannot be read: {path}: {reason}")


class StdDatabase:
    """The packages of one minor release, read as they are asked for."""

    def __init__(self, minor: int, path: Path | None = None) -> None:
        self._contents = _contents(path or DATABASE)
        self.minor = minor
        self.version = self._contents.index.versions[minor]

    @staticmethod
    def minors(path: Path | None = None) -> list[int]:
        """The minor releases that there are, oldest first."""
        return sorted(_contents(path or DATABASE).index.versions)

    def folders(self) -> list[str]:
        """The folders under GOROOT that hold files, sorted, with "/": "" (VERSION), "src/fmt"."""
        packages = self._contents.index.packages
        return sorted(name for name, package in packages.items() if self.minor in package.releases)

    def files(self, folder: str) -> dict[str, bytes]:
        """The files of a folder by base name; none where the release has no such folder."""
        package = self._contents.index.packages.get(folder)
        if package is None or self.minor not in package.releases:
            return {}
        stored = self._contents.section(package, DECLARATIONS, list[StoredFile])
        return {file.name: file.data for file in stored or () if self.minor in file.releases}

    def tags(self, folder: str, goos: str, goarch: str) -> Tags:
        """The leak tags of a folder's functions on a platform; of one that is not known, those of the platform that is
        most like it."""
        package = self._contents.index.packages.get(folder)
        stored = self._contents.section(package, TAGS, StoredTags) if package is not None else None
        if stored is None:
            return {}
        known = [target for targets in stored.targets for target in targets if target.minor == self.minor]
        if not known:
            return {}
        target = min(known, key=lambda one: (one.goos != goos, one.goarch != goarch, one))
        numbers = {number for number, targets in enumerate(stored.targets) if target in targets}
        return {
            name: tuple(tags)
            for name, variants in stored.functions.items()
            for number, tags in variants.items()
            if number in numbers
        }

    def tree(self) -> Tree:
        """The release's GOROOT, as far as it is here."""
        return Tree(self.folders, self.files)


def trouble(path: Path | None = None) -> str:
    """Why the database cannot be read, as far as that is known by now; "" where it can."""
    try:
        return _contents(path or DATABASE).trouble
    except DatabaseError as error:
        return str(error)


@attrs.define(slots=True)
class _Contents:
    """A database in memory: its index, its sections, packed, and what was found to be wrong with one."""

    path: Path
    index: Index
    data: bytes
    trouble: str = ""

    def packed(self, place: tuple[int, int]) -> bytes:
        return self.data[place[0] : sum(place)]

    def section(self, package: StoredPackage, name: str, kind: type[Section]) -> Section | None:
        """A section of a package; None where the package has none of that name, or a damaged one."""
        place = package.sections.get(name)
        if place is None:
            return None
        try:
            return msgspec.msgpack.decode(lzma.decompress(self.packed(place)), type=kind)
        except (lzma.LZMAError, msgspec.DecodeError) as error:
            self.trouble = str(DatabaseError(self.path, error))
            return None


@lru_cache(maxsize=4)
def _contents(path: Path) -> _Contents:
    """All of a database, read at once: so it belongs together also where the file is replaced."""
    try:
        with path.open("rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                raise DatabaseError(path, "it is not of this version of goescape")
            index = file.read(int.from_bytes(file.read(4), "big"))
            return _Contents(path, msgspec.msgpack.decode(zlib.decompress(index), type=Index), file.read())
    except (OSError, zlib.error, msgspec.DecodeError) as error:
        raise DatabaseError(path, error) from error


def write(path: Path, versions: dict[int, str], packages: dict[str, list[StoredFile]]) -> None:
    """Make a database at `path`: `packages` by folder under GOROOT, `versions` by minor release."""
    releases = {
        folder: tuple(sorted({minor for file in files for minor in file.releases}))
        for folder, files in packages.items()
    }
    sections = {folder: {DECLARATIONS: _compressed(files)} for folder, files in packages.items()}
    _write(path, versions, releases, sections)


def write_tags(path: Path, found: Mapping[str, Mapping[Target, Tags]]) -> None:
    """Give the database at `path` leak tags, in place of those that it has: by folder and target."""
    known = _contents(path)
    releases = {folder: package.releases for folder, package in known.index.packages.items()}
    sections: dict[str, dict[str, bytes]] = {}
    for folder, package in known.index.packages.items():
        kept = {name: known.packed(place) for name, place in package.sections.items() if name != TAGS}
        tags = found.get(folder)
        sections[folder] = kept | ({TAGS: _compressed(_stored_tags(tags))} if tags else {})
    _write(path, known.index.versions, releases, sections)


def _stored_tags(found: Mapping[Target, Tags]) -> StoredTags:
    variants: dict[str, dict[tuple[str, ...], list[Target]]] = {}
    for target in sorted(found):
        for name, tags in found[target].items():
            variants.setdefault(name, {}).setdefault(tags, []).append(target)
    numbers: dict[tuple[Target, ...], int] = {}
    functions = {
        name: {numbers.setdefault(tuple(targets), len(numbers)): list(tags) for tags, targets in by_tags.items()}
        for name, by_tags in sorted(variants.items())
    }
    return StoredTags([list(targets) for targets in numbers], functions)


def _write(
    path: Path, versions: dict[int, str], releases: dict[str, tuple[int, ...]], sections: dict[str, dict[str, bytes]]
) -> None:
    placed, data, at = {}, [], 0
    for folder in sorted(sections):
        places = {}
        for name, section in sections[folder].items():
            places[name] = (at, len(section))
            data.append(section)
            at += len(section)
        placed[folder] = StoredPackage(releases[folder], places)
    index = zlib.compress(msgspec.msgpack.encode(Index(versions, placed)), 9)
    _replace(path, b"".join([MAGIC, len(index).to_bytes(4, "big"), index, *data]))
    _contents.cache_clear()


def _replace(path: Path, data: bytes) -> None:
    """Write a file so that whoever reads it finds all of what it was, or of what it is."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        fresh.write_bytes(data)
        os.replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def _compressed(value: object) -> bytes:
    return lzma.compress(msgspec.msgpack.encode(value), preset=9 | lzma.PRESET_EXTREME, check=lzma.CHECK_CRC32)
