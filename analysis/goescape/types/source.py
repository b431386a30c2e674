"""Where the checker gets packages from: which files make up which package, and what is in them.

`goescape.packages` knows; `Sources` here is a plain collection in memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

PLAIN: Final = ""
TEST: Final = "test"
EXTERNAL_TEST: Final = "xtest"
"""The parts of a package: its own files, its in-package test files, and those of package p_test."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file's absolute path, its language version as (1, N), and whether it imports "C"."""

    path: str
    version: tuple[int, int]
    cgo: bool = False


@dataclass(frozen=True, slots=True)
class PackageFiles:
    """One part of a package.

    `path` is the package's in types; that of external tests ends in _test. `name` is the package clause's; `imports`
    maps paths as written to what they resolve to, where these differ. `missing` says why there is no such package; it
    has no files then. `bodies` tells whether its functions' bodies are there: the standard library that goescape ships
    has none.
    """

    path: str
    name: str
    files: tuple[SourceFile, ...] = ()
    imports: Mapping[str, str] = field(default_factory=dict)
    missing: str = ""
    bodies: bool = True


class PackageSource(Protocol):
    """What a `Program` asks. Nothing raises: what cannot be had is a `missing` package, or an empty file."""

    def package(self, path: str, part: str) -> PackageFiles:
        """The part (`PLAIN`, `TEST` or `EXTERNAL_TEST`) of the package with the resolved import path `path`."""

    def read(self, path: str) -> bytes:
        """A file's present text."""

    def reaches(self, path: str, target: str) -> bool:
        """Whether the package `path` imports the package `target`, directly or through others, tests left out."""


class Sources:
    """Packages in memory, all of one language version: import path -> file name -> text.

    A file is at "path/name"; names that end in _test.go are test files, external ones where their package clause ends
    in _test.
    """

    def __init__(self, packages: Mapping[str, Mapping[str, str]], version: tuple[int, int] = (1, 27)) -> None:
        self._texts = {path: dict(files) for path, files in packages.items()}
        self._version = version

    def write(self, path: str, text: str) -> None:
        """Give the file at `path` a new text, or make it."""
        package, _, name = path.rpartition("/")
        self._texts.setdefault(package, {})[name] = text

    def package(self, path: str, part: str) -> PackageFiles:
        texts = self._texts.get(path)
        if texts is None:
            return PackageFiles(path, path.rpartition("/")[2], missing=f"package {path} is not in memory")
        names = [name for name in sorted(texts) if _part_of(name, texts[name]) == part]
        files = tuple([SourceFile(f"{path}/{name}", self._version) for name in names])
        name = _clause(texts[names[0]]) if names else ""
        return PackageFiles(path + "_test" if part == EXTERNAL_TEST else path, name, files)

    def read(self, path: str) -> bytes:
        package, _, name = path.rpartition("/")
        return self._texts.get(package, {}).get(name, "").encode()

    def reaches(self, path: str, target: str) -> bool:
        seen, waiting = set[str](), [path]
        while waiting:
            for text in self._texts.get(waiting.pop(), {}).values():
                for word in text.split('"')[1::2]:
                    if word == target:
                        return True
                    if word in self._texts and word not in seen:
                        seen.add(word)
                        waiting.append(word)
        return False


def _clause(text: str) -> str:
    for line in text.splitlines():
        words = line.split()
        if words[:1] == ["package"]:
            return words[1].rstrip(";") if len(words) > 1 else ""
    return ""


def _part_of(name: str, text: str) -> str:
    if not name.endswith("_test.go"):
        return PLAIN
    return EXTERNAL_TEST if _clause(text).endswith("_test") else TEST
