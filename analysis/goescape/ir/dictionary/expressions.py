"""Which words expressions take (noder/writer.go: expr, and what it calls)."""

from __future__ import annotations

from typing import Final

from goescape.ir.dictionary.entries import named_of
from goescape.ir.dictionary.walker import EXPRESSIONS, NIL_TYPE, Walker, core
from goescape.ir.lower.instances import instance_named
from goescape.ir.lower.kinds import struct_of
from goescape.ir.lower.reach import bare
from goescape.syntax import nodes as syntax
from goescape.types.assignability import typed_assignable
from goescape.types.identical import identical
from goescape.types.lookup import field_index
from goescape.types.model import (
    FIELD,
    IS_UNTYPED,
    METHOD_VALUE,
    Array,
    Basic,
    Func,
    Interface,
    Map,
    Pointer,
    Selection,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeParam,
    unalias,
)
from goescape.types.operand import BUILTIN, TYPE
from goescape.types.typeset import type_set_of

# ------------------------------------------------------------------------------------------------------------- names


def instance(w: Walker, node: syntax.Expr) -> bool:
    """An instance of a generic function; whether an expression names one."""
    found = instance_named(w.b, node)
    if found is None:
        return False
    w.entries.call(found.ident.id, found.obj.origin, found.type_args)
    return True


def _name(w: Walker, node: syntax.Ident) -> None:
    instance(w, node)


def _selector(w: Walker, node: syntax.Selector) -> None:
    selection = w.b.selection_of(node)
    if selection is None:
        instance(w, node)
    elif selection.kind == FIELD:
        w.expr(node.x)
    elif selection.kind == METHOD_VALUE:
        bound_method(w, node, selection)
    else:
        _method(w, node, selection)


def bound_method(w: Walker, node: syntax.Selector, selection: Selection) -> None:
    """A method that is called, or a value."""
    w.expr(node.x)
    _method(w, node, selection)


def _method(w: Walker, node: syntax.Selector, selection: Selection) -> None:
    """What it takes to find a method (writer.methodExpr)."""
    method = selection.obj
    assert isinstance(method, Func)
    t = w.type_of(node.x)
    for index in selection.path[:-1]:
        t = struct_of(t).fields[index].type_of()
    signature = method.type_of()
    if isinstance(signature, Signature) and signature.recv is not None:
        declared = signature.recv.type_of()
        if _points_to(t, declared) or _points_to(declared, t):
            t = declared
    bare = unalias(t)
    if isinstance(bare, TypeParam):
        w.entries.method(node.id, bare, method)
    elif not isinstance(t.under(), Interface):
        named = named_of(t)
        if named is not None:
            w.entries.call(node.id, named.origin, named.type_args)


def _points_to(t: Type, what: Type) -> bool:
    pointer = unalias(t)
    return isinstance(pointer, Pointer) and identical(pointer.elem, what)


# ---------------------------------------------------------------------------------------------------------- operands


def _literal(w: Walker, node: syntax.CompositeLit) -> None:
    t = w.type_of(node)
    under = core(t)
    if isinstance(under, Pointer):
        t = under.elem
        under = core(t)
    if isinstance(under, Struct):
        _fields(w, node, under)
        return
    if isinstance(under, Map):
        w.entries.type(t)
    elem = under.elem if isinstance(under, (Array, Slice, Map)) else None
    for each in node.elements:
        if isinstance(each, syntax.KeyValue):
            w.convert(under.key if isinstance(under, Map) else None, each.key)
            each = each.value
        w.convert(elem, each)


def _fields(w: Walker, node: syntax.CompositeLit, struct: Struct) -> None:
    for i, each in enumerate(node.elements):
        if isinstance(each, syntax.KeyValue):
            assert isinstance(each.key, syntax.Ident)
            i, each = field_index(struct, w.b.site.file.package, each.key.name), each.value
        w.convert(struct.fields[i].type_of(), each)


def _function(w: Walker, node: syntax.FuncLit) -> None:
    signature = w.type_of(node)
    assert isinstance(signature, Signature)
    w.literal(signature, node.body)


# ------------------------------------------------------------------------------------------------- parts of operands


def _index(w: Walker, node: syntax.Index) -> None:
    if instance(w, node):
        return
    t = w.type_of(node.x)
    under = core(t)
    w.expr(node.x)
    if isinstance(under, Map):
        w.convert(under.key, node.indices[0])
        w.entries.type(t)
    else:
        w.expr(node.indices[0])


def _slice(w: Walker, node: syntax.SliceExpr) -> None:
    w.exprs((node.x, node.low, node.high, node.max))


def _assertion(w: Walker, node: syntax.TypeAssert) -> None:
    interface = w.type_of(node.x)
    w.expr(node.x)
    if node.type is not None:
        asserted(w, interface, node.type)
    w.entries.type(interface)


