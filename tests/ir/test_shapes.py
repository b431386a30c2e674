"""What stands for a type argument in the body that several instances share."""

from __future__ import annotations

from goescape.ir.printing import type_text
from goescape.ir.printing.typetext import link_text
from goescape.ir.shapes import Shape, ShapedTypes, has_shape, shape_arguments, shapify
from goescape.types.identical import identical
from goescape.types.instantiate import instantiate
from goescape.types.model import Package, Pointer, Signature, Slice, Struct, Type, TypeName
from goescape.types.program import Program
from goescape.types.sizes import SIZES
from goescape.types.source import Sources
from goescape.types.subst import substitute

TEXT = """
package p

type (
	Number  int
	Record  struct{ A Number; b any }
	Box[T any] struct{ value T }
	Getter[T any] interface{ Get() T }
	Fields struct{ FIELDS }
)

var (
	integer   int
	number    Number
	octet     byte
	text      string
	record    Record
	pointer   *Record
	pointer2  **int
	slice     []Record
	anything  any
	box       Box[Record]
	function  func(Number) error
	long      Fields
)

type Two[A, B any] struct{ a A; b B }

func Locals[T any](x T) (Two[int, T], Two[int, string]) {
	type node struct{ value T; next *node }
	type nodes []node
	var y nodes
	_ = y
	return Two[int, T]{}, Two[int, string]{}
}

func Free[A any, B ~int | ~string, C interface{ Get() int }, D comparable](A, B, C, D) {}
""".replace("FIELDS", "; ".join(f"Field{i} string" for i in range(40)))


class P:
    """The package above."""

    def __init__(self) -> None:
        program = Program(Sources({"p": {"p.go": TEXT}}), SIZES["amd64"])
        assert program.check("p").problems() == []
        self.unit = program.unit("p")
        self.package: Package = program.package("p")

    def type(self, name: str) -> Type:
        obj = self.package.member(name)
        assert obj is not None
        return obj.type_of()

    def function(self, name: str) -> Signature:
        t = self.type(name)
        assert isinstance(t, Signature)
        return t

    def local(self, name: str) -> Type:
        """A type that is declared within a function."""
        results = [declared.body for declared in self.unit.files[0].declared if declared.body is not None]
        objects = [obj for result in results for obj in result.objects.values()]
        return next(obj.type_of() for obj in objects if isinstance(obj, TypeName) and obj.name == name)

    def shape(self, name: str, basic: bool = True) -> str:
        return type_text(shapify(self.type(name), basic), self.package)


def test_names() -> None:
    p = P()
    record = "go.shape.struct { A p.Number; p.b interface {} }"
    expected = {
        "integer": "go.shape.int",
        "number": "go.shape.int",
        "octet": "go.shape.uint8",
        "text": "go.shape.string",
        "record": record,
        "pointer": "go.shape.*uint8",
        "pointer2": "go.shape.*uint8",
        "slice": "go.shape.[]p.Record",
        "anything": "go.shape.interface {}",
        "box": "go.shape.struct { p.value p.Record }",
        "function": "go.shape.func(p.Number) error",
    }
    assert {name: p.shape(name) for name in expected} == expected
    assert p.shape("pointer", basic=False) == "go.shape.*p.Record"


def test_long_names_are_hashed() -> None:
    name = P().shape("long")
    assert name == "go.shape.ab72a66c5985770611574ee4710f653ec76a2a71de81caf1a6e66c3da6812cba"


def test_one_object_for_all_of_a_shape() -> None:
    p = P()
    assert shapify(p.type("integer"), True) is shapify(p.type("number"), False)
    assert not identical(shapify(p.type("integer"), True), shapify(p.type("text"), True))


def test_other_versions_of_a_program_have_shapes_of_their_own() -> None:
    """A shape's underlying type is made of the types of one version."""
    first, second = shapify(P().type("record"), True), shapify(P().type("record"), True)
    assert first is not second


def test_shapes_and_what_holds_them() -> None:
    p = P()
    shape = shapify(p.type("record"), True)
    assert isinstance(shape, Shape)
    assert shapify(shape, True) is shape
    assert has_shape(Slice(Pointer(shape)))
    assert not has_shape(p.type("pointer"))
    assert shapify(Pointer(Slice(shape)), True).__class__ is Pointer
    assert type_text(shapify(Pointer(shape), True), p.package) == "go.shape.*uint8"
    getter = instantiate(p.type("Getter"), (shape,))
    assert shapify(getter, True) is getter
    box = instantiate(p.type("Box"), (shape,))
    assert type_text(box, p.package) == "Box[go.shape.struct { A p.Number; p.b interface {} }]"


def test_arguments_by_constraint() -> None:
    p = P()
    shapes = shape_arguments(p.function("Free").type_params, (p.type("pointer"),) * 4)
    expected = ["go.shape.*uint8", "go.shape.*p.Record", "go.shape.*uint8", "go.shape.*p.Record"]
    assert [type_text(shape, p.package) for shape in shapes] == expected


def test_one_shape_among_type_arguments_makes_all_of_them_shapes() -> None:
    p = P()
    signature = p.function("Locals")
    shaped = ShapedTypes(signature.type_params, (shapify(p.type("text"), True),))
    results = [substitute(var.type_of(), shaped) for var in signature.results.vars]
    expected = ["Two[go.shape.int,go.shape.string]", "Two[int,string]"]
    assert [type_text(t, p.package) for t in results] == expected


def test_local_types_are_others_in_each_instance() -> None:
    p = P()
    params = p.function("Locals").type_params
    texts, numbers = (ShapedTypes(params, (shapify(p.type(name), True),)) for name in ("text", "integer"))
    nodes = p.local("nodes")
    t, other = substitute(nodes, texts), substitute(nodes, numbers)
    assert t is substitute(nodes, texts)
    assert not identical(t, other)
    assert (type_text(t, p.package), link_text(t)) == ("nodes[go.shape.string]", "p.nodes[go.shape.string]·2")
    assert has_shape(t)
    under = t.under()
    assert isinstance(under, Slice)
    node = under.elem.under()
    assert isinstance(node, Struct)
    fields = [type_text(field.type_of(), p.package) for field in node.fields]
    assert fields == ["go.shape.string", "*node[go.shape.string]"]
