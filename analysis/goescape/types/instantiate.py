"""Instances of generic types and functions (go/types/instantiate.go, named.go).

An instance of a declared type is made without looking at the declaration: its underlying type and its methods are
substituted when they are asked for. So types may refer to instances of each other, and of themselves. Some go on for
ever: type T[P any] struct{ *T[[]P]; *T[*P] }. That is an error, which go/types finds when all else is done; here, what
comes too late is invalid, so that whoever follows such types comes to an end.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from goescape.types.model import (
    INVALID,
    Alias,
    Array,
    Chan,
    Func,
    Interface,
    Map,
    Named,
    Object,
    Pointer,
    Signature,
    Slice,
    Struct,
    Type,
    Var,
    is_exported,
)
from goescape.types.subst import Expansion, copy_func, copy_var, substitute, with_receiver
from goescape.types.universe import ANY_INTERFACE

_GENERATIONS: Final = 100
"""How many instances may come up one in the expansion of another."""
_EARLY_GENERATIONS: Final = 8
_LATE_INSTANCES: Final = 500
"""How many instances a type may have before those of a generation that is not early are taken to be endless."""


def instantiate(generic: Type, type_args: tuple[Type, ...], generation: int = 0) -> Type:
    """The instance of a generic declared type, alias or signature; INVALID if the number of arguments is wrong.

    Whether the arguments satisfy the constraints is not asked (`implements.verify`). Instances of a declared type or
    alias with arguments that are written alike are one object. `generation` is that of the instance in whose expansion
    this one comes up, 0 if it does in none.
    """
    if isinstance(generic, Named):
        return _named_instance(generic.origin, type_args, generation + 1)
    if isinstance(generic, Alias):
        return _alias_instance(generic.origin, type_args, generation)
    if not isinstance(generic, Signature) or len(generic.type_params) != len(type_args):
        return INVALID
    t = substitute(generic, dict(zip(generic.type_params, type_args, strict=True)))
    assert isinstance(t, Signature)
    return Signature(t.params, t.results, t.variadic, t.recv)


# ---------------------------------------------------------------------------------------------------- declared types


def _named_instance(origin: Named, type_args: tuple[Type, ...], generation: int) -> Type:
    if len(type_args) != len(origin.type_params):
        return INVALID
    if origin.instances is None:
        origin.instances = {}
    key = tuple([mark(t) for t in type_args])
    instance = origin.instances.get(key)
    if instance is None:
        if generation > (_GENERATIONS if len(origin.instances) < _LATE_INSTANCES else _EARLY_GENERATIONS):
            return INVALID
        instance = Named(origin.obj, partial(_expand, generation))
        instance.origin = origin
        instance.type_params = origin.type_params
        instance.type_args = type_args
        origin.instances[key] = instance
    return instance


def _expand(generation: int, instance: Named) -> None:
    """Substitute in the underlying type of the generic type; later, if that is just being declared."""
    origin = instance.origin
    under = origin.under()
    if origin.underlying is None:
        instance.loader = partial(_expand, generation)
        return
    t = substitute(under, Expansion(origin.type_params, instance.type_args, generation))
    if isinstance(t, Interface) and t.methods:
        t = Interface(with_receiver(t.methods, origin, instance), t.embedded, t.implicit)
    instance.underlying = t


def _alias_instance(origin: Alias, type_args: tuple[Type, ...], generation: int) -> Type:
    if len(type_args) != len(origin.type_params):
        return INVALID
    if origin.instances is None:
        origin.instances = {}
    key = tuple([mark(t) for t in type_args])
    instance = origin.instances.get(key)
    if instance is None:
        instance = origin.instances[key] = Alias(origin.obj, None, partial(_expand_alias, generation))
        instance.origin = origin
        instance.type_params = origin.type_params
        instance.type_args = type_args
    return instance


def _expand_alias(generation: int, instance: Alias) -> None:
    origin = instance.origin
    target = origin.target()
    if origin.rhs is None:
        instance.loader = partial(_expand_alias, generation)
        return
    instance.rhs = substitute(target, Expansion(origin.type_params, instance.type_args, generation))


# ---------------------------------------------------------------------------------------------------------- methods


def instance_method(instance: Named, declared: Func) -> Func:
    """The method of a type's instance that the declared method of the generic type becomes; its type is substituted
    on first use."""
    method = copy_func(declared, None)
    method.loader = partial(_expand_method, instance, declared)
    return method


def _expand_method(instance: Named, declared: Func, method: Object) -> None:
    signature = declared.type_of()
    method.node = declared.node
    if not isinstance(signature, Signature) or signature.recv is None:
        method.type = INVALID
        return
    params = signature.recv_type_params
    if len(params) == len(instance.type_args):
        t = substitute(signature, dict(zip(params, instance.type_args, strict=True)))
        assert isinstance(t, Signature)
        signature = t
    recv = copy_var(signature.recv, Pointer(instance) if declared.pointer_receiver else instance)  # type: ignore[arg-type]
    method.type = Signature(signature.params, signature.results, signature.variadic, recv, signature.type_params)


# ------------------------------------------------------------------------------------------------- what is one object


def mark(t: Type) -> object:
    """What identical types that are written alike have in common, save the names of parameters: aliases are told from
    what they stand for, byte from uint8 (as go/types' type hashes do), so that instances are printed as written."""
    kind = t.__class__
    part: Any = t
    if kind is Pointer or kind is Slice:
        return kind, mark(part.elem)
    if kind is Map:
        return kind, mark(part.key), mark(part.elem)
    if kind is Array:
        return kind, part.length, mark(part.elem)
    if kind is Chan:
        return kind, part.direction, mark(part.elem)
    if kind is Struct:
        fields = [(field.embedded, *_name(field), mark(field.type_of())) for field in part.fields]
        return kind, part.tags, tuple(fields)
    if kind is Signature and not part.type_params:
        return kind, part.variadic, _marks(part.params.vars), _marks(part.results.vars)
    if kind is Interface and t is not ANY_INTERFACE:
        methods = {_name(method): mark(method.type_of()) for method in part.methods}
        return kind, frozenset(methods.items()), tuple([mark(embedded) for embedded in part.embedded])
    if kind is Alias and part.type_args:
        return part.origin, tuple([mark(argument) for argument in part.type_args])
    return t


def _name(obj: Var | Func) -> tuple[str, str]:
    """What tells fields and methods apart."""
    return (obj.name, "") if is_exported(obj.name) or obj.pkg is None else (obj.name, obj.pkg.path)


def _marks(variables: tuple[Var, ...]) -> tuple[object, ...]:
    return tuple([mark(var.type_of()) for var in variables])
