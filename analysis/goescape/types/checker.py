"""The state of a check, and the entry points through which the rules call each other.

A rule is a function of the `Checker` and a node. Rules for expressions are in `RULES`, by the node's class; the
modules that hold them never import each other for recursion, but call `expr` and its kin here. `rules.py` fills the
table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from goescape.syntax.nodes import Expr, Node
from goescape.types.model import (
    EMPTY_TUPLE,
    INVALID,
    IS_UNTYPED,
    Alias,
    Basic,
    Named,
    Object,
    Package,
    Scope,
    Signature,
    Site,
    Tuple,
    Type,
)
from goescape.types.operand import BAD, BUILTIN, CONSTANT, NO_VALUE, TYPE, Operand
from goescape.types.results import Results, TypeProblem

if TYPE_CHECKING:
    from goescape.types.constant import Value
    from goescape.types.program import Program
    from goescape.types.unit import FileUnit

Rule = Callable[["Checker", Any, Type | None], Operand]
"""(checker, node, hint) -> operand. The hint is the type that an elided composite literal or a function argument's
inference may use, None otherwise."""

RULES: dict[type, Rule] = {}


class Untyped:
    """An untyped expression whose final type its context has yet to give (go/types.exprInfo)."""

    __slots__ = ("expr", "is_lhs", "mode", "type", "value")

    def __init__(self, expr: Expr, is_lhs: bool, mode: int, type: Type, value: Value | None) -> None:
        self.expr = expr
        self.is_lhs = is_lhs
        self.mode = mode
        self.type = type
        self.value = value


class Environment:
    """Where a check stands: saved and restored when it turns to another declaration."""

    __slots__ = (
        "blamed",
        "file",
        "has_call_or_receive",
        "has_label",
        "instances",
        "iota",
        "modes",
        "package",
        "pending",
        "results",
        "scope",
        "signature",
        "site",
        "types",
        "untyped",
        "version",
    )

    def __init__(self, package: Package, file: FileUnit, site: Site, scope: Scope, results: Results) -> None:
        self.package = package
        self.file = file
        self.site = site
        self.scope = scope
        self.results = results
        self.types = results.types
        self.modes = results.modes
        self.version: tuple[int, int] = file.version
        self.signature: Signature | None = None
        """Of the function whose body is checked."""
        self.iota: int | None = None
        self.blamed: Node | None = None
        """Where problems are noted, if not where they are: at a constant that repeats another's expressions."""
        self.has_call_or_receive = False
        """Whether the expression just checked calls a function or receives (len and cap are then not constant)."""
        self.has_label = False
        """Whether the function body that is checked has labels or jumps to them."""
        self.untyped: dict[int, Untyped] = {}
        self.instances: dict[object, Signature] = {}
        """Of generic functions, by signature and type arguments."""
        self.pending: list[Callable[[], None]] = []
        """Bodies of function literals, and checks, that wait for the statement or declaration around them. Always the
        same list."""


class Checker:
    """`env` is swapped when a rule needs another declaration's object; the attributes that rules read most are those
    of `env`: always go through `c.env`."""

    __slots__ = ("env", "program", "stack")

    def __init__(self, program: Program) -> None:
        self.program = program
        self.env: Environment = None  # type: ignore[assignment]
        self.stack: list[Object] = []
        """Objects that are being declared, outermost first, for cycles."""

    def problem(self, node: Node, message: str) -> None:
        """Note what is wrong. The caller goes on with an INVALID type, of which nobody complains again."""
        env = self.env
        env.results.problems.append(TypeProblem((env.blamed or node).id, message))


