"""The types, variables and functions that the files of a package declare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tree_sitter import Node, Query, QueryCursor

from goescape.syntax.anchors import FUNCTION_DECLARATIONS
from goescape.syntax.scope import receiver_type
from goescape.syntax.tree import LANGUAGE, SyntaxTree
from goescape.syntax.written import Type, WrittenType, named, results_of, written_type

_TYPE_NAMES = Query(
    LANGUAGE,
    """
    (type_spec name: (_) @declared)
    (type_alias name: (_) @declared)
    (type_parameter_declaration name: (_) @declared)
    (method_declaration
      receiver: (parameter_list (parameter_declaration type: [
        (generic_type type_arguments: (type_arguments (_) @declared))
        (pointer_type (generic_type type_arguments: (type_arguments (_) @declared)))])))
    """,
)
_INTERFACE = WrittenType(Type.INTERFACE)
_PREDECLARED: Mapping[str, WrittenType] = {
    **{name: named(name) for name in ("bool", "string", "int", "uint", "uintptr")},
    **{f"{name}{bits}": named(f"{name}{bits}") for name in ("int", "uint") for bits in (8, 16, 32, 64)},
    **{name: named(name) for name in ("float32", "float64", "complex64", "complex128", "unsafe.Pointer")},
    "byte": named("uint8"),
    "rune": named("int32"),
    "any": _INTERFACE,
    "error": _INTERFACE,
}
_LONGEST_CHAIN = 50
"""More definitions in terms of others than this are a cycle."""


@dataclass(frozen=True)
class TypeTable:
    """What names mean at package level, as far as the package's own files tell.

    `types` are the plain types that are declared, `hidden` the names that are declared as types within functions
    or as type parameters too, so that the name alone does not tell which. `variables` are the package's variables
    and constants whose type is known, `functions` the results of its functions, ``F`` or ``T.M``.
    """

    types: Mapping[str, WrittenType] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    variables: Mapping[str, WrittenType] = field(default_factory=dict)
    functions: Mapping[str, tuple[WrittenType, ...]] = field(default_factory=dict)

    def is_type(self, name: str) -> bool:
        """Whether a name certainly is that of a type: predeclared, or the package's own."""
        return name in self.types or name in _PREDECLARED

    @staticmethod
    def merged(tables: Iterable[TypeTable]) -> TypeTable:
        """Several files' tables as one."""
        tables = list(tables)
        return TypeTable(
            types={name: one for table in tables for name, one in table.types.items()},
            hidden=frozenset().union(*(table.hidden for table in tables)),
            variables={name: one for table in tables for name, one in table.variables.items()},
            functions={name: one for table in tables for name, one in table.functions.items()},
        )

    def names_type(self, name: str) -> bool:
        """Whether a name certainly is a type's."""
        return name not in self.hidden and (name in self.types or name in _PREDECLARED)

    def underlying(self, written: WrittenType | None) -> WrittenType | None:
        """The type without names: a predeclared one (NAMED) or a composite one; None where that is not known."""
        for _ in range(_LONGEST_CHAIN):
            if written is None or written.form is not Type.NAMED:
                return written if written is not None and written.form is not Type.OTHER else None
            if written.name in self.hidden:
                return None
            if written.name not in self.types:
                return _PREDECLARED.get(written.name)
            written = self.types[written.name]
        return None


def type_table(tree: SyntaxTree) -> TypeTable:
    """What one file declares. Of the variables, those whose type is written; see `infer` for the others."""
    types = dict(_types(tree))
    declared = QueryCursor(_TYPE_NAMES).captures(tree.root).get("declared", [])
    times = Counter(tree.source.text(tree.span(node)) for node in declared)
    return TypeTable(
        types=types,
        hidden=frozenset(name for name, count in times.items() if count > 1 or name not in types),
        variables=dict(_typed_variables(tree)),
        functions=dict(_functions(tree)),
    )


def package_specs(tree: SyntaxTree, *kinds: str) -> Iterator[Node]:
    """The specs of these node types in the declarations at package level."""
    waiting = [node for node in reversed(tree.root.named_children) if node.type.endswith("_declaration")]
    while waiting:
        node = waiting.pop()
        if node.type in kinds:
            yield node
        elif node.type not in FUNCTION_DECLARATIONS:
            waiting.extend(reversed(node.named_children))


def _types(tree: SyntaxTree) -> Iterator[tuple[str, WrittenType]]:
    for spec in package_specs(tree, "type_spec", "type_alias"):
        name, written = spec.child_by_field_name("name"), spec.child_by_field_name("type")
        if name is not None and spec.child_by_field_name("type_parameters") is None:
            yield tree.source.text(tree.span(name)), written_type(tree, written)


def _typed_variables(tree: SyntaxTree) -> Iterator[tuple[str, WrittenType]]:
    for spec in package_specs(tree, "var_spec", "const_spec"):
        written = spec.child_by_field_name("type")
        if written is not None:
            for name in spec.children_by_field_name("name"):
                yield tree.source.text(tree.span(name)), written_type(tree, written)


def _functions(tree: SyntaxTree) -> Iterator[tuple[str, tuple[WrittenType, ...]]]:
    for node in tree.root.named_children:
        name = node.child_by_field_name("name") if node.type in FUNCTION_DECLARATIONS else None
        if name is not None:
            receiver = receiver_type(tree, node)
            text = tree.source.text(tree.span(name))
            yield f"{receiver}.{text}" if receiver else text, results_of(tree, node)
