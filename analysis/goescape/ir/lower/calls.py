"""Calls of functions and methods (noder/writer.go and reader.go: exprCall; typecheck/func.go: tcCall)."""

from __future__ import annotations

from goescape.ir import ops
from goescape.ir.lower.arguments import arguments
from goescape.ir.lower.builder import Builder
from goescape.ir.lower.builtins import builtin_call
from goescape.ir.lower.conversions import explicit
from goescape.ir.lower.instances import function_callee, method_callee, parameter_of
from goescape.ir.lower.kinds import is_interface
from goescape.ir.lower.reach import bare
from goescape.ir.lower.selectors import interface_method, receiver
from goescape.ir.lower.temporaries import without_effects
from goescape.ir.nodes import Call, Composite, Expr, Name, Nil, Opaque
from goescape.ir.places import Pos
from goescape.syntax import nodes as syntax
from goescape.types.model import METHOD_VALUE, Func, Selection, Signature, Tuple, Type
from goescape.types.operand import BUILTIN, TYPE


def call(b: Builder, node: syntax.Call) -> Expr:
    """A call, a conversion, or a use of a builtin."""
    mode = b.mode_of(node.fun)
    if mode == TYPE:
        return explicit(b, node)
    if mode == BUILTIN:
        return builtin_call(b, node)
    signature = b.type_of(node.fun).under()
    assert isinstance(signature, Signature)
    op, fun, first = _callee(b, bare(node.fun))
    pos = b.pos(node)
    args = arguments(b, node, signature)
    t = b.type_of(node)
    if _is_getg(b, fun):
        return Opaque(ops.OGETG, pos, t)
    found = Call(op, pos, _value_type(t), fun, first)
    without_effects(b, found)
    if signature.variadic and not node.spread:
        args = _with_slice(pos, signature, args)
    found.args += args
    found.spread = signature.variadic
    return found


def call_of(b: Builder, pos: Pos, function: syntax.Expr, args: list[Expr]) -> Call:
    """A call that the text does not have, without results; the arguments are those that are passed."""
    op, fun, first = _callee(b, bare(function))
    found = Call(op, pos, None, fun, first)
    without_effects(b, found)
    found.args += args
    return found


def _value_type(t: Type) -> Type | None:
    """The type of a call; None where it has no results."""
    return None if isinstance(t, Tuple) and not t.vars else t


def _with_slice(pos: Pos, signature: Signature, args: list[Expr]) -> list[Expr]:
    """Arguments with a slice of those that a variadic parameter takes (typecheck/func.go: FixVariadicCall)."""
    last = len(signature.params.vars) - 1
    slice = signature.params.vars[last].type_of()
    if len(args) == last:
        return [*args, Nil(pos, slice)]
    literal = Composite(ops.OSLICELIT, pos, slice, args[last:])
    literal.implicit = literal.variadic = True
    literal.len = len(args) - last
    return [*args[:last], literal]


# ---------------------------------------------------------------------------------------------------- what is called


def _callee(b: Builder, fun: syntax.Expr) -> tuple[int, Expr, list[Expr]]:
    """The operation, what is called, and arguments that come before those in the text."""
    if isinstance(fun, syntax.Selector):
        selection = b.selection_of(fun)
        if selection is not None and selection.kind == METHOD_VALUE:
            return _method(b, fun, selection)
    instance = function_callee(b, fun)
    if instance is None:
        return ops.OCALLFUNC, b.expr(fun), []
    return ops.OCALLFUNC, instance.fun, [instance.dictionary] if instance.dictionary is not None else []


def _method(b: Builder, fun: syntax.Selector, selection: Selection) -> tuple[int, Expr, list[Expr]]:
    x = receiver(b, fun, selection)
    method = selection.obj
    assert isinstance(method, Func) and x.type is not None
    pos = b.pos(fun)
    callee = method_callee(b, fun, x.type, method, parameter_of(b, fun.x))
    if is_interface(x.type) and callee.fun.op == ops.OMETHEXPR:
        return ops.OCALLINTER, interface_method(pos, x, method, b.type_of(fun)), []
    if is_interface(x.type):
        b.context.imprecise.append((b.func, pos))
    first = [x] if callee.dictionary is None else [x, callee.dictionary]
    return ops.OCALLFUNC, callee.fun, first


def _is_getg(b: Builder, fun: Expr) -> bool:
    """Whether it is runtime.getg, which is no function."""
    if not isinstance(fun, Name) or fun.name != "getg":
        return False
    package = fun.pkg or b.context.unit.package
    return package.path == "runtime"
