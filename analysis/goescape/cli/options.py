"""The options that subcommands share."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from goescape.compiler.request import BuildOptions
from goescape.explain.language import Language
from goescape.settings import EngineChoice

_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

GO_BINARY = click.option("--go-binary", metavar="PATH", default="", help="The go command to run.")
ENGINE = click.option(
    "--engine",
    type=click.Choice([choice.value for choice in EngineChoice]),
    default=EngineChoice.AUTO.value,
    help="Who answers: the Go compiler, goescape's own rules (native), or the compiler if there is one (auto).",
)
FOLDER = click.option(
    "-C",
    "folder",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help="Run in DIR instead of the current folder.",
)
TARGET = (
    click.option("--tags", default="", metavar="TAG,...", help="Build tags, as for go build."),
    click.option("--goos", default="", metavar="OS", help="Target operating system."),
    click.option("--goarch", default="", metavar="ARCH", help="Target architecture."),
)
BUILD = (
    FOLDER,
    GO_BINARY,
    *TARGET,
    click.option("--no-inline", is_flag=True, help="Analyse without inlining (-l)."),
    click.option("--timeout", type=click.FloatRange(min=1), default=600.0, metavar="SECONDS", help="Stop after this."),
    click.option("--shared-build-cache", is_flag=True, help="Use your GOCACHE instead of goescape's own."),
)
LOCALE = click.option("--locale", default="", metavar="LOCALE", help="Language: en or zh-CN (default: the system's).")


@dataclass(frozen=True, slots=True)
class Build:
    """What the options that decide how packages are built come to. `folder` is absolute."""

    folder: str
    go_binary: str
    options: BuildOptions


def build_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that decide how packages are built; the command gets them as one `build`."""

    @wraps(command)
    def gathered(
        *,
        folder: Path,
        go_binary: str,
        tags: str,
        goos: str,
        goarch: str,
        no_inline: bool,
        timeout: float,
        shared_build_cache: bool,
        **others: Any,
    ) -> Any:
        options = BuildOptions(tags_of(tags), goos, goarch, not no_inline, timeout, shared_build_cache)
        return command(build=Build(str(folder.resolve()), go_binary, options), **others)

    return _with(BUILD, gathered)


def target_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say where packages are and what they are for; nothing is built."""
    return _with((FOLDER, *TARGET), command)


def _with(options: Sequence[_Decorator], command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(options):
        command = option(command)
    return command


def tags_of(tags: str) -> tuple[str, ...]:
    """The tags of a ``--tags``, between commas or spaces."""
    return tuple(tag for tag in tags.replace(" ", ",").split(",") if tag)


def language_of(locale: str) -> Language:
    """The language of a ``--locale``, else of the system."""
    if locale:
        return Language.of(locale)
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return Language.of(next((name for name in names if name), ""))
