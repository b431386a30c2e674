"""Types as text, exactly as go/types prints them (go/types/typestring.go)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from goescape.types.model import (
    RECV_ONLY,
    SEND_ONLY,
    UNSAFE_POINTER,
    Alias,
    Array,
    Basic,
    Chan,
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
    TypeName,
    TypeParam,
    Union,
)
from goescape.types.quoting import quote
from goescape.types.universe import ANY_INTERFACE, COMPARABLE_INTERFACE, UNIVERSE

Qualifier: TypeAlias = Callable[[Package], str]
"""What to put before the names of a package; the empty string for nothing."""


def type_string(t: Type | None, qualifier: Qualifier | None = None) -> str:
    """`t` as types.TypeString prints it; names have their package's full path before them without a `qualifier`."""
    writer = _Writer(qualifier)
    writer.write(t)
    return "".join(writer.parts)


def signature_string(t: Signature, qualifier: Qualifier | None = None) -> str:
    """A signature from its parameters on, without the leading `func`."""
    writer = _Writer(qualifier)
    writer.signature(t)
    return "".join(writer.parts)


def relative_to(package: Package) -> Qualifier:
    """The qualifier that leaves the names of `package` bare."""
    return lambda other: "" if other is package else other.path


class _Writer:
    """`parts` is what was written so far; `open` the types that are being written, for cycles."""

    __slots__ = ("open", "parts", "qualifier")

    def __init__(self, qualifier: Qualifier | None) -> None:
        self.qualifier = qualifier
        self.parts: list[str] = []
        self.open: set[Type] = set()

    def write(self, t: Type | None) -> None:
        if t is None:
            self.parts.append("<nil>")
        elif t in self.open:
            self.parts.append(f"<cycle to *types.{t.__class__.__name__}>")
        else:
            self.open.add(t)
            _WRITERS[t.__class__](self, t)
            self.open.remove(t)

    def basic(self, t: Basic) -> None:
        self.parts.append("unsafe.Pointer" if t.kind == UNSAFE_POINTER else t.name)

    def array(self, t: Array) -> None:
        self.parts.append(f"[{t.length}]")
        self.write(t.elem)

    def slice(self, t: Slice) -> None:
        self.parts.append("[]")
        self.write(t.elem)

    def pointer(self, t: Pointer) -> None:
        self.parts.append("*")
        self.write(t.elem)

    def map(self, t: Map) -> None:
        self.parts.append("map[")
        self.write(t.key)
        self.parts.append("]")
        self.write(t.elem)

    def chan(self, t: Chan) -> None:
        elem = t.elem
        if t.direction == RECV_ONLY:
            self.parts.append("<-chan ")
        elif t.direction == SEND_ONLY:
            self.parts.append("chan<- ")
        elif isinstance(elem, Chan) and elem.direction == RECV_ONLY:
            self.parts.append("chan (")
            self.write(elem)
            self.parts.append(")")
            return
        else:
            self.parts.append("chan ")
        self.write(elem)

    def struct(self, t: Struct) -> None:
        parts = self.parts
        parts.append("struct{")
        for i, field in enumerate(t.fields):
            if i:
                parts.append("; ")
            if not field.embedded:
                parts.append(f"{field.name} ")
            self.write(field.type_of())
            if t.tags and t.tags[i]:
                parts.append(" " + quote(t.tags[i].encode("utf-8", "surrogateescape")))
        parts.append("}")

    def variables(self, t: Tuple, variadic: bool = False) -> None:
        parts = self.parts
        last = len(t.vars) - 1 if variadic else -1
        parts.append("(")
        for i, var in enumerate(t.vars):
            if i:
                parts.append(", ")
            if var.name:
                parts.append(f"{var.name} ")
            kind = var.type_of()
            if i != last:
                self.write(kind)
            elif isinstance(kind, Slice):
                parts.append("...")
                self.write(kind.elem)
            else:
                self.write(kind)
                parts.append("...")
        parts.append(")")

    def function(self, t: Signature) -> None:
        self.parts.append("func")
        self.signature(t)

    def signature(self, t: Signature) -> None:
        if t.type_params:
            self.type_params(t.type_params)
        self.variables(t.params, t.variadic)
        results = t.results.vars
        if not results:
            return
        self.parts.append(" ")
        if len(results) == 1 and not results[0].name:
            self.write(results[0].type_of())
        else:
            self.variables(t.results)

    def union(self, t: Union) -> None:
        for i, term in enumerate(t.terms):
            if i:
                self.parts.append(" | ")
            if term.tilde:
                self.parts.append("~")
            self.write(term.type)

    def interface(self, t: Interface) -> None:
        parts = self.parts
        if t is ANY_INTERFACE:
            parts.append("any")
            return
        if t is COMPARABLE_INTERFACE:
            parts.append("interface{comparable}")
            return
        if t.implicit:
            if not t.methods and len(t.embedded) == 1:
                self.write(t.embedded[0])
                return
            parts.append("/* implicit */ ")
        parts.append("interface{")
        separator = ""
        for method in t.methods:
            parts.append(separator + method.name)
            separator = "; "
            signature = method.type_of()
            if isinstance(signature, Signature):
                self.signature(signature)
        for embedded in t.embedded:
            parts.append(separator)
            separator = "; "
            self.write(embedded)
        parts.append("}")

    def declared(self, t: Named | Alias) -> None:
        self.name(t.obj)
        if t.type_args:
            self.parts.append("[")
            for i, argument in enumerate(t.type_args):
                if i:
                    self.parts.append(", ")
                self.write(argument)
            self.parts.append("]")
        elif t.type_params:
            self.type_params(t.type_params)

    def type_params(self, params: tuple[TypeParam, ...]) -> None:
        """A constraint that several in a row share is written once, after the last of them."""
        parts = self.parts
        parts.append("[")
        for i, param in enumerate(params):
            if i:
                if param.bound is not params[i - 1].bound:
                    parts.append(" ")
                    self.write(params[i - 1].bound)
                parts.append(", ")
            self.write(param)
        parts.append(" ")
        self.write(params[-1].bound)
        parts.append("]")

    def type_param(self, t: TypeParam) -> None:
        name = t.obj.name
        self.parts.append(name + "/* type parameter */" if name in UNIVERSE.names else name)

    def name(self, obj: TypeName) -> None:
        package = obj.pkg
        if package is not None:
            prefix = package.path if self.qualifier is None else self.qualifier(package)
            if prefix:
                self.parts.append(f"{prefix}.")
        self.parts.append(obj.name)


_WRITERS: Final[dict[type, Callable[[_Writer, Any], None]]] = {
    Basic: _Writer.basic,
    Array: _Writer.array,
    Slice: _Writer.slice,
    Pointer: _Writer.pointer,
    Map: _Writer.map,
    Chan: _Writer.chan,
    Struct: _Writer.struct,
    Tuple: _Writer.variables,
    Signature: _Writer.function,
    Union: _Writer.union,
    Interface: _Writer.interface,
    Named: _Writer.declared,
    Alias: _Writer.declared,
    TypeParam: _Writer.type_param,
}
