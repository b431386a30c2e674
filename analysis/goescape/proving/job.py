"""What the workshop is asked to do, and what it finds out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from goescape.compiler.engine import Analysis
from goescape.compiler.request import Request
from goescape.compiler.toolchain import Toolchain
from goescape.proving.offers import Bundle, Offer
from goescape.settings import FixSettings

Place: TypeAlias = tuple[str, int]
"""A file and a byte offset in it."""

Found: TypeAlias = Offer | Bundle


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be found out about the fixes of one folder.

    - `analysis` answers `request`; of its packages those in `folder` are looked at.
    - `settings` say which fixes are looked for, how many are judged, `known` included, and how long.
    - `places`: what the user looks at, the latest first: what is nearest to these is done first.
    - `files`: the files for which fixes are judged together too.
    - `known` are those that have been judged. With `settled` they are all.
    """

    folder: str
    request: Request
    analysis: Analysis
    toolchain: Toolchain
    settings: FixSettings
    places: tuple[Place, ...] = ()
    files: tuple[str, ...] = ()
    known: tuple[Offer, ...] = ()
    settled: bool = False
