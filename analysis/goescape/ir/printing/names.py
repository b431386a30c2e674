"""Names of functions and variables, as messages and linker symbols have them."""

from __future__ import annotations

from goescape.ir.nodes import Func, Name
from goescape.ir.printing.typetext import link_prefix, receiver_text
from goescape.types.model import Named, Package, Pointer, Type, is_exported, unalias


def qualified(name: str, owner: Package | None, package: Package) -> str:
    """A name of package `owner` (None: of none), as a message of `package` has it."""
    return name if owner is None or owner is package else f"{owner.name}.{name}"


def name_text(name: Name, package: Package) -> str:
    """A variable or function. A blank result's own name, ``~b1``, is not shown."""
    return "_" if name.name.startswith("~b") else qualified(name.name, name.pkg, package)


def function_package(func: Func) -> Package | None:
    """The package that a function's name belongs to: where it is declared, or what it is declared in."""
    if func.owner is not None:
        return func.owner.pkg
    return func.site.file.package if func.site is not None else None


def method_name(receiver: Type, method: str, owner: Package | None) -> str:
    """The name of a method without its package: ``T.M``, ``(*T[go.shape.int]).M``. `owner` is the package whose
    unexported method it is, which is told where it is not the receiver type's (ir/expr.go: MethodSymSuffix)."""
    receiver = unalias(receiver)
    is_pointer = isinstance(receiver, Pointer)
    base = unalias(receiver.elem) if isinstance(receiver, Pointer) else receiver
    text = receiver_text(receiver)
    foreign = ""
    if not is_exported(method) and owner is not None and owner is not _package_of(base):
        foreign = f".{link_prefix(owner)}"
    return f"{f'({text})' if is_pointer else text}{foreign}.{method}"


def _package_of(t: Type) -> Package | None:
    return t.obj.pkg if isinstance(t, Named) else None
