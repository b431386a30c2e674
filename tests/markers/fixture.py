"""The annotated Go packages below tests/fixtures, and how each of them is to be compiled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .expectation import Comment, Expectation, FixtureError, read_comments, read_elsewhere

ROOT = Path(__file__).parent.parent / "fixtures"
HEADER = re.compile(r"//\s*(?P<key>flags|tags|tests|needs|show):\s*(?P<value>.*?)\s*$")
PACKAGE_CLAUSE = re.compile(r"^package\s", re.MULTILINE)
SHOWN = ("inlining", "elsewhere", "columns")


@dataclass(frozen=True)
class Build:
    """How a package is compiled. Packages that share a build are compiled by one command.

    `flags` go to the compiler beside -m; `tests` adds the package's test variants; `cgo` needs a C compiler.
    """

    flags: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    tests: bool = False
    cgo: bool = False


@dataclass(frozen=True)
class Fixture:
    """One Go package of the module at `root`; `name` is its folder relative to it, with slashes."""

    root: Path
    name: str

    @cached_property
    def files(self) -> dict[str, str]:
        """The text of each Go file that carries expectations, by its path relative to the root."""
        paths = sorted((self.root / self.name).glob("*.go"))
        wanted = [p for p in paths if self.build.tests or not p.name.endswith("_test.go")]
        return {p.relative_to(self.root).as_posix(): read(p) for p in wanted}

    @cached_property
    def headers(self) -> dict[str, list[str]]:
        """The words of the header comments (``// flags: -l``) that stand before a package clause."""
        words: dict[str, list[str]] = {}
        for path in sorted((self.root / self.name).glob("*.go")):
            head = PACKAGE_CLAUSE.split(read(path), maxsplit=1)[0]
            for line in head.split("\n"):
                match = HEADER.match(line)
                if match:
                    words.setdefault(match["key"], []).extend(match["value"].split())
        return words

    @cached_property
    def build(self) -> Build:
        """How the headers want the package compiled."""
        headers = self.headers
        return Build(
            flags=tuple(headers.get("flags", ())),
            tags=tuple(headers.get("tags", ())),
            tests=bool(headers.get("tests")),
            cgo="cgo" in headers.get("needs", ()),
        )

    @cached_property
    def shown(self) -> frozenset[str]:
        """What else than the rule is shown: ``inlining`` messages, lines ``elsewhere``, ``columns``."""
        shown = frozenset(self.headers.get("show", ()))
        if not shown <= set(SHOWN):
            raise FixtureError(f"{self.name}: `// show:` knows {', '.join(SHOWN)}; got {', '.join(sorted(shown))}")
        return shown

    @cached_property
    def comments(self) -> dict[str, list[Comment]]:
        """The ``// want`` comments of each file."""
        return {file: read_comments(file, text) for file, text in self.files.items()}

    @cached_property
    def expectations(self) -> list[Expectation]:
        """All that the package expects at its own lines, in the files' order."""
        return [e for comments in self.comments.values() for comment in comments for e in comment.expectations]

    @cached_property
    def elsewhere(self) -> list[str]:
        """The whole lines that the package expects outside its own files."""
        return [line for file, text in self.files.items() for line in read_elsewhere(file, text)]


def find_fixtures(root: Path = ROOT) -> list[Fixture]:
    """Every package below `root`, by name."""
    folders = {path.parent for path in root.rglob("*.go")}
    return [Fixture(root, folder.relative_to(root).as_posix()) for folder in sorted(folders)]


def read(path: Path) -> str:
    """A file's text with its line ends as they are; bytes that are not UTF-8 survive a round trip."""
    return path.read_bytes().decode("utf-8", "surrogateescape")
