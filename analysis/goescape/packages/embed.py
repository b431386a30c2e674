"""The files that ``//go:embed`` patterns stand for.

Rules: cmd/go/internal/load (pkg.go: resolveEmbed), path.Match, Go 1.26.
"""

from __future__ import annotations

import os
import re
import unicodedata
from functools import lru_cache

from goescape.packages.files import Files, Kind
from goescape.packages.importpath import RESERVED_NAMES

_VERSION_CONTROL = frozenset({".bzr", ".hg", ".git", ".svn"})
_FILE_NAME = re.compile(r"[-A-Za-z0-9!#$%&()+,.=@\[\]^_{}~ ]+")


class EmbedError(Exception):
    """A pattern that stands for nothing that may be embedded; the text is one line in Go's terms."""


def embedded_files(folder: str, pattern: str, files: Files) -> list[str]:
    """The files that a pattern stands for, as paths with "/" from the package's folder, sorted. Raises EmbedError."""
    glob, hidden = pattern.removeprefix("all:"), pattern.startswith("all:")
    segments = glob.split("/")
    if glob == "." or any(part in ("", ".", "..") for part in segments):
        raise EmbedError("invalid pattern syntax")
    matchers = [_matcher(part) for part in segments]
    found: set[str] = set()
    for match in _matches(folder, "", matchers, files):
        _check_path(folder, match, files)
        found.update(_expand(folder, match, hidden, files))
    if not found:
        raise EmbedError("no matching files found")
    return sorted(found)


def _matches(folder: str, prefix: str, matchers: list[re.Pattern[str]], files: Files) -> list[str]:
    """The paths below `folder`/`prefix` whose parts match, one matcher a part."""
    here = os.path.join(folder, prefix) if prefix else folder
    names = [name for name in files.entries(here) or () if matchers[0].fullmatch(name)]
    paths = [f"{prefix}/{name}" if prefix else name for name in names]
    if len(matchers) == 1:
        return paths
    return [path for below in paths for path in _matches(folder, below, matchers[1:], files)]


def _check_path(folder: str, match: str, files: Files) -> None:
    """Raise for what lies in another module, behind a link, or has a name that no module may hold."""
    what = "directory" if _kind(folder, match, files) is Kind.FOLDER else "file"
    path = match
    while path:
        if files.kind(os.path.join(folder, path, "go.mod")) is not None:
            raise EmbedError(f"cannot embed {what} {match}: in different module")
        if path != match and _kind(folder, path, files) is not Kind.FOLDER:
            raise EmbedError(f"cannot embed {what} {match}: in non-directory {path}")
        name = path.rpartition("/")[2]
        if _is_bad_name(name):
            where = "invalid name" if path == match else "in invalid directory"
            raise EmbedError(f"cannot embed {what} {match}: {where} {name}")
        path = path.rpartition("/")[0]


def _kind(folder: str, path: str, files: Files) -> Kind | None:
    """What a path is, links not followed."""
    parent, _, name = path.rpartition("/")
    return (files.entries(os.path.join(folder, parent) if parent else folder) or {}).get(name)


def _expand(folder: str, match: str, hidden: bool, files: Files) -> list[str]:
    """The files at or below a match."""
    kind = _kind(folder, match, files)
    if kind is Kind.FILE:
        return [match]
    if kind is not Kind.FOLDER:
        raise EmbedError(f"cannot embed irregular file {match}")
    below = _below(folder, match, hidden, files)
    if not below:
        raise EmbedError(f"cannot embed directory {match}: contains no embeddable files")
    return below


def _below(folder: str, path: str, hidden: bool, files: Files) -> list[str]:
    """The files below a folder, those of nested modules left out, hidden ones too unless asked for."""
    found: list[str] = []
    for name, kind in (files.entries(os.path.join(folder, path)) or {}).items():
        is_hidden = name[0] in "._"
        inner = f"{path}/{name}"
        if _is_bad_name(name) or (is_hidden and not hidden):
            if kind is not Kind.FOLDER and not is_hidden:
                raise EmbedError(f"cannot embed file {inner}: invalid name {name}")
        elif kind is Kind.FOLDER:
            if files.kind(os.path.join(folder, inner, "go.mod")) is None:
                found += _below(folder, inner, hidden, files)
        elif kind is Kind.FILE:
            found.append(inner)
    return found


def _is_bad_name(name: str) -> bool:
    """Whether no file of a module may have this name (golang.org/x/mod/module: CheckFilePath), or it is a version
    control system's."""
    if name in _VERSION_CONTROL or not name.strip(".") or name.endswith("."):
        return True
    if not _FILE_NAME.fullmatch(name):
        odd = _FILE_NAME.sub("", name)
        if any(not unicodedata.category(char).startswith("L") for char in odd):
            return True
    return name.partition(".")[0].lower() in RESERVED_NAMES


_CLASS = re.compile(r"\[(\^?)((?:\\.|[^\\\]])(?:\\.|[^\\\]])*)\]")


@lru_cache(maxsize=1024)
def _matcher(segment: str) -> re.Pattern[str]:
    """One part of a pattern as a regular expression. Raises EmbedError."""
    parts, at = [], 0
    while at < len(segment):
        char = segment[at]
        if char == "[":
            match = _CLASS.match(segment, at)
            if match is None:
                raise EmbedError("invalid pattern syntax")
            parts.append(_class(match[1], match[2]))
            at = match.end()
            continue
        if char == "\\":
            at += 1
            if at == len(segment):
                raise EmbedError("invalid pattern syntax")
            parts.append(re.escape(segment[at]))
        else:
            parts.append({"*": ".*", "?": "."}.get(char) or re.escape(char))
        at += 1
    return re.compile("".join(parts), re.DOTALL)


_RANGE = re.compile(r"(\\.|[^\\])(?:-(\\.|[^\\-]))?", re.DOTALL)


def _class(negation: str, body: str) -> str:
    """A character class: ranges, with a backslash before what would be special. Raises EmbedError."""
    ranges, at = [], 0
    while at < len(body):
        match = _RANGE.match(body, at)
        if match is None or match[1] == "-":
            raise EmbedError("invalid pattern syntax")
        low, high = match[1][-1], (match[2] or match[1])[-1]
        if low <= high:
            ranges.append(f"{re.escape(low)}-{re.escape(high)}")
        at = match.end()
    inside = "".join(ranges)
    if not inside:
        return "." if negation else "(?!)"
    return f"[{negation}{inside}]"
