"""Expressions as text (cmd/compile/internal/ir/fmt.go: exprFmt)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from goescape.ir import ops
from goescape.ir.nodes import (
    AddString,
    Binary,
    Call,
    Closure,
    Composite,
    Convert,
    DictionaryWord,
    Expr,
    Index,
    InlinedCall,
    KeyValue,
    Literal,
    Make,
    Name,
    Nil,
    Node,
    Selector,
    SliceOf,
    StructKey,
    TypeAssert,
    TypeExpr,
    Unary,
)
from goescape.ir.printing.constants import of_type, rune_text, says_enough, value_text
from goescape.ir.printing.names import name_text
from goescape.ir.printing.operators import OPERAND, PRECEDENCE, SPELLING, UNARY, spelled
from goescape.ir.printing.typetext import written_type
from goescape.types.model import IS_UNTYPED, Alias, Basic, Named, Package, Pointer, Type, unalias
from goescape.types.universe import ANY_INTERFACE

_IMPLICIT: Final = frozenset((ops.OADDR, ops.ODEREF, ops.OCONV, ops.OCONVNOP, ops.OCONVIFACE))
"""What is left out where it is implicit."""

_MISSING: Final = "<nil>"


class Expressions:
    """Writes the expressions of one package."""

    __slots__ = ("package",)

    def __init__(self, package: Package) -> None:
        self.package = package

    def expr(self, node: Expr | None, around: int = 0) -> str:
        """An expression, in parentheses if it binds less tightly than what is around it."""
        while node is not None and node.implicit and node.op in _IMPLICIT:
            assert isinstance(node, (Unary, Convert))
            node = node.x
        if node is None:
            return _MISSING
        precedence = PRECEDENCE[node.op]
        if node.__class__ is TypeExpr and isinstance(node.type, Type) and isinstance(node.type.under(), Pointer):
            precedence = UNARY
        rule = _RULES.get(node.op)
        text = self.unknown(node) if rule is None else rule(self, node)
        return f"({text})" if around > precedence else text

    def exprs(self, nodes: Iterable[Expr | None]) -> str:
        """Several expressions with commas."""
        return ", ".join([self.expr(node) for node in nodes])

    def type(self, t: Type | None) -> str:
        return "<T>" if t is None else written_type(t, self.package)

    def unknown(self, node: Node) -> str:
        """What the compiler's printer does not know."""
        return f"<node {spelled(node.op)}>"

    # ------------------------------------------------------------------------------------------------ operands

    def name(self, node: Name) -> str:
        return name_text(node, self.package)

    def literal(self, node: Literal) -> str:
        t = unalias(node.type) if node.type is not None else None
        if t is None:
            return value_text(node.value)
        value = of_type(node.value, t)
        character = rune_text(value, t)
        if character is not None:
            return character
        text = value_text(value)
        return text if says_enough(value, t) else f"{self.type(t)}({text})"

    def nil(self, node: Nil) -> str:
        return "nil"

    def type_expr(self, node: TypeExpr) -> str:
        return self.type(node.type)

    def closure(self, node: Closure) -> str:
        return "func literal"

    def composite(self, node: Composite) -> str:
        if node.variadic:
            return "... argument"
        return f"{self.type(node.type)}{{{'...' if node.list else ''}}}"

    def key_value(self, node: KeyValue) -> str:
        return f"{self.expr(node.key)}:{self.expr(node.value)}"

    def struct_key(self, node: StructKey) -> str:
        return f"{node.field.name}:{self.expr(node.value)}"

    # --------------------------------------------------------------------------------------- parts of operands

    def selector(self, node: Selector) -> str:
        return f"{self.expr(node.x, OPERAND)}.{node.sel}"

    def type_assert(self, node: TypeAssert) -> str:
        return f"{self.expr(node.x, OPERAND)}.({self.type(node.type)})"

    def index(self, node: Index) -> str:
        return f"{self.expr(node.x, OPERAND)}[{self.expr(node.index)}]"

    def slice(self, node: SliceOf) -> str:
        bounds = [node.low, node.high]
        if node.op == ops.OSLICE3 or node.op == ops.OSLICE3ARR:
            bounds.append(node.max)
        written = ["" if bound is None else self.expr(bound) for bound in bounds]
        return f"{self.expr(node.x, OPERAND)}[{':'.join(written)}]"

    # --------------------------------------------------------------------------------------------------- calls

    def convert(self, node: Convert) -> str:
        if isinstance(node, DictionaryWord):
            node.settle()
        target = self.type(node.type)
        if node.type is None or not _has_name(node.type):
            target = f"({target})"
        return f"{target}({self.expr(node.x)})"

    def call(self, node: Call) -> str:
        return f"{self.expr(node.fun, OPERAND)}({self.arguments(node)})"

    def builtin_call(self, node: Call) -> str:
        return f"{SPELLING[node.op]}({self.arguments(node)})"

    def arguments(self, node: Call) -> str:
        return self.exprs(node.args) + ("..." if node.spread else "")

    def builtin_unary(self, node: Unary) -> str:
        return f"{SPELLING[node.op]}({self.expr(node.x)})"

    def builtin_binary(self, node: Binary) -> str:
        return f"{SPELLING[node.op]}({self.expr(node.x)}, {self.expr(node.y)})"

    def make(self, node: Make) -> str:
        """The size of a map or channel that has none in the text is an untyped 0."""
        sizes = [size for size in (node.len, node.cap) if size is not None and not _is_untyped(size.type)]
        return f"make({', '.join([self.type(node.type), *map(self.expr, sizes)])})"

    def inlined_call(self, node: InlinedCall) -> str:
        if len(node.results) == 1:
            return self.expr(node.results[0])
        return f"(.{'; '.join(map(self.expr, node.results))})"

    # ---------------------------------------------------------------------------------------------- operations

    def pointer_literal(self, node: Unary) -> str:
        return f"&{self.expr(node.x)}"

    def parenthesised(self, node: Unary) -> str:
        return f"({self.expr(node.x)})"

    def unary(self, node: Unary) -> str:
        """A blank keeps two equal signs apart, but for stars."""
        space = " " if node.x.op == node.op and node.op != ops.ODEREF else ""
        return f"{SPELLING[node.op]}{space}{self.expr(node.x, UNARY + 1)}"

    def binary(self, node: Binary) -> str:
        precedence = PRECEDENCE[node.op]
        return f"{self.expr(node.x, precedence)} {SPELLING[node.op]} {self.expr(node.y, precedence + 1)}"

    def add_string(self, node: AddString) -> str:
        return " + ".join(map(self.expr, node.list))


