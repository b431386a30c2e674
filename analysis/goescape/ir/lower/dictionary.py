"""What an instance takes from its dictionary at run time, as expressions (noder/reader.go: dictWord, rttiWord).

No value flows from a dictionary to anything that could escape; it is there because it is printed, and counted. Which of
its words something is in (`ir.dictionary`) is looked for when that is printed.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from goescape.ir import ops
from goescape.ir.lower.builder import Builder, Unsupported
from goescape.ir.lower.constants import UINTPTR_TYPE, integer
from goescape.ir.lower.operators import implicit_deref
from goescape.ir.nodes import PEXTERN, Convert, DictionaryWord, Expr, Index, Literal, Name, Unary
from goescape.ir.places import NO_POS, Pos
from goescape.syntax import nodes as syntax
from goescape.types.model import UINT8, Array, Func, Named, Package, Pointer, Signature, Type
from goescape.types.universe import TYP

_TYPE_WORD: Final = Pointer(TYP[UINT8])


def type_word(b: Builder, pos: Pos) -> Expr:
    """What stands for a type at run time."""
    return Convert(ops.OCONVNOP, pos, _TYPE_WORD, _word(b, pos, integer(pos, 0)))


def subdictionary(b: Builder, pos: Pos, mention: syntax.Node, generic: Func | Named) -> Expr:
    """The dictionary for a call of another instance, of a function or of a type's method, that `mention` names."""
    index = integer(pos, 0)
    return _word_of(b, mention, generic, pos, Pointer(Array(UINTPTR_TYPE, 0)), _word(b, pos, index), index)


def parameter_method(b: Builder, pos: Pos, mention: syntax.Selector, signature: Signature) -> Expr:
    """The method of a type parameter that a selector selects, as a function with the receiver for its first
    parameter."""
    index = integer(pos, 0)
    place = Unary(ops.OADDR, pos, Pointer(UINTPTR_TYPE), _word(b, pos, index))
    return _word_of(b, mention, None, pos, signature, place, index)


def static_dictionary(b: Builder, pos: Pos, package: Package | None, instance: str) -> Expr:
    """The address of the dictionary of an instance that is known when it is compiled."""
    name = Name(f".dict.{instance}", NO_POS, Array(UINTPTR_TYPE, 0), PEXTERN)
    name.pkg = package if package is not b.context.unit.package else None
    return Unary(ops.OADDR, pos, Pointer(Array(UINTPTR_TYPE, 0)), name)


def _word_of(
    b: Builder, mention: syntax.Node, generic: Func | Named | None, pos: Pos, t: Type, x: Expr, index: Literal
) -> DictionaryWord:
    user = b.site.objects[0]
    assert isinstance(user, Func)
    return DictionaryWord(pos, t, x, index, partial(b.context.entries.numbers, user, mention.id, generic))


def _word(b: Builder, pos: Pos, index: Literal) -> Expr:
    if b.dictionary is None:
        raise Unsupported("it needs a dictionary that it has not")
    return Index(ops.OINDEX, pos, UINTPTR_TYPE, implicit_deref(pos, b.dictionary), index)
