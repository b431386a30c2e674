"""The named results of functions."""

from __future__ import annotations

from tree_sitter import Node

from goescape.syntax.anchors import FUNCTION_DECLARATIONS
from goescape.syntax.tree import SyntaxTree

_FUNCTIONS = FUNCTION_DECLARATIONS | {"func_literal"}


def result_names(tree: SyntaxTree, offset: int) -> frozenset[str]:
    """The named results of the innermost function, declared or literal, around `offset`."""
    functions = _functions(tree, offset)
    return _named_results(tree, functions[-1]) if functions else frozenset()


def all_result_names(tree: SyntaxTree, offset: int) -> frozenset[str]:
    """The named results of all functions around `offset`."""
    return frozenset().union(*(_named_results(tree, function) for function in _functions(tree, offset)))


def _functions(tree: SyntaxTree, offset: int) -> list[Node]:
    return [node for node in tree.path(offset) if node.type in _FUNCTIONS]


def _named_results(tree: SyntaxTree, function: Node) -> frozenset[str]:
    results = function.child_by_field_name("result")
    if results is None or results.type != "parameter_list":
        return frozenset()
    names = (name for declaration in results.named_children for name in declaration.children_by_field_name("name"))
    return frozenset(tree.source.text(tree.span(name)) for name in names)
