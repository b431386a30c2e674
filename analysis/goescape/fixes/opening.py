"""From an engine's answer to the scenes in which fixes are looked for."""

from __future__ import annotations

from collections.abc import Iterator

from goescape.compiler.engine import Analysis
from goescape.compiler.request import Request
from goescape.compiler.toolchain import Toolchain
from goescape.fixes.scene import Limits, Module, Scene
from goescape.packages.environment import Wanted
from goescape.syntax.outlines import Outlines
from goescape.types.opened import OpenPrograms


def wanted(request: Request, toolchain: Toolchain) -> Wanted:
    """What a request's code is built for, and the GOROOT that it is built with."""
    options = request.options
    goos, goarch = options.goos or toolchain.goos, options.goarch or toolchain.goarch
    return Wanted(goos, goarch, options.tags, toolchain.goroot)


def open_module(request: Request, toolchain: Toolchain, limits: Limits, outlines: Outlines | None = None) -> Module:
    """The code that a request is about: the packages of its folder's module, with its unsaved text."""
    opened = OpenPrograms(outlines).of(request.folder, wanted(request, toolchain), request.overlays)
    return Module(opened.loader, opened.program, limits)


def scenes(module: Module, analysis: Analysis) -> Iterator[Scene]:
    """A scene for every package that compiled. Of a package with tests of its own, the variant that has them is the
    one that is looked at; findings are those of the variant."""
    good = {report.package: report for report in analysis.reports if report.problem is None and not report.stale}
    for name, report in good.items():
        if not report.for_test and f"{name} [{name}.test]" in good:
            continue
        yield Scene(module, module.program.unit(name), report.findings)

