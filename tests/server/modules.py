"""Modules that many tests look at, as archives."""

from __future__ import annotations

MODULE = "-- go.mod --\nmodule example.com/m\n\ngo 1.24\n"

POINTER_FILE = "package m\n\nfunc f() *int {\n\tx := 1\n\treturn &x\n}\n"
POINTER = f"{MODULE}-- a.go --\n{POINTER_FILE}"
"""One file, one finding."""

FOUND = ["x: returned-pointer"]
"""What is underlined in it; see `Editor.describe`."""


def slow(functions: int) -> str:
    """Code that takes the compiler seconds."""
    body = "".join(f"\tm[{n}] = append(m[{n}], fmt.Sprint(m, {n}))\n" for n in range(40))
    many = "".join(f"func f{n}(m map[int][]string) {{\n{body}}}\n\n" for n in range(functions))
    return f'package slow\n\nimport "fmt"\n\n{many}'
