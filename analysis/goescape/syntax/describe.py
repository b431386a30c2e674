"""What syntax tells of a construct: its shape, and what the code around does with it."""

from __future__ import annotations

from tree_sitter import Node

from goescape.source import Span
from goescape.syntax.anchors import FUNCTION_DECLARATIONS, NAMES, Construct
from goescape.syntax.site import Launch, Role, Shape, Site
from goescape.syntax.tree import SyntaxTree

_LONGEST_CALLEE = 200
_LITERALS = frozenset(
    {
        "int_literal", "float_literal", "imaginary_literal", "rune_literal",
        "interpreted_string_literal", "raw_string_literal", "true", "false", "nil",
    }
)  # fmt: skip
_SHAPES = {
    **dict.fromkeys(NAMES, Shape.NAME),
    **dict.fromkeys(_LITERALS, Shape.LITERAL),
    **dict.fromkeys(FUNCTION_DECLARATIONS, Shape.FUNCTION),
    "iota": Shape.NAME,
    "composite_literal": Shape.COMPOSITE,
    "literal_value": Shape.COMPOSITE,
    "func_literal": Shape.FUNC_LITERAL,
    "selector_expression": Shape.SELECTOR,
    "qualified_type": Shape.SELECTOR,
    "index_expression": Shape.INDEX,
    "type_instantiation_expression": Shape.INDEX,
    "generic_type": Shape.INDEX,
    "slice_expression": Shape.SLICE,
    "binary_expression": Shape.BINARY,
    "type_assertion_expression": Shape.TYPE_ASSERTION,
    "range_clause": Shape.STATEMENT,
    "short_var_declaration": Shape.STATEMENT,
    "var_spec": Shape.STATEMENT,
}
_BUILT_IN = {
    "make": Shape.MAKE,
    "new": Shape.NEW,
    "append": Shape.APPEND,
    "string": Shape.CONVERSION,
    "any": Shape.CONVERSION,
}
BUILT_IN_FUNCTIONS = frozenset(
    {
        "append", "cap", "clear", "close", "complex", "copy", "delete", "imag", "len", "make", "max", "min",
        "new", "panic", "print", "println", "real", "recover",
    }
)  # fmt: skip
_LAUNCHERS = {"go_statement": Launch.GO, "defer_statement": Launch.DEFER}
_TRANSPARENT = frozenset({"parenthesized_expression", "expression_list", "literal_element"})
_ASSIGNED_FIELDS = {
    "assignment_statement": "right",
    "short_var_declaration": "right",
    "receive_statement": "right",
    "var_spec": "value",
    "const_spec": "value",
}
_PARAMETERS = frozenset({"parameter_declaration", "variadic_parameter_declaration"})
_PARTS_OF_LITERALS = frozenset(
    {
        "composite_literal", "literal_value", "literal_element", "keyed_element", "parenthesized_expression",
        "unary_expression", "binary_expression", "type_conversion_expression",
    }
)  # fmt: skip


def describe(tree: SyntaxTree, construct: Construct, subject: str, written: bool) -> Site:
    """The site of `construct`, at which the compiler speaks of `subject`."""
    node = construct.node
    span = Span(construct.start, tree.span(node).end)
    shape = _shape(tree, construct, subject)
    if shape is Shape.FUNCTION:
        name = node.child_by_field_name("name")
        span = tree.span(name) if name is not None else span
    if shape is Shape.ARGUMENTS:
        span = _arguments_span(tree, node) or span
    role = Role.ARGUMENT if shape is Shape.ARGUMENTS else _role(construct)
    return Site(
        span=span,
        head=_head(tree, node, span),
        shape=shape,
        role=role,
        written=written,
        callee="" if shape is Shape.CONVERSION else _callee(tree, construct),
        launch=_launch(construct),
        literal=_is_literal(tree, construct, shape),
    )


