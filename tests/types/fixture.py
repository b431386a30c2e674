"""Annotated Go code: what comments say of the expressions on their line.

A fixture is a file ``NAME.go``, which is a package of its own, or an archive ``NAME.txtar`` with a package a folder,
the folder's path being the import path. A first line ``// -lang=go1.20`` gives the language version. Comments::

    m, ok := x.(T) + 1 //: ok => bool  //: x.(T) => (p.T, bool)
    const k = 1 << 3   //: k => untyped int = 8

say the type of the first expression on the line that is spelled so, and the exact value of a constant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from goescape.source import Source
from tests import archive
from tests.types.comparison import EXTRA_KINDS
from tests.types.oracle import FileRecords, Oracle, Unit

FOLDER = Path(__file__).parent / "fixtures"

_EXPECTATION = re.compile(r"//: (?P<text>.*?) => (?P<said>.*?)\s*(?=//:|$)")
_FLAGS = re.compile(r"\A//\s*(?P<flags>-[^\n]*)\n")
_PACKAGE = re.compile(r"^package (?P<name>\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Expectation:
    """`said` is a type, followed by " = " and a value for a constant. `line` is 1-based."""

    path: str
    line: int
    text: str
    said: str

    def __str__(self) -> str:
        return f"{Path(self.path).name}:{self.line}: {self.text} => {self.said}"


def names() -> list[str]:
    """All fixtures, by file name."""
    return sorted(path.name for path in FOLDER.iterdir() if path.suffix in (".go", ".txtar"))


def flag_of(text: str, name: str) -> str:
    """The value of a flag in a file's first line, empty without it."""
    line = _FLAGS.match(text)
    found = re.search(rf"-{name}=(\S+)", line["flags"]) if line else None
    return found[1] if found else ""


def units_of(name: str, folder: Path, oracle: Oracle) -> list[Unit]:
    """Write the packages of a fixture below `folder`; they, and the standard library."""
    source = FOLDER / name
    text = source.read_text(encoding="utf-8")
    files = archive.unpack(text) if source.suffix == ".txtar" else {f"p/{name}": text}
    packages: dict[str, list[str]] = {}
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8", newline="")
        packages.setdefault(path.rpartition("/")[0], []).append(str(target))
    return [*oracle.standard, *(_package(path, files) for path, files in packages.items())]


def _package(path: str, files: list[str]) -> Unit:
    text = Path(files[0]).read_text(encoding="utf-8")
    folder = str(Path(files[0]).parent)
    return Unit(path, path, package_name(text), folder, tuple(files), {}, flag_of(text, "lang"), True)


def expectations(path: str) -> Iterator[Expectation]:
    """What the comments of a file say."""
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").split("\n"), 1):
        for found in _EXPECTATION.finditer(line):
            yield Expectation(path, number, found["text"].strip(), found["said"])


def observed(expectation: Expectation, records: Mapping[str, FileRecords], sources: Mapping[str, Source]) -> str:
    """What the records say where something is expected, in the same words."""
    source = sources[expectation.path]
    text = expectation.text.encode()
    span = source.line_span(expectation.line - 1)
    of_line = sorted(
        (key, record)
        for key, record in records[expectation.path].records.items()
        if span.start <= key.start < span.end and key.kind not in EXTRA_KINDS
    )
    for key, record in of_line:
        if source.data[key.start : key.end] == text:
            return f"{record.type} = {record.value}" if record.value else record.type
    return "no such expression"


def package_name(text: str) -> str:
    """The name in a file's package clause."""
    found = _PACKAGE.search(text)
    return found["name"] if found else "p"
