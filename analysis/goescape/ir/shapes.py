"""Shapes: what stands for a type argument in the one body that all instances of an underlying type share
(noder/reader.go: shapify)."""

from __future__ import annotations

from hashlib import sha256
from operator import is_
from typing import Final

from goescape.ir.printing.typetext import link_text
from goescape.types.identical import identical
from goescape.types.instantiate import instantiate
from goescape.types.model import (
    UINT8,
    Array,
    Chan,
    Interface,
    Map,
    Named,
    Package,
    Pointer,
    Scope,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeName,
    TypeParam,
    unalias,
)
from goescape.types.subst import Shaping, substitute, with_receiver
from goescape.types.typeset import type_set_of
from goescape.types.universe import TYP

SHAPE_PACKAGE: Final = Package("go.shape", "go.shape", Scope(None))
"""What the names of shapes are qualified with."""

_LONGEST_NAME: Final = 500
"""Bytes; the name of a longer one is a hash (base/debug.go: MaxShapeLen)."""
_ANY_POINTER: Final = Pointer(TYP[UINT8])


class Shape(Named):
    """A declared type ``go.shape.TEXT`` without methods, where TEXT is its underlying type."""

    __slots__ = ()

    def __init__(self, text: str, underlying: Type) -> None:
        super().__init__(TypeName(text, SHAPE_PACKAGE, None))
        self.underlying = underlying


_BY_NAME: Final[dict[str, Shape]] = {}
"""The latest shape of each name. An underlying type that another version of the program has gets a new one."""


def shape_arguments(params: tuple[TypeParam, ...], args: tuple[Type, ...]) -> tuple[Type, ...]:
    """What stands for type arguments in the shared body of a generic function or of a generic type's methods."""
    return tuple([shapify(arg, is_basic(param)) for param, arg in zip(params, args, strict=True)])


def shapify(t: Type, basic: bool) -> Type:
    """What stands for a type argument: one object for all types of a shape. `basic` tells that the constraint is an
    interface of methods alone: nothing can be done with a pointer then that depends on what it points to."""
    t = unalias(t)
    if isinstance(t, Named) and t.type_args and t.underlying is None and t.loader is None:
        return t  # it is just being expanded
    under = t.under()
    if isinstance(under, Interface) and isinstance(t, Named) and t.type_args and has_shape(t):
        return t
    if basic and isinstance(under, Pointer) and not is_not_in_heap(under.elem, {}):
        if has_shape(under.elem) and not isinstance(unalias(under.elem), Shape):
            return t
        under = _ANY_POINTER
    name = link_text(under)
    encoded = name.encode()
    if len(encoded) > _LONGEST_NAME:
        name = _hashed(encoded)
    found = _BY_NAME.get(name)
    if found is None or not identical(found.under(), under):
        found = _BY_NAME[name] = Shape(name, under)
    return found


def _hashed(name: bytes) -> str:
    """SHA-256 with the first byte inverted (cmd/internal/hash: Sum32)."""
    digest = bytearray(sha256(name).digest())
    digest[0] ^= 0xFF
    return digest.hex()


class ShapedTypes(Shaping):
    """What stands for the type parameters of a generic function in a body that instances share.

    Of an instance that a shape is an argument of, all arguments are shapes; and a type that is declared in the function
    is another for each of its bodies, with the function's type arguments (noder/reader.go: objDictIdx).
    """

    __slots__ = ("_local", "_params")

    def __init__(self, params: tuple[TypeParam, ...], args: tuple[Type, ...]) -> None:
        super().__init__(zip(params, args, strict=True))
        self._params = params
        self._local: dict[Named, Named] = {}

    def declared(self, t: Named) -> Type:
        if not t.type_args:
            return self._local_instance(t) if self._is_local(t) else t
        args = tuple([substitute(arg, self) for arg in t.type_args])
        if all(map(is_, args, t.type_args)):
            return t
        return shaped_instance(t.origin, args) if any(map(has_shape, args)) else instantiate(t.origin, args)

    def _is_local(self, t: Named) -> bool:
        """Whether a type is declared in the function that the type parameters are of."""
        obj, site = t.obj, t.obj.site
        if site is None or site is not self._params[0].obj.site or obj.pkg is None:
            return False
        return obj.pkg.scope.names.get(obj.name) is not obj

    def _local_instance(self, t: Named) -> Named:
        """The instance of a local type as if it were generic itself."""
        found = self._local.get(t)
        if found is None:
            generic = Named(t.obj)
            generic.type_params = self._params
            generic.underlying = t.under()
            instance = instantiate(generic, tuple(self.values()))
            assert isinstance(instance, Named)
            instance.loader = self._expand
            found = self._local[t] = instance
        return found

    def _expand(self, instance: Named) -> None:
        instance.underlying = substitute(instance.origin.under(), self)


def shaped_instance(origin: Named, args: tuple[Type, ...]) -> Type:
    """The instance of a generic type for the shapes of type arguments; so are the instances in its underlying type."""
    instance = instantiate(origin, shape_arguments(origin.type_params, args))
    if isinstance(instance, Named) and instance.underlying is None and instance.loader is not None:
        instance.loader = _expand
    return instance


def _expand(instance: Named) -> None:
    origin = instance.origin
    under = origin.under()
    if origin.underlying is None:
        instance.loader = _expand
        return
    t = substitute(under, ShapedTypes(origin.type_params, instance.type_args))
    if isinstance(t, Interface) and t.methods:
        t = Interface(with_receiver(t.methods, origin, instance), t.embedded, t.implicit)
    instance.underlying = t


def is_basic(param: TypeParam) -> bool:
    """Whether a type parameter's constraint is an interface of methods alone."""
    return type_set_of(param.constraint()).is_method_set()


def has_shape(t: Type) -> bool:
    """Whether a shape occurs in a type (types/type.go: HasShape)."""
    t = unalias(t)
    if isinstance(t, Named):
        return isinstance(t, Shape) or any(map(has_shape, t.type_args))
    if isinstance(t, (Pointer, Slice, Array, Chan)):
        return has_shape(t.elem)
    if isinstance(t, Map):
        return has_shape(t.key) or has_shape(t.elem)
    if isinstance(t, Struct):
        return any(has_shape(field.type_of()) for field in t.fields)
    if isinstance(t, Signature):
        return has_shape(t.params) or has_shape(t.results)
    if isinstance(t, Tuple):
        return any(has_shape(var.type_of()) for var in t.vars)
    if isinstance(t, Interface):
        return any(has_shape(method.type_of()) for method in type_set_of(t).methods)
    return False


def is_not_in_heap(t: Type, known: dict[Named, bool]) -> bool:
    """Whether values of a type never are in the heap: internal/runtime/sys.NotInHeap, or what holds it. `known` keeps
    what was found out of declared types."""
    t = unalias(t)
    if not isinstance(t, Named):
        return _holds_not_in_heap(t, known)
    found = known.get(t)
    if found is None:
        known[t] = False
        pkg = t.obj.pkg
        is_mark = t.obj.name == "nih" and pkg is not None and pkg.path == "internal/runtime/sys"
        found = known[t] = is_mark or _holds_not_in_heap(t.under(), known)
    return found


def _holds_not_in_heap(t: Type, known: dict[Named, bool]) -> bool:
    if isinstance(t, Array):
        return is_not_in_heap(t.elem, known)
    return isinstance(t, Struct) and any(is_not_in_heap(field.type_of(), known) for field in t.fields)
