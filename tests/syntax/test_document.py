"""Files as declarations: what is found in them, what an edit keeps, and what a fault spoils."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goescape.source import Source
from goescape.syntax.document import Declaration, GoFile, parse
from goescape.syntax.nodes import BadStmt, Block, FuncDecl, Node

from .shapes import declaration_shape, difference, go_shapes, our_shape

SNIPPETS = Path(__file__).parent / "snippets"
STANDARD = ("fmt", "net/http", "go/types", "encoding/json", "internal/types/testdata/fixedbugs")


def file_of(text: str | bytes) -> GoFile:
    return parse(Source("/p/x.go", text if isinstance(text, bytes) else text.encode()))


def facts(file: GoFile) -> object:
    """All that a file says of itself."""
    declarations = [
        (one.kind, one.text, one.names, one.directives, one.inner_directives, one.body_start, one.problems)
        for one in file.declarations
    ]
    nodes = [(one.head, one.body) for one in file.declarations]
    return file.package_name, file.package_span, file.starts, declarations, nodes, file.directives, file.problems


def named(file: GoFile, name: str) -> Declaration:
    return next(one for one in file.declarations if any(declared.name == name for declared in one.names))


# ------------------------------------------------------------------------------------------------------ against Go


def go_files(goroot: Path) -> list[Path]:
    standard = [path for package in STANDARD for path in sorted((goroot / "src" / package).glob("*.go"))]
    return [*standard, *sorted(SNIPPETS.glob("*.go"))]


def test_trees_are_those_of_go_parser(goroot: Path, go_binary: str, cache_folder: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GO", "CGO_"))}
    environment = {**kept, "GOCACHE": str(cache_folder / "go-build"), "GOPROXY": "off", "GOTOOLCHAIN": "local"}
    compared = 0
    for path, shape in go_shapes([go_binary, "run", "."], go_files(goroot), environment):
        file = parse(Source(str(path), path.read_bytes()))
        assert bool(file.problems) == bool(shape.errors), (path, file.problems, shape.errors)
        if not shape.errors:
            assert not difference(our_shape(file), shape.lines), path
            compared += 1
    assert compared > 300


@pytest.mark.parametrize("ending", ["\n", "\r\n", ""])
@pytest.mark.parametrize("start", ["", "\ufeff", "// c\n", "/* c */ "])
def test_endings(start: str, ending: str) -> None:
    lines = ["package p", "", "import . `a`", "", "var x = `r", "s`; type T struct { a int }", "func (t *T) M() { L: }"]
    file = file_of(start + (ending or "\n").join(lines) + ending)
    assert [one.kind for one in file.declarations] == ["import", "var", "type", "func"]
    assert not file.problems
    assert [(one.name, one.path) for one in file.imports] == [(".", "a")]
    for at, one in zip(file.starts, file.declarations, strict=True):
        assert file.source.data[at : at + len(one.text)] == one.text


# ------------------------------------------------------------------------------------------------------------ names


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("func f() {}", [("f", "", 0, False, False)]),
        ("func (t T) m()", [("m", "T", 0, False, False)]),
        ("func (*T) m()", [("m", "T", 0, True, False)]),
        ("func (_ *(T)) m()", [("m", "T", 0, True, False)]),
        ("func (t *T[K, V]) m[A any](a A)", [("m", "T", 0, True, False)]),
        ("func ( /* c */ t * T ) /* c */ m()", [("m", "T", 0, True, False)]),
        ("const a, b = 1, 2", [("a", "", 0, False, False), ("b", "", 0, False, False)]),
        ("const (a = iota; b; _)", [(name, "", index, False, False) for index, name in enumerate("ab_")]),
        ("var (\na /* c */, b int\n// c\nc = f(\n1)\n)", [(n, "", i, False, False) for n, i in ("a0", "b0", "c1")]),
        ("type T[P *C,] struct{}", [("T", "", 0, False, False)]),
        ("type A = B", [("A", "", 0, False, True)]),
        ("type (\n\tA[P any] = B[P]\n\tT[N] int\n)", [("A", "", 0, False, True), ("T", "", 1, False, False)]),
        ("var 日本, é = 1, 2", [("日本", "", 0, False, False), ("é", "", 0, False, False)]),
        ('import "fmt"', []),
    ],
)
def test_names(code: str, expected: list[tuple[str, str, int | str, bool, bool]]) -> None:
    (declaration,) = file_of(f"package p\n\n{code}\n").declarations
    found = [(one.name, one.receiver, one.spec, one.pointer, one.alias) for one in declaration.names]
    assert found == [(name, base, int(spec), pointer, alias) for name, base, spec, pointer, alias in expected]


DIRECTIVES = """//go:build linux

