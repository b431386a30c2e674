"""Versions: of modules (semantic versions), of Go itself, and of its language.

Sources: golang.org/x/mod/semver, golang.org/x/mod/module, internal/gover, cmd/go/internal/gover (Go 1.26).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

Language = tuple[int, int]
"""A version of the language: (1, 21)."""

DEFAULT_LANGUAGE: Language = (1, 16)
"""That of a module whose go.mod has no go line (cmd/go/internal/gover: DefaultGoModVersion)."""


class ModuleVersion(NamedTuple):
    """A module at a version; "" is the version of a main module, and of a folder that replaces a module."""

    path: str
    version: str

    def __str__(self) -> str:
        return f"{self.path}@{self.version}" if self.version else self.path


_SEMANTIC = re.compile(
    r"v(0|[1-9][0-9]*)(?:\.(0|[1-9][0-9]*)(?:\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?)?)?"
)

SemanticKey = tuple[int, int, int, int, tuple[tuple[int, int, str], ...]]
_INVALID: SemanticKey = (-1, 0, 0, 0, ())


@lru_cache(maxsize=1 << 14)
def semantic_key(version: str) -> SemanticKey:
    """A key that orders semantic versions; what is none comes before all that are. Build metadata does not count."""
    match = _SEMANTIC.fullmatch(version)
    if match is None:
        return _INVALID
    major, minor, patch, pre, _ = match.groups()
    numbers = int(major), int(minor or 0), int(patch or 0)
    if not pre:
        return (*numbers, 1, ())
    parts = pre[1:].split(".")
    if not all(parts) or any(part.isdigit() and len(part) > 1 and part[0] == "0" for part in parts):
        return _INVALID
    return (*numbers, 0, tuple([(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]))


def is_semantic(version: str) -> bool:
    """Whether it is a semantic version, "v1.2.3"."""
    return semantic_key(version) is not _INVALID


_GO = re.compile(r"(0|[1-9][0-9]*)(?:\.(0|[1-9][0-9]*)(?:\.(0|[1-9][0-9]*)|([a-z]+)(0|[1-9][0-9]*)?)?)?")

GoKey = tuple[int, int, int, str, int]


@lru_cache(maxsize=1 << 10)
def go_key(version: str) -> GoKey:
    """A key that orders versions of Go ("1.21", "1.21rc1", "1.21.0" in this order); (-1, ...) for what is none."""
    match = _GO.fullmatch(version)
    if match is None:
        return (-1, -1, -1, "", -1)
    major, minor, patch, kind, pre = match.groups()
    if minor is None:
        return (int(major), 0, 0, "", -1)
    if patch is None and kind is None and int(minor) < 21:
        patch = "0"
    return (int(major), int(minor), -1 if patch is None else int(patch), kind or "", -1 if pre is None else int(pre))


def language_of(version: str) -> Language | None:
    """The language of a version of Go, with or without its "go": (1, 26) for "go1.26.6"; None for what is none."""
    key = go_key(version.removeprefix("go"))
    return None if key[0] < 0 else (key[0], key[1])


def escape(text: str) -> str:
    """A module's path or version as it is in the names of the module cache: capitals become "!" and a small letter."""
    if text.islower():
        return text
    return "".join([f"!{char.lower()}" if "A" <= char <= "Z" else char for char in text])
