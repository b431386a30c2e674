"""What gofmt says of an edited text."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path

from goescape.compiler.process import ProcessError, run
from goescape.compiler.toolchain import QUIET, Toolchain
from goescape.fixes.edits.alignment import Alignment, edits_between
from goescape.fixes.edits.apply import edit_text
from goescape.fixes.model import Edit

TIMEOUT = 20.0
"""Seconds that gofmt may take for one file."""

_KEPT = 64
"""Texts whose formatted form is kept."""


class FormatError(Exception):
    """gofmt could not be run, or would not take the text. One line."""


class Formatter:
    """The gofmt of a toolchain."""

    def __init__(self, toolchain: Toolchain) -> None:
        self._binary = str(Path(toolchain.binary).with_stem("gofmt"))
        self._known: OrderedDict[bytes, bytes] = OrderedDict()

    async def formatted(self, text: bytes) -> bytes:
        """The text as gofmt has it. Raises `FormatError`."""
        known = self._known.pop(text, None)
        if known is None:
            known = await self._run(text)
        self._known[text] = known
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return known

    async def settled(self, before: bytes, after: bytes) -> bytes | None:
        """An edited text as it should be written: as gofmt has it, if the text before was; else with the blanks within
        lines as gofmt has them, but where they were not so before. None if gofmt would object to more places than
        before. Raises `FormatError`."""
        if _has_long_ends(before) and _has_long_ends(after):
            settled = await self.settled(before.replace(b"\r\n", b"\n"), after.replace(b"\r\n", b"\n"))
            return settled.replace(b"\n", b"\r\n") if settled is not None else None
        objections = edits_between("", before, await self.formatted(before))
        formatted = await self.formatted(after)
        if not objections:
            return formatted
        text = edit_text(after, _new(objections, before, after, formatted))
        left = edits_between("", text, await self.formatted(text))
        return text if len(left) <= len(objections) else None

    async def _run(self, text: bytes) -> bytes:
        if not text:
            return text
        try:
            done = await run(
                [self._binary], folder=os.path.dirname(self._binary), environment=os.environ | QUIET, timeout=TIMEOUT,
                given=text,
            )  # fmt: skip
        except ProcessError as error:
            raise FormatError(str(error)) from error
        if done.status != 0:
            raise FormatError(done.stderr.decode(errors="replace").strip().partition("\n")[0] or "gofmt failed")
        return done.stdout


def _has_long_ends(text: bytes) -> bool:
    """Whether all lines end in two bytes."""
    return 0 < text.count(b"\n") == text.count(b"\r\n")


def _new(objections: Iterable[Edit], before: bytes, after: bytes, formatted: bytes) -> list[Edit]:
    """What gofmt would do to blanks within lines of a text after edits, without what it would have done at the same
    places before them."""
    known = {edit.start for edit in objections}
    alignment = Alignment(edits_between("", before, after))
    found = []
    for edit in edits_between("", after, formatted):
        origin = alignment.origin(edit.start)
        if _is_blank(after[edit.start : edit.end] + edit.text) and (origin.inserted or origin.offset not in known):
            found.append(edit)
    return found


def _is_blank(text: bytes) -> bool:
    return not text.strip(b" \t")