package p

// f is.
//
//go:noinline

//go:nosplit
func f() {}

var (
	//go:embed a
	a, s = 1, `
//go:x`
)
"""


def test_directives() -> None:
    file = file_of(DIRECTIVES)
    assert named(file, "f").directives == ("//go:noinline", "//go:nosplit")
    assert named(file, "a").directives == ()
    assert [(one.text, one.offset) for one in named(file, "a").inner_directives] == [("//go:embed a", 7)]
    found = [one.text for one in file.directives]
    assert found == ["//go:build linux", "//go:noinline", "//go:nosplit", "//go:embed a"]
    assert all(DIRECTIVES[one.offset :].startswith(one.text) for one in file.directives)


# ------------------------------------------------------------------------------------------------------------ edits

BEFORE = """package p

import "fmt"

// f is documented.
func f(a int) int {
	b := a + 1
	return b
}

type T struct{ x int }

//go:noinline
func (t *T) m() { fmt.Println(t.x) }
"""


@pytest.mark.parametrize(
    ("old", "new", "changed", "same_head", "same_body"),
    [
        ("a + 1", "a + 2", "f", True, False),
        ("b := a + 1", "b :=  a /* c */ + 1 // c", "f", True, True),
        ("func f(a int)", "func  f(a  int)", "f", True, True),
        ("a int", "a uint", "f", False, True),
        ("a int", "a []int", "f", False, False),
        ("func (t *T) m", "func (t T) m", "m", False, False),
        ("x int", "x  int", "T", True, True),
        ("x int", "x, y int", "T", False, True),
        ("//go:noinline\n", "", "m", True, True),
    ],
)
def test_what_an_edit_keeps(old: str, new: str, changed: str, same_head: bool, same_body: bool) -> None:
    before = file_of(BEFORE)
    nodes = {one: (one.head.node, one.body and one.body.node) for one in before.declarations}
    text = BEFORE.replace(old, new, 1)
    after = before.edited(Source("/p/x.go", text.encode()))
    for was, now in zip(before.declarations, after.declarations, strict=True):
        assert (was is now) == (was is not named(before, changed))
    was, now = named(before, changed), named(after, changed)
    assert (now.head.node is nodes[was][0]) == same_head
    assert ((now.body and now.body.node) is nodes[was][1]) == same_body
    assert facts(after) == facts(file_of(text))


@pytest.mark.parametrize(
    "text", ["// c\n" + BEFORE, BEFORE + "\n// c\n", BEFORE.replace("// f is documented.\n", "\n\n")]
)
def test_comments_between_declarations_change_nothing(text: str) -> None:
    before = file_of(BEFORE)
    after = before.edited(Source("/p/x.go", text.encode()))
    assert after.declarations == before.declarations
    assert facts(after) == facts(file_of(text))


def test_moved_declarations_are_kept() -> None:
    before = file_of(BEFORE)
    start, end = BEFORE.index("type T"), BEFORE.index("//go:noinline")
    text = BEFORE[:start] + BEFORE[end:] + "\n" + BEFORE[start:end]
    after = before.edited(Source("/p/x.go", text.encode()))
    assert set(after.declarations) == set(before.declarations)


def test_structure_outlives_broken_versions() -> None:
    """A comment typed letter by letter, a slash first, leaves the nodes as they were."""
    file = file_of(BEFORE)
    node = named(file, "f").body
    for added in ("/", "//", "// c"):
        file = file.edited(Source("/p/x.go", BEFORE.replace("+ 1", f"+ 1 {added}").encode()))
        body = named(file, "f").body
        assert node is not None and body is not None
    assert body.node == node.node


WHOLE = b"\n".join(path.read_bytes() for path in sorted(SNIPPETS.glob("*.go")))
TYPED = st.sampled_from(
    [b"", b"x", b"{", b"}", b"(", b")", b"`", b'"', b"/*", b"*/", b"\n", b"func g() {\n", b";", b"\x00", b"\xff"]
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_edited_is_parsed(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(WHOLE)))
    text = b"package p\n" + WHOLE[start : start + 1500]
    file = file_of(text)
    for _ in range(3):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(TYPED) + text[at + data.draw(st.integers(0, 3)) :]
        file = file.edited(Source("/p/x.go", text))
        assert facts(file) == facts(file_of(text))
        assert covered(file)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=120))
def test_noise(data: bytes) -> None:
    file = file_of(data)
    assert covered(file)
    assert file.problems or file.package_name  # a package clause alone is Go
    assert our_shape(file) is not None


def covered(file: GoFile) -> bool:
    """Whether declarations are in order, do not overlap, and are the file's text."""
    end = 0
    for at, one in zip(file.starts, file.declarations, strict=True):
        if at < end or file.source.data[at : at + len(one.text)] != one.text:
            return False
        end = at + len(one.text)
    return end <= len(file.source.data)


