"""Sizes, alignments and offsets as the compiler lays types out (go/types/gcsizes.go)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from goescape.types.model import (
    BOOL,
    COMPLEX64,
    COMPLEX128,
    FLOAT32,
    FLOAT64,
    INT,
    INT8,
    INT16,
    INT32,
    INT64,
    IS_COMPLEX,
    IS_STRING,
    UINT,
    UINT8,
    UINT16,
    UINT32,
    UINT64,
    UINTPTR,
    UNTYPED_INT,
    UNTYPED_RUNE,
    Array,
    Basic,
    Interface,
    Named,
    Slice,
    Struct,
    Type,
    TypeParam,
    Union,
    Var,
    unalias,
)

_BASIC: Final = {
    BOOL: 1,
    INT8: 1,
    INT16: 2,
    INT32: 4,
    INT64: 8,
    UINT8: 1,
    UINT16: 2,
    UINT32: 4,
    UINT64: 8,
    FLOAT32: 4,
    FLOAT64: 8,
    COMPLEX64: 8,
    COMPLEX128: 16,
}
_LARGEST: Final = 2**63 - 1
_BOUNDLESS: Final = pow(2, 1 << 17)
"""Greater than any constant that comes about."""


class Sizes:
    """Layouts for words of `word` bytes, with nothing aligned to more than `max_align` bytes.

    A size is -1 where there is none: the type is too large, contains itself, or depends on a type parameter.
    """

    __slots__ = ("max_align", "ranges", "word")

    def __init__(self, word: int, max_align: int) -> None:
        self.word = word
        self.max_align = max_align
        self.ranges = _integer_ranges(word * 8)
        """Least and greatest value by integer kind."""

    def sizeof(self, t: Type) -> int:
        """Bytes that a variable of type `t` takes, padding included."""
        return _Layout(self).sizeof(t)

    def alignof(self, t: Type) -> int:
        """What the address of a variable of type `t` is a multiple of, at least 1."""
        return _Layout(self).alignof(t)

    def offsets(self, fields: Sequence[Var]) -> list[int]:
        """Bytes from the start of a struct to each of its fields; -1 from the first on that is out of reach."""
        return _Layout(self).offsets(fields)


class _Layout:
    """One question to `Sizes`, and what is known of the structs and arrays that it leads to. One that is still being
    looked at has no size, and an alignment of 1."""

    __slots__ = ("alignments", "max_align", "sizes", "word")

    def __init__(self, sizes: Sizes) -> None:
        self.word = sizes.word
        self.max_align = sizes.max_align
        self.sizes: dict[Type, int] = {}
        self.alignments: dict[Type, int] = {}

    def sizeof(self, t: Type) -> int:
        under = t.under()
        if isinstance(under, Basic):
            return _BASIC.get(under.kind, self.word * 2 if under.info & IS_STRING else self.word)
        if isinstance(under, (Struct, Array)):
            return self._sizeof_aggregate(under)
        if isinstance(under, Slice):
            return self.word * 3
        if isinstance(under, Interface):
            return -1 if unalias(t).__class__ is TypeParam else self.word * 2
        return -1 if isinstance(under, Union) else self.word

    def _sizeof_aggregate(self, t: Struct | Array) -> int:
        known = self.sizes.get(t)
        if known is not None:
            return known
        self.sizes[t] = -1
        size = self._sizeof_struct(t) if isinstance(t, Struct) else self._sizeof_array(t)
        self.sizes[t] = size = size if size <= _LARGEST else -1
        return size

    def _sizeof_array(self, t: Array) -> int:
        if t.length <= 0:
            return 0
        elem = self.sizeof(t.elem)
        return elem * t.length if elem > 0 else elem

    def _sizeof_struct(self, t: Struct) -> int:
        """A last field of no size takes a byte, so that its address is not that of what comes after the struct."""
        if not t.fields:
            return 0
        offset = self.offsets(t.fields)[-1]
        last = self.sizeof(t.fields[-1].type_of())
        if offset < 0 or last < 0:
            return -1
        if offset > 0 and last == 0:
            last = 1
        return _aligned(offset + last, self.alignof(t))

    def alignof(self, t: Type) -> int:
        under = t.under()
        if isinstance(under, (Struct, Array)):
            return self._alignof_aggregate(t, under)
        if isinstance(under, (Slice, Interface)) or (isinstance(under, Basic) and under.info & IS_STRING):
            return self.word
        size = self.sizeof(under)
        if isinstance(under, Basic) and under.info & IS_COMPLEX:
            size //= 2
        return min(max(size, 1), self.max_align)

    def _alignof_aggregate(self, t: Type, under: Struct | Array) -> int:
        if isinstance(under, Struct) and not under.fields:
            return 8 if _is_align64(t) else 1
        known = self.alignments.get(under)
        if known is not None:
            return known
        self.alignments[under] = 1
        parts = [under.elem] if isinstance(under, Array) else [field.type_of() for field in under.fields]
        self.alignments[under] = alignment = max(map(self.alignof, parts))
        return alignment

    def offsets(self, fields: Sequence[Var]) -> list[int]:
        found: list[int] = []
        offset = 0
        for field in fields:
            t = field.type_of()
            if offset >= 0:
                offset = _aligned(offset, self.alignof(t))
            found.append(offset if offset <= _LARGEST else -1)
            size = self.sizeof(t)
            offset = offset + size if found[-1] >= 0 and size >= 0 else -1
        return found


def _aligned(offset: int, alignment: int) -> int:
    return (offset + alignment - 1) & -alignment


def _is_align64(t: Type) -> bool:
    """Whether `t` is the empty struct that atomic types hold to be aligned to 8 bytes everywhere."""
    t = unalias(t)
    if not isinstance(t, Named) or t.obj.name != "align64" or t.obj.pkg is None:
        return False
    return t.obj.pkg.path in ("sync/atomic", "internal/runtime/atomic")


def _integer_ranges(word_bits: int) -> dict[int, tuple[int, int]]:
    signed = {INT: word_bits, INT8: 8, INT16: 16, INT32: 32, INT64: 64}
    unsigned = {UINT: word_bits, UINT8: 8, UINT16: 16, UINT32: 32, UINT64: 64, UINTPTR: word_bits}
    ranges = {kind: (-(1 << bits - 1), (1 << bits - 1) - 1) for kind, bits in signed.items()}
    ranges.update({kind: (0, (1 << bits) - 1) for kind, bits in unsigned.items()})
    ranges[UNTYPED_INT] = ranges[UNTYPED_RUNE] = (-_BOUNDLESS, _BOUNDLESS)
    return ranges


SIZES: Final = {
    **{arch: Sizes(4, 4) for arch in ("386", "arm", "mips", "mipsle")},
    **{arch: Sizes(8, 8) for arch in ("amd64", "arm64", "loong64", "mips64", "mips64le", "ppc64", "ppc64le")},
    **{arch: Sizes(8, 8) for arch in ("riscv64", "s390x", "sparc64", "wasm")},
    "amd64p32": Sizes(4, 8),
}
"""By architecture, as GOARCH names it."""
