"""Types that contain themselves, and so would be infinitely large (go/types/validtype.go).

The search goes through arrays, struct fields, and the embedded elements of interfaces and unions. The right side of a
generic type is searched as it is declared: where a type parameter comes up, the argument that stands for it is searched
in its place, as part of what surrounds the instance.
"""

from __future__ import annotations

from goescape.types.identical import identical
from goescape.types.model import INVALID, Array, Interface, Named, Struct, Type, TypeParam, Union, unalias

_Nest = tuple[Named, ...]


def check_valid_type(t: Named) -> bool:
    """Whether `t`, a declared type, does not contain itself, nor another type of its package that does. What does
    becomes invalid."""
    return _is_valid(t, t, ())


def _is_valid(t: Type, root: Named, nest: _Nest) -> bool:
    """`nest` holds the types within whose right sides `t` was found, outermost first."""
    t = unalias(t)
    if isinstance(t, Named):
        return _named(t, root, nest)
    if isinstance(t, TypeParam):
        return _type_param(t, root, nest)
    if isinstance(t, Array):
        return _is_valid(t.elem, root, nest)
    if isinstance(t, Struct):
        return all(_is_valid(field.type_of(), root, nest) for field in t.fields)
    if isinstance(t, Union):
        return all(_is_valid(term.type, root, nest) for term in t.terms)
    return not isinstance(t, Interface) or all(_is_valid(embedded, root, nest) for embedded in t.embedded)


def _named(t: Named, root: Named, nest: _Nest) -> bool:
    """Packages do not import each other in circles: a type of another one leads back only by its type arguments."""
    plain = not t.type_params
    if plain and (t.valid or t.obj.pkg is not root.obj.pkg):
        return True
    if any(identical(t, outer) for outer in nest):
        _invalidate(t.origin)
        return False
    if not _is_valid(t.origin.under(), root, (*nest, t)):
        return False
    t.valid = plain
    return True


def _type_param(t: TypeParam, root: Named, nest: _Nest) -> bool:
    if not nest:
        return True
    instance = nest[-1]
    for param, argument in zip(instance.type_params, instance.type_args, strict=False):
        if param is t:
            return _is_valid(argument, root, nest[:-1])
    return True


def _invalidate(origin: Named) -> None:
    origin.underlying = INVALID
    for instance in (origin.instances or {}).values():
        instance.underlying = INVALID
