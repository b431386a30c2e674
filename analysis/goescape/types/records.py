"""What the checker found out, as flat records by place: for printing, and for comparison with go/types.

There is a `Record` for every expression that has a type, every identifier that defines or uses something, and besides,
under kinds of their own, for selections, instances and implicitly declared objects. The order is that of the
declarations; within one, preorder.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from goescape.syntax.nodes import Ident, Node
from goescape.types.constant import Rope, Value, exact_string
from goescape.types.model import (
    Builtin,
    Const,
    Func,
    Instance,
    Label,
    Nil,
    Object,
    PkgName,
    Selection,
    Type,
    TypeName,
    Var,
)
from goescape.types.operand import (
    BUILTIN,
    CGO_FUNC,
    COMMA_OK,
    CONSTANT,
    MAP_INDEX,
    NIL,
    NO_VALUE,
    TYPE,
    VALUE,
    VARIABLE,
)
from goescape.types.typestring import type_string

if TYPE_CHECKING:
    from goescape.syntax.positions import Lowered
    from goescape.types.program import Program
    from goescape.types.results import Results
    from goescape.types.unit import Declared, FileUnit

MODES: Final = {
    NO_VALUE: "novalue",
    BUILTIN: "builtin",
    TYPE: "type",
    CONSTANT: "const",
    VARIABLE: "var",
    MAP_INDEX: "mapindex",
    VALUE: "value",
    NIL: "nil",
    COMMA_OK: "commaok",
    CGO_FUNC: "commaok",
}
"""How an expression is used, by the constants of `operand`."""

OBJECT_MODES: Final[dict[type, str]] = {
    PkgName: "package",
    Label: "label",
    Const: "const",
    TypeName: "type",
    Var: "var",
    Func: "func",
    Builtin: "builtin",
    Nil: "nil",
}
LONGEST_TEXT: Final = 1 << 20
"""Bytes of a constant string that are printed at most."""

SELECTION_KINDS: Final = ("field", "method", "methodexpr")
"""By `Selection.kind`."""


class Record(NamedTuple):
    """What is known of one node.

    `start` and `end` are byte offsets in the file. `kind` is the node's class, or "selection", "instance" or
    "implicit". `mode` says how an expression is used (`MODES`), what an identifier that is no expression stands for,
    or what is selected. `type` is as types.TypeString prints it with full package paths, `value` a constant's exact
    text, a selection's path or an instance's type arguments, `object` the place of an identifier's definition as
    (path, offset), None for what has none.
    """

    start: int
    end: int
    kind: str
    mode: str
    type: str
    value: str
    object: tuple[str, int] | None


class RecordWriter:
    """Makes records; keeps the texts of types that were asked for."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._texts: dict[int, str] = {}
        self._kept: list[Type] = []

    def file(self, file: FileUnit) -> Iterator[Record]:
        """What is known of a file: all there is, once its package has been checked (`Program.check`)."""
        for declared in file.declared:
            yield from self.declaration(declared)

    def declaration(self, declared: Declared) -> Iterator[Record]:
        """What is known of one declaration, its body included."""
        declaration = declared.declaration
        start = declared.file.syntax.start_of(declaration)
        if declared.head is not None:
            yield from self._part(declared.head, declaration.head, start)
        if declared.body is not None and declaration.body is not None:
            yield from self._part(declared.body, declaration.body, start)

    def _part(self, results: Results, lowered: Lowered, base: int) -> Iterator[Record]:
        starts, ends, first = lowered.places.start, lowered.places.end, lowered.first
        for node in nodes_of(lowered.node):
            start, end = base + starts[node.id - first], base + ends[node.id - first]
            for kind, mode, type, value, obj in self._facts(results, node):
                place = None if obj is None else self._program.position(obj)
                text = "" if type is None else self._text(type)
                yield Record(start, end, kind, mode, text, value, place)

    def _facts(self, results: Results, node: Node) -> Iterator[tuple[str, str, Type | None, str, Object | None]]:
        id = node.id
        obj = results.objects.get(id) if node.__class__ is Ident else None
        type = results.types[id]
        if type is not None:
            value = results.values.get(id)
            mode = MODES[results.modes[id]]
            yield node.__class__.__name__, mode, type, "" if value is None else value_text(value), obj
        elif obj is not None:
            yield node.__class__.__name__, *_object_facts(obj), obj
        if id in results.selections:
            yield _selection_facts(results.selections[id])
        if id in results.instances:
            yield self._instance_facts(results.instances[id])
        if id in results.implicits:
            implicit = results.implicits[id]
            yield "implicit", "", implicit.type_of(), "", implicit

    def _instance_facts(self, instance: Instance) -> tuple[str, str, Type, str, None]:
        return "instance", "", instance.type, "; ".join(map(self._text, instance.type_args)), None

    def _text(self, type: Type) -> str:
        text = self._texts.get(id(type))
        if text is None:
            text = self._texts[id(type)] = type_string(type)
            self._kept.append(type)
        return text


def value_text(value: Value) -> str:
    """A constant's exact text; of a string too long to be read, its length."""
    if isinstance(value, (bytes, Rope)) and len(value) > LONGEST_TEXT:
        return f"string of {len(value)} bytes"
    return exact_string(value)


def _object_facts(obj: Object) -> tuple[str, Type | None, str]:
    """Mode, type and value of an identifier that is no expression."""
    mode = OBJECT_MODES[obj.__class__]
    if mode in ("package", "label"):
        return mode, None, ""
    type = obj.type_of()
    if isinstance(obj, Const):
        return mode, type, "unknown" if obj.value is None else value_text(obj.value)
    if isinstance(obj, Var) and obj.is_field:
        return "field", type, ""
    return mode, type, ""


def _selection_facts(selection: Selection) -> tuple[str, str, Type, str, Object]:
    path = ".".join(map(str, selection.path)) + "*" * selection.indirect
    return "selection", SELECTION_KINDS[selection.kind], selection.type, path, selection.obj


def nodes_of(root: Node) -> Iterator[Node]:
    """`root` and all nodes below it, in preorder."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        below: list[Node] = []
        for name in node.__struct_fields__:
            value = getattr(node, name)
            if isinstance(value, Node):
                below.append(value)
            elif value.__class__ is tuple:
                below += value
        waiting += reversed(below)