def is_call(node: Node) -> bool:
    """Whether a node is a call; ``a[i](y)`` parses as a conversion to a generic type."""
    if node.type != "type_conversion_expression":
        return node.type == "call_expression"
    written_type = node.child_by_field_name("type")
    return written_type is not None and written_type.type == "generic_type"


def callee_of(tree: SyntaxTree, call: Node) -> str:
    """The source of what a call calls, or of the type of a conversion; "" where it is too long to be a name."""
    function = call.child_by_field_name("function") or call.child_by_field_name("type")
    if function is None or function.end_byte - function.start_byte > _LONGEST_CALLEE:
        return ""
    return tree.source.text(tree.span(function))


def _shape(tree: SyntaxTree, construct: Construct, subject: str) -> Shape:
    node = construct.node
    while node.type == "parenthesized_expression" and node.named_child_count:
        node = node.named_children[0]
    kind = node.type
    if kind == "call_expression":
        return _call_shape(tree, node, subject)
    if kind == "type_conversion_expression":
        return _conversion_shape(construct, subject)
    if kind == "unary_expression":
        return _unary_shape(node)
    if kind == "literal_value" and subject.startswith("&"):
        return Shape.ADDRESS_OF_COMPOSITE
    if kind.endswith("_statement"):
        return Shape.STATEMENT
    return _SHAPES.get(kind, Shape.OTHER)


def _call_shape(tree: SyntaxTree, call: Node, subject: str) -> Shape:
    if subject == "... argument":
        return Shape.ARGUMENTS
    function = call.child_by_field_name("function")
    name = tree.source.text(tree.span(function)) if function is not None and function.type in NAMES else ""
    shape = _BUILT_IN.get(name, Shape.CALL)
    return Shape.CALL if shape is not Shape.CALL and name in tree.declared_names else shape


def _conversion_shape(construct: Construct, subject: str) -> Shape:
    if construct.is_dereference:
        return Shape.UNARY
    if not is_call(construct.node):
        return Shape.CONVERSION
    return Shape.ARGUMENTS if subject == "... argument" else Shape.CALL


def _unary_shape(node: Node) -> Shape:
    operator, operand = node.child_by_field_name("operator"), node.child_by_field_name("operand")
    while operand is not None and operand.type == "parenthesized_expression" and operand.named_child_count:
        operand = operand.named_children[0]
    if operator is not None and operator.type == "<-":
        return Shape.RECEIVE
    is_address = operator is not None and operator.type == "&"
    is_composite = operand is not None and operand.type == "composite_literal"
    return Shape.ADDRESS_OF_COMPOSITE if is_address and is_composite else Shape.UNARY


def _head(tree: SyntaxTree, node: Node, span: Span) -> Span:
    """`span` up to the body, for a function literal or a loop."""
    body = node.child_by_field_name("body") if node.type in ("func_literal", "for_statement") else None
    if body is None:
        return span
    text = tree.source.data[span.start : body.start_byte].rstrip()
    return Span(span.start, span.start + len(text))


def _arguments_span(tree: SyntaxTree, call: Node) -> Span | None:
    arguments = call.child_by_field_name("arguments") or call.child_by_field_name("operand")
    if arguments is None:
        return None
    if arguments.type != "argument_list":
        return tree.span(arguments)
    children = [child for child in arguments.named_children if child.type != "comment"]
    return Span(tree.span(children[0]).start, tree.span(children[-1]).end) if children else None


def _callee(tree: SyntaxTree, construct: Construct) -> str:
    """What the construct calls, if it is a call, else what the call calls of which it is an argument."""
    path, at = construct.path, construct.at
    if is_call(path[at]) and not construct.is_dereference:
        return callee_of(tree, path[at])
    while at >= 1 and path[at - 1].type in _TRANSPARENT:
        at -= 1
    if at >= 1 and is_call(path[at - 1]) and _is_field(path[at - 1], "operand", path[at]):
        return callee_of(tree, path[at - 1])
    return callee_of(tree, path[at - 2]) if at >= 2 and path[at - 1].type == "argument_list" else ""


