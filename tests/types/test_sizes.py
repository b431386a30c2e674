"""Layouts on several architectures, held against the compiler: what unsafe says is a constant of the program."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from goescape.types.model import (
    BOOL,
    COMPLEX64,
    COMPLEX128,
    FLOAT64,
    INT,
    INT16,
    INT64,
    STRING,
    UINT8,
    UINTPTR,
    UNSAFE_POINTER,
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
    Var,
)
from goescape.types.sizes import SIZES
from goescape.types.typestring import type_string
from goescape.types.universe import ANY, ERROR, TYP, UNIVERSE


def struct(*types: Type) -> Struct:
    return Struct(tuple(Var(f"f{i}", None, t, is_field=True) for i, t in enumerate(types)))


EMPTY = struct()
SMALL = struct(TYP[INT16], TYP[UINT8])
LAYOUTS: tuple[Type, ...] = (
    *(TYP[kind] for kind in range(BOOL, UNSAFE_POINTER + 1)),
    Slice(TYP[INT64]),
    Pointer(EMPTY),
    Map(TYP[STRING], TYP[INT]),
    Chan(0, TYP[INT]),
    Signature(Tuple(), Tuple()),
    Interface(),
    ANY,
    ERROR,
    EMPTY,
    SMALL,
    Array(SMALL, 3),
    Array(EMPTY, 7),
    Array(TYP[INT64], 0),
    struct(TYP[UINT8], TYP[INT64], TYP[UINT8]),
    struct(TYP[UINT8], TYP[COMPLEX64], TYP[COMPLEX128]),
    struct(TYP[INT64], EMPTY),
    struct(EMPTY, TYP[UINT8]),
    struct(EMPTY, EMPTY),
    struct(TYP[UINT8], Array(TYP[INT64], 0)),
    struct(TYP[BOOL], SMALL, TYP[STRING], TYP[UINTPTR], struct(TYP[UINT8], struct(TYP[FLOAT64])), TYP[BOOL]),
)


@pytest.mark.parametrize("arch", ["amd64", "arm64", "386", "arm", "wasm"])
def test_layouts_are_those_of_the_compiler(arch: str, go_binary: str, cache_folder: Path, tmp_path: Path) -> None:
    """The program has an array of each size and alignment that we claim, and does not compile if one is wrong."""
    sizes = SIZES[arch]
    lines = ["package p", 'import "unsafe"']
    for i, t in enumerate(LAYOUTS):
        lines.append(f"type t{i} = {type_string(t)}")
        lines.append(f"var _ [{sizes.sizeof(t)}]int = [unsafe.Sizeof(*new(t{i}))]int{{}}")
        lines.append(f"var _ [{sizes.alignof(t)}]int = [unsafe.Alignof(*new(t{i}))]int{{}}")
        if isinstance(t, Struct):
            for field, offset in zip(t.fields, sizes.offsets(t.fields), strict=True):
                lines.append(f"var _ [{offset}]int = [unsafe.Offsetof(new(t{i}).{field.name})]int{{}}")
    (tmp_path / "p.go").write_text("\n".join(lines), encoding="utf-8")
    system = "js" if arch == "wasm" else "linux"
    environment = {"GOCACHE": str(cache_folder / "sizes"), "GOOS": system, "GOARCH": arch, "CGO_ENABLED": "0"}
    result = subprocess.run(
        [go_binary, "tool", "compile", "-p=p", "-o", os.devnull, "p.go"],
        cwd=tmp_path,
        env={**os.environ, **environment, "GOFLAGS": "", "GOTOOLCHAIN": "local"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (result.returncode, result.stdout) == (0, "")


def test_what_is_nested_deeply_is_looked_at_once() -> None:
    t: Type = TYP[UINT8]
    for _ in range(100):
        t = struct(TYP[UINT8], Array(t, 1))
    assert SIZES["amd64"].sizeof(t) == 101
    assert SIZES["amd64"].alignof(t) == 1


def test_types_without_a_size() -> None:
    """Too large, containing itself, depending on a type parameter."""
    sizes = SIZES["amd64"]
    recursive = Named(TypeName("T", None, None))
    recursive.underlying = struct(Pointer(recursive), Array(recursive, 2))
    param = TypeParam(TypeName("P", None, None), 0, ANY)
    huge = Array(TYP[INT64], 1 << 60)
    assert [sizes.sizeof(t) for t in (recursive, param, struct(param), huge, Array(huge, 2))] == [-1] * 5
    assert sizes.offsets(struct(huge, TYP[INT]).fields) == [0, -1]


def test_alignment_of_64_bits_asked_for() -> None:
    """The empty struct align64 of sync/atomic stands for an alignment, on 32-bit machines too."""
    align = Named(TypeName("align64", Package("sync/atomic", "atomic", Scope(UNIVERSE)), None))
    align.underlying = struct()
    assert SIZES["386"].alignof(struct(align, TYP[INT64])) == 8
    assert SIZES["386"].offsets(struct(TYP[BOOL], struct(align, TYP[INT64])).fields) == [0, 8]
