"""What the rules that lower a function's text share: types, places, variables; and the rules themselves, by table."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias

from goescape.ir.layouts import ALWAYS_KNOWN, Layouts
from goescape.ir.nodes import PAUTO, Closure, Expr, Func, Name, Node
from goescape.ir.places import Bases, Pos
from goescape.ir.printing.typetext import written_type
from goescape.release import GoRelease
from goescape.syntax import nodes as syntax
from goescape.types.constant import Value, sign, to_int
from goescape.types.model import (
    BOOL,
    INT,
    INT32,
    INVALID,
    IS_NUMERIC,
    IS_UNTYPED,
    STRING,
    UINT,
    UNTYPED_BOOL,
    UNTYPED_RUNE,
    UNTYPED_STRING,
    Basic,
    Instance,
    Object,
    Selection,
    Type,
    TypeParam,
    Var,
    is_invalid,
)
from goescape.types.model import Func as FuncObject
from goescape.types.program import Program
from goescape.types.results import Results, TypeProblem
from goescape.types.sizes import Sizes
from goescape.types.subst import substitute
from goescape.types.unit import Declared, PackageUnit
from goescape.types.universe import TYP

if TYPE_CHECKING:
    from goescape.ir.dictionary.known import KnownEntries
    from goescape.ir.lower.range_exits import Exits

NO_ANCHORS: Final[array[int]] = array("I")


class Context(Protocol):
    """What the functions of one compiled package share. `package.context.PackageContext` is the one there is."""

    program: Program
    unit: PackageUnit
    release: GoRelease
    bases: Bases
    sizes: Sizes
    layouts: Layouts
    entries: KnownEntries
    imprecise: list[tuple[Func, Pos]]

    def function(self, obj: FuncObject, type_args: tuple[Type, ...]) -> Name:
        """The PFUNC name of a function or method (of an instance: of its origin, with the receiver's type arguments).
        Asking for an instance makes sure that it is compiled. For shapes it is the one that has the body, with a
        dictionary as its first parameter after the receiver; for other types it is one that calls that."""

    def variable(self, obj: Var) -> Name:
        """The PEXTERN name of a package's variable."""

    def closure(self, around: Func, pos: Pos, kind: str) -> Func:
        """A new function, named as the next closure within another. `kind` is "func", "gowrap", "deferwrap", "range".
        It joins what is compiled where the compiler has it do so."""


class Unsupported(Exception):  # noqa: N818 (it is no fault)
    """A function cannot be lowered; the text says why. It becomes the function's `problem`."""


class _Text:
    """What is known of a declaration's text: `base` makes offsets in it places; ids of its body's nodes begin with
    `first`."""

    __slots__ = ("base", "body", "body_anchors", "first", "head", "head_anchors")

    def __init__(self, context: Context, site: Declared) -> None:
        declaration, program = site.declaration, context.program
        body = declaration.body
        self.base: Pos = context.bases.of(site)
        self.first: int = declaration.head.count
        self.head: Results = program.head_results(site.file, declaration)
        self.body: Results = program.body_results(site.file, declaration) or self.head
        self.head_anchors: array[int] = declaration.head.places.anchor
        self.body_anchors: array[int] = body.places.anchor if body is not None else NO_ANCHORS


class Builder:
    """One function while it is made: `func`, from the text of `site`. `mapping` says what type parameters stand for in
    an instance. A closure has a builder of its own, whose `outer` is that of the function around.

    - `dictionary`: the parameter that an instance's types come from at run time, or what a closure knows it by.
    - `results`: the types of the results, which return statements convert to.
    - `exits`: of a function with loops over functions, what is known of these; `state`: in such a loop's body, the name
      of the variable that tells its state.
    - `ends`: by the id of an if statement or a block, whether control never gets past it.
    - `made`: the closures made so far, of a declared function: all of them, those in closures too.
    """

    __slots__ = (
        "_text", "_types", "base", "context", "dictionary", "ends", "exits", "func", "locals", "made", "mapping",
        "outer", "results", "site", "state",
    )  # fmt: skip

    def __init__(
        self,
        context: Context,
        site: Declared,
        func: Func,
        mapping: dict[TypeParam, Type] | None = None,
        outer: Builder | None = None,
    ) -> None:
        self.context = context
        self.site = site
        self.func = func
        self.mapping = mapping or {}
        self.outer = outer
        self.locals: dict[Var, Name] = {}
        self.dictionary: Name | None = None
        self.results: tuple[Type, ...] = ()
        self.ends: dict[int, bool] = {}
        self.exits: Exits | None = None
        self.state = ""
        self.made: list[Func] = outer.made if outer is not None else []
        self._types: dict[int, Type] = outer._types if outer is not None else {}
        self._text: _Text = outer._text if outer is not None else _Text(context, site)
        self.base = self._text.base

    # ------------------------------------------------------------------------------------- what the checker knows

    def _known(self, node: syntax.Node) -> Results:
        text = self._text
        return text.head if node.id < text.first else text.body

    def type_of(self, node: syntax.Node) -> Type:
        """The type of an expression, or that a type expression stands for, with `mapping` applied. Never untyped, but
        for nil's. Raises `Unsupported` where it is not known."""
        t = self._known(node).types[node.id]
        if t is None:
            raise Unsupported("a part of it has no type")
        if t.__class__ is Basic and t.info & IS_UNTYPED:
            return ideal_type(t, self.value_of(node))
        return self.resolve(t)

    def raw_type_of(self, node: syntax.Node) -> Type | None:
        """The type as the checker has it: a tuple for several values, type parameters in it."""
        return self._known(node).types[node.id]

    def problems(self) -> list[TypeProblem]:
        """What is wrong with the declaration, head and body."""
        text = self._text
        return text.head.problems if text.head is text.body else [*text.head.problems, *text.body.problems]

    def resolve(self, t: Type) -> Type:
        """A type with `mapping` applied. Raises `Unsupported` for one that is not known, or has no known size."""
        if is_invalid(t):
            raise Unsupported("a type in it is not known")
        if self.mapping:
            found = self._types.get(id(t))
            if found is None:
                found = self._types[id(t)] = substitute(t, self.mapping)
            t = found
        if t.__class__ not in ALWAYS_KNOWN:
            self.demand_size(t)
        return t

    def demand_size(self, t: Type) -> None:
        """Raises `Unsupported` for a type whose size is not known: nothing can be said of a variable of it."""
        if not self.context.layouts.is_known(t):
            raise Unsupported(f"the size of {written_type(t, self.site.file.package)} is not known")

    def value_of(self, node: syntax.Node) -> Value | None:
        """The value of a constant expression."""
        return self._known(node).values.get(node.id)

    def mode_of(self, node: syntax.Node) -> int:
        """How an expression is used: one of the constants in `types.operand`."""
        return self._known(node).modes[node.id]

    def object_of(self, ident: syntax.Ident) -> Object | None:
        """What an identifier uses or defines."""
        return self._known(ident).objects.get(ident.id)

    def implicit_of(self, node: syntax.Node) -> Object | None:
        """The variable that a type switch's clause declares."""
        return self._known(node).implicits.get(node.id)

    def selection_of(self, selector: syntax.Selector) -> Selection | None:
        """What a selector selects; None of a qualified identifier. Its types are as the checker has them."""
        return self._known(selector).selections.get(selector.id)

    def instance_of(self, ident: syntax.Ident) -> Instance | None:
        """What a generic function is instantiated with at a use, with `mapping` applied."""
        found = self._known(ident).instances.get(ident.id)
        if found is None or not self.mapping:
            return found
        return Instance(tuple([self.resolve(t) for t in found.type_args]), self.resolve(found.type))

    # ----------------------------------------------------------------------------------------------------- places

    def pos(self, node: syntax.Node) -> Pos:
        """The place that the compiler names when it speaks of a node (its anchor)."""
        text, id = self._text, node.id
        return self.base + (text.head_anchors[id] if id < text.first else text.body_anchors[id - text.first])

    def start(self, node: syntax.Node) -> Pos:
        """Where a node begins."""
        return self.start_of(node.id)

    def start_of(self, id: int) -> Pos:
        """Where the node with an id begins."""
        part = self.site.declaration.part_of(id)
        return self.base + part.places.start[id - part.first]

    def start_of_range(self, node: syntax.Range) -> Pos:
        """Where the word ``range`` of a loop stands."""
        declaration = self.site.declaration
        part = declaration.part_of(node.x.id)
        return self.base + declaration.text.rfind(b"range", 0, part.places.start[node.x.id - part.first])

    def end(self, node: syntax.Node) -> Pos:
        """Where a node's last character stands."""
        part = self.site.declaration.part_of(node.id)
        return self.base + part.places.end[node.id - part.first] - 1

    # -------------------------------------------------------------------------------------------------- variables

    def declare(self, obj: Var, pos: Pos) -> Name:
        """A new local variable."""
        name = Name(obj.name, pos, self.resolve(obj.type_of()), PAUTO, self.func)
        name.obj, name.pkg = obj, obj.pkg
        self.func.dcl.append(name)
        self.locals[obj] = name
        return name

    def local(self, obj: Var, pos: Pos) -> Name:
        """A variable of this function, or of one around: then, what the closure knows it by (made at first use)."""
        name = self.locals.get(obj)
        if name is None:
            if self.outer is None:
                raise Unsupported(f"{obj.name} is not declared in it")
            name = self.locals[obj] = self.capture(self.outer.local(obj, pos), pos)
        return name

    def capture(self, variable: Name, pos: Pos) -> Name:
        """A new name for a variable of the function around (ir.NewClosureVar)."""
        name = closure_variable(self.func, variable, pos)
        self.func.captured.append(name)
        return name

    def temp(self, pos: Pos, type: Type) -> Name:
        """A new variable that the text does not have."""
        return self.func.new_temp(pos, type)

    # --------------------------------------------------------------------------------------------------- lowering

    def expr(self, node: syntax.Expr) -> Expr:
        """An expression's value."""
        while node.__class__ is syntax.Paren:
            node = node.x
        if node.id in self._known(node).values:
            return RULES.constant(self, node)
        rule = EXPRESSIONS.get(node.__class__)
        if rule is None:
            raise Unsupported("a part of it is no Go")
        found = rule(self, node)
        t = found.type
        if t is INVALID:
            raise Unsupported("a type in it is not known")
        if t is not None and t.__class__ not in ALWAYS_KNOWN:
            self.demand_size(t)
        return found

    def convert(self, target: Type | None, node: syntax.Expr) -> Expr:
        """An expression's value, converted implicitly to a type (writer.implicitConvExpr)."""
        return RULES.convert(self, target, node)

    def stmts(self, nodes: tuple[syntax.Stmt, ...]) -> list[Node]:
        """Statements, without those that are dead."""
        return RULES.stmts(self, nodes)

    def function_literal(self, node: syntax.FuncLit) -> Closure:
        """A function literal, its body built."""
        return RULES.function_literal(self, node)


def closure_variable(func: Func, variable: Name, pos: Pos) -> Name:
    """What a closure knows a variable of the function around by; not in its `captured` yet."""
    name = Name(variable.name, pos, variable.type, variable.cls, func)
    name.obj, name.pkg = variable.obj, variable.pkg
    name.outer = variable
    return name


def ideal_type(t: Basic, value: Value | None) -> Type:
    """The type that a constant or a condition gets which the checker leaves untyped (noder/helpers.go: idealType)."""
    if t.info & IS_NUMERIC and t.kind != UNTYPED_RUNE:
        return TYP[INT if value is not None and sign(to_int(value)) < 0 else UINT]
    return _IDEAL.get(t.kind, t)


_IDEAL: dict[int, Type] = {UNTYPED_BOOL: TYP[BOOL], UNTYPED_STRING: TYP[STRING], UNTYPED_RUNE: TYP[INT32]}


ExprRule: TypeAlias = Callable[[Builder, Any], Expr]
StmtRule: TypeAlias = Callable[[Builder, Any], "list[Node]"]
ConvertRule: TypeAlias = Callable[[Builder, "Type | None", Any], Expr]
EXPRESSIONS: dict[type, ExprRule] = {}
"""By class of the syntax node; filled by the modules with the rules."""
STATEMENTS: dict[type, StmtRule] = {}


class Rules:
    """The rules that are no single node's; set by the modules that have them."""

    __slots__ = ("constant", "convert", "function_literal", "stmts")

    constant: ExprRule
    """An expression with a value."""
    convert: ConvertRule
    stmts: Callable[[Builder, tuple[syntax.Stmt, ...]], list[Node]]
    function_literal: Callable[[Builder, syntax.FuncLit], Closure]


RULES: Final = Rules()
