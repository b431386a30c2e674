"""What a local name stands for: the declaration that binds it, by Go's block scopes.

Source of the rules: the Go specification, “Declarations and scope”. A variable's scope begins after the statement
that declares it; the variables of an ``if``, ``for`` or ``switch`` header belong to the whole statement.
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from goescape.source import Span
from goescape.syntax.tree import SyntaxTree

_FUNCTIONS = frozenset({"function_declaration", "method_declaration", "func_literal"})
_LISTS = frozenset({"block", "statement_list", "expression_case", "default_case", "type_case", "communication_case"})
_HEADERS = ("initializer", "communication")
_PARAMETERS = ("receiver", "parameters", "result")
_GIVING = frozenset({"short_var_declaration", "var_spec", "const_spec", "range_clause", "receive_statement"})
_CLAUSES = frozenset({"for_clause", "range_clause"})


def declaration_of(tree: SyntaxTree, offset: int) -> Span | None:
    """The name, where it is declared, of the local variable or parameter whose name stands at `offset`.

    None for anything else: a package-level name, a field, a keyword.
    """
    path = tree.path(offset)
    name = path[-1]
    if name.type != "identifier":
        return None
    text = tree.text(name)
    itself = None
    for at in range(len(path) - 2, -1, -1):
        scope, inner = path[at], path[at + 1]
        found = [node for node in _declared(scope, inner, name) if tree.text(node) == text]
        earlier = [node for node in found if node.start_byte < name.start_byte and not _is_within(name, node)]
        if any(node.start_byte == name.start_byte for node in found):
            itself = name
        if earlier or (itself is not None and scope.type in _LISTS | _FUNCTIONS):
            return tree.span([*_of_parameters(tree, path[:at], text), *earlier, itself or name][0])
        if scope.type in ("function_declaration", "method_declaration"):
            break
    return tree.span(itself) if itself is not None else None


def _is_within(name: Node, declared: Node) -> bool:
    """Whether `name` stands in the statement that gives `declared` its value, before its scope: ``x`` of ``x := f(x)``.
    """
    statement = declared.parent
    while statement is not None and statement.type == "expression_list":
        statement = statement.parent
    if statement is not None and statement.type == "type_switch_statement":
        statement = statement.child_by_field_name("value")
    elif statement is not None and statement.type not in _GIVING:
        return False
    return statement is not None and statement.start_byte <= name.start_byte < statement.end_byte


def _of_parameters(tree: SyntaxTree, above: list[Node], text: bytes) -> list[Node]:
    """The parameters called `text`, if what is above a block is but a function: its body shares their scope."""
    holder = next((node for node in reversed(above) if node.type != "block"), None)
    if holder is None or holder.type not in _FUNCTIONS:
        return []
    names = (n for field in _PARAMETERS for n in _parameter_names(holder.child_by_field_name(field)))
    return [node for node in names if tree.text(node) == text]


def captures_of(tree: SyntaxTree, literal: Span) -> frozenset[str]:
    """The names of the variables that the function literal at `literal` shares with the functions around it."""
    names: dict[int, str] = {}
    for node in _walk(tree.path(literal.start)):
        if node.start_byte < literal.start or node.end_byte > literal.end or node.type != "identifier":
            continue
        declaration = declaration_of(tree, node.start_byte)
        if declaration is not None and not literal.encloses(declaration):
            names[declaration.start] = tree.source.text(declaration)
    return frozenset(names.values())


def _walk(path: list[Node]) -> Iterator[Node]:
    """All nodes below the innermost function literal of a path."""
    literal = next((node for node in reversed(path) if node.type == "func_literal"), None)
    waiting = [literal] if literal is not None else []
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node.named_children)


def _declared(scope: Node, inner: Node, name: Node) -> Iterator[Node]:
    """The names that `scope` declares and that may be visible in its child `inner`, in order of their place."""
    if scope.type in _FUNCTIONS:
        for field in _PARAMETERS:
            yield from _parameter_names(scope.child_by_field_name(field))
    for field in _HEADERS:
        yield from _names_of_statement(scope.child_by_field_name(field))
    if scope.type == "type_switch_statement":
        yield from _identifiers(scope.child_by_field_name("alias"))
    if scope.type == "for_statement":
        for clause in (child for child in scope.named_children if child.type in _CLAUSES):
            yield from _names_of_statement(clause.child_by_field_name("initializer"))
            if clause.type == "range_clause" and any(c.type == ":=" for c in clause.children):
                yield from _identifiers(clause.child_by_field_name("left"))
    if scope.type in _LISTS:
        for statement in scope.named_children:
            if statement.start_byte > inner.start_byte:
                break
            names = _names_of_statement(statement)
            yield from (node for node in names if statement != inner or node == name)


def _names_of_statement(statement: Node | None) -> Iterator[Node]:
    """The names that a statement declares in the block that it stands in."""
    while statement is not None and statement.type == "labeled_statement":
        statement = statement.named_children[-1] if statement.named_child_count > 1 else None
    if statement is None:
        return
    if statement.type in ("short_var_declaration", "receive_statement"):
        if statement.type == "short_var_declaration" or any(c.type == ":=" for c in statement.children):
            yield from _identifiers(statement.child_by_field_name("left"))
    elif statement.type in ("var_declaration", "const_declaration"):
        waiting = list(reversed(statement.named_children))
        while waiting:
            spec = waiting.pop()
            if spec.type in ("var_spec", "const_spec"):
                yield from spec.children_by_field_name("name")
            else:
                waiting.extend(reversed(spec.named_children))


def _parameter_names(parameters: Node | None) -> Iterator[Node]:
    if parameters is not None and parameters.type == "parameter_list":
        for declaration in parameters.named_children:
            yield from declaration.children_by_field_name("name")


def _identifiers(node: Node | None) -> list[Node]:
    if node is None:
        return []
    return [node] if node.type == "identifier" else [c for c in node.named_children if c.type == "identifier"]
