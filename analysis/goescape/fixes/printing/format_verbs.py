"""Reading the format strings of package fmt (fmt/print.go: doPrintf, go1.22 to go1.27)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_INDEX = r"(?:\[[^\]]*\])?"
_NUMBER = r"(?:\d+|\*)?"
_VERB = re.compile(
    rf"%(?P<modifiers>[-#0+ ]*{_INDEX}{_NUMBER}(?:\.{_INDEX}{_NUMBER})?{_INDEX})(?P<letter>.)?", re.S
)
_PRECISION = re.compile(r"\.\d{1,2}")


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of a format. `modifiers` are the flags, width, precision and argument index before its letter: ``.2`` of
    ``%.2f``. `letter` is "" where the format ends before it."""

    modifiers: str
    letter: str

    @property
    def is_plain(self) -> bool:
        """Whether it is a percent sign and a letter, and so takes the next argument."""
        return not self.modifiers

    @property
    def precision(self) -> int | None:
        """The precision, of at most two digits, of a verb that has no other modifier; None of all others."""
        return int(self.modifiers[1:]) if _PRECISION.fullmatch(self.modifiers) else None

    @property
    def takes_next(self) -> bool:
        """Whether it takes the next argument and no other."""
        return self.letter not in ("", "%") and not set(self.modifiers) & set("[*")


def parts_of(format: str) -> list[str | Verb]:
    """A format as the texts and verbs that it is made of, in order; no text is empty. ``%%`` is part of a text.

    `format` may be the inside of a string literal as written, where no escape in it stands for a percent sign or for
    what follows one: the texts can then be put back between quotes.
    """
    parts: list[str | Verb] = []
    text, at = "", 0
    for match in _VERB.finditer(format):
        text, at = text + format[at : match.start()], match.end()
        verb = Verb(match["modifiers"], match["letter"] or "")
        if verb == Verb("", "%"):
            text += "%"
            continue
        parts += [text, verb] if text else [verb]
        text = ""
    text += format[at:]
    return [*parts, text] if text else parts
