"""Upon which types the compiler comes while it reads a package, and in which order (noder/reader.go: typIdx, objIdx).

It matters for instances alone: to come upon an instance of a generic type, wherever it may be in the types of what is
used, means to compile all its methods.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

from goescape.ir.package.bounds import Bounds
from goescape.ir.printing.typetext import link_text
from goescape.ir.shapes import Shape, ShapedTypes, has_shape, shaped_instance
from goescape.types.model import (
    INVALID,
    Alias,
    Array,
    Chan,
    Func,
    Interface,
    Map,
    Named,
    Package,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeParam,
    unalias,
)
from goescape.types.program import Program
from goescape.types.results import Results
from goescape.types.subst import Mapped, substitute
from goescape.types.unit import Declared


class Found(Protocol):
    """Who is told of what is come upon."""

    def function_instance(self, origin: Func, args: tuple[Type, ...]) -> None:
        """A generic function's instance, in a body that may have it in code that is never reached."""

    def receiver(self, t: Named) -> None:
        """A generic type's instance, of which a method is selected."""

    def method(self, method: Func) -> None:
        """A method of a type that the package declares."""

    def instance(self, t: Named, shaped: bool) -> None:
        """A generic type's instance; its methods follow."""

    def instance_method(self, t: Named, method: Func) -> None:
        """A method of a generic type's instance."""


_Part: TypeAlias = "tuple[tuple[Type, ...], int | None]"
"""Types, and the node that a generic function or method is used at after them."""


class ReaderMark(NamedTuple):
    """What a reader had read at some time."""

    types: set[Type]
    instances: set[tuple[Named, str]]
    bounds: Bounds
    own: list[Type]
    others: list[Type]