# ----------------------------------------------------------------------------------------------------------- faults

BROKEN = """package p

func first() int {
	a := 1
	%s
	b := 2
	return a + b
}

// second comes next.
//
//go:noinline
func second() { s := `
type inner int
`; _ = s }

type T struct { x int }

func third() {
var x int
	_ = x
}
"""


@pytest.mark.parametrize(
    "fault",
    ["if a {", "}", "f(", "f(a, , b)", "x.(", "`", "/*", '"', "x := []int{1,", "for i := 0; i <; i++ { g() }", ")",
     "case 1:", "func", "var", "switch { case a: if b { case c: }", "1 2", "go f", "a, b", "x := func() {", "$",
     "\x00", "]"],
)  # fmt: skip
def test_a_fault_stays_in_its_function(fault: str) -> None:
    whole, broken = file_of(BROKEN % "c()"), file_of(BROKEN % fault)
    assert not whole.problems
    assert broken.problems
    for name in ("second", "T", "third"):
        was, now = named(whole, name), named(broken, name)
        assert (was.text, was.directives, was.problems) == (now.text, now.directives, now.problems)
        assert declaration_shape(was, 0) == declaration_shape(now, 0)


@pytest.mark.parametrize(
    "fault", ["f(a, , b)", "1 2", "f(a", "a b := c", "x = = 1", "if { g() }", "go (f)()", "$", ")", "f(a b)"]
)
def test_statements_around_a_fault_are_whole(fault: str) -> None:
    first = named(file_of(BROKEN % fault), "first")
    assert first.body is not None and isinstance(first.body.node, Block)
    kinds = [type(statement).__name__ for statement in first.body.node.stmts]
    assert kinds[0] == "Assign"
    assert kinds[-2:] == ["Assign", "Return"]
    assert len(kinds) in (3, 4)


@pytest.mark.parametrize(
    ("code", "message", "text"),
    [
        ("func f() {\n\tif x {\n", "expected }, found end of file", ""),
        ("func f() { a := }", "expected an expression, found }", "}"),
        ("func f() { return 1 2 }", "expected newline or ;, found 2", "2"),
        ("var x = (1", "expected ), found newline", ""),
        ("type T struct { a, }", "expected a name, found }", "}"),
        ("func f(a int, []string) {}", "missing parameter name", "[]string"),
        ("x := 1", "expected a declaration, found x", "x"),
        ('var s = "abc', "the string is not closed", '"abc'),
        ("var c = T{\n\t1\n}", "missing , before newline", ""),
    ],
)
def test_messages(code: str, message: str, text: str) -> None:
    source = f"package p\n\n{code}\n"
    (problem, *_) = file_of(source).problems
    assert problem.message == message
    assert source[problem.span.start : problem.span.end].strip() == text


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("const\n\ta = 1\n\tb = 2\n)", "a b"),
        ("const (\n\ta = 1\n\tx.\n\tb = f(2\n\tc\n)", "a b c"),
        ("var (\n\ta int\n\t= 1\n\tb int\n", "a b"),
        ("type t interface\n\tm()\n}\n\nvar a int", "t a"),
        ("type t struct\n\nvar a int", "t a"),
        ("func (t *T f(a int) {\n}", "T.f"),
        ("func t *T) f(a int) {\n}", "T.f"),
        ("func (t *T[K, V] f(a int) {\n}", "T.f"),
        ("func *T) f() {}", "T.f"),
        ("func f(a map[int]int {\n}\nfunc g() {}", "f g"),
        ("func f(a struct{ b int }, c int {\n}\nvar g = 1", "f g"),
        ("func f a int) int {\n}\nvar g = 1", "f g"),
    ],
)
def test_names_of_broken_declarations(code: str, names: str) -> None:
    file = file_of(f"package p\n\n{code}\n")
    found = [name for one in file.declarations for name in one.names]
    assert " ".join([f"{name.receiver}.{name.name}".lstrip(".") for name in found]) == names
    assert file.problems


def test_missing_package_clause() -> None:
    (problem,) = file_of("func f() {}\n").problems
    assert problem.message == "expected a package clause: package name"
    assert [one.kind for one in file_of("func f() {}\n").declarations] == ["func"]


def test_late_import() -> None:
    (problem,) = file_of('package p\nvar x int\nimport "a"\n').problems
    assert problem.message == "imports must come before other declarations"


# ------------------------------------------------------------------------------------------------------------ depth


