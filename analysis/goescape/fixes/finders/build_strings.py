"""Texts and bytes that are built without strings in between."""

from __future__ import annotations

from collections.abc import Iterator

from goescape.fixes.code import Code
from goescape.fixes.model import Candidate, Refusal
from goescape.fixes.printing.printed_into import find_printed
from goescape.fixes.printing.string_builder import find_growing
from goescape.fixes.scene import Scene


def find(code: Code, scene: Scene) -> Iterator[Candidate | Refusal]:
    """Strings that grow in a loop, and texts of fmt that are copied at once."""
    yield from find_growing(code, scene)
    yield from find_printed(code, scene)