def raw_expr(c: Checker, e: Expr, hint: Type | None = None, generic: bool = False) -> Operand:
    """Check `e`, whatever it is: value, type, builtin, nothing. Recorded.

    A generic function or type that is not instantiated is a problem unless `generic` (or `hint` tells a function's
    type arguments, see `generics.finish`).
    """
    x = RULES[e.__class__](c, e, hint)
    x.expr = e
    if not generic:
        t = x.type
        kind = t.__class__
        if (kind is Signature or kind is Named or kind is Alias) and t.type_params and not is_instance(t):  # type: ignore[attr-defined]
            UNINSTANTIATED[0](c, x, hint)
    record(c, x, e)
    return x


UNINSTANTIATED: list[Callable[[Checker, Operand, Type | None], None]] = []
"""What to do with a generic operand where none may be: filled by `rules.py` with `generics.finish`."""


def is_instance(t: Type) -> bool:
    """Whether a declared type or alias is an instance of a generic one."""
    kind = t.__class__
    return (kind is Named or kind is Alias) and len(t.type_args) > 0  # type: ignore[attr-defined]


def record(c: Checker, x: Operand, e: Expr) -> None:
    """Note type, mode and constant value of `e`; of an untyped one later, when its context gives it a type."""
    mode = x.mode
    if mode == BAD:
        return
    env = c.env
    t: Type = EMPTY_TUPLE if mode == NO_VALUE else x.type
    if t.__class__ is Basic and t.info & IS_UNTYPED:
        env.untyped[e.id] = Untyped(e, False, mode, t, x.value)
        return
    env.types[e.id] = t
    env.modes[e.id] = mode
    if mode == CONSTANT and x.value is not None:
        env.results.values[e.id] = x.value


def expr(c: Checker, e: Expr, hint: Type | None = None) -> Operand:
    """Check `e` as one value."""
    x = raw_expr(c, e, hint)
    mode = x.mode
    if mode <= TYPE or x.type.__class__ is Tuple:
        _must_be_value(c, x)
    return x


def generic_expr(c: Checker, e: Expr) -> Operand:
    """Check `e` as one value, which may be a generic function that is not instantiated."""
    x = raw_expr(c, e, None, True)
    if x.mode <= TYPE or x.type.__class__ is Tuple:
        _must_be_value(c, x)
    return x


def multi_expr(c: Checker, e: Expr, generic: bool = False) -> Operand:
    """Check `e` as one value, or as a call with several (its type is then a `Tuple`)."""
    x = raw_expr(c, e, None, generic)
    if x.mode <= TYPE:
        _must_be_value(c, x)
    return x


def expr_or_type(c: Checker, e: Expr, generic: bool = False) -> Operand:
    """Check `e` as one value or a type."""
    x = raw_expr(c, e, None, generic)
    mode = x.mode
    if mode in (NO_VALUE, BUILTIN) or x.type.__class__ is Tuple:
        _must_be_value(c, x)
    return x


def use(c: Checker, exprs: Iterable[Expr | None]) -> None:
    """Check expressions whose value does not matter, after a problem: their parts are recorded all the same."""
    for e in exprs:
        if e is not None and e.__class__ in RULES:
            raw_expr(c, e, None, True)


def run_pending(c: Checker, since: int = 0) -> None:
    """Check the function bodies that wait in `env.pending` from index `since` on, and those that come up meanwhile.

    Called before the scope that they see changes: at the end of a statement, or before what it declares is declared.
    """
    pending = c.env.pending
    while len(pending) > since:
        waiting = pending[since:]
        del pending[since:]
        for check in waiting:
            check()


def _must_be_value(c: Checker, x: Operand) -> None:
    """Complain of an operand that is no single value, and make it a bad one."""
    mode = x.mode
    if mode == BAD:
        return
    if mode == NO_VALUE:
        c.problem(x.expr, "(no value) used as value")
    elif mode == BUILTIN:
        c.problem(x.expr, f"{x.builtin} (built-in) must be called")
    elif mode == TYPE:
        c.problem(x.expr, "type is not an expression")
    else:
        c.problem(x.expr, "multiple-value expression in single-value context")
    x.mode = BAD
    x.type = INVALID
