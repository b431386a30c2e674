"""Which construct has its position at a token.

The compiler gives each construct one point (cmd/compile/internal/syntax/parser.go): a call's is its ``(``, a
composite literal's its ``{``, a selector's its ``.``, an index's its ``[``, an operation's its operator, a
function literal's ``func``, a statement's its keyword or operator; a name's and a literal's is its start, a
declared function's is what follows ``func``.

Constructs are named by their place on a path (`SyntaxTree.path`): ``path[at]``.
"""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

FUNCTION_DECLARATIONS = frozenset({"function_declaration", "method_declaration"})
NAMES = frozenset(
    {
        "identifier", "blank_identifier", "field_identifier", "type_identifier", "package_identifier",
        "label_name",
    }
)  # fmt: skip

_TOKEN_OF_GRANDPARENT = frozenset(
    {
        ("argument_list", "call_expression"),
        ("literal_value", "composite_literal"),
        ("type_arguments", "generic_type"),
        ("type_arguments", "call_expression"),
        ("parameter_list", "method_declaration"),
    }
)
"""Lists of which a construct's token is a part: (the list, the construct)."""
_PARTS_OF_TYPES = frozenset(
    {"type_arguments", "type_elem", "field_declaration_list", "parameter_list", "parameter_declaration"}
)
_FEW = 8
"""So many children are looked at to find the one that is not a comment."""


@dataclass(frozen=True, slots=True)
class Construct:
    """The node ``path[at]``, from `start` on: all of it, but for what the grammar wrongly put in front."""

    path: list[Node]
    at: int
    start: int

    @property
    def node(self) -> Node:
        return self.path[self.at]

    @property
    def is_dereference(self) -> bool:
        """Whether it is ``*(*T)(p)``, which the grammar takes for a conversion to a pointer type."""
        return self.start == self.node.start_byte and _is_misread_dereference(self.node)


def anchored(path: list[Node]) -> Construct:
    """The construct that has its position at the token which ends `path`."""
    at = len(path) - 1
    token, parent = path[at], path[max(at - 1, 0)]
    if token.is_named:
        at -= parent.type in FUNCTION_DECLARATIONS and parent.child_by_field_name("name") == token
    elif at >= 2 and _is_token_of(path[at - 2], parent):
        at -= 2
    elif parent.type != "ERROR":
        at = max(at - 1, 0)
    return Construct(path, at, path[at].start_byte)


def sharing(construct: Construct) -> list[Construct]:
    """`construct`, and the conversion of it, if it is converted: a conversion has its operand's position.

    Syntax cannot tell ``T(x)`` from a call of one argument, so a call counts.
    """
    path, at = construct.path, construct.at
    parent = path[max(at - 1, 0)]
    if parent.type == "type_conversion_expression":
        misread = _is_misread_dereference(parent)
        return [construct, Construct(path, at - 1, parent.start_byte + misread)]
    if parent.type == "argument_list" and path[at - 2].type == "call_expression" and _is_alone(parent):
        return [construct, Construct(path, at - 2, path[at - 2].start_byte)]
    return [construct]


def case_type(path: list[Node]) -> Construct | None:
    """The type after ``case`` that holds the token which ends `path`.

    It is where the compiler declares the variable of a type switch, once for each case.
    """
    at = len(path) - 1
    while at >= 1 and path[at - 1].type != "type_case":
        at -= 1
        if not path[at].type.endswith("_type") and path[at].type not in _PARTS_OF_TYPES:
            return None
    is_type = at >= 1 and path[at].is_named and path[at].type != "statement_list"
    return Construct(path, at, path[at].start_byte) if is_type else None


def _is_token_of(construct: Node, part: Node) -> bool:
    """Whether a token of `part` is the one at which `construct` has its position."""
    if part.type == "pointer_type":
        return _is_misread_dereference(construct)
    return (part.type, construct.type) in _TOKEN_OF_GRANDPARENT


def _is_misread_dereference(node: Node) -> bool:
    """A conversion's type is never a bare ``*T``: Go needs ``(*T)(p)``."""
    if node.type != "type_conversion_expression":
        return False
    written_type = node.child_by_field_name("type")
    return written_type is not None and written_type.type == "pointer_type"


def _is_alone(arguments: Node) -> bool:
    """Whether an argument list has exactly one argument, and no ``...``."""
    if arguments.named_child_count > _FEW:
        return False
    found = [child for child in arguments.named_children if child.type != "comment"]
    return len(found) == 1 and found[0].type != "variadic_argument"
