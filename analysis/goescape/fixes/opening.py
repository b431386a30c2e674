"""From an engine's answer to the scenes in which fixes are looked for."""

from __future__ import annotations

import os
from collections.abc import Iterator

from goescape.compiler.engine import Analysis
from goescape.compiler.request import Request
from goescape.compiler.toolchain import Toolchain
from goescape.fixes.scene import Limits, Module, Scene
from goescape.packages import open_loader
from goescape.packages.environment import Wanted
from goescape.packages.files import Disk, Files, Overlay
from goescape.syntax.outlines import Outlines
from goescape.types.loaded import LoadedPackages
from goescape.types.program import Program
from goescape.types.sizes import SIZES


def open_module(
    request: Request,
    toolchain: Toolchain,
    limits: Limits,
    outlines: Outlines | None = None,
    files: Files | None = None,
) -> Module:
    """The code that a request is about: the packages of its folder's module, with its unsaved text. All is read from
    `files` where they are given; they have the unsaved text then."""
    files = files or _with_unsaved(request)
    options = request.options
    goos, goarch = options.goos or toolchain.goos, options.goarch or toolchain.goarch
    loader = open_loader(request.folder, os.environ, files, Wanted(goos, goarch, options.tags, toolchain.goroot))
    return Module(loader, Program(LoadedPackages(loader), SIZES[goarch], outlines), limits)


def _with_unsaved(request: Request) -> Files:
    files = Overlay(Disk())
    for path, data in request.overlays.items():
        files.write(path, data)
    return files


def scenes(module: Module, analysis: Analysis) -> Iterator[Scene]:
    """A scene for every package that compiled. Of a package with tests of its own, the variant that has them is the
    one that is looked at; findings are those of the variant."""
    good = {report.package: report for report in analysis.reports if report.problem is None and not report.stale}
    for name, report in good.items():
        if not report.for_test and f"{name} [{name}.test]" in good:
            continue
        yield Scene(module, module.program.unit(name), report.findings)

