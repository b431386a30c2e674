"""The typed code of modules, kept from one analysis to the next.

To type-check a package and what it imports takes seconds; after an edit, what it makes stale takes milliseconds. A
module is opened anew only where more has changed than the text of declarations: which files there are, what they
import, go.mod.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import partial

from goescape.compiler.request import BuildOptions, Request
from goescape.compiler.toolchain import Toolchain
from goescape.fixes.opening import open_module
from goescape.fixes.scene import Limits, Module
from goescape.packages.header import CHUNK, header_of_start
from goescape.proving.followed import FollowedFiles
from goescape.syntax.deep import with_deep_stack
from goescape.syntax.outlines import Outlines

MODULES_KEPT = 2
"""Modules whose types are kept; each takes some hundred megabytes where it is large."""

_Key = tuple[str, BuildOptions, str]


class Modules:
    """Typed modules by folder, options and GOROOT. For one thread."""

    def __init__(self, outlines: Outlines | None = None) -> None:
        self._outlines = outlines
        self._kept: OrderedDict[_Key, tuple[FollowedFiles, Module]] = OrderedDict()

    def of(self, request: Request, toolchain: Toolchain, limits: Limits) -> Module:
        """The code that a request is about, as it is now."""
        return with_deep_stack(partial(self._of, request, toolchain, limits))

    def forget(self) -> None:
        """Let go of all."""
        self._kept.clear()

    def _of(self, request: Request, toolchain: Toolchain, limits: Limits) -> Module:
        key = (request.folder, request.options, toolchain.goroot)
        files, module = self._kept.pop(key, (None, None))
        if files is not None and module is not None:
            module = _followed(files, module, request, limits)
        if files is None or module is None:
            files = FollowedFiles(request.folder, request.overlays)
            module = open_module(request, toolchain, limits, self._outlines, files)
        self._kept[key] = files, module
        while len(self._kept) > MODULES_KEPT:
            self._kept.popitem(last=False)
        return module


def _followed(files: FollowedFiles, module: Module, request: Request, limits: Limits) -> Module | None:
    """The module's code, up to date; None where it has to be opened anew."""
    files.show(request.overlays)
    if files.torn or files.is_rearranged():
        return None
    changed = files.changed()
    for path in changed:
        before, now = files.start(path), files.again(path)
        if before is None or now is None or not _begin_alike(before, now) or not path.endswith(".go"):
            return None
        module.program.update(path, now)
    if not changed and limits == module.limits:
        return module
    return Module(module.loader, module.program, limits)


def _begin_alike(before: bytes, now: bytes) -> bool:
    """Whether two Go files belong to the same package and import the same, by their first bytes."""
    header = header_of_start(before)
    return header is not None and header == header_of_start(now[:CHUNK]) and header.problem is None
