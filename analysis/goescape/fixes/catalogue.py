"""The table of fixes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from goescape.fixes.code import Code
from goescape.fixes.model import Candidate, FixKind, Refusal
from goescape.fixes.scene import Scene

Finder: TypeAlias = Callable[[Code, Scene], Iterator[Candidate | Refusal]]
"""Looks through one sound declaration. Yields a `Refusal` where the pattern of the fix is there, and a heap allocation
that it could remove, but a precondition does not hold."""

FINDERS: Mapping[FixKind, Finder] = {}
