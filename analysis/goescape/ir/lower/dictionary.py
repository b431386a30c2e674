"""What an instance takes from its dictionary at run time, as expressions (noder/reader.go: dictWord, rttiWord).

No value flows from a dictionary to anything that could escape; it is there because it is printed, and counted.
"""

from __future__ import annotations

from typing import Final

from goescape.ir import ops
from goescape.ir.lower.builder import Builder, Unsupported
from goescape.ir.lower.constants import UINTPTR_TYPE, integer
from goescape.ir.lower.operators import implicit_deref
from goescape.ir.nodes import PEXTERN, Convert, Expr, Index, Name, Unary
from goescape.ir.package.symbols import receiver_of
from goescape.ir.places import NO_POS, Pos
from goescape.types.model import UINT8, Array, Func, Package, Pointer, Signature, TypeParam, unalias
from goescape.types.results import Results
from goescape.types.unit import Declared
from goescape.types.universe import TYP

_TYPE_WORD: Final = Pointer(TYP[UINT8])


def type_word(b: Builder, pos: Pos) -> Expr:
    """What stands for a type at run time."""
    return Convert(ops.OCONVNOP, pos, _TYPE_WORD, _word(b, pos, 0))


def subdictionary(b: Builder, pos: Pos) -> Expr:
    """The dictionary for a call of another instance."""
    return Convert(ops.OCONVNOP, pos, Pointer(Array(UINTPTR_TYPE, 0)), _word(b, pos, 0))


def parameter_method(b: Builder, pos: Pos, parameter: TypeParam, method: Func, signature: Signature) -> Expr:
    """A method of a type parameter, as a function with the receiver for its first parameter."""
    word = _word(b, pos, _methods_of_parameters(b).index((parameter.index, method.name)))
    return Convert(ops.OCONVNOP, pos, signature, Unary(ops.OADDR, pos, Pointer(UINTPTR_TYPE), word))


def static_dictionary(b: Builder, pos: Pos, package: Package | None, instance: str) -> Expr:
    """The address of the dictionary of an instance that is known when it is compiled."""
    name = Name(f".dict.{instance}", NO_POS, Array(UINTPTR_TYPE, 0), PEXTERN)
    name.pkg = package if package is not b.context.unit.package else None
    return Unary(ops.OADDR, pos, Pointer(Array(UINTPTR_TYPE, 0)), name)


def _methods_of_parameters(b: Builder) -> list[tuple[int, str]]:
    """The methods of type parameters that a generic function mentions, or the methods of a generic type do together, in
    the text's order: by the parameter's index and their names. A dictionary begins with them."""
    declared = b.site.objects[0]
    base, _ = receiver_of(declared) if isinstance(declared, Func) else (None, False)
    methods = base.origin.methods.values() if base is not None else ()
    found: dict[tuple[int, str], None] = {}
    for site in [each.site for each in methods] or [b.site]:
        assert isinstance(site, Declared)
        results = b.context.program.body_results(site.file, site.declaration)
        if results is not None:
            found.update(dict.fromkeys(_mentioned(site, results)))
    return list(found)


def _mentioned(site: Declared, results: Results) -> list[tuple[int, str]]:
    found: list[tuple[int, int, str]] = []
    for node, selection in results.selections.items():
        parameter = unalias(selection.recv)
        if isinstance(parameter, TypeParam) and isinstance(selection.obj, Func):
            part = site.declaration.part_of(node)
            found.append((part.places.anchor[node - part.first], parameter.index, selection.obj.name))
    return [each[1:] for each in sorted(found)]


def _word(b: Builder, pos: Pos, index: int) -> Expr:
    if b.dictionary is None:
        raise Unsupported("it needs a dictionary that it has not")
    return Index(ops.OINDEX, pos, UINTPTR_TYPE, implicit_deref(pos, b.dictionary), integer(pos, index))
