"""The type of an expression, as far as declarations in the package's own files tell it.

No checker: each rule of the language here either gives the type for certain, or nothing. What comes from another
package, from a type parameter or from an inferred type argument is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from tree_sitter import Node

from goescape.source import Span
from goescape.syntax.bindings import declaration_of
from goescape.syntax.tree import SyntaxTree
from goescape.syntax.typetable import TypeTable, package_specs
from goescape.syntax.written import Type, WrittenType, named, pointer_to, results_of, slice_of, written_type

_DEEPEST = 40
"""So many declarations and operands are followed; more is generated code."""
_INT, _BOOL, _BYTE, _STRING = named("int"), named("bool"), named("uint8"), named("string")
_LITERALS = {
    "int_literal": named("int", untyped=True),
    "float_literal": named("float64", untyped=True),
    "imaginary_literal": named("complex128", untyped=True),
    "rune_literal": named("int32", untyped=True),
    "interpreted_string_literal": named("string", untyped=True),
    "raw_string_literal": named("string", untyped=True),
    "true": named("bool", untyped=True),
    "false": named("bool", untyped=True),
}
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "&&", "||"})
_SHIFTS = frozenset({"<<", ">>"})
_WRAPPERS = frozenset({"parenthesized_expression", "expression_list", "literal_element"})
_RESULTS_OF_BUILT_IN = {"len": _INT, "cap": _INT, "copy": _INT}
_LIKE_AN_ARGUMENT = frozenset({"append", "min", "max"})


def type_of(tree: SyntaxTree, span: Span, table: TypeTable) -> WrittenType | None:
    """The type of the expression, or of the declared variable, whose text is `span`; None where it is not known.

    A constant without a type of its own has its default type.
    """
    node = tree.root.descendant_for_byte_range(span.start, span.end)
    if node is None or tree.span(node) != span:
        return None
    found = _Inference(tree, table).of(node)
    return replace(found, untyped=False) if found is not None else None


def type_of_operand(tree: SyntaxTree, span: Span, table: TypeTable) -> WrittenType | None:
    """The type of what the conversion, or the call of one argument, converts whose text is `span`."""
    node = tree.root.descendant_for_byte_range(span.start, span.end)
    if node is None or tree.span(node) != span:
        return None
    operand = node.child_by_field_name("operand") or node.child_by_field_name("arguments")
    if operand is not None and operand.type == "argument_list":
        operand = operand.named_children[0] if operand.named_child_count == 1 else None
    return type_of(tree, tree.span(operand), table) if operand is not None else None


def untyped_variables(tree: SyntaxTree, table: TypeTable) -> dict[str, WrittenType]:
    """The types of the package-level variables and constants of a file that are declared without one."""
    inference = _Inference(tree, table)
    found: dict[str, WrittenType] = {}
    for spec in package_specs(tree, "var_spec", "const_spec"):
        names = spec.children_by_field_name("name") if spec.child_by_field_name("type") is None else []
        for at, name in enumerate(names):
            of_name = inference.of_value(spec.child_by_field_name("value"), at, len(names))
            if of_name is not None:
                is_constant = spec.type == "const_spec"
                of_name = of_name if is_constant else replace(of_name, untyped=False)
                found[tree.source.text(tree.span(name))] = of_name
    return found


class _Inference:
    """Looks for types in one file, for each expression once; gives up at a depth, and where code is circular."""

    def __init__(self, tree: SyntaxTree, table: TypeTable) -> None:
        self._tree = tree
        self._table = table
        self._depth = 0
        self._found: dict[tuple[str, int, int], WrittenType | None] = {}

    def of(self, node: Node | None) -> WrittenType | None:
        """The type of an expression."""
        if node is None or self._depth > _DEEPEST:
            return None
        if node.type in _LITERALS:
            return _LITERALS[node.type]
        if node.type in _WRAPPERS:
            return self.of(node.named_children[0]) if node.named_child_count == 1 else None
        rule = _RULES.get(node.type)
        key = (node.type, node.start_byte, node.end_byte)
        if rule is None or key in self._found:
            return self._found.get(key)
        self._found[key] = None
        self._depth += 1
        found = self._found[key] = _known(rule(self, node))
        self._depth -= 1
        return found

    def of_value(self, values: Node | None, at: int, names: int) -> WrittenType | None:
        """The type of the variable number `at` of `names` that `values`, the right-hand side, gives its value."""
        given = [] if values is None else [n for n in values.named_children if n.type != "comment"]
        if values is not None and values.type != "expression_list":
            given = [values]
        if len(given) == names:
            return self.of(given[at])
        if len(given) != 1:
            return None
        results = self._results(given[0])
        if len(results) == names:
            return _known(results[at])
        return self._with_ok(given[0], at) if names == 2 else None

    def _with_ok(self, node: Node, at: int) -> WrittenType | None:
        """The types of ``v, ok := m[k]`` and its like."""
        is_receive = node.type == "unary_expression" and self._operator(node) == "<-"
        if node.type in ("index_expression", "type_assertion_expression") or is_receive:
            return _BOOL if at else self.of(node)
        return None

    def _text(self, node: Node) -> str:
        return self._tree.source.text(self._tree.span(node))

    def _operator(self, node: Node) -> str:
        operator = node.child_by_field_name("operator")
        return operator.type if operator is not None else ""

    def _underlying(self, node: Node | None) -> WrittenType | None:
        return self._table.underlying(self.of(node))

    # names

    def name(self, node: Node) -> WrittenType | None:
        declaration = declaration_of(self._tree, node.start_byte)
        if declaration is None:
            return self._table.variables.get(self._text(node))
        path = self._tree.path(declaration.start)
        for at in range(len(path) - 2, -1, -1):
            rule = _DECLARATIONS.get(path[at].type)
            if rule is not None:
                return rule(self, path[at], path[at + 1] if path[at].type == "range_clause" else path[-1], node)
        return None

    def parameter(self, declaration: Node, name: Node, use: Node) -> WrittenType | None:
        written = written_type(self._tree, declaration.child_by_field_name("type"))
        return slice_of(written) if declaration.type == "variadic_parameter_declaration" else written

    def spec(self, spec: Node, name: Node, use: Node) -> WrittenType | None:
        written = spec.child_by_field_name("type")
        if written is not None:
            return written_type(self._tree, written)
        return self._assigned(spec.children_by_field_name("name"), spec.child_by_field_name("value"), name)

    def assignment(self, statement: Node, name: Node, use: Node) -> WrittenType | None:
        left, right = statement.child_by_field_name("left"), statement.child_by_field_name("right")
        names = left.named_children if left is not None else []
        found = self._assigned(names, right, name)
        return replace(found, untyped=False) if found is not None else None

    def _assigned(self, names: list[Node], values: Node | None, name: Node) -> WrittenType | None:
        at = next((at for at, one in enumerate(names) if one == name), None)
        return self.of_value(values, at, len(names)) if at is not None else None

    def range(self, clause: Node, names: Node, use: Node) -> WrittenType | None:
        ranged = self._underlying(clause.child_by_field_name("right"))
        if ranged is not None and ranged.form is Type.POINTER:
            ranged = self._table.underlying(ranged.element)
        if ranged is None:
            return None
        name = declaration_of(self._tree, use.start_byte)
        is_first = name is not None and name.start == names.named_children[0].start_byte
        if ranged.form is Type.NAMED:
            is_text = ranged.name == "string"
            return (_INT if is_first else named("int32")) if is_text else replace(ranged, untyped=False)
        if ranged.form in (Type.SLICE, Type.ARRAY):
            return _INT if is_first else ranged.element
        if ranged.form is Type.MAP:
            return ranged.key if is_first else ranged.element
        return ranged.element if ranged.form is Type.CHANNEL else None

    def type_switch(self, switch: Node, name: Node, use: Node) -> WrittenType | None:
        case = next((n for n in self._tree.path(use.start_byte) if n.type == "type_case" and n.parent == switch), None)
        types = case.children_by_field_name("type") if case is not None else []
        types = [node for node in types if node.is_named]
        return written_type(self._tree, types[0]) if len(types) == 1 and self._text(types[0]) != "nil" else None

    # operations

    def binary(self, node: Node) -> WrittenType | None:
        operator = self._operator(node)
        if operator in _COMPARISONS:
            return _BOOL
        left = self.of(node.child_by_field_name("left"))
        if operator in _SHIFTS:
            return left if left is not None and not left.untyped else None
        right = self.of(node.child_by_field_name("right"))
        typed = next((one for one in (left, right) if one is not None and not one.untyped), None)
        return typed or (left if left == right else None)

    def unary(self, node: Node) -> WrittenType | None:
        operator, operand = self._operator(node), node.child_by_field_name("operand")
        if operator == "&":
            pointed = self.of(operand)
            return pointer_to(pointed) if pointed is not None else None
        if operator in ("*", "<-"):
            held = self._underlying(operand)
            return held.element if held is not None else None
        return self.of(operand)

    def selector(self, node: Node) -> WrittenType | None:
        field = node.child_by_field_name("field")
        holder = self.of(node.child_by_field_name("operand"))
        return self._field(holder, self._text(field), 0) if field is not None else None

    def _field(self, holder: WrittenType | None, name: str, depth: int) -> WrittenType | None:
        """The type of a field, its own or that of an embedded struct."""
        struct = self._table.underlying(holder)
        if struct is not None and struct.form is Type.POINTER:
            struct = self._table.underlying(struct.element)
        if struct is None or struct.form is not Type.STRUCT or depth > _DEEPEST:
            return None
        own = dict(struct.fields)
        if name in own:
            return own[name]
        promoted = [self._field(own[inner], name, depth + 1) for inner in sorted(struct.embedded)]
        return next(filter(None, promoted), None)

    def index(self, node: Node) -> WrittenType | None:
        held = self._underlying(node.child_by_field_name("operand"))
        if held is not None and held.form is Type.POINTER:
            held = self._table.underlying(held.element)
        if held is None or held.form is Type.NAMED:
            return _BYTE if held is not None and held.name == "string" else None
        return held.element

    def slice(self, node: Node) -> WrittenType | None:
        operand = self.of(node.child_by_field_name("operand"))
        held = self._table.underlying(operand)
        if held is not None and held.form is Type.POINTER:
            held = self._table.underlying(held.element)
        if held is not None and held.form is Type.ARRAY:
            return slice_of(held.element) if held.element is not None else None
        return operand

    def written(self, node: Node) -> WrittenType | None:
        """What a composite literal, a conversion or a type assertion names; the grammar takes ``*(*T)(p)`` for a
        conversion too."""
        to = node.child_by_field_name("type")
        is_misread = to is not None and to.type == "pointer_type" and node.type == "type_conversion_expression"
        return None if is_misread else written_type(self._tree, to)

    def literal(self, node: Node) -> WrittenType | None:
        return WrittenType(Type.FUNCTION, results=results_of(self._tree, node))

    # calls

    def call(self, node: Node) -> WrittenType | None:
        results = self._results(node)
        return results[0] if len(results) == 1 else None

    def _results(self, call: Node) -> tuple[WrittenType, ...]:
        """The types of what a call returns; none where that is not known."""
        function = call.child_by_field_name("function") if call.type == "call_expression" else None
        if function is None:
            return ()
        if function.type == "identifier":
            return self._of_named_call(call, self._text(function), function)
        if function.type == "selector_expression":
            method = self._method_results(function)
            if method is not None:
                return method
        value = self._underlying(function)
        return value.results if value is not None and value.form is Type.FUNCTION else ()

    def _of_named_call(self, call: Node, name: str, function: Node) -> tuple[WrittenType, ...]:
        if declaration_of(self._tree, function.start_byte) is None and name not in self._table.variables:
            if name in self._table.functions:
                return self._table.functions[name]
            found = named(name) if self._table.names_type(name) else self._built_in(call, name)
            return (found,) if found is not None else ()
        value = self._underlying(function)
        return value.results if value is not None and value.form is Type.FUNCTION else ()

    def _method_results(self, selector: Node) -> tuple[WrittenType, ...] | None:
        """The results of a method that the receiver's own type declares; None where there is no such method."""
        receiver = self.of(selector.child_by_field_name("operand"))
        if receiver is not None and receiver.form is Type.POINTER:
            receiver = receiver.element
        field = selector.child_by_field_name("field")
        if receiver is None or field is None or receiver.form is not Type.NAMED or receiver.name in self._table.hidden:
            return None
        return self._table.functions.get(f"{receiver.name}.{self._text(field)}")

    def _built_in(self, call: Node, name: str) -> WrittenType | None:
        list_ = call.child_by_field_name("arguments")
        arguments = [n for n in list_.named_children if n.type != "comment"] if list_ is not None else []
        if name in _RESULTS_OF_BUILT_IN or not arguments:
            return _RESULTS_OF_BUILT_IN.get(name)
        if name == "make":
            return written_type(self._tree, arguments[0])
        if name == "new":
            return pointer_to(written_type(self._tree, arguments[0]))
        if name in _LIKE_AN_ARGUMENT:
            types = [self.of(argument) for argument in arguments]
            return next((one for one in types if one is not None and not one.untyped), None)
        return None


def _known(found: WrittenType | None) -> WrittenType | None:
    return None if found is None or found.form is Type.OTHER else found


_RULES: Mapping[str, Callable[[_Inference, Node], WrittenType | None]] = {
    "identifier": _Inference.name,
    "selector_expression": _Inference.selector,
    "binary_expression": _Inference.binary,
    "unary_expression": _Inference.unary,
    "index_expression": _Inference.index,
    "slice_expression": _Inference.slice,
    "composite_literal": _Inference.written,
    "type_conversion_expression": _Inference.written,
    "type_assertion_expression": _Inference.written,
    "func_literal": _Inference.literal,
    "call_expression": _Inference.call,
}
_DECLARATIONS: Mapping[str, Callable[[_Inference, Node, Node, Node], WrittenType | None]] = {
    "parameter_declaration": _Inference.parameter,
    "variadic_parameter_declaration": _Inference.parameter,
    "var_spec": _Inference.spec,
    "const_spec": _Inference.spec,
    "short_var_declaration": _Inference.assignment,
    "receive_statement": _Inference.assignment,
    "range_clause": _Inference.range,
    "type_switch_statement": _Inference.type_switch,
}
