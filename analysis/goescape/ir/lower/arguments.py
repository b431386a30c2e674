"""What is passed to functions and builtins: converted to the parameters' types, and several results of one call taken
apart (noder/writer.go: exprCall, multiExpr)."""

from __future__ import annotations

from goescape.ir.lower.assignments import multiple
from goescape.ir.lower.builder import Builder
from goescape.ir.nodes import Expr
from goescape.syntax import nodes as syntax
from goescape.types.model import Signature, Slice, Tuple, Type


def arguments(b: Builder, node: syntax.Call, signature: Signature) -> list[Expr]:
    """The arguments of a call, those for a variadic parameter not yet in a slice."""
    types: list[Type | None] = [var.type_of() for var in signature.params.vars]
    if signature.variadic and not node.spread:
        last = types.pop()
        assert last is not None
        slice = last.under()
        assert isinstance(slice, Slice)
        types += [slice.elem] * (_count(b, node.args) - len(types))
    return multiple(b, b.pos(node), types, node.args)


def _count(b: Builder, args: tuple[syntax.Expr, ...]) -> int:
    """How many values expressions have."""
    if len(args) == 1:
        several = b.raw_type_of(args[0])
        return len(several.vars) if isinstance(several, Tuple) else 1
    return len(args)
