"""Selectors: fields, method values and method expressions (noder/writer.go: expr, recvExpr; typecheck/expr.go: tcDot).

Embedded fields on the way to what is selected, dereferences and the taking of an address are there, as implicit nodes.
"""

from __future__ import annotations

from goescape.ir import ops
from goescape.ir.lower.builder import Builder, Unsupported
from goescape.ir.lower.instances import function_value, method_callee, parameter_of
from goescape.ir.lower.kinds import is_interface, is_pointer, pointee, struct_of
from goescape.ir.lower.operators import implicit_address, implicit_deref
from goescape.ir.lower.synthetic import curried, with_other_receiver
from goescape.ir.nodes import Convert, Expr, Selector, TypeExpr
from goescape.ir.places import Pos
from goescape.ir.shapes import has_shape
from goescape.syntax import nodes as syntax
from goescape.types.model import FIELD, METHOD_VALUE, Func, Pointer, Selection, Signature, Type, Var, unalias


def selector(b: Builder, node: syntax.Selector) -> Expr:
    """``x.f``, ``x.M``, ``T.M``, or the name of what another package declares."""
    selection = b.selection_of(node)
    if selection is None:
        return function_value(b, node) or global_name(b, node.sel)
    if selection.kind == FIELD:
        return _field(b, node, selection)
    if selection.kind == METHOD_VALUE:
        return _method_value(b, node, selection)
    return _method_expression(b, node, selection)


def global_name(b: Builder, ident: syntax.Ident) -> Expr:
    """A variable or function of a package."""
    obj = b.object_of(ident)
    if isinstance(obj, Func):
        return b.context.function(obj, ())
    if isinstance(obj, Var):
        return b.context.variable(obj)
    raise Unsupported(f"{ident.name} is not known")


# ----------------------------------------------------------------------------------------------------------- fields


def _field(b: Builder, node: syntax.Selector, selection: Selection) -> Selector:
    pos = b.pos(node)
    x = through(pos, b.expr(node.x), selection.path[:-1])
    found = dot(pos, x, selection.path[-1])
    found.type = b.type_of(node)
    return found


def through(pos: Pos, x: Expr, path: tuple[int, ...]) -> Expr:
    """What embedded fields lead to."""
    for index in path:
        x = dot(pos, x, index)
        x.implicit = True
    return x


def dot(pos: Pos, x: Expr, index: int) -> Selector:
    """A field of a struct, or of what a pointer points at."""
    assert x.type is not None
    field = struct_of(x.type).fields[index]
    op = ops.ODOTPTR if is_pointer(x.type) else ops.ODOT
    found = Selector(op, pos, field.type_of(), x, field.name)
    found.sel_pkg = field.pkg
    return found


# ---------------------------------------------------------------------------------------------------------- methods


def receiver(b: Builder, node: syntax.Selector, selection: Selection) -> Expr:
    """The receiver of a method that is called or bound, as the method takes it."""
    method = selection.obj
    assert isinstance(method, Func)
    pos = b.pos(node)
    x = through(pos, b.expr(node.x), selection.path[:-1])
    return x if parameter_of(b, node.x) is not None else adapted(pos, x, method)


def adapted(pos: Pos, x: Expr, method: Func) -> Expr:
    """A value as a method's receiver: what it points at, or its address, where the method wants that."""
    assert x.type is not None
    if is_interface(x.type):
        return x
    pointer = unalias(x.type).__class__ is Pointer
    if pointer and not method.pointer_receiver:
        return implicit_deref(pos, x)
    return implicit_address(pos, x) if method.pointer_receiver and not pointer else x


def _method_value(b: Builder, node: syntax.Selector, selection: Selection) -> Expr:
    x = receiver(b, node, selection)
    method = selection.obj
    assert isinstance(method, Func) and x.type is not None
    pos = b.pos(node)
    callee = method_callee(b, node, x.type, method, parameter_of(b, node.x))
    wrapper = callee.value
    signature = b.type_of(node)
    assert isinstance(signature, Signature)
    if not isinstance(wrapper, Selector):
        captures = [x] if callee.dictionary is None else [x, callee.dictionary]
        return curried(b, pos, signature, callee.fun, captures)
    if has_shape(x.type):
        x = Convert(ops.OCONVNOP, x.pos, x.type, x)
    found = Selector(ops.OMETHVALUE, pos, signature, x, method.name)
    found.sel_pkg = method.pkg
    found.method = wrapper.method
    return found


def interface_method(pos: Pos, x: Expr, method: Func, signature: Type) -> Selector:
    """The method of an interface's value, to be called."""
    found = Selector(ops.ODOTINTER, pos, signature, x, method.name)
    found.sel_pkg = method.pkg
    return found


def _method_expression(b: Builder, node: syntax.Selector, selection: Selection) -> Expr:
    """``T.M``; a closure, where the receiver has to be found in a value of a type that is known at run time alone."""
    method = selection.obj
    assert isinstance(method, Func)
    pos, recv, path = b.pos(node), b.type_of(node.x), selection.path[:-1]
    parameter = parameter_of(b, node.x)
    taken = recv if parameter is not None else _taken(recv, path, method)
    callee = method_callee(b, node, taken, method, parameter)
    wrapper = callee.value
    if wrapper is not None and taken is recv:
        return wrapper
    signature = b.type_of(node)
    assert isinstance(signature, Signature)
    if isinstance(wrapper, Selector) and not has_shape(recv):
        return _promoted(pos, recv, wrapper, signature)

    def receiver_in(x: Expr) -> Expr:
        return adapted(pos, through(pos, x, path), method)

    return with_other_receiver(b, pos, signature, callee.fun, callee.dictionary, receiver_in)


def _taken(recv: Type, path: tuple[int, ...], method: Func) -> Type:
    """The receiver that a method gets which is selected from a type."""
    t = recv
    for index in path:
        t = struct_of(t).fields[index].type_of()
    if is_interface(t):
        return t
    pointer = unalias(t).__class__ is Pointer
    if pointer and not method.pointer_receiver:
        return pointee(t)
    return Pointer(t) if method.pointer_receiver and not pointer else t


def _promoted(pos: Pos, recv: Type, inner: Selector, signature: Signature) -> Selector:
    """The method expression of a type that has the method from an embedded field, or by its pointer."""
    found = Selector(ops.OMETHEXPR, pos, signature, TypeExpr(pos, recv), inner.sel)
    found.sel_pkg = inner.sel_pkg
    found.method = inner.method
    return found
