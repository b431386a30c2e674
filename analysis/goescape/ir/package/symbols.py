"""What functions are called, by the linker and in messages (cmd/compile/internal/ir: closureName, MethodSym)."""

from __future__ import annotations

from typing import Final

from goescape.ir.nodes import Func
from goescape.types.model import Func as FuncObject
from goescape.types.model import Named, Pointer, Signature, unalias

_SUFFIXES: Final = {"range": "-range", "gowrap": ".gowrap", "deferwrap": ".deferwrap"}
_COUNTED_AS: Final = {"func": 0, "range": 1, "gowrap": 2, "deferwrap": 2}


def receiver_of(obj: FuncObject) -> tuple[Named | None, bool]:
    """The declared type that a method belongs to, and whether its receiver is a pointer to it."""
    signature = obj.type_of()
    if not isinstance(signature, Signature) or signature.recv is None:
        return None, False
    t = unalias(signature.recv.type_of())
    pointer = isinstance(t, Pointer)
    if isinstance(t, Pointer):
        t = unalias(t.elem)
    return (t if isinstance(t, Named) else None), pointer


def function_name(obj: FuncObject, type_args: str = "") -> str:
    """The name in its own package: ``F``, ``T.M``, ``(*T).M``; `type_args` in brackets for an instance."""
    base, pointer = receiver_of(obj)
    if base is None:
        return obj.name + type_args
    return f"(*{base.obj.name}{type_args}).{obj.name}" if pointer else f"{base.obj.name}{type_args}.{obj.name}"


class ClosureNames:
    """Numbers the closures of functions. Literals, bodies of ranges over functions, and wrappers of go and defer
    statements are counted apart."""

    def __init__(self) -> None:
        self._counts: dict[Func, list[int]] = {}

    def next(self, around: Func, kind: str) -> str:
        """The name of the next closure of a kind within a function: in the body of a range over a function, of the
        function that the range is in."""
        outer = around.range_parent or around
        counts = self._counts.setdefault(outer, [0, 0, 0])
        counts[_COUNTED_AS[kind]] += 1
        suffix = _SUFFIXES.get(kind) or (".func" if outer.parent is None else ".")
        return f"{outer.name}{suffix}{counts[_COUNTED_AS[kind]]}"
