"""Instances of generic functions, and of the methods of generic types (noder/reader.go: objIdx, funcInst, callShaped).

For type arguments without shapes, a function is made that only calls the one for their shapes, with a dictionary. That
one has the body. Bodies are read when all is known that asks for them, the last one first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goescape.ir import ops
from goescape.ir.lower.builder import Unsupported
from goescape.ir.nodes import PEXTERN, PFUNC, Expr, Func, Name, Selector, TypeExpr, Unary
from goescape.ir.package.forwarding import arguments, declare, forward
from goescape.ir.package.pragmas import pragmas_of
from goescape.ir.places import NO_POS
from goescape.ir.printing.names import method_name
from goescape.ir.printing.typetext import instance_name, link_text
from goescape.ir.shapes import ShapedTypes, has_shape, shape_arguments, shaped_instance
from goescape.types.model import UINTPTR, Array, Named, Pointer, Signature, Tuple, Type, TypeParam, Var, unalias
from goescape.types.model import Func as FuncObject
from goescape.types.subst import substitute
from goescape.types.unit import Declared
from goescape.types.universe import TYP

if TYPE_CHECKING:
    from goescape.ir.package.context import PackageContext


class Instance(NamedTuple):
    """A function to be compiled for type arguments: `recv` is the type of a method's receiver."""

    func: Func
    origin: FuncObject
    params: tuple[TypeParam, ...]
    args: tuple[Type, ...]
    recv: Type | None

    @property
    def is_shaped(self) -> bool:
        return any(map(has_shape, self.args))

    @property
    def mapping(self) -> ShapedTypes:
        """What the type parameters stand for."""
        return ShapedTypes(self.params, self.args)


def make_instance(context: PackageContext, origin: FuncObject, args: tuple[Type, ...], t: Named | None) -> Instance:
    """The instance of a function, or of a method of the instance `t` of a generic type; without a body yet."""
    signature, site = origin.type_of(), origin.site
    assert isinstance(signature, Signature) and isinstance(site, Declared)
    params = signature.type_params if t is None else signature.recv_type_params
    recv: Type | None = None
    if t is None:
        name = instance_name(origin.name, args)
    else:
        recv = Pointer(t) if origin.pointer_receiver else t
        name = method_name(recv, origin.name, origin.pkg)
    own = origin.pkg is context.unit.package
    path = "" if own or origin.pkg is None else origin.pkg.path + "."
    declaration = site.declaration
    func = Func(name, path + name, context.bases.of(site) + declaration.head.places.anchor[0], site)
    func.obj = origin
    func.pragma = pragmas_of(declaration)
    func.duplicate = True
    own_type = substitute(signature, ShapedTypes(params, args))
    assert isinstance(own_type, Signature)
    func.owner = Name(name, func.pos, Signature(own_type.params, own_type.results, own_type.variadic), PFUNC)
    func.owner.func = func
    func.owner.pkg = None if own else origin.pkg
    return Instance(func, origin, params, args, recv)


def build_forwarding(context: PackageContext, instance: Instance) -> None:
    """Make an instance call the one for the shapes of its type arguments; it has a `problem` where there is none."""
    func, origin = instance.func, instance.origin
    declared = origin.type_of()
    assert isinstance(declared, Signature)
    signature = substitute(declared, instance.mapping)
    assert isinstance(signature, Signature)
    declare(func, signature, declared.recv, instance.recv)
    func.wrapper = True
    shapes = shapes_of(instance)
    try:
        shaped = context.function(origin, shapes)
    except Unsupported as error:
        func.problem = str(error)
        return
    args: list[Expr] = [_dictionary(func, instance), *arguments(func)]
    fun: Expr = shaped
    if instance.recv is not None and func.recv is not None and func.recv.name is not None:
        fun = _method_expression(instance, shaped, shapes)
        args.insert(0, func.recv.name)
    forward(func, func.pos, fun, args, signature)


def shapes_of(instance: Instance) -> tuple[Type, ...]:
    """What stands for the type arguments. A method's constraints are those of its type."""
    base = _base(instance.recv)
    return shape_arguments(instance.params if base is None else base.origin.type_params, instance.args)


def _base(recv: Type | None) -> Named | None:
    t = unalias(recv) if recv is not None else None
    if isinstance(t, Pointer):
        t = unalias(t.elem)
    return t if isinstance(t, Named) else None


def _method_expression(instance: Instance, shaped: Name, shapes: tuple[Type, ...]) -> Selector:
    base = _base(instance.recv)
    assert base is not None and isinstance(shaped.type, Signature)
    t = shaped_instance(base.origin, shapes)
    recv: Type = Pointer(t) if instance.origin.pointer_receiver else t
    old = shaped.type
    with_receiver = Signature(Tuple((Var("", None, recv), *old.params.vars)), old.results, old.variadic)
    pos = instance.func.pos
    found = Selector(ops.OMETHEXPR, pos, with_receiver, TypeExpr(pos, recv), instance.origin.name)
    found.sel_pkg = instance.origin.pkg
    found.method = shaped
    return found


def _dictionary(func: Func, instance: Instance) -> Expr:
    base = _base(instance.recv)
    named = instance.func.name if base is None else instance_name(base.obj.name, instance.args)
    t = Array(TYP[UINTPTR], 0)
    name = Name(f".dict.{named}", NO_POS, t, PEXTERN)
    name.pkg = func.owner.pkg if func.owner is not None else None
    return Unary(ops.OADDR, func.pos, Pointer(t), name)


def key_of(args: tuple[Type, ...]) -> str:
    """What tells type arguments apart."""
    return ",".join(map(link_text, args))
