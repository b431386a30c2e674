"""What is known of the fixes for one answer of the compiler, and what an edit makes stale of it.

A proof holds for the texts that it was made with. When one of the files that decided the answer changes, nothing is
offered until it is as it was, or has been analysed again. When any other file changes, of a package that may import
this one, only what is local stays: edits of function bodies cannot break who calls the functions.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from goescape.fixes.model import Candidate, FixKind
from goescape.fixes.proof import Proof, Verdict


@dataclass(frozen=True)
class Offer:
    """A candidate that was judged. `local` tells that it edits nothing but function bodies of its own package."""

    proof: Proof
    local: bool

    @property
    def candidate(self) -> Candidate:
        return self.proof.candidate

    @property
    def path(self) -> str:
        return self.candidate.path

    @property
    def before(self) -> Mapping[str, bytes]:
        return self.proof.before

    @property
    def texts(self) -> Mapping[str, bytes]:
        return self.proof.texts

    @cached_property
    def key(self) -> str:
        """A name for it that no other fix of any text has."""
        return _key(self.candidate.kind.value, self.before, self.texts)


@dataclass(frozen=True)
class Bundle:
    """Fixes of one file that were proven together: all of them, or those of one kind."""

    path: str
    kind: FixKind | None
    offers: tuple[Offer, ...]
    texts: Mapping[str, bytes]
    before: Mapping[str, bytes]

    @property
    def local(self) -> bool:
        return all(offer.local for offer in self.offers)

    @cached_property
    def key(self) -> str:
        return _key(f"all {self.kind.value if self.kind else ''} in {self.path}", self.before, self.texts)


_Known = TypeVar("_Known", Offer, Bundle)


class Offers:
    """The fixes for one answer; `inputs` are the folders whose files decided that. For one thread.

    `done` tells that all candidates were judged, and `bundled` for which files they were judged together too.
    """

    def __init__(self, inputs: frozenset[str]) -> None:
        self.inputs = inputs
        self.done = False
        self.bundled: set[str] = set()
        self._judged: dict[Candidate, Offer] = {}
        self._bundles: list[Bundle] = []
        self._changed: dict[str, bytes | None] = {}
        """The files that are not what they were; and what that was, if known."""

    def take(self, found: Offer | Bundle) -> None:
        """Keep what was found out."""
        if isinstance(found, Bundle):
            self._bundles.append(found)
        else:
            self._judged[found.candidate] = found

    def begin(self) -> tuple[Offer, ...]:
        """Let the present texts be those that count; what is known with them."""
        if self._changed:
            self._judged = {candidate: offer for candidate, offer in self._judged.items() if offer.local}
            self._changed.clear()
            self._bundles.clear()
            self.bundled.clear()
            self.done = False
        return tuple(self._judged.values())

    def note(self, path: str, before: bytes | None, now: bytes | None) -> None:
        """A file has another text; None stands for one that is not known."""
        if now is not None and self._changed.get(path, before) == now:
            self._changed.pop(path, None)
        else:
            self._changed.setdefault(path, before)

    def confirm(self) -> None:
        """The files that decided the answer were seen to be as they were."""
        self._changed = {path: was for path, was in self._changed.items() if os.path.dirname(path) not in self.inputs}

    @property
    def is_current(self) -> bool:
        """Whether the files that decided the answer are as they were."""
        return not any(os.path.dirname(path) in self.inputs for path in self._changed)

    def is_complete(self, files: Iterable[str]) -> bool:
        """Whether all is known of the present texts, and of what can be done together in some files."""
        known = not self._changed or all(offer.local for offer in self._judged.values())
        return self.done and known and self.bundled.issuperset(files)

    def offers(self, *, unproven: bool = False) -> list[Offer]:
        """The fixes that hold for the present texts; those too that could not be judged, if `unproven`."""
        wanted = (Verdict.PROVEN, Verdict.UNPROVEN) if unproven else (Verdict.PROVEN,)
        return [offer for offer in self._held(self._judged.values()) if offer.proof.verdict in wanted and offer.texts]

    def bundles(self) -> list[Bundle]:
        """The bundles that hold for the present texts."""
        return list(self._held(self._bundles))

    def _held(self, known: Iterable[_Known]) -> Iterator[_Known]:
        if self.is_current:
            yield from (one for one in known if one.local or not self._changed)


def _key(what: str, before: Mapping[str, bytes], texts: Mapping[str, bytes]) -> str:
    total = hashlib.sha256(what.encode(errors="surrogateescape"))
    for side in (before, texts):
        for path in sorted(side):
            total.update(hashlib.sha256(path.encode(errors="surrogateescape")).digest())
            total.update(hashlib.sha256(side[path]).digest())
    return total.hexdigest()
