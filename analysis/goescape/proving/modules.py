"""The typed code of modules as finders want it, kept from one analysis to the next."""

from __future__ import annotations

from goescape.compiler.request import Request
from goescape.compiler.toolchain import Toolchain
from goescape.fixes.opening import wanted
from goescape.fixes.scene import Limits, Module
from goescape.syntax.outlines import Outlines
from goescape.types.opened import Opened, OpenPrograms


class Modules:
    """For one thread."""

    def __init__(self, outlines: Outlines | None = None) -> None:
        self._programs = OpenPrograms(outlines)
        self._made: dict[Opened, tuple[int, Module]] = {}

    def of(self, request: Request, toolchain: Toolchain, limits: Limits) -> Module:
        """The code that a request is about, as it is now."""
        opened = self._programs.of(request.folder, wanted(request, toolchain), request.overlays)
        edits, module = self._made.get(opened, (-1, None))
        if module is None or edits != opened.edits or module.limits != limits:
            module = Module(opened.loader, opened.program, limits)
        kept = self._programs.kept()
        self._made = {one: made for one, made in self._made.items() if one in kept}
        self._made[opened] = opened.edits, module
        return module

    def forget(self) -> None:
        """Let go of all."""
        self._programs.forget()
        self._made.clear()
