"""What is compared: packages, and how they are built."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MODULES = Path(__file__).parent / "modules"
"""A folder a module: go.mod and go.sum pin it and its dependencies, doc.go imports its packages."""


@dataclass(frozen=True)
class Case:
    """One comparison. `patterns` are the go command's; with `module`, the name of a folder of `MODULES`, they are
    resolved there, and every package of other modules that theirs need is compared too.
    """

    patterns: tuple[str, ...]
    module: str = ""
    tests: bool = False
    tags: str = ""
    goos: str = ""
    inline: bool = True

    @property
    def build_flags(self) -> list[str]:
        """The build's options, as the go command takes them."""
        return ["-gcflags=-m" if self.inline else "-gcflags=-m -l", *([f"-tags={self.tags}"] if self.tags else [])]

    @property
    def check_options(self) -> list[str]:
        """The same as options of ``goescape check``."""
        options = ["--tests"] if self.tests else []
        options += ["--tags", self.tags] if self.tags else []
        options += ["--goos", self.goos] if self.goos else []
        return options if self.inline else [*options, "--no-inline"]

    def __str__(self) -> str:
        dependencies = ["and dependencies"] if self.module and not self.tests else []
        return " ".join([*self.patterns, *dependencies, *self.check_options])


STANDARD = tuple(Case((name,)) for name in ("fmt", "encoding/json", "go/types", "net/http"))
MODULE_CASES = (
    Case(("github.com/spf13/cobra/...",), module="cobra"),
    Case(("github.com/prometheus/client_golang/...",), module="client_golang"),
)
VARIANTS = (
    Case(("encoding/json",), tests=True),
    Case(("github.com/spf13/cobra",), module="cobra", tests=True),
    Case(("net", "os/user"), tags="netgo,osusergo"),
    Case(("encoding/json", "go/parser"), inline=False),
    Case(("os", "path/filepath"), goos="windows"),
    Case(("os",), goos="darwin"),
)
CASES = (*STANDARD, *MODULE_CASES, *VARIANTS)
