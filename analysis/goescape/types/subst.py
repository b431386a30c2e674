"""Types in the place of type parameters (go/types/subst.go).

What does not change is shared: the result is the very object that came in if none of the type parameters occurs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from goescape.types.model import (
    Alias,
    Array,
    Chan,
    Func,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Term,
    Tuple,
    Type,
    TypeName,
    TypeParam,
    Union,
    Var,
)

Mapped: TypeAlias = Mapping[TypeParam, Type]


class Expansion(dict[TypeParam, Type]):
    """What an instance of a declared type puts in the place of the type parameters. `generation` counts the instances
    one in the expansion of another, of which it is the last: 1 for what was written."""

    __slots__ = ("generation",)

    def __init__(self, type_params: Sequence[TypeParam], type_args: Sequence[Type], generation: int) -> None:
        super().__init__(zip(type_params, type_args, strict=True))
        self.generation = generation


class Shaping(dict[TypeParam, Type]):
    """What stands for type parameters where it also changes what instances are made of."""

    __slots__ = ()

    def declared(self, t: Named) -> Type:
        """What a declared type, or an instance of one, becomes."""
        raise NotImplementedError


def substitute(t: Type, mapping: Mapped) -> Type:
    """`t` with every type parameter in `mapping` replaced.

    A signature keeps its list of type parameters if these are what is replaced (`instantiate` drops it); else they
    become new ones, since their constraints may change.
    """
    rule = _RULES.get(t.__class__)
    return t if rule is None or not mapping else rule(t, mapping)


def copy_var(var: Var, t: Type) -> Var:
    """The variable as it is where its type is `t`."""
    copy = Var(var.name, var.pkg, t, var.site, var.node, var.is_field, var.embedded)
    copy.origin = var.origin
    return copy


def copy_func(func: Func, t: Type | None) -> Func:
    """The method as it is where its type is `t`."""
    copy = Func(func.name, func.pkg, t, func.site, func.node)
    copy.pointer_receiver = func.pointer_receiver
    copy.origin = func.origin
    return copy


def with_receiver(methods: tuple[Func, ...], old: Type, new: Type) -> tuple[Func, ...]:
    """Methods of an interface with `new` as their receiver's type where that was `old`."""
    changed: list[Func] = []
    for method in methods:
        signature = method.type
        if isinstance(signature, Signature) and signature.recv is not None and signature.recv.type is old:
            recv = copy_var(signature.recv, new)
            method = copy_func(method, Signature(signature.params, signature.results, signature.variadic, recv))
        changed.append(method)
    return tuple(changed)


def _type_param(t: TypeParam, mapping: Mapped) -> Type:
    return mapping.get(t, t)


def _types(types: tuple[Type, ...], mapping: Mapped) -> tuple[Type, ...]:
    """The substituted types: the same tuple if none of them changes."""
    new = tuple([substitute(t, mapping) for t in types])
    return types if _unchanged(types, new) else new


def _unchanged(old: Sequence[object], new: Sequence[object]) -> bool:
    return all(x is y for x, y in zip(old, new, strict=True))


def _pointer(t: Pointer, mapping: Mapped) -> Type:
    elem = substitute(t.elem, mapping)
    return t if elem is t.elem else Pointer(elem)


def _slice(t: Slice, mapping: Mapped) -> Type:
    elem = substitute(t.elem, mapping)
    return t if elem is t.elem else Slice(elem)


def _array(t: Array, mapping: Mapped) -> Type:
    elem = substitute(t.elem, mapping)
    return t if elem is t.elem else Array(elem, t.length)


def _chan(t: Chan, mapping: Mapped) -> Type:
    elem = substitute(t.elem, mapping)
    return t if elem is t.elem else Chan(t.direction, elem)


def _map(t: Map, mapping: Mapped) -> Type:
    key, elem = substitute(t.key, mapping), substitute(t.elem, mapping)
    return t if key is t.key and elem is t.elem else Map(key, elem)


