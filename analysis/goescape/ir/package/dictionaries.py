"""What the compiler comes upon when it lays out an instance's dictionary (noder/reader.go: dictNameOf): the types that
the body needs, as they are for the type arguments themselves, and the dictionaries of the instances that it calls.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from goescape.ir.printing.typetext import link_text
from goescape.ir.shapes import ShapedTypes
from goescape.types.model import Func, Named, Signature, Type, TypeParam
from goescape.types.results import Results
from goescape.types.subst import substitute
from goescape.types.unit import Declared

if TYPE_CHECKING:
    from goescape.ir.package.reading import Reader
    from goescape.types.program import Program


class Dictionaries:
    """Those of a compiled package, each laid out once. All type arguments are without shapes."""

    def __init__(self, program: Program, reader: Reader) -> None:
        self._program = program
        self._reader = reader
        self.known: set[tuple[Func | Named, str]] = set()

    def of_function(self, origin: Func, args: tuple[Type, ...]) -> None:
        """Lay out that of a generic function's instance."""
        signature = origin.type_of()
        if isinstance(signature, Signature) and self._is_new(origin, args):
            self._bodies([(origin, signature.type_params)], args)

    def of_type(self, t: Named) -> None:
        """Lay out the one that the methods of a generic type's instance share."""
        if not self._is_new(t.origin, t.type_args):
            return
        bodies: list[tuple[Func, tuple[TypeParam, ...]]] = []
        for method in t.origin.methods.values():
            signature = method.type_of()
            if isinstance(signature, Signature) and len(signature.recv_type_params) == len(t.type_args):
                bodies.append((method, signature.recv_type_params))
        self._bodies(bodies, t.type_args)

    def _is_new(self, origin: Func | Named, args: tuple[Type, ...]) -> bool:
        if self._reader.bounds.refuses(origin, args):
            return False
        key = (origin, ",".join(map(link_text, args)))
        if key in self.known:
            return False
        self.known.add(key)
        return True

    def _bodies(self, functions: Iterable[tuple[Func, tuple[TypeParam, ...]]], args: tuple[Type, ...]) -> None:
        read: list[tuple[Results, ShapedTypes]] = []
        for function, params in functions:
            site = function.site
            assert isinstance(site, Declared)
            results = self._program.body_results(site.file, site.declaration)
            if results is not None:
                read.append((results, ShapedTypes(params, args)))
        for results, mapping in read:
            self._instances(results, mapping)
        for results, mapping in read:
            for t in dict.fromkeys(results.types):
                if t is not None and substitute(t, mapping) is not t:
                    self._reader.type(t, mapping)

    def _instances(self, results: Results, mapping: ShapedTypes) -> None:
        """Lay out the dictionaries of the functions that are called with types that depend on type arguments."""
        for node in sorted(results.instances):
            obj, old = results.objects.get(node), results.instances[node].type_args
            new = tuple([substitute(t, mapping) for t in old])
            if isinstance(obj, Func) and any(x is not y for x, y in zip(old, new, strict=True)):
                for t in old:
                    self._reader.type(t, mapping)
                self.of_function(obj.origin, new)
