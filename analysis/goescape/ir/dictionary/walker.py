"""Reads the bodies of generic functions as the compiler writes them down (noder/writer.go): what of a body takes a word
of the dictionary, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from goescape.ir.dictionary.entries import Entries
from goescape.ir.lower.builder import Builder, Context, Unsupported
from goescape.ir.lower.reach import bare, leaves_loop, with_reach
from goescape.ir.nodes import Func
from goescape.ir.places import NO_POS
from goescape.syntax import nodes as syntax
from goescape.types.identical import identical
from goescape.types.model import INVALID, UNTYPED_NIL, Signature, Tuple, Type, TypeParam, Var, unalias
from goescape.types.typeset import common_under
from goescape.types.unit import Declared
from goescape.types.universe import TYP

NIL_TYPE: Final = TYP[UNTYPED_NIL]

_Rule: TypeAlias = "Callable[[Walker, Any], None]"
EXPRESSIONS: Final[dict[type, _Rule]] = {}
"""By class of the syntax node; filled by the modules with the rules."""
STATEMENTS: Final[dict[type, _Rule]] = {}


class Walker:
    """Reads one body. `b` knows the text, of the function or of the literal in it that is being read; nothing is built.
    `results` are those of this function."""

    __slots__ = ("b", "entries", "results")

    def __init__(self, context: Context, site: Declared, entries: Entries) -> None:
        self.b = Builder(context, site, Func("", "", NO_POS, site))
        self.entries = entries
        self.results: tuple[Var, ...] = ()

    def function(self, signature: Signature, body: syntax.Block) -> None:
        """The parameters of a function, and its body."""
        around, self.results = self.results, signature.results.vars
        receiver = (signature.recv,) if signature.recv is not None else ()
        for var in (*receiver, *signature.params.vars, *self.results):
            self.entries.type(var.type_of())
        self.stmts(body.stmts)
        self.results = around

    def literal(self, signature: Signature, body: syntax.Block) -> None:
        """A function within the one that is being read."""
        around = self.b
        self.b = Builder(around.context, around.site, around.func, None, around)
        self.function(signature, body)
        self.b = around

    # -------------------------------------------------------------------------------------------------------- types

    def type_of(self, node: syntax.Expr) -> Type:
        """The type that the checker has found of an expression, or that a type expression stands for."""
        if isinstance(node, syntax.Ident):
            instance = self.b.instance_of(node)
            if instance is not None:
                return instance.type
        t = self.b.raw_type_of(node)
        if t is None or t is INVALID:
            raise Unsupported("a part of it has no type")
        return t

    # -------------------------------------------------------------------------------------------------- expressions

    def expr(self, node: syntax.Expr) -> None:
        """An expression's value."""
        node = bare(node)
        if self.b.value_of(node) is not None:
            return
        rule = EXPRESSIONS.get(node.__class__)
        if rule is not None:
            rule(self, node)

    def exprs(self, nodes: Sequence[syntax.Expr | None]) -> None:
        """The values of expressions, of those that are there."""
        for node in nodes:
            if node is not None:
                self.expr(node)

    def convert(self, target: Type | None, node: syntax.Expr) -> None:
        """An expression's value, converted implicitly to a type (writer.implicitConvExpr)."""
        if target is not None:
            self.converted(self.type_of(node), target)
        self.expr(node)

    def converted(self, source: Type, target: Type) -> None:
        """What an implicit conversion takes. It is none for a nil, which is of the target's type from the first."""
        if source is not target and source is not NIL_TYPE and not identical(source, target):
            self.entries.pair(source, target)

    def multiple(self, targets: Sequence[Type | None], nodes: Sequence[syntax.Expr]) -> None:
        """Values, each converted to a type unless that is None; one expression may yield them all."""
        if len(nodes) == 1:
            several = self.type_of(nodes[0])
            if isinstance(several, Tuple):
                self.expr(nodes[0])
                for var, target in zip(several.vars, targets, strict=True):
                    if target is not None:
                        self.converted(var.type_of(), target)
                return
        for target, node in zip(targets, nodes, strict=bool(nodes)):
            self.convert(target, node)

    # --------------------------------------------------------------------------------------------------- statements

    def stmts(self, nodes: tuple[syntax.Stmt, ...]) -> None:
        """Statements, without those that are dead."""
        for node, is_dead in with_reach(self.b, nodes):
            if not is_dead:
                self.stmt(node)

    def stmt(self, node: syntax.Stmt | None) -> None:
        """A statement that may not be there."""
        if node is None or (node.__class__ is syntax.Branch and leaves_loop(self.b, node)):
            return
        rule = STATEMENTS.get(node.__class__)
        if rule is not None:
            rule(self, node)


def core(t: Type) -> Type | None:
    """The underlying type that a type has, or that all types have which a type parameter may be."""
    return common_under(t) if unalias(t).__class__ is TypeParam else t.under()
