"""Which types have a size that is known: where a type is not known, neither is that of what it is a part of."""

from __future__ import annotations

from typing import Final

from goescape.types.model import (
    INVALID,
    Array,
    Basic,
    Chan,
    Interface,
    Map,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
)

ALWAYS_KNOWN: Final = frozenset((Basic, Pointer, Slice, Map, Chan, Signature, Interface))
"""The types whose size does not depend on others. (There is a basic one that is not known, but no variable of it.)"""


class Layouts:
    """Answers for one version of all texts. They are kept, by type."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[Type, bool] = {}

    def is_known(self, t: Type) -> bool:
        """Whether a variable of a type has a size. None that contains itself has."""
        found = self._known.get(t)
        if found is None:
            self._known[t] = False
            found = self._known[t] = self._find(t)
        return found

    def _find(self, t: Type) -> bool:
        under = t.under()
        if isinstance(under, Array):
            return under.length >= 0 and self.is_known(under.elem)
        if isinstance(under, Struct):
            return all(self.is_known(field.type_of()) for field in under.fields)
        if isinstance(under, Tuple):
            return all(self.is_known(var.type_of()) for var in under.vars)
        return under is not INVALID