def _is_untyped(t: Type | None) -> bool:
    return isinstance(t, Basic) and t.info & IS_UNTYPED != 0


def _has_name(t: Type) -> bool:
    """Whether a type is declared or predeclared."""
    if isinstance(t, Alias):
        t = unalias(t)
    return isinstance(t, (Named, Basic)) or t is ANY_INTERFACE


_Rule = Callable[[Expressions, Any], str]


def _table(*rules: tuple[_Rule, tuple[int, ...]]) -> dict[int, _Rule]:
    return {op: rule for rule, operations in rules for op in operations}


_RULES: Final[dict[int, _Rule]] = _table(
    (Expressions.name, (ops.ONAME,)),
    (Expressions.literal, (ops.OLITERAL,)),
    (Expressions.nil, (ops.ONIL,)),
    (Expressions.type_expr, (ops.OTYPE,)),
    (Expressions.closure, (ops.OCLOSURE,)),
    (
        Expressions.composite,
        (ops.OCOMPLIT, ops.OSTRUCTLIT, ops.OARRAYLIT, ops.OSLICELIT, ops.OMAPLIT),
    ),
    (Expressions.key_value, (ops.OKEY,)),
    (Expressions.struct_key, (ops.OSTRUCTKEY,)),
    (
        Expressions.selector,
        (ops.OXDOT, ops.ODOT, ops.ODOTPTR, ops.ODOTINTER, ops.ODOTMETH, ops.OMETHVALUE, ops.OMETHEXPR),
    ),
    (Expressions.type_assert, (ops.ODOTTYPE, ops.ODOTTYPE2)),
    (Expressions.index, (ops.OINDEX, ops.OINDEXMAP)),
    (Expressions.slice, (ops.OSLICE, ops.OSLICESTR, ops.OSLICEARR, ops.OSLICE3, ops.OSLICE3ARR)),
    (
        Expressions.convert,
        (
            *(ops.OCONV, ops.OCONVIFACE, ops.OCONVNOP, ops.OBYTES2STR, ops.ORUNES2STR, ops.OSTR2BYTES),
            *(ops.OSTR2RUNES, ops.ORUNESTR, ops.OSLICE2ARR, ops.OSLICE2ARRPTR),
        ),
    ),
    (Expressions.call, (ops.OCALLFUNC, ops.OCALLINTER, ops.OCALLMETH)),
    (
        Expressions.builtin_call,
        (ops.OAPPEND, ops.ODELETE, ops.OMAX, ops.OMIN, ops.ORECOVER, ops.OPRINT, ops.OPRINTLN),
    ),
    (
        Expressions.builtin_unary,
        (ops.OREAL, ops.OIMAG, ops.OCAP, ops.OCLEAR, ops.OCLOSE, ops.OLEN, ops.ONEW, ops.OPANIC),
    ),
    (Expressions.builtin_binary, (ops.OCOMPLEX, ops.OCOPY, ops.OUNSAFEADD, ops.OUNSAFESLICE)),
    (Expressions.make, (ops.OMAKEMAP, ops.OMAKECHAN, ops.OMAKESLICE)),
    (Expressions.inlined_call, (ops.OINLCALL,)),
    (Expressions.pointer_literal, (ops.OPTRLIT,)),
    (Expressions.parenthesised, (ops.OPAREN,)),
    (Expressions.unary, (ops.OPLUS, ops.ONEG, ops.OBITNOT, ops.ONOT, ops.ORECV, ops.OADDR, ops.ODEREF)),
    (
        Expressions.binary,
        (
            *(ops.OADD, ops.OSUB, ops.OOR, ops.OXOR, ops.OMUL, ops.ODIV, ops.OMOD, ops.OLSH, ops.ORSH, ops.OAND),
            *(ops.OANDNOT, ops.OEQ, ops.ONE, ops.OLT, ops.OLE, ops.OGT, ops.OGE, ops.OANDAND, ops.OOROR),
        ),
    ),
    (Expressions.add_string, (ops.OADDSTR,)),
)
"""By operation; what is not here is unknown to the compiler's printer."""