def asserted(w: Walker, interface: Type, node: syntax.Expr) -> None:
    """A type that the value of an interface is asked for (writer.exprType)."""
    under = interface.under()
    t = w.type_of(node)
    if isinstance(under, Interface) and type_set_of(under).methods:
        w.entries.pair(t, interface)
    else:
        w.entries.type(t)


def _operand(w: Walker, node: syntax.Star | syntax.Unary) -> None:
    w.expr(node.x)


def _binary(w: Walker, node: syntax.Binary) -> None:
    common = None if node.op in ("<<", ">>") else _common(w, w.type_of(node.x), w.type_of(node.y))
    w.convert(common, node.x)
    w.convert(common, node.y)


def _common(w: Walker, x: Type, y: Type) -> Type | None:
    """What both operands are converted to, if they differ; what has no type yet gets the other's."""
    if x is y or _is_untyped(x) or _is_untyped(y) or identical(x, y):
        return None
    return y if typed_assignable(unalias(x), unalias(y), w.b.site.file.version) else x


def _is_untyped(t: Type) -> bool:
    return isinstance(t, Basic) and t.info & IS_UNTYPED != 0


# ------------------------------------------------------------------------------------------------------------- calls


def _call(w: Walker, node: syntax.Call) -> None:
    mode = w.b.mode_of(node.fun)
    if mode == TYPE:
        _conversion(w, node)
        return
    name = _builtin_name(node) if mode == BUILTIN else ""
    if name == "make" or name == "new":
        _made(w, node)
    elif name not in _SIZES:
        _called(w, node)
        if name in _NEEDING_TYPES:
            _needed(w, node, name)


_SIZES: Final = frozenset(("Alignof", "Offsetof", "Sizeof"))
_NEEDING_TYPES: Final = frozenset(("append", "copy", "delete", "Slice"))


def _builtin_name(node: syntax.Call) -> str:
    fun = bare(node.fun)
    return fun.sel.name if isinstance(fun, syntax.Selector) else fun.name if isinstance(fun, syntax.Ident) else ""


def _conversion(w: Walker, node: syntax.Call) -> None:
    target, operand = w.type_of(node.fun), node.args[0]
    source = w.type_of(operand)
    if source is NIL_TYPE and not isinstance(target.under(), Interface):
        source = target
    w.entries.pair(source, target)
    w.expr(operand)


def _made(w: Walker, node: syntax.Call) -> None:
    """``make`` and ``new``."""
    first = node.args[0]
    if w.b.mode_of(first) != TYPE:
        w.expr(first)
        return
    w.entries.type(w.type_of(first))
    w.exprs(node.args[1:])
    t = w.type_of(node)
    under = core(t)
    if isinstance(under, Slice):
        w.entries.type(under.elem)


def _needed(w: Walker, node: syntax.Call, name: str) -> None:
    """The type that a builtin works on."""
    t = w.type_of(node if name in ("append", "Slice") else node.args[0])
    if isinstance(t, Tuple):
        t = t.vars[0].type_of()
    if name == "delete":
        w.entries.type(t)
        return
    under = core(t)
    if isinstance(under, Slice):
        w.entries.type(under.elem)


def _called(w: Walker, node: syntax.Call) -> None:
    """What is called, and the arguments."""
    fun = bare(node.fun)
    selection = w.b.selection_of(fun) if isinstance(fun, syntax.Selector) else None
    if isinstance(fun, syntax.Selector) and selection is not None and selection.kind == METHOD_VALUE:
        bound_method(w, fun, selection)
    else:
        w.expr(fun)
    signature = core(w.type_of(node.fun))
    assert isinstance(signature, Signature)
    types = [var.type_of() for var in signature.params.vars]
    if signature.variadic and not node.spread:
        last = types.pop()
        types += [last.elem if isinstance(last, Slice) else last] * (_count(w, node) - len(types))
    w.multiple(types, node.args)


def _count(w: Walker, node: syntax.Call) -> int:
    """How many values a call passes."""
    if len(node.args) != 1:
        return len(node.args)
    several = w.type_of(node.args[0])
    return len(several.vars) if isinstance(several, Tuple) else 1


def fill() -> None:
    """Fill the table."""
    EXPRESSIONS.update(
        {
            syntax.Ident: _name,
            syntax.Selector: _selector,
            syntax.CompositeLit: _literal,
            syntax.FuncLit: _function,
            syntax.Index: _index,
            syntax.SliceExpr: _slice,
            syntax.TypeAssert: _assertion,
            syntax.Star: _operand,
            syntax.Unary: _operand,
            syntax.Binary: _binary,
            syntax.Call: _call,
        }
    )
