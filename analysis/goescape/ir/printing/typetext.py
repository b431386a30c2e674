"""Types as text (cmd/compile/internal/types/fmt.go): as messages have them, and as linker symbols do.

The text for the linker tells types apart: it has whole import paths, it does not know `byte` from `uint8`, and a type
that is declared in a function has a number. Messages have it too, within the names of instances.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from goescape.ir.printing.localtypes import local_number
from goescape.types.model import (
    RECV_ONLY,
    SEND_ONLY,
    UNSAFE_POINTER,
    UNTYPED_NIL,
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
    TypeParam,
    Union,
    Var,
    is_exported,
    unalias,
)
from goescape.types.quoting import quote
from goescape.types.typeset import type_set_of
from goescape.types.universe import ANY_INTERFACE, TYP


def written_type(t: Type, package: Package) -> str:
    """A type as a message of `package` has it."""
    return _Writer(package).write(t)


def link_text(t: Type) -> str:
    """A type as linker symbols have it: equal for identical types alone (LinkString)."""
    return _LINKER.write(t)


def receiver_text(t: Type) -> str:
    """A method's receiver type as the method's name has it: without package, ``*T[go.shape.int]``."""
    return _LINKER.write(t, short=True)


def link_prefix(package: Package) -> str:
    """A package's path in linker symbols (cmd/internal/objabi/path.go: PathToPrefix)."""
    path = package.path
    if package.name == "main" or path == _SHAPES:
        return package.name
    slash = path.rfind("/")
    if path.isascii() and "." not in path[slash + 1 :] and path.isprintable() and not set(path) & _ESCAPED:
        return path
    return "".join(
        f"%{byte:02x}" if byte <= 0x20 or byte >= 0x7F or byte in b'%"' or (byte == 0x2E and at > slash) else chr(byte)
        for at, byte in enumerate(path.encode())
    )


_SHAPES: Final = "go.shape"
"""The one path that is never escaped."""
_ESCAPED: Final = frozenset(' %"')