class Reader:
    """Reads types, each once. `found` is told of methods whose bodies are to be compiled.

    `own` are the types, once they are read, whose promoted methods are this package's to make; `others` those that
    packages which it imports have made them for (noder/reader.go: needWrapper).
    """

    def __init__(self, program: Program, package: Package, found: Found) -> None:
        self._program = program
        self._package = package
        self._found = found
        self._read: set[Type] = set()
        self._instances: set[tuple[Named, str]] = set()
        self.bounds = Bounds()
        self.own: list[Type] = []
        self.others: list[Type] = []
        self._is_elsewhere = False
        self._bodies: dict[Results, list[_Part]] = {}
        """What there is to read in the bodies that were read, and in those that were read before the last rewind."""
        self._bodies_before: dict[Results, list[_Part]] = {}

    def mark(self) -> ReaderMark:
        """What has been read so far, to go back to."""
        return ReaderMark(
            self._read.copy(), self._instances.copy(), self.bounds.copy(), self.own.copy(), self.others.copy()
        )

    def rewind(self, mark: ReaderMark) -> None:
        """Go back to a mark."""
        self._read, self._instances = mark.types.copy(), mark.instances.copy()
        self.bounds = mark.bounds.copy()
        self.own, self.others = mark.own.copy(), mark.others.copy()
        self._is_elsewhere = False
        self._bodies, self._bodies_before = {}, self._bodies

    def type(self, t: Type, mapping: Mapped | None = None) -> None:
        """Read a type, and all types that it needs. `mapping` is what type parameters in it stand for."""
        if t in self._read:
            return
        self._parts(t, mapping)
        kind = t.__class__
        if kind is Struct or kind is Interface:
            self._whole(substitute(t, mapping) if mapping is not None else t)

    def _parts(self, t: Type, mapping: Mapped | None) -> None:
        if mapping is None:
            self._read.add(t)
        rule = _RULES.get(t.__class__)
        if rule is not None:
            rule(self, t, mapping)

    def _whole(self, t: Type) -> None:
        (self.others if self._is_elsewhere else self.own).append(t)

    def body(self, site: Declared, mapping: Mapped | None) -> None:
        """Read the types in a function's body."""
        results = self._program.body_results(site.file, site.declaration)
        if results is not None:
            parts = self._bodies.get(results) or self._bodies_before.get(results) or list(self._parted(results))
            self._bodies[results] = parts
            self._read_parts(results, parts, mapping)

    def results(self, results: Results, first: int, end: int, mapping: Mapped | None) -> None:
        """Read the types of the nodes from `first` on, and the instances of generic functions among them."""
        self._read_parts(results, self._parted(results, first, end), mapping)

    def _read_parts(self, results: Results, parts: Iterable[_Part], mapping: Mapped | None) -> None:
        read = self._read
        for types, node in parts:
            for t in types:
                if t not in read:
                    self.type(t, mapping)
            if node is not None:
                self._use(results, node, mapping)

    def _parted(self, results: Results, first: int = 0, end: int | None = None) -> Iterator[_Part]:
        """What is there to read, in order."""
        end = len(results.types) if end is None else end
        for node in sorted({*results.instances, *results.selections}):
            if first <= node < end and self._is_generic(results, node):
                yield _types(results.types[first:node]), node
                first = node
        yield _types(results.types[first:end]), None

    def _is_generic(self, results: Results, node: int) -> bool:
        """Whether a node is an identifier that a generic function is instantiated by, or selects a method of a generic
        type's instance."""
        selection = results.selections.get(node)
        obj = selection.obj if selection is not None else results.objects.get(node)
        return isinstance(obj, Func) and (selection is None or obj.origin is not obj)

    def _use(self, results: Results, node: int, mapping: Mapped | None) -> None:
        selection = results.selections.get(node)
        if selection is None:
            obj, args = results.objects[node], results.instances[node].type_args
            assert isinstance(obj, Func)
            if mapping is not None:
                args = tuple([substitute(t, mapping) for t in args])
            self._found.function_instance(obj.origin, args)
            return
        signature = selection.obj.type_of()
        recv = signature.recv.type_of() if isinstance(signature, Signature) and signature.recv is not None else INVALID
        named = unalias(recv.elem if isinstance(recv, Pointer) else recv)
        if mapping is not None:
            named = substitute(named, mapping)
        if isinstance(named, Named) and named.type_args and not isinstance(named.under(), Interface):
            self._found.receiver(named)

    def signature(self, t: Type, mapping: Mapped | None = None) -> None:
        """Read the types of parameters and results."""
        if isinstance(t, Signature):
            self._tuple(t.params, mapping)
            self._tuple(t.results, mapping)

    # --------------------------------------------------------------------------------------------------- by class

    def _elem(self, t: Pointer | Slice | Array | Chan, mapping: Mapped | None) -> None:
        self.type(t.elem, mapping)

    def _function(self, t: Signature, mapping: Mapped | None) -> None:
        """Of a generic function, the types are read for its instances."""
        if not t.type_params:
            self.signature(t, mapping)

    def _map(self, t: Map, mapping: Mapped | None) -> None:
        self.type(t.key, mapping)
        self.type(t.elem, mapping)

    def _struct(self, t: Struct, mapping: Mapped | None) -> None:
        for field in t.fields:
            self.type(field.type_of(), mapping)

    def _tuple(self, t: Tuple, mapping: Mapped | None) -> None:
        for var in t.vars:
            self.type(var.type_of(), mapping)

    def _interface(self, t: Interface, mapping: Mapped | None) -> None:
        for method in t.methods:
            self.signature(method.type_of(), mapping)
        for embedded in t.embedded:
            self.type(embedded, mapping)

    def _type_param(self, t: TypeParam, mapping: Mapped | None) -> None:
        found = mapping.get(t) if mapping is not None else None
        if found is not None:
            self.type(found)

    def _alias(self, t: Alias, mapping: Mapped | None) -> None:
        if not t.type_params or t.type_args:
            self.type(t.target(), mapping)

    def _shape(self, t: Shape, mapping: Mapped | None) -> None:
        self._whole(t)

    def _named(self, t: Named, mapping: Mapped | None) -> None:
        if t.type_params and not t.type_args:
            return
        if mapping is not None:
            for arg in t.type_args:
                self.type(arg, mapping)
            self.type(substitute(t, mapping))
        elif t.type_args:
            around, self._is_elsewhere = self._is_elsewhere, False
            self._whole(self.instance(t))
            self._is_elsewhere = around
        else:
            self._declared(t)

    def _declared(self, t: Named) -> None:
        is_own, around = t.obj.pkg is self._package, self._is_elsewhere
        self._is_elsewhere = not is_own
        self._parts(t.under(), None)
        for method in t.methods.values():
            signature = method.type_of()
            if isinstance(signature, Signature) and not signature.type_params:
                self.signature(signature)
                if is_own:
                    self._found.method(method)
        self._whole(t)
        self._is_elsewhere = around

    def instance(self, t: Named) -> Named:
        """Read a generic type's instance, and give the one that stands for it: where one of the type arguments has a
        shape, shapes stand for all of them."""
        origin, args = t.origin, t.type_args
        if self.bounds.refuses(origin, args):
            return t
        for arg in args:
            self.type(arg)
        is_shaped = any(map(has_shape, args))
        if is_shaped:
            found = shaped_instance(origin, args)
            assert isinstance(found, Named)
            t, args = found, found.type_args
        key = (origin, ",".join(map(link_text, args)))
        if key not in self._instances:
            self._instances.add(key)
            self._parts_of_instance(t, is_shaped)
        return t

    def _parts_of_instance(self, t: Named, is_shaped: bool) -> None:
        origin, args = t.origin, t.type_args
        if origin.type_params:
            self._parts(origin.under(), ShapedTypes(origin.type_params, args))
        self._found.instance(t, is_shaped)
        for method in origin.methods.values():
            signature = method.type_of()
            if not isinstance(signature, Signature) or signature.type_params:
                continue
            if len(signature.recv_type_params) == len(args):
                self.signature(signature, ShapedTypes(signature.recv_type_params, args))
                self._found.instance_method(t, method)


def _types(types: Iterable[Type | None]) -> tuple[Type, ...]:
    """Each once."""
    return tuple([t for t in dict.fromkeys(types) if t is not None])


_RULES: Final[dict[type, Callable[[Reader, Any, Mapped | None], None]]] = {
    Pointer: Reader._elem,
    Slice: Reader._elem,
    Array: Reader._elem,
    Chan: Reader._elem,
    Map: Reader._map,
    Struct: Reader._struct,
    Tuple: Reader._tuple,
    Signature: Reader._function,
    Interface: Reader._interface,
    TypeParam: Reader._type_param,
    Alias: Reader._alias,
    Named: Reader._named,
    Shape: Reader._shape,
}
"""By the class of the type; others need no types."""
