"""From the go command's errors to one line that says what is wrong and what to do."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass

from goescape.findings.messages import parse_line
from goescape.findings.model import Kind, Place, Problem

_AT = re.compile(r"(?P<file>(?:[A-Za-z]:[\\/])?[^:\s][^:\n]*):(?P<line>\d+)(?::(?P<column>\d+))?: (?P<text>.*)", re.S)


RETRY = "save again to retry, or run the command “restart engine”"


_NO_SPACE = "no space left on device"
_MAKE_ROOM = "make room, or set GOESCAPE_CACHE to a folder that can be written"


@dataclass(frozen=True, slots=True)
class _Rule:
    """A wording of the go command, and what to tell the user; groups of the pattern fill the texts."""

    pattern: re.Pattern[str]
    summary: str
    advice: str


# cmd/go/internal/modload, cmd/go/internal/load and cmd/go/internal/work; go1.22 to go1.27.
_RULES = (
    _Rule(
        re.compile(r"go\.mod file not found|cannot find main module"),
        "no go.mod in this folder or above it",
        "run `go mod init NAME` in the module's root, or open the folder that holds go.mod",
    ),
    _Rule(
        re.compile(r"directory prefix \S+ does not contain|contained in a module that is not one of the workspace"),
        "this folder belongs to no module (or to none that go.work lists)",
        "run goescape in a module's folder, or list the module in go.work",
    ),
    _Rule(
        re.compile(r"directory (?P<folder>\S+) outside (?:main module|modules listed in go\.work)"),
        "the folder {folder} is in another module (or in none that go.work lists)",
        "run goescape in that module's folder, or list the module in go.work",
    ),
    _Rule(
        re.compile(r"\"(?P<pattern>[^\"]+)\" matched no packages"),
        "the pattern {pattern} matches no packages",
        "check the path or the pattern",
    ),
    _Rule(
        re.compile(r"package (?P<file>[^\s;/]+\.go(?=;)|\S+\.go(?= is not in std))"),
        "there is no file {file}",
        "check the path",
    ),
    _Rule(
        re.compile(r"no required module provides package (?P<package>[^\s;]+)"),
        "no required module provides package {package}",
        "run `go get {package}`; goescape fetches nothing by itself",
    ),
    _Rule(
        re.compile(r"cannot find module providing package (?P<package>[^\s:]+)"),
        "no module provides package {package}",
        "run `go get {package}`; goescape fetches nothing by itself",
    ),
    _Rule(
        re.compile(r"(?P<module>\S+@\S+): module lookup disabled by GOPROXY=off"),
        "the module {module} is not in the module cache",
        "run `go mod download`; goescape fetches nothing by itself",
    ),
    _Rule(
        re.compile(r"module lookup disabled by GOPROXY=off"),
        "a module that the code needs is not in the module cache",
        "run `go mod download`; goescape fetches nothing by itself",
    ),
    _Rule(
        re.compile(r"missing go\.sum entry[^:]*?(?: (?P<package>\S+))?(?: \(imported|;|$)"),
        "go.sum lacks an entry that the build needs",
        "run `go mod tidy`; goescape never changes go.mod or go.sum",
    ),
    _Rule(
        re.compile(r"updates to go\.(?:mod|sum|work) needed|inconsistent vendoring"),
        "go.mod is not in step with the code or the vendor folder",
        "run `go mod tidy` (and `go mod vendor` where there is a vendor folder)",
    ),
    _Rule(
        re.compile(r"requires go >= (?P<need>\S+) \(running go (?P<have>[^;)]+)"),
        "Go {need} is needed; the toolchain is Go {have}",
        "set goescape.goBinary (--go-binary) to a newer go; goescape downloads no toolchain",
    ),
    _Rule(
        re.compile(r"no Go files in (?P<folder>.+)"),
        "no Go files in {folder}",
        "name a folder that holds Go files, or a pattern such as ./...",
    ),
    _Rule(
        re.compile(r"build constraints exclude all Go files in (?P<folder>.+)"),
        "build constraints exclude all Go files in {folder}",
        "set the build tags, GOOS or GOARCH that the files are for",
    ),
    _Rule(
        re.compile(r"/(?:compile|asm|cgo)(?:\.exe)?: signal: (?P<signal>.+)"),
        "the compiler was killed (signal: {signal})",
        RETRY,
    ),
    _Rule(
        re.compile(r"creating work dir: |failed to initialize build cache|no space left on device"),
        "{whole}",
        _MAKE_ROOM,
    ),
    _Rule(
        re.compile(r"(?:directory not found|no such file or directory)"),
        "{whole}",
        "check the path or the pattern",
    ),
    _Rule(
        re.compile(r"package (?P<package>\S+) is not in std"),
        "there is no package {package} in the standard library or in this module",
        "check the import path; a folder is written ./{package}",
    ),
)  # fmt: skip


def problem_of(errors: Iterable[str], folder: str) -> Problem:
    """The problem behind the go command's errors, most telling first. `folder` is where it ran.

    `errors` must not be empty. A compiler's error keeps its own words; the place is its first one.
    """
    texts = list(dict.fromkeys(errors))
    detail = "\n".join(text.strip("\n") for text in texts)
    for rule in _RULES:
        for text in texts:
            match = rule.pattern.search(text)
            if match and not text.startswith("# "):
                groups = {"whole": _first_line(text), **{k: v or "" for k, v in match.groupdict().items()}}
                return Problem(
                    rule.summary.format(**groups), detail, _place(text, folder), rule.advice.format(**groups)
                )
    lines = [line for text in texts for line in text.splitlines() if _is_error(line)]
    full = next((line for line in lines if _NO_SPACE in line), "")
    advice = _MAKE_ROOM if full else ""
    return Problem(_first_line(full or "\n".join(lines)), detail, _place(lines[0] if lines else "", folder), advice)


def _is_error(line: str) -> bool:
    """Whether a line of a failed compilation is about the failure: the compiler says its -m lines before it."""
    if not line or line.startswith("# "):
        return False
    message = parse_line(line)
    return message is None or message.kind is Kind.OTHER


def stopped(reason: str, detail: str = "") -> Problem:
    """The problem of a build that did not come to its end: killed, out of time, out of disk."""
    return Problem(reason, detail, advice=RETRY)


def _first_line(text: str) -> str:
    """The first line of an error, and the second where the first only announces it."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return "the go command failed without a word"
    return " ".join(lines[: 2 if lines[0].endswith(":") else 1])


def _place(text: str, folder: str) -> Place | None:
    """The place that an error names, with an absolute path."""
    match = _AT.match(text.split("\n", 1)[0])
    if match is None or not match["file"].endswith(".go"):
        return None
    path = os.path.normpath(os.path.join(folder, match["file"]))
    return Place(path, int(match["line"]), int(match["column"] or 0))
