"""Types as the source writes them.

A `WrittenType` holds what one type expression says and nothing that it merely names: `TypeTable` knows the
declarations of a package, and what is named elsewhere stays unknown.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tree_sitter import Node

from goescape.syntax.tree import SyntaxTree


class Type(enum.Enum):
    """The forms of a type expression. An instance of a generic type is OTHER."""

    NAMED = enum.auto()
    POINTER = enum.auto()
    SLICE = enum.auto()
    ARRAY = enum.auto()
    MAP = enum.auto()
    CHANNEL = enum.auto()
    FUNCTION = enum.auto()
    STRUCT = enum.auto()
    INTERFACE = enum.auto()
    OTHER = enum.auto()


@dataclass(frozen=True, slots=True)
class WrittenType:
    """One type expression.

    `name` is that of a NAMED type, ``T`` or ``pkg.T``. `element` is what a pointer points to, what a slice, an
    array, a map or a channel holds; `key` a map's. `length` is an array's, None if it is not a plain number.
    `fields` are a struct's in order, an embedded one under its type's name; `embedded` are the names of those.
    `results` are a function's. `untyped` marks the default type of a constant that has none of its own.
    """

    form: Type
    name: str = ""
    element: WrittenType | None = None
    key: WrittenType | None = None
    length: int | None = None
    fields: tuple[tuple[str, WrittenType], ...] = ()
    embedded: frozenset[str] = frozenset()
    results: tuple[WrittenType, ...] = ()
    untyped: bool = False


UNKNOWN = WrittenType(Type.OTHER)


def named(name: str, *, untyped: bool = False) -> WrittenType:
    """The type that is called `name`."""
    return WrittenType(Type.NAMED, name=name, untyped=untyped)


def pointer_to(element: WrittenType) -> WrittenType:
    return WrittenType(Type.POINTER, element=element)


def slice_of(element: WrittenType) -> WrittenType:
    return WrittenType(Type.SLICE, element=element)


def written_type(tree: SyntaxTree, node: Node | None) -> WrittenType:
    """What a type expression says; UNKNOWN for what is none."""
    read = _READERS.get(node.type) if node is not None else None
    return read(tree, node) if read is not None and node is not None else UNKNOWN


def results_of(tree: SyntaxTree, function: Node) -> tuple[WrittenType, ...]:
    """The types of the results of a function: its declaration, its literal or its type."""
    result = function.child_by_field_name("result")
    if result is None:
        return ()
    if result.type != "parameter_list":
        return (written_type(tree, result),)
    found: list[WrittenType] = []
    for declaration in result.named_children:
        if declaration.type == "parameter_declaration":
            of_one = written_type(tree, declaration.child_by_field_name("type"))
            found += [of_one] * max(1, len(declaration.children_by_field_name("name")))
    return tuple(found)


def _text(tree: SyntaxTree, node: Node) -> str:
    return tree.source.text(tree.span(node))


def _name(tree: SyntaxTree, node: Node) -> WrittenType:
    return named(_text(tree, node))


def _holding(form: Type, element: str) -> Callable[[SyntaxTree, Node], WrittenType]:
    """A reader of types that hold others, found in the field `element` of their nodes."""

    def read(tree: SyntaxTree, node: Node) -> WrittenType:
        key = node.child_by_field_name("key")
        return WrittenType(
            form,
            element=written_type(tree, node.child_by_field_name(element)),
            key=written_type(tree, key) if key is not None else None,
            length=_length(tree, node.child_by_field_name("length")),
        )

    return read


def _length(tree: SyntaxTree, node: Node | None) -> int | None:
    text = _text(tree, node) if node is not None and node.type == "int_literal" else ""
    try:
        return int(text.replace("_", ""), 0)
    except ValueError:
        return None


def _inner(tree: SyntaxTree, node: Node) -> WrittenType:
    return written_type(tree, node.named_children[0] if node.named_child_count else None)


def _pointer(tree: SyntaxTree, node: Node) -> WrittenType:
    return pointer_to(_inner(tree, node))


def _function(tree: SyntaxTree, node: Node) -> WrittenType:
    return WrittenType(Type.FUNCTION, results=results_of(tree, node))


def _interface(tree: SyntaxTree, node: Node) -> WrittenType:
    return WrittenType(Type.INTERFACE)


def _struct(tree: SyntaxTree, node: Node) -> WrittenType:
    lists = [child for child in node.named_children if child.type == "field_declaration_list"]
    fields: list[tuple[str, WrittenType]] = []
    embedded: set[str] = set()
    for declaration in (d for one in lists for d in one.named_children if d.type == "field_declaration"):
        written = declaration.child_by_field_name("type")
        of_field = written_type(tree, written)
        names = [_text(tree, name) for name in declaration.children_by_field_name("name")]
        if not names and written is not None:
            names = [_text(tree, written).partition("[")[0].rpartition(".")[2]]
            embedded.add(names[0])
            of_field = pointer_to(of_field) if any(c.type == "*" for c in declaration.children) else of_field
        fields += [(name, of_field) for name in names]
    return WrittenType(Type.STRUCT, fields=tuple(fields), embedded=frozenset(embedded))


_READERS: Mapping[str, Callable[[SyntaxTree, Node], WrittenType]] = {
    "type_identifier": _name,
    "identifier": _name,
    "qualified_type": _name,
    "pointer_type": _pointer,
    "parenthesized_type": _inner,
    "slice_type": _holding(Type.SLICE, "element"),
    "array_type": _holding(Type.ARRAY, "element"),
    "map_type": _holding(Type.MAP, "value"),
    "channel_type": _holding(Type.CHANNEL, "value"),
    "function_type": _function,
    "struct_type": _struct,
    "interface_type": _interface,
}
