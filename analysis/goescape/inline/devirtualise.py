"""Calls of an interface's method that become calls of the method of the one type that the value can have
(cmd/compile/internal/devirtualize/devirtualize.go: StaticCall)."""

from __future__ import annotations

from goescape.escape.messages import (
    DEVIRTUALISED,
    PARTLY_DEVIRTUALISED,
    SHAPED_INTERFACE,
    SHAPED_RECEIVER,
    Message,
)
from goescape.inline.concrete import ConcreteTypes, is_interface
from goescape.ir import ops
from goescape.ir.lower.instances import with_receiver
from goescape.ir.lower.selectors import adapted, interface_method, through
from goescape.ir.nodes import Call, Expr, Func, Node, Selector, Target, TypeAssert, TypeExpr
from goescape.ir.order import bottom_up
from goescape.ir.printing import type_text
from goescape.ir.shapes import Shape, has_shape
from goescape.ir.visit import children, walk
from goescape.types.lookup import lookup, missing_method
from goescape.types.model import Func as FuncObject
from goescape.types.model import Interface, Named, Pointer, Signature, Type, unalias
from goescape.types.typeset import type_set_of


def devirtualise(target: Target) -> list[Message]:
    """Change the calls in a package's functions where that is possible; what the compiler says of it, in its order."""
    work = _Devirtualiser(target)
    for func in target.funcs:
        if func.body and any(_is_candidate(node) for node in walk(func.body)):
            for call in _interface_calls(func.body):
                work.call(func, call)
    return work.messages + work.repeated()


class _Devirtualiser:
    def __init__(self, target: Target) -> None:
        self.messages: list[Message] = []
        self._refused: dict[Func, list[Message]] = {}
        self._types = ConcreteTypes()
        self._target = target

    def call(self, func: Func, call: Call) -> None:
        """Devirtualise a call if the type of the receiver is known. What go and defer call is left: the method would
        be found, and might panic, too early."""
        selector = call.fun
        assert isinstance(selector, Selector)
        interface = selector.x.type
        t = self._types.of(selector.x) if not call.go_defer else None
        if t is None or interface is None or isinstance(unalias(t), Shape) or not _implements(t, interface):
            return
        if has_shape(t):
            self._refuse(SHAPED_RECEIVER, func, call, t)
        elif has_shape(interface):
            self._refuse(SHAPED_INTERFACE, func, call, interface)
        else:
            whole = self._change(call, selector, t)
            self._say(DEVIRTUALISED if whole else PARTLY_DEVIRTUALISED, func, call, selector, t)

    def repeated(self) -> list[Message]:
        """What is said again, as the compiler tries every call a second time, callees first."""
        if not self._refused:
            return []
        order = (func for funcs, _ in bottom_up(self._target.funcs) for func in funcs)
        return [message for func in order for message in self._refused.get(func, ())]

    def _change(self, call: Call, selector: Selector, t: Type) -> bool:
        """Call the method of a type; whether it is known then, and not that of an embedded interface."""
        method, path, _ = lookup(t, False, selector.sel_pkg, selector.sel)
        assert isinstance(method, FuncObject) and path is not None
        x = through(selector.pos, TypeAssert(ops.ODOTTYPE, call.pos, t, selector.x), path[:-1])
        assert x.type is not None
        signature = method.type_of()
        assert isinstance(signature, Signature)
        if is_interface(x.type):
            call.fun = interface_method(selector.pos, x, method, signature)
            return False
        x = adapted(selector.pos, x, method)
        call.op = ops.OCALLFUNC
        call.fun = self._method_expression(selector, x, method, signature)
        call.args = [x, *call.args]
        return True

    def _method_expression(self, selector: Selector, x: Expr, method: FuncObject, signature: Signature) -> Selector:
        recv = x.type
        assert recv is not None
        bare = unalias(recv)
        named = unalias(bare.elem) if isinstance(bare, Pointer) else bare
        assert isinstance(named, Named)
        t = with_receiver(signature, recv)
        found = Selector(ops.OMETHEXPR, selector.pos, t, TypeExpr(selector.pos, recv), selector.sel)
        found.sel_pkg = method.pkg
        found.method = self._target.function(method.origin, named.type_args)
        return found

    def _refuse(self, kind: int, func: Func, call: Call, t: Type) -> None:
        self._say(kind, func, call, call, t)
        self._refused.setdefault(func, []).append(self.messages[-1])

    def _say(self, kind: int, func: Func, call: Call, node: Expr, t: Type) -> None:
        package = self._target.package
        self.messages.append(Message(kind, call.pos, func, package, node, type_text(t, package)))


def _implements(t: Type, interface: Type) -> bool:
    under = interface.under()
    if not isinstance(under, Interface) or missing_method(t, under, True) is not None:
        return False
    return not has_shape(t) or not any(_takes_dictionary(t, method) for method in type_set_of(under).methods)


def _takes_dictionary(t: Type, method: FuncObject) -> bool:
    """Whether a method of a type is that of a shape, and takes a parameter more than the interface's."""
    found = lookup(t, False, method.pkg, method.name)[0]
    signature = found.type_of() if found is not None else None
    return isinstance(signature, Signature) and signature.recv is not None and has_shape(signature.recv.type_of())


def _is_candidate(node: Node) -> bool:
    """Whether a node is a call of an interface's method, of which more may be known than the interface's type."""
    if node.op != ops.OCALLINTER or not isinstance(node, Call) or not isinstance(node.fun, Selector):
        return False
    return not node.go_defer and node.fun.x.op in _TRANSPARENT


def _interface_calls(nodes: list[Node]) -> list[Call]:
    """The calls of interfaces' methods, what is called first before what it is an operand of."""
    found: list[Call] = []
    waiting = nodes.copy()
    while waiting:
        node = waiting.pop()
        if node.op == ops.OCALLINTER and isinstance(node, Call):
            found.append(node)
        waiting += children(node)
    found.reverse()
    return found


_TRANSPARENT = frozenset((ops.ONAME, ops.OCONVNOP, ops.OCONVIFACE, ops.ODOTTYPE, ops.ODOTTYPE2, ops.OINLCALL))