def _launch(construct: Construct) -> Launch | None:
    path, at = construct.path, construct.at
    if path[at].type in _LAUNCHERS:
        return _LAUNCHERS[path[at].type]
    if at >= 2 and path[at - 1].type == "argument_list":
        at -= 2
    elif at >= 1 and path[at - 1].type == "call_expression":
        at -= 1
    is_call = at >= 1 and path[at].type in ("call_expression", "type_conversion_expression")
    return _LAUNCHERS.get(path[at - 1].type) if is_call else None


def _role(construct: Construct) -> Role:
    path, at = construct.path, construct.at
    while at >= 2 and path[at - 1].type in _TRANSPARENT:
        at -= 1
    if at < 1:
        return Role.OTHER
    node, parent = path[at], path[at - 1]
    if parent.type in _ASSIGNED_FIELDS:
        return _side(parent, node)
    if parent.type == "range_clause":
        return Role.RANGED if _is_field(parent, "right", node) else Role.DECLARED
    if is_call(parent):
        return Role.ARGUMENT if _is_field(parent, "operand", node) else Role.CALLED
    if parent.type == "send_statement":
        return Role.SENT if _is_field(parent, "value", node) else Role.OTHER
    if parent.type in _PARAMETERS:
        return _parameter_role(path, at)
    return _ROLES.get(parent.type, Role.OTHER)


_ROLES = {
    "return_statement": Role.RETURNED,
    "argument_list": Role.ARGUMENT,
    "literal_value": Role.ELEMENT,
    "keyed_element": Role.ELEMENT,
}


def _side(assignment: Node, node: Node) -> Role:
    if _is_field(assignment, _ASSIGNED_FIELDS[assignment.type], node):
        return Role.ASSIGNED
    return Role.DECLARED if node.type in NAMES or node.type == "expression_list" else Role.OTHER


def _parameter_role(path: list[Node], at: int) -> Role:
    if at < 3 or path[at].type not in NAMES:
        return Role.OTHER
    parameters, owner = path[at - 2], path[at - 3]
    if _is_field(owner, "receiver", parameters):
        return Role.RECEIVER
    return Role.RESULT if _is_field(owner, "result", parameters) else Role.PARAMETER


def _is_field(parent: Node, field: str, node: Node) -> bool:
    found = parent.child_by_field_name(field)
    return found is not None and found == node


def _is_literal(tree: SyntaxTree, construct: Construct, shape: Shape) -> bool:
    """Whether literals alone make the value; of a make, the sizes."""
    if shape is Shape.MAKE or (shape is Shape.CONVERSION and construct.node.type == "call_expression"):
        arguments = construct.node.child_by_field_name("arguments")
        values = arguments.named_children if arguments is not None else []
        waiting = values[1:] if shape is Shape.MAKE else values
    else:
        waiting = [construct.node]
    while waiting:
        node = waiting.pop()
        if node.type in _PARTS_OF_LITERALS and not is_call(node):
            waiting += _values(node)
        elif node.type not in _LITERALS and node.type != "comment":
            return False
    return True


def _values(node: Node) -> list[Node]:
    """The parts of a node that have to be literals for it to be one."""
    if node.type == "keyed_element":
        return [part for part in node.named_children if not _is_bare_key(node, part)]
    field = _VALUE_FIELDS.get(node.type)
    if field is None:
        return node.named_children
    value = node.child_by_field_name(field)
    return [] if value is None else [value]


_VALUE_FIELDS = {
    "composite_literal": "body",
    "unary_expression": "operand",
    "type_conversion_expression": "operand",
}


def _is_bare_key(keyed: Node, part: Node) -> bool:
    """Whether a part of ``key: value`` is a key that is but a name, which a field's always is."""
    is_name = part.named_child_count == 1 and part.named_children[0].type == "identifier"
    return is_name and _is_field(keyed, "key", part)