@pytest.mark.parametrize(
    ("opening", "inner", "closing"),
    [
        ("f(", "x", ")"),
        ("T{", "x", "}"),
        ("[]", "int{}", ""),
        ("", "x", " + x"),
        ("*", "x", ""),
        ("(", "x", ")"),
        ("func() { ", "x", " }()"),
    ],
)
def test_depth(opening: str, inner: str, closing: str) -> None:
    depth = 1500
    code = f"package p\n\nfunc f() {{\n\t_ = {opening * depth}{inner}{closing * depth}\n}}\n\nvar y int\n"
    file = file_of(code)
    body = named(file, "f").body
    assert not file.problems
    assert body is not None and body.count > depth
    edited = file.edited(Source("/p/x.go", code.replace("_ =", "_  =").encode()))
    again = named(edited, "f").body
    assert again is not None and again.node is body.node


def test_too_deep() -> None:
    file = file_of(f"package p\n\nfunc f() {{\n\t_ = {'(' * 60_000}x{')' * 60_000}\n}}\n\nvar y int\n")
    assert [one.message for one in file.problems] == ["nested too deeply"]
    assert named(file, "y").problems == ()


def test_else_chain() -> None:
    chain = "if x {} else " * 3000 + "{}"
    body = named(file_of(f"package p\nfunc f() {{ {chain} }}\n"), "f").body
    assert body is not None and body.count == 1 + 3 * 3000 + 1


def test_large() -> None:
    row = '\t{name: "n", at: &T{1}},\n'
    count = 500_000 // len(row)
    file = file_of("package p\n\nvar table = []T{\n" + row * count + "}\n\nfunc f() {}\n")
    assert named(file, "table").head.count == 6 + 10 * count
    assert not file.problems


def test_heads_do_not_need_bodies() -> None:
    declaration = named(file_of("package p\nfunc f(a int) { ) }\n"), "f")
    head = declaration.head
    assert isinstance(head.node, FuncDecl) and head.node.has_body
    assert (head.places.start[0], head.places.end[0], head.places.anchor[0]) == (0, len(declaration.text), 5)
    body = declaration.body
    assert body is not None and body.first == head.count
    assert isinstance(body.node, Block) and isinstance(body.node.stmts[0], BadStmt)
    assert isinstance(body.node, Node)


# ---------------------------------------------------------------------------------------------------------- anchors


@pytest.mark.parametrize(
    ("code", "kind", "at"),
    [
        ("f(x)", "Call", "(x)"),
        ("a.b", "Selector", ".b"),
        ("a[i]", "Index", "[i]"),
        ("a[i:j]", "SliceExpr", "[i:j]"),
        ("a.(T)", "TypeAssert", ".(T)"),
        ("T{1}", "CompositeLit", "{1}"),
        ("T{k: v}", "KeyValue", ": v}"),
        ("a + b + c", "Binary", "+ c"),
        ("-a", "Unary", "-a"),
        ("<-c", "Unary", "<-c"),
        ("*p", "Star", "*p"),
        ("(a)", "Paren", "(a)"),
        ("func() {}", "FuncLit", "func() {}"),
        ("func() {}", "FuncType", "() {}"),
        ("<-chan int(nil)", "Unary", "<-chan int(nil)"),
    ],
)
def test_anchors_of_expressions(code: str, kind: str, at: str) -> None:
    declaration = named(file_of(f"package p\nvar v = {code}"), "v")
    assert anchor_of(declaration, kind) == at


@pytest.mark.parametrize(
    ("code", "kind", "at"),
    [
        ("a, b := c", "Assign", ":= c"),
        ("a++", "IncDec", "++"),
        ("c <- v", "Send", "<- v"),
        ("f(a)", "ExprStmt", "(a)"),
        ("go f()", "Go", "go f()"),
        ("return a", "Return", "return a"),
        ("for k := range m {}", "Range", "for k := range m {}"),
        ("switch x := y.(type) {}", "TypeSwitch", "switch x := y.(type) {}"),
        ("{}", "Block", "{}"),
    ],
)
def test_anchors_of_statements(code: str, kind: str, at: str) -> None:
    declaration = named(file_of(f"package p\nfunc f() {{\n{code}\n}}"), "f")
    assert anchor_of(declaration, kind) == at + "\n}"


def anchor_of(declaration: Declaration, kind: str) -> str:
    """The text from the anchor on of the first node of `kind`, in a function's body but for the body itself."""
    lowered = declaration.body or declaration.head
    kinds = [name for name, _, _ in declaration_shape(declaration, 0)]
    skipped = lowered.first + (1 if declaration.body else 0)
    index = kinds.index(kind, skipped) - lowered.first
    return declaration.text[lowered.places.anchor[index] :].decode()
