"""What an engine is asked: which packages, built how, with which unsaved text."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from goescape.compiler.modules import module_root
from goescape.settings import Settings


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How packages are built; all that changes what the compiler says for the same text."""

    tags: tuple[str, ...] = ()
    goos: str = ""
    goarch: str = ""
    inline: bool = True
    timeout: float = 300.0
    shared_build_cache: bool = False

    @staticmethod
    def of(settings: Settings) -> BuildOptions:
        """The options that the settings ask for."""
        return BuildOptions(
            tuple(settings.build_tags),
            settings.goos,
            settings.goarch,
            settings.inline,
            float(settings.build_timeout),
            settings.build_cache is settings.build_cache.SHARED,
        )


@dataclass(frozen=True, slots=True)
class Request:
    """One question: the packages that `patterns` (import paths, ``./...``, ``.go`` files) name in `folder`.

    `folder` is absolute; patterns are relative to it and so are the paths that the compiler prints. `tests`
    adds the in-package and the external test variants. `overlays` maps absolute paths to unsaved text. `background`
    tells that nobody waits for the answer: the commands step back behind whatever else runs.
    """

    folder: str
    patterns: tuple[str, ...]
    tests: bool = False
    options: BuildOptions = BuildOptions()
    overlays: Mapping[str, bytes] = field(default_factory=dict)
    background: bool = False

    @staticmethod
    def of_package(
        folder: str, tests: bool, options: BuildOptions, overlays: Mapping[str, bytes] | None = None
    ) -> Request:
        """The request for the package in `folder`, asked from its module's root, so that the go command prints and
        keeps the same paths whoever asks."""
        root = module_root(folder) or folder
        relative = os.path.relpath(folder, root).replace(os.sep, "/")
        pattern = "." if relative == "." else f"./{relative}"
        return Request(root, (pattern,), tests, options, overlays or {})
