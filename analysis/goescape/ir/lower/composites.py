"""Composite literals (noder/writer.go and reader.go: compLit; typecheck/expr.go: tcCompLit)."""

from __future__ import annotations

from goescape.ir import ops
from goescape.ir.lower.builder import Builder, Unsupported
from goescape.ir.lower.kinds import is_pointer, pointee
from goescape.ir.lower.operators import address
from goescape.ir.nodes import Composite, Expr, KeyValue, Literal, StructKey
from goescape.syntax import nodes as syntax
from goescape.types.lookup import field_index, lookup
from goescape.types.model import Array, Map, Slice, Struct, Type, Var


def composite(b: Builder, node: syntax.CompositeLit) -> Expr:
    written = b.type_of(node)
    if not is_pointer(written):
        return _literal(b, node, written)
    return address(b.pos(node), _literal(b, node, pointee(written)), written)


def _literal(b: Builder, node: syntax.CompositeLit, t: Type) -> Composite:
    under = t.under()
    pos = b.pos(node)
    if isinstance(under, Struct):
        return Composite(ops.OSTRUCTLIT, pos, t, _fields(b, node, under))
    if isinstance(under, Map):
        return Composite(ops.OMAPLIT, pos, t, _entries(b, node, under))
    if not isinstance(under, (Array, Slice)):
        raise Unsupported("the type of a composite literal in it is not known")
    elements = [_element(b, each, under.elem) for each in node.elements]
    found = Composite(ops.OSLICELIT if isinstance(under, Slice) else ops.OARRAYLIT, pos, t, elements)
    found.len = _length(elements)
    return found


def _fields(b: Builder, node: syntax.CompositeLit, struct: Struct) -> list[Expr]:
    found: list[Expr] = []
    for i, element in enumerate(node.elements):
        if isinstance(element, syntax.KeyValue):
            assert isinstance(element.key, syntax.Ident)
            at, field, value = element.key, _named_field(b, struct, element.key.name), element.value
            found.append(StructKey(b.pos(at), field, b.convert(field.type_of(), value)))
        else:
            field = struct.fields[i]
            found.append(StructKey(b.pos(element), field, b.convert(field.type_of(), element)))
    return found


def _named_field(b: Builder, struct: Struct, name: str) -> Var:
    """The field that a key names: a promoted one, too (Go 1.27)."""
    package = b.site.file.package
    i = field_index(struct, package, name)
    if i >= 0:
        return struct.fields[i]
    promoted, _, _ = lookup(struct, False, package, name)
    assert isinstance(promoted, Var)
    return promoted


def _entries(b: Builder, node: syntax.CompositeLit, of: Map) -> list[Expr]:
    found: list[Expr] = []
    for element in node.elements:
        assert isinstance(element, syntax.KeyValue)
        key = b.convert(of.key, element.key)
        found.append(KeyValue(b.pos(element.key), key, b.convert(of.elem, element.value)))
    return found


def _element(b: Builder, element: syntax.Expr, elem: Type) -> Expr:
    if not isinstance(element, syntax.KeyValue):
        return b.convert(elem, element)
    key = b.expr(element.key)
    return KeyValue(b.pos(element.key), key, b.convert(elem, element.value))


def _length(elements: list[Expr]) -> int:
    """How long the array is that the elements need."""
    index = longest = 0
    for element in elements:
        if isinstance(element, KeyValue) and isinstance(element.key, Literal):
            value = element.key.value
            index = value if isinstance(value, int) else index
        index += 1
        longest = max(longest, index)
    return longest