def _variables(variables: tuple[Var, ...], mapping: Mapped) -> tuple[Var, ...]:
    new: list[Var] | None = None
    for i, var in enumerate(variables):
        old = var.type_of()
        t = substitute(old, mapping)
        if t is not old:
            if new is None:
                new = list(variables)
            new[i] = copy_var(var, t)
    return variables if new is None else tuple(new)


def _struct(t: Struct, mapping: Mapped) -> Type:
    fields = _variables(t.fields, mapping)
    return t if fields is t.fields else Struct(fields, t.tags)


def _tuple(t: Tuple, mapping: Mapped) -> Type:
    variables = _variables(t.vars, mapping)
    return t if variables is t.vars else Tuple(variables)


def _signature(t: Signature, mapping: Mapped) -> Type:
    """The receiver stays: whoever substitutes in a method replaces it."""
    type_params = t.type_params
    if type_params and type_params[0] not in mapping:
        type_params, mapping = _fresh(type_params, mapping)
    params, results = _variables(t.params.vars, mapping), _variables(t.results.vars, mapping)
    if params is t.params.vars and results is t.results.vars and type_params is t.type_params:
        return t
    new_params = t.params if params is t.params.vars else Tuple(params)
    new_results = t.results if results is t.results.vars else Tuple(results)
    return Signature(new_params, new_results, t.variadic, t.recv, type_params, t.recv_type_params)


def _fresh(type_params: tuple[TypeParam, ...], mapping: Mapped) -> tuple[tuple[TypeParam, ...], Mapped]:
    """New type parameters with substituted constraints, and the mapping that puts them in place too."""
    extended = dict(mapping)
    fresh: list[TypeParam] = []
    for param in type_params:
        name = param.obj
        obj = TypeName(name.name, name.pkg, None, name.site, name.node)
        new = TypeParam(obj, param.index)
        obj.type = new
        extended[param] = new
        fresh.append(new)
    for param, new in zip(type_params, fresh, strict=True):
        new.bound = None if param.bound is None else substitute(param.bound, extended)
    return tuple(fresh), extended


def _union(t: Union, mapping: Mapped) -> Type:
    old = tuple([term.type for term in t.terms])
    new = _types(old, mapping)
    if new is old:
        return t
    return Union(tuple([Term(term.tilde, each) for term, each in zip(t.terms, new, strict=True)]))


def _interface(t: Interface, mapping: Mapped) -> Type:
    methods = tuple([_method(method, mapping) for method in t.methods])
    embedded = _types(t.embedded, mapping)
    if embedded is t.embedded and _unchanged(t.methods, methods):
        return t
    new = Interface((), embedded, t.implicit)
    new.methods = with_receiver(methods, t, new)
    return new


def _method(method: Func, mapping: Mapped) -> Func:
    old = method.type_of()
    t = substitute(old, mapping)
    return method if t is old else copy_func(method, t)


def _declared(t: Named | Alias, mapping: Mapped) -> Type:
    """An instance of a generic type; other declared types know of no type parameters."""
    if isinstance(mapping, Shaping):
        if isinstance(t, Named):
            return mapping.declared(t)
        if not t.type_args:
            return _local_alias(t, mapping)
    if not t.type_args:
        return t
    type_args = _types(t.type_args, mapping)
    if type_args is t.type_args:
        return t
    from goescape.types.instantiate import instantiate

    return instantiate(t.origin, type_args, mapping.generation if isinstance(mapping, Expansion) else 0)


def _local_alias(t: Alias, mapping: Shaping) -> Type:
    """An alias that is declared in a generic function may stand for a type that type parameters occur in."""
    target = t.target()
    new = substitute(target, mapping)
    return t if new is target else new


_RULES: Final[dict[type, Callable[[Any, Mapped], Type]]] = {
    TypeParam: _type_param,
    Pointer: _pointer,
    Slice: _slice,
    Array: _array,
    Chan: _chan,
    Map: _map,
    Struct: _struct,
    Tuple: _tuple,
    Signature: _signature,
    Union: _union,
    Interface: _interface,
    Named: _declared,
    Alias: _declared,
}
"""By the class of the type; basic types never change."""
