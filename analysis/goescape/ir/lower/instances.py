"""Generic functions and the methods of generic types, as they are mentioned and called (noder/reader.go: funcInst,
methodExpr, shapedMethodExpr, curry, methodExprWrap).

What is compiled is one function for each shape. It takes a dictionary: the first of its parameters, after the receiver.
"""

from __future__ import annotations

from typing import NamedTuple

from goescape.ir import ops
from goescape.ir.lower.builder import Builder, Unsupported
from goescape.ir.lower.dictionary import parameter_method, static_dictionary, subdictionary
from goescape.ir.lower.kinds import is_interface, pointee
from goescape.ir.lower.synthetic import curried
from goescape.ir.nodes import Expr, Name, Selector, TypeExpr
from goescape.ir.places import Pos
from goescape.ir.printing.typetext import instance_name
from goescape.ir.shapes import has_shape, shape_arguments, shaped_instance
from goescape.syntax import nodes as syntax
from goescape.types.model import Func, Named, Pointer, Signature, Tuple, Type, TypeParam, Var, unalias
from goescape.types.operand import TYPE


class Callee:
    """A function as it is called: `fun`, and the `dictionary` that it takes; `value` is what stands for it where it is
    not called, if something does without more ado."""

    __slots__ = ("dictionary", "fun", "value")

    def __init__(self, fun: Expr, dictionary: Expr | None, value: Expr | None) -> None:
        self.fun = fun
        self.dictionary = dictionary
        self.value = value


class Mention(NamedTuple):
    """A generic function as `ident` names it, and its type arguments."""

    ident: syntax.Ident
    obj: Func
    type_args: tuple[Type, ...]


def instance_named(b: Builder, node: syntax.Expr) -> Mention | None:
    """The instance of a generic function that an expression without parentheses names; None if it names none."""
    if isinstance(node, syntax.Index):
        if b.mode_of(node.indices[0]) != TYPE:
            return None
        node = node.x
        while isinstance(node, syntax.Paren):
            node = node.x
    if isinstance(node, syntax.Selector):
        if b.selection_of(node) is not None:
            return None
        node = node.sel
    if not isinstance(node, syntax.Ident):
        return None
    instance = b.instance_of(node)
    obj = b.object_of(node) if instance is not None else None
    return Mention(node, obj, instance.type_args) if instance is not None and isinstance(obj, Func) else None


def function_callee(b: Builder, node: syntax.Expr) -> Callee | None:
    """The instance of a generic function that an expression without parentheses names; None if it names none."""
    found = instance_named(b, node)
    if found is None:
        return None
    ident, obj, type_args = found
    signature = obj.type_of()
    assert isinstance(signature, Signature)
    pos = b.pos(node)
    function = b.context.function
    if any(map(has_shape, type_args)):
        shaped = function(obj.origin, shape_arguments(signature.type_params, type_args))
        return Callee(shaped, subdictionary(b, pos, ident, obj.origin), None)
    wrapper = function(obj.origin, type_args)
    shaped = function(obj.origin, shape_arguments(signature.type_params, type_args))
    return Callee(shaped, static_dictionary(b, pos, obj.pkg, instance_name(obj.name, type_args)), wrapper)


def function_value(b: Builder, node: syntax.Expr) -> Expr | None:
    """The instance of a generic function that an expression names, as a value; None if it names none."""
    callee = function_callee(b, node)
    if callee is None or callee.value is not None:
        return callee.value if callee is not None else None
    signature = b.type_of(node)
    assert callee.dictionary is not None and isinstance(signature, Signature)
    return curried(b, b.pos(node), signature, callee.fun, [callee.dictionary])


# ---------------------------------------------------------------------------------------------------------- methods


def parameter_of(b: Builder, node: syntax.Expr) -> TypeParam | None:
    """The type parameter of the instance that is made which is an expression's type, or which a type expression is."""
    t = b.raw_type_of(node) if b.mapping else None
    bare = unalias(t) if t is not None else None
    return bare if isinstance(bare, TypeParam) else None


def method_callee(
    b: Builder, node: syntax.Selector, recv: Type, method: Func, parameter: TypeParam | None
) -> Callee:
    """The method that `node` selects, of a value whose type is its receiver's, or an interface that has it; or stands
    for a type parameter."""
    pos = b.pos(node)
    signature = method.type_of()
    assert isinstance(signature, Signature)
    if signature.type_params:
        raise Unsupported("it uses a method with type parameters of its own")
    if parameter is not None:
        fun = parameter_method(b, pos, node, with_receiver(_resolved(b, signature), recv))
        return Callee(fun, None, fun)
    named = unalias(pointee(recv) if unalias(recv).__class__ is Pointer else recv)
    if not isinstance(named, Named) or not named.type_args or is_interface(recv):
        fun = method_expression(b, pos, recv, method, _resolved(b, signature))
        return Callee(fun, None, fun)
    return _generic_method(b, node, recv, named, method)


def _generic_method(b: Builder, node: syntax.Selector, recv: Type, named: Named, method: Func) -> Callee:
    pos, args = b.pos(node), named.type_args
    signature = method.type_of()
    assert isinstance(signature, Signature)
    shapes = shape_arguments(named.origin.type_params, args)
    shaped = shaped_instance(named.origin, args)
    shaped_recv = Pointer(shaped) if unalias(recv).__class__ is Pointer else shaped
    if any(map(has_shape, args)):
        fun = method_expression(b, pos, shaped_recv, method, _resolved(b, signature), shapes)
        return Callee(fun, subdictionary(b, pos, node, named.origin), None)
    fun = method_expression(b, pos, shaped_recv, method, signature, shapes)
    wrapper = method_expression(b, pos, recv, method, signature, args)
    dictionary = static_dictionary(b, pos, method.pkg, instance_name(named.obj.name, args))
    return Callee(fun, dictionary, wrapper)


def method_expression(
    b: Builder, pos: Pos, recv: Type, method: Func, signature: Signature, type_args: tuple[Type, ...] = ()
) -> Selector:
    """``T.M``: a function whose first parameter is the receiver."""
    found = Selector(ops.OMETHEXPR, pos, with_receiver(signature, recv), TypeExpr(pos, recv), method.name)
    found.sel_pkg = method.pkg
    if not is_interface(recv):
        found.method = _method_name(b, method, type_args)
    return found


def _method_name(b: Builder, method: Func, type_args: tuple[Type, ...]) -> Name | None:
    """The function that a method is; none of an interface's method, which an embedded field has."""
    signature = method.type_of()
    if isinstance(signature, Signature) and signature.recv is not None and is_interface(signature.recv.type_of()):
        return None
    return b.context.function(method.origin, type_args)


def with_receiver(signature: Signature, recv: Type) -> Signature:
    """A method's signature with the receiver as the first parameter (typecheck/dcl.go: NewMethodType)."""
    params = Tuple((Var("", None, recv), *signature.params.vars))
    return Signature(params, signature.results, signature.variadic)


def _resolved(b: Builder, signature: Signature) -> Signature:
    found = b.resolve(signature)
    assert isinstance(found, Signature)
    return found
