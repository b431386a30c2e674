"""The dictionaries of generic functions and types, each laid out when it is first asked for."""

from __future__ import annotations

import logging
from typing import TypeAlias

from goescape.ir.dictionary import expressions, statements
from goescape.ir.dictionary.entries import Entries
from goescape.ir.dictionary.walker import Walker
from goescape.ir.lower.builder import Context, Unsupported
from goescape.ir.package.symbols import receiver_of
from goescape.syntax import nodes as syntax
from goescape.types.model import Func, Named, Signature
from goescape.types.results import Results
from goescape.types.unit import Declared

LOG = logging.getLogger(__name__)

expressions.fill()
statements.fill()

_Read: TypeAlias = "tuple[Declared, Results | None]"


class KnownEntries:
    """Those that a compiled package asked for. They hold as long as what the checker found out of the bodies does."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._known: dict[Func | Named, tuple[list[_Read], Entries]] = {}

    def numbers(self, user: Func, mention: int, generic: Func | Named | None) -> tuple[int, int]:
        """Which word of the dictionary of the generic function or method `user` the node with the id `mention` needs;
        and how many words the dictionary of `generic` has, -1 if that is None."""
        site = user.site
        assert isinstance(site, Declared)
        return self.of(user).place(site, mention), self.of(generic).words if generic is not None else -1

    def of(self, generic: Func | Named) -> Entries:
        """The dictionary of a generic function, or the one that the methods of a generic type share; `generic` is the
        origin, or one of these methods."""
        if isinstance(generic, Func):
            base, _ = receiver_of(generic)
            generic = generic if base is None else base.origin
        functions = [generic] if isinstance(generic, Func) else _sharing(generic)
        read = [self._results(each) for each in functions]
        known = self._known.get(generic)
        if known is None or not _are_same(known[0], read):
            known = self._known[generic] = (read, self._read(functions))
        return known[1]

    def _results(self, function: Func) -> _Read:
        site = function.site
        assert isinstance(site, Declared)
        return site, self._context.program.body_results(site.file, site.declaration)

    def _read(self, functions: list[Func]) -> Entries:
        found = Entries()
        for function in functions:
            site, signature = function.site, function.type_of()
            assert isinstance(site, Declared)
            body = site.declaration.body
            found.site = site
            if isinstance(signature, Signature) and body is not None and isinstance(body.node, syntax.Block):
                try:
                    Walker(self._context, site, found).function(signature, body.node)
                except Unsupported:
                    pass  # text that does not compile: no dictionary is printed of it
                except Exception:
                    LOG.exception("the dictionary of %s failed", function.name)
        return found


def _sharing(generic: Named) -> list[Func]:
    """The methods of a generic type, but for those that are generic themselves (1.27)."""
    methods = generic.methods.values()
    signatures = [method.type_of() for method in methods]
    return [
        method
        for method, signature in zip(methods, signatures, strict=True)
        if not isinstance(signature, Signature) or not signature.type_params
    ]


def _are_same(old: list[_Read], new: list[_Read]) -> bool:
    if len(old) != len(new):
        return False
    return all(one[0] is other[0] and one[1] is other[1] for one, other in zip(old, new, strict=True))
