"""What one file declares, by its syntax."""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node, Query, QueryCursor

from goescape.source import Span
from goescape.syntax.anchors import FUNCTION_DECLARATIONS
from goescape.syntax.scope import function_name, receiver_type
from goescape.syntax.tree import LANGUAGE, SyntaxTree

_MEMBERS = Query(
    LANGUAGE,
    """
    (field_declaration name: (field_identifier) @field)
    (field_declaration !name type: (_) @embedded)
    (interface_type (method_elem name: (field_identifier) @method))
    (import_spec) @import
    """,
)


@dataclass(frozen=True, slots=True)
class FunctionFact:
    """A declared function or method: `name` as in `enclosing_function`, `span` of the bare name.

    `receiver` is the name of a method's type, "" for a function. Without a body it is written in assembly or
    linked from elsewhere.
    """

    name: str
    span: Span
    receiver: str
    has_body: bool


@dataclass(frozen=True, slots=True)
class ImportFact:
    """An import: its path, and the name it is given here, "" for the package's own."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a file declares. Names of fields and of interface methods are those of all types in it, local ones
    too.

    `package_span` is the name in the package clause, None where there is none. `methods` are the names of the
    declared methods by the name of their type. `fields` includes the names of embedded types.
    """

    package: str
    package_span: Span | None
    functions: tuple[FunctionFact, ...]
    methods: dict[str, frozenset[str]]
    fields: frozenset[str]
    interface_methods: frozenset[str]
    imports: tuple[ImportFact, ...]
    has_line_directives: bool

    @property
    def imports_c(self) -> bool:
        """Whether cgo rewrites the file, and its positions, before the compiler sees it."""
        return any(spec.path == "C" for spec in self.imports)

    @property
    def imports_unsafe(self) -> bool:
        return any(spec.path == "unsafe" for spec in self.imports)


def package_facts(tree: SyntaxTree) -> FileFacts:
    """The declarations of `tree`; of broken code, those that could be read."""
    members = QueryCursor(_MEMBERS).captures(tree.root)
    imports = sorted(members.get("import", []), key=lambda spec: spec.start_byte)
    package = _package_name(tree.root)
    functions = tuple(_functions(tree))
    return FileFacts(
        package=_text(tree, package) if package is not None else "",
        package_span=tree.span(package) if package is not None else None,
        functions=functions,
        methods=_methods(functions),
        fields=frozenset(_text(tree, node) for node in members.get("field", []))
        | frozenset(_embedded_name(tree, node) for node in members.get("embedded", [])),
        interface_methods=frozenset(_text(tree, node) for node in members.get("method", [])),
        imports=tuple(_import(tree, node) for node in imports),
        has_line_directives=tree.has_line_directives,
    )


def _text(tree: SyntaxTree, node: Node) -> str:
    return tree.source.text(tree.span(node))


def _package_name(root: Node) -> Node | None:
    clause = next((child for child in root.named_children if child.type == "package_clause"), None)
    return clause.named_children[0] if clause is not None and clause.named_child_count else None


def _functions(tree: SyntaxTree) -> list[FunctionFact]:
    facts = []
    for node in tree.root.named_children:
        name = node.child_by_field_name("name") if node.type in FUNCTION_DECLARATIONS else None
        if name is not None:
            has_body = node.child_by_field_name("body") is not None
            facts.append(FunctionFact(function_name(tree, node), tree.span(name), receiver_type(tree, node), has_body))
    return facts


def _methods(functions: tuple[FunctionFact, ...]) -> dict[str, frozenset[str]]:
    names: dict[str, set[str]] = {}
    for function in functions:
        if function.receiver:
            names.setdefault(function.receiver, set()).add(function.name.rpartition(".")[2])
    return {receiver: frozenset(methods) for receiver, methods in names.items()}


def _embedded_name(tree: SyntaxTree, node: Node) -> str:
    """The field name of an embedded type: ``T`` of ``*pkg.T[int]``."""
    return _text(tree, node).partition("[")[0].rpartition(".")[2].strip("* \t")


def _import(tree: SyntaxTree, spec: Node) -> ImportFact:
    path, name = (spec.child_by_field_name(field) for field in ("path", "name"))
    return ImportFact(
        path=_text(tree, path).strip('"`') if path is not None else "",
        name=_text(tree, name) if name is not None else "",
    )
