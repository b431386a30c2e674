"""What encloses a place, and what a reader may mean by pointing there."""

from __future__ import annotations

from tree_sitter import Node

from goescape.source import Span
from goescape.syntax.anchors import FUNCTION_DECLARATIONS, NAMES
from goescape.syntax.tree import SyntaxTree

_EXPRESSIONS = NAMES | frozenset(
    {
        "binary_expression", "call_expression", "composite_literal", "false", "float_literal", "func_literal",
        "imaginary_literal", "index_expression", "int_literal", "interpreted_string_literal", "iota", "nil",
        "parenthesized_expression", "qualified_type", "raw_string_literal", "rune_literal",
        "selector_expression", "slice_expression", "true", "type_assertion_expression",
        "type_conversion_expression", "type_instantiation_expression", "unary_expression",
    }
)  # fmt: skip


def enclosing_function(tree: SyntaxTree, offset: int) -> str:
    """The declared function around `offset`: ``F``, ``T.M``, ``(*T).M``; "" at package level.

    A function literal belongs to the declared function that holds it. What has type parameters has ``[...]``
    in their place, ``F[...]``, ``(*T[...]).M``, as the linker's names do, since the compiler's lists the
    arguments of one instance (``F[go.shape.int]``; cmd/compile/internal/types, LinkString).
    """
    for node in tree.path(offset):
        if node.type in FUNCTION_DECLARATIONS:
            return function_name(tree, node)
    return ""


def function_name(tree: SyntaxTree, declaration: Node) -> str:
    """The name of a function or method declaration as `enclosing_function` has it; "" if it has none."""
    name = declaration.child_by_field_name("name")
    if name is None:
        return ""
    text = tree.source.text(tree.span(name))
    receiver = declaration.child_by_field_name("receiver")
    if receiver is not None:
        return f"{_receiver(tree, receiver)}.{text}"
    return text + ("[...]" if declaration.child_by_field_name("type_parameters") is not None else "")


def receiver_type(tree: SyntaxTree, declaration: Node) -> str:
    """The name of the type a method belongs to, without pointer and type parameters; "" for a function."""
    receiver = declaration.child_by_field_name("receiver")
    return "" if receiver is None else _receiver(tree, receiver).strip("(*)").removesuffix("[...]")


def _receiver(tree: SyntaxTree, parameters: Node) -> str:
    types = [parameter.child_by_field_name("type") for parameter in parameters.named_children]
    node = next((written for written in types if written is not None), None)
    pointer, generic = False, ""
    while node is not None:
        inner: Node | None = None
        if node.type in ("pointer_type", "parenthesized_type"):
            pointer |= node.type == "pointer_type"
            inner = node.named_children[0] if node.named_child_count else None
        elif node.type == "generic_type":
            generic, inner = "[...]", node.child_by_field_name("type")
        if inner is None:
            break
        node = inner
    name = "" if node is None else tree.source.text(tree.span(node)) + generic
    return f"(*{name})" if pointer else name


def enclosing_literal(tree: SyntaxTree, offset: int) -> Span | None:
    """All of the innermost function literal around `offset`."""
    literals = [node for node in tree.path(offset) if node.type == "func_literal"]
    return tree.span(literals[-1]) if literals else None


def identifier_at(tree: SyntaxTree, offset: int) -> Span | None:
    """The name at `offset`, or the one that ends there."""
    for at in (offset, offset - 1):
        token = tree.path(at)[-1] if at >= 0 else tree.root
        if token.type in NAMES:
            return tree.span(token)
    return None


def expression_chain(tree: SyntaxTree, offset: int) -> list[Span]:
    """The names and expressions around `offset`, innermost first, within the innermost body or block.

    The name of a function, a parameter or a variable counts, where it is declared as well. At the end of a
    name it is the chain of that name.
    """
    chain = _chain(tree, offset)
    return chain or (_chain(tree, offset - 1) if offset > 0 else [])


def _chain(tree: SyntaxTree, offset: int) -> list[Span]:
    spans: list[Span] = []
    for node in reversed(tree.path(offset)):
        if node.type == "block":
            break
        span = tree.span(node)
        if node.type in _EXPRESSIONS and span not in spans[-1:]:
            spans.append(span)
    return spans
