"""Import paths: which are well formed, which are the standard library's, and who may see what.

Rules: golang.org/x/mod/module (CheckImportPath), cmd/go/internal/search, cmd/go/internal/load (pkg.go), Go 1.26.
"""

from __future__ import annotations

import re

_ELEMENT = re.compile(r"[-._~+0-9A-Za-z]+")
RESERVED_NAMES = frozenset(
    ["con", "prn", "aux", "nul", *(f"com{digit}" for digit in range(1, 10)), *(f"lpt{digit}" for digit in range(1, 10))]
)
"""What no path element may be called up to its first dot, in small letters: Windows's devices."""
_SHORT_NAME = re.compile(r"~[0-9]+$")

META_PACKAGES = frozenset({"all", "cmd", "std", "tool", "work"})
"""Patterns that look like import paths."""


def flaw(path: str) -> str:
    """What is wrong with an import path in module mode; "" for a good one."""
    if "@" in path:
        return f"import path {path!r} should not have @version"
    if is_local(path):
        return f'"{path}" is relative, but relative import paths are not supported in module mode'
    if path.startswith("/"):
        return f'"{path}" is not a package path; see \'go help packages\''
    if path in META_PACKAGES:
        return f'"{path}" is not an importable package; see \'go help packages\''
    if path.startswith("-"):
        return f'malformed import path "{path}": leading dash'
    for element in path.split("/"):
        wrong = _element_flaw(element)
        if wrong:
            return f'malformed import path "{path}": {wrong}'
    return ""


def _element_flaw(element: str) -> str:
    if not element:
        return "empty path element"
    if not element.strip("."):
        return f'invalid path element "{element}"'
    if element.endswith("."):
        return "trailing dot in path element"
    if not _ELEMENT.fullmatch(element):
        return f"invalid char '{_ELEMENT.sub('', element)[0]}'"
    stem = element.partition(".")[0]
    if stem.lower() in RESERVED_NAMES:
        return f'"{stem}" disallowed as path element component on Windows'
    return "trailing tilde and digits in path element" if _SHORT_NAME.search(stem) else ""


def is_local(path: str) -> bool:
    """Whether it is relative: ".", "..", or begins with either and a slash."""
    return path in (".", "..") or path.startswith(("./", "../"))


def is_reserved(path: str) -> bool:
    """Whether it is the standard library's by its form: its first element has no dot."""
    return "." not in path.partition("/")[0]


def within(path: str, prefix: str) -> bool:
    """Whether a path is `prefix` or below it, element by element; every path is within ""."""
    return not prefix or path == prefix or path.startswith(prefix + "/")


def internal_parent(path: str) -> str | None:
    """Where the tree ends that may import a path with an "internal" element: the path before it; None without one."""
    if path.endswith("/internal"):
        return path.removesuffix("/internal")
    at = path.rfind("/internal/")
    if at >= 0:
        return path[:at]
    return "" if path == "internal" or path.startswith("internal/") else None
