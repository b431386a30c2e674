"""Layout and pointers of types."""

from __future__ import annotations

import pytest

from goescape.ir.properties import Properties
from goescape.ir.shapes import shapify
from goescape.types.program import Program
from goescape.types.sizes import SIZES
from goescape.types.source import Sources

CASES = {
    # size, alignment, has pointers, is held by an interface as it is
    "bool": (1, 1, False, False),
    "int": (8, 8, False, False),
    "uintptr": (8, 8, False, False),
    "string": (16, 8, True, False),
    "unsafe.Pointer": (8, 8, True, True),
    "*int": (8, 8, True, True),
    "*sys.Off": (8, 8, False, False),
    "[]sys.Off": (24, 8, False, False),
    "[]int": (24, 8, True, False),
    "map[int]int": (8, 8, True, True),
    "chan int": (8, 8, True, True),
    "func()": (8, 8, True, True),
    "any": (16, 8, True, False),
    "error": (16, 8, True, False),
    "struct{}": (0, 1, False, False),
    "[0]*int": (0, 8, False, False),
    "[1]*int": (8, 8, True, True),
    "[2]*int": (16, 8, True, False),
    "[4]int16": (8, 2, False, False),
    "struct{ p *int }": (8, 8, True, True),
    "struct{ e struct{}; p *int }": (8, 8, True, True),
    "struct{ p *int; e struct{} }": (16, 8, True, False),
    "struct{ a [1]struct{ f func() } }": (8, 8, True, True),
    "struct{ a, b int }": (16, 8, False, False),
    "struct{ a byte; s string }": (24, 8, True, False),
    "Recursive": (16, 8, True, False),
}

HEADER = 'package p\n\nimport ("unsafe"; "internal/runtime/sys")\n\nvar _ unsafe.Pointer\nvar _ sys.Off\n'
SYS = "package sys\n\ntype nih struct{}\n\ntype Off struct{ a [2]struct{ _ nih } }\n"


@pytest.mark.parametrize("text", CASES)
def test_properties(text: str) -> None:
    source = f"{HEADER}type Recursive struct{{ next *Recursive; x int }}\nvar V {text}\n"
    program = Program(Sources({"p": {"p.go": source}, "internal/runtime/sys": {"sys.go": SYS}}), SIZES["amd64"])
    obj = program.package("p").member("V")
    assert obj is not None
    asked = Properties(SIZES["amd64"])
    for t in (obj.type_of(), shapify(obj.type_of(), False)):
        found = (asked.size(t), asked.alignment(t), asked.has_pointers(t), asked.is_direct_iface(t))
        assert found == CASES[text]
        assert asked.is_zero_size(t) == (found[0] == 0)
