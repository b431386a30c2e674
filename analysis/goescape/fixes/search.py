"""Looking for fixes in a package."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

from goescape.fixes.catalogue import FINDERS
from goescape.fixes.code import Code
from goescape.fixes.model import Candidate, FixKind, Refusal
from goescape.fixes.reasons import Reason
from goescape.fixes.scene import Scene
from goescape.syntax.generated import is_generated

LOG = logging.getLogger(__name__)


def search(scene: Scene, kinds: Iterable[FixKind] = FixKind) -> Iterator[Candidate | Refusal]:
    """All candidates and refusals of a package, declaration by declaration. Never raises: a finder that fails costs its
    kind in that declaration. Declarations with errors, and generated files, are left out."""
    wanted = [kind for kind in kinds if kind in FINDERS]
    for code in scene.codes():
        yield from search_declaration(code, scene, wanted)


def search_declaration(code: Code, scene: Scene, kinds: Iterable[FixKind]) -> Iterator[Candidate | Refusal]:
    """The candidates and refusals of some kinds in one declaration."""
    if not code.is_sound or is_generated(code.file.syntax):
        return
    for kind in kinds:
        try:
            found = list(FINDERS[kind](code, scene))
        except Exception:
            LOG.exception("%s failed in %s of %s", kind.value, code.name, code.path)
            yield Refusal(kind, code.path, code.span(code.head), code.name, code.name, Reason.CRASHED)
            continue
        yield from (_permitted(each, scene) for each in found)


def _permitted(found: Candidate | Refusal, scene: Scene) -> Candidate | Refusal:
    """A candidate, unless it edits what must not be edited."""
    if isinstance(found, Refusal):
        return found
    reason = next((reason for path in sorted(found.files) if (reason := _objection(path, scene)) is not None), None)
    if reason is None:
        return found
    return Refusal(found.kind, found.path, found.span, found.subject, found.function, reason)


def _objection(path: str, scene: Scene) -> Reason | None:
    if not scene.module.holds(path):
        return Reason.OUTSIDE_MODULE
    return Reason.GENERATED if is_generated(scene.program.file(path)) else None
