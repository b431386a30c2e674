"""The compiler's re-printed expressions."""

from __future__ import annotations

import pytest

from goescape.findings import expressions
from goescape.findings.expressions import Form, form_of

CUT = '"' + "a" * 68 + "..."

FORMS = [
    ("make([]int, n)", Form.MAKE_SLICE),
    ("make([]int, n)[0]", Form.VALUE),
    ("make(map[string]int)", Form.MAKE_MAP),
    ("new(T)", Form.NEW),
    ("&T{...}", Form.POINTER_LITERAL),
    ("[]int{...}", Form.SLICE_LITERAL),
    ("go.shape.[]int{}", Form.SLICE_LITERAL),
    ("map[string][]int{...}", Form.MAP_LITERAL),
    ("map[string]int{...}[k]", Form.VALUE),
    ("T{...}", Form.VALUE_LITERAL),
    ("[3]int{...}", Form.VALUE_LITERAL),
    ("func literal", Form.FUNCTION_LITERAL),
    ("... argument", Form.VARIADIC),
    ("append(s, x)", Form.APPEND),
    ("string(b)", Form.BYTES_OR_STRING),
    ("([]byte)(s)", Form.BYTES_OR_STRING),
    ("([]rune)(s)[0]", Form.VALUE),
    ('a + "b"', Form.SUM),
    ("string(a) + string(b)", Form.SUM),
    (f"{CUT} + s", Form.SUM),
    ("f(a + b)", Form.VALUE),
    ("a.b.c", Form.SELECTOR),
    ("x", Form.VALUE),
    ("17", Form.CONSTANT),
    ("time.Duration(3)", Form.CONSTANT),
]

CONSTANTS = [
    ("17", True),
    ("-1.5e-10", True),
    ("(2 + 3i)", True),
    ("'x'", True),
    ('"a \\" b"', True),
    (CUT, True),
    ("true", True),
    ("time.Duration(3000000000)", True),
    ("any(17)", True),
    ('go.shape.string("text")', True),
    ("(error)(syscall.Errno(2))", True),
    ("x", False),
    ("len(3)", False),
    ("new(3)", False),
    ('([]byte)("a")', False),
    ('f("a", "b")', False),
]

EMPTY = [
    ("[]int{}", True),
    ("[]struct {}{...}", True),
    ("go.shape.[]int{}", True),
    ("new(struct {})", True),
    ("&struct {}{}", True),
    ("&[0]int{}", True),
    ("make([]int, 0)", True),
    ("make([]struct {}, n)", True),
    ("[]int{...}", False),
    ("&[]int{}", False),
    ("make([]int, 0, 8)", False),
    ("make([]int, n)", False),
    ("new(int)", False),
    ("map[string]int{}", False),
]

CALLEES = [
    ("fmt.Fprintln(os.Stdout, a...)", "fmt.Fprintln"),
    ("(*T).m(x)", "(*T).m"),
    ("func literal(x)", "func literal"),
    ("slices.Clone[[]int,int](&p..dict.Clone[[]int,int], s)", "slices.Clone"),
    ("pair.Keep[go.shape.*uint8](x)", "pair.Keep"),
    ("f(a)(b)", "f(a)"),
    ("handlers[i](x)", "handlers"),
    ('panic("a (b")', "panic"),
    (f"panic({CUT})", "panic"),
    ("x", ""),
]

ASSIGNED = [
    ("*p = &x", "*p", ""),
    ("G = x", "G", ""),
    ("x := y == z", "x", ""),
    ('m["a = b"] = &x', 'm["a = b"]', "m"),
    ("n.links[1] = &m", "n.links[1]", "n.links"),
    ("s[i].f = x", "s[i].f", "s"),
    ("a[f(x)[0]][1] = y", "a[f(x)[0]][1]", "a[f(x)[0]]"),
    ("return x", "", ""),
]

OPERANDS = [("-a", True), ("len(s)", True), ("uint8(c)", True), ("b * 2", True), ("'x'", True), ("3", True)]
OPERANDS += [("a", False), ('"a"', False), ("f(-a)", False), ("floats", False), ("m[a - 1]", False)]


@pytest.mark.parametrize(("text", "form"), FORMS)
def test_form(text: str, form: Form) -> None:
    assert form_of(text) is form


@pytest.mark.parametrize(("text", "expected"), CONSTANTS)
def test_constant(text: str, expected: bool) -> None:
    assert expressions.is_constant(text) is expected


@pytest.mark.parametrize(("text", "expected"), EMPTY)
def test_zero_size(text: str, expected: bool) -> None:
    assert expressions.is_zero_size(text) is expected


@pytest.mark.parametrize(("call", "callee"), CALLEES)
def test_callee(call: str, callee: str) -> None:
    assert expressions.callee(call) == callee


@pytest.mark.parametrize(("statement", "left", "indexed"), ASSIGNED)
def test_assigned(statement: str, left: str, indexed: str) -> None:
    assert expressions.assigned(statement) == left
    assert expressions.indexed(left) == indexed


@pytest.mark.parametrize(("operand", "expected"), OPERANDS)
def test_numeric_operand(operand: str, expected: bool) -> None:
    assert expressions.is_numeric(operand) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a + b", ["a", "b"]), ('f(a + b) + " + "', ["f(a + b)", '" + "']), (f"{CUT} + x", [CUT, "x"]), ("a", ["a"])],
)
def test_operands(text: str, expected: list[str]) -> None:
    assert expressions.operands(text) == expected


@pytest.mark.parametrize(
    ("text", "size"), [("make([]int, n)", "n"), ("make([]int, 0, f(a, b))", "f(a, b)"), ("make(map[K]V)", "")]
)
def test_make_size(text: str, size: str) -> None:
    assert expressions.make_size(text) == size


@pytest.mark.parametrize(("text", "name"), [("T(x)", "T"), ("f(x)(y)", ""), ("p.T(x)", ""), ("(T)(x)", ""), ("x", "")])
def test_converted_to(text: str, name: str) -> None:
    assert expressions.converted_to(text) == name
