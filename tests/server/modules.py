"""Modules that many tests look at, as archives."""

from __future__ import annotations

from uuid import uuid4

MODULE = "-- go.mod --\nmodule example.com/m\n\ngo 1.24\n"

POINTER_FILE = "package m\n\nfunc f() *int {\n\tx := 1\n\treturn &x\n}\n"
POINTER = f"{MODULE}-- a.go --\n{POINTER_FILE}"
"""One file, one finding."""

FOUND = ["x: returned-pointer"]
"""What is underlined in it; see `Editor.describe`."""


def slow(functions: int) -> str:
    """Code that takes the compiler seconds, and that it has not seen before."""
    body = "".join(f"\tm[{n}], m[{n + 1}] = m[m[{n}]] / m[{n + 1}], m[m[{n + 2}]] % m[{n}]\n" for n in range(300))
    many = "".join(f"func f{n}(m []int) {{\n{body}}}\n\n" for n in range(functions))
    return f"package slow\n\n// {uuid4()}\n\nfunc f() *int {{\n\tx := 1\n\treturn &x\n}}\n\n{many}"