class _Writer:
    """`package` is the one whose names are not qualified; None to write for the linker."""

    __slots__ = ("package",)

    def __init__(self, package: Package | None) -> None:
        self.package = package

    def write(self, t: Type, short: bool = False) -> str:
        """`short` leaves the package of a named type out, and the `func` of a function's."""
        t = unalias(t)
        if isinstance(t, Named):
            return self.named(t, short)
        return _RULES[t.__class__](self, t, short)

    def symbol(self, name: str, package: Package | None) -> str:
        """A name with what it is qualified with."""
        if package is None or package is self.package:
            return name
        return f"{link_prefix(package) if self.package is None else package.name}.{name}"

    def basic(self, t: Basic, short: bool) -> str:
        if t.kind == UNSAFE_POINTER:
            return "unsafe.Pointer"
        if t.kind == UNTYPED_NIL:
            return "nil"
        return t.name if self.package is not None else TYP[t.kind].name

    def named(self, t: Named, short: bool) -> str:
        obj = t.obj
        name = instance_name(obj.name, t.type_args)
        if self.package is None:
            number = local_number(obj)
            if number:
                name += f"·{number}"
        elif "·" in name:
            name = _without_number(name)
        return name if short else self.symbol(name, obj.pkg)

    def type_param(self, t: TypeParam, short: bool) -> str:
        return t.obj.name

    def pointer(self, t: Pointer, short: bool) -> str:
        return "*" + self.write(t.elem, short and self.package is None)

    def array(self, t: Array, short: bool) -> str:
        return f"[{t.length}]{self.write(t.elem)}"

    def slice(self, t: Slice, short: bool) -> str:
        return "[]" + self.write(t.elem)

    def map(self, t: Map, short: bool) -> str:
        return f"map[{self.write(t.key)}]{self.write(t.elem)}"

    def chan(self, t: Chan, short: bool) -> str:
        elem = self.write(t.elem)
        if t.direction == RECV_ONLY:
            return f"<-chan {elem}"
        if t.direction == SEND_ONLY:
            return f"chan<- {elem}"
        inner = unalias(t.elem)
        return f"chan ({elem})" if isinstance(inner, Chan) and inner.direction == RECV_ONLY else f"chan {elem}"

    def signature(self, t: Signature, short: bool) -> str:
        params = self.variables(t.params, t.variadic)
        results = t.results.vars
        start = "" if short else "func"
        if not results:
            return start + params
        if len(results) == 1:
            return f"{start}{params} {self.write(results[0].type_of())}"
        return f"{start}{params} {self.variables(t.results)}"

    def variables(self, t: Tuple, variadic: bool = False) -> str:
        types = [self.write(var.type_of()) for var in t.vars]
        if variadic:
            last = unalias(t.vars[-1].type_of())
            types[-1] = "..." + (self.write(last.elem) if isinstance(last, Slice) else types[-1])
        return f"({', '.join(types)})"

    def tuple(self, t: Tuple, short: bool) -> str:
        return self.variables(t)

    def interface(self, t: Interface, short: bool) -> str:
        """From the first unexported method on, everything is written as for the linker."""
        if t is ANY_INTERFACE and self.package is not None:
            return "any"
        methods = type_set_of(t).methods
        if not methods:
            return "interface {}"
        writer = self
        parts: list[str] = []
        for method in methods:
            if is_exported(method.name):
                name = method.name
            else:
                writer = _LINKER
                name = writer.symbol(method.name, method.pkg)
            parts.append(name + writer.write(method.type_of(), short=True))
        return f"interface {{ {'; '.join(parts)} }}"

    def union(self, t: Union, short: bool) -> str:
        return "interface {}"

    def struct(self, t: Struct, short: bool) -> str:
        if not t.fields:
            return "struct {}"
        parts = [self.field(field) for field in t.fields]
        if t.tags:
            for i, tag in enumerate(t.tags):
                if tag:
                    parts[i] += " " + quote(tag.encode("utf-8", "surrogateescape"))
        return f"struct {{ {'; '.join(parts)} }}"

    def field(self, field: Var) -> str:
        t = field.type_of()
        text = self.write(t)
        name = field.name if is_exported(field.name) else self.symbol(field.name, field.pkg)
        if not field.embedded:
            return f"{name} {text}"
        return text if self.package is not None or _is_named_alike(field, t) else f"{name} = {text}"


def instance_name(name: str, type_args: tuple[Type, ...]) -> str:
    """The name of an instance of what is called `name` (noder/reader.go: mangle)."""
    return f"{name}[{','.join(map(link_text, type_args))}]" if type_args else name


def _without_number(name: str) -> str:
    """A name without the number of a local type at its end."""
    start, dot, number = name.rpartition("·")
    return start if dot and number.isdecimal() else name


def _is_named_alike(field: Var, t: Type) -> bool:
    """Whether an embedded field has the name of its type, and not that of an alias or of a generic type."""
    t = unalias(t)
    if isinstance(t, Pointer):
        t = unalias(t.elem)
    if isinstance(t, Basic):
        return t.kind == UNSAFE_POINTER and field.name == "Pointer"
    if not isinstance(t, Named) or t.type_args or t.obj.name != field.name:
        return False
    return is_exported(field.name) or (t.obj.pkg is field.pkg and not local_number(t.obj))


_LINKER: Final = _Writer(None)
_RULES: Final[dict[type, Callable[[_Writer, Any, bool], str]]] = {
    Basic: _Writer.basic,
    TypeParam: _Writer.type_param,
    Pointer: _Writer.pointer,
    Array: _Writer.array,
    Slice: _Writer.slice,
    Map: _Writer.map,
    Chan: _Writer.chan,
    Signature: _Writer.signature,
    Tuple: _Writer.tuple,
    Interface: _Writer.interface,
    Union: _Writer.union,
    Struct: _Writer.struct,
}
"""By the class of the type, save what is named."""
