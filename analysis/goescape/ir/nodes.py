"""The IR: typed, desugared Go, in the shapes of cmd/compile/internal/ir (expr.go, stmt.go, name.go, func.go).

Nodes are mutable until their function is built, and belong to one function. Children are in the order in which the
compiler visits them (ir/node_gen.go). `op` is a number of `ops`; `pos` a `places.Pos`; `type` a type of `types.model`
(or `shapes.Shape`), never untyped, and None of what has no value. `init` are statements that come before an
expression's value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from goescape.ir import ops
from goescape.ir.places import Pos
from goescape.types.model import UINTPTR, Array, Package, Pointer, Type, Var
from goescape.types.universe import TYP

if TYPE_CHECKING:
    from goescape.types.constant import Value
    from goescape.types.model import Func as FuncObject
    from goescape.types.unit import Declared


class Node:
    """Any expression or statement."""

    __slots__ = ("init", "op", "pos")

    def __init__(self, op: int, pos: Pos) -> None:
        self.op = op
        self.pos = pos
        self.init: list[Node] = []


class Expr(Node):
    """`implicit`: not in the text; the printer leaves such conversions, dereferences and address-takings out."""

    __slots__ = ("implicit", "type")

    def __init__(self, op: int, pos: Pos, type: Type | None) -> None:
        super().__init__(op, pos)
        self.type = type
        self.implicit = False


# ---------------------------------------------------------------------------------------------------------- names

(PEXTERN, PAUTO, PPARAM, PPARAMOUT, PFUNC) = range(5)
"""Classes of names: a package's variable, a local one, a parameter (the receiver too), a result, a function."""


class Name(Expr):
    """ONAME: a variable, parameter, result or function.

    - `name`: as printed, without package: ``x``, ``~r0``, ``.autotmp_3``, ``#state1``; of a function ``(*T).M``.
    - `pkg`: the package that it is qualified with where that is not the one that is compiled; None for none.
    - `obj`: the variable of the source that it is, if it is one.
    - `function`: the function that it is local to.
    - `outer`: of a variable as a closure knows it, the same variable in the function around (ir: Outer); such a name
      is in that closure's `captured`.
    - `defn`: the statement or expression that declares it, for those that are assigned once at most (ir: Defn).
    - `func`: of a PFUNC, what is called.
    - `addrtaken` and `byval` are for later passes.
    """

    __slots__ = ("addrtaken", "byval", "cls", "defn", "func", "function", "name", "obj", "outer", "pkg")

    def __init__(self, name: str, pos: Pos, type: Type | None, cls: int, function: Func | None = None) -> None:
        super().__init__(ops.ONAME, pos, type)
        self.name = name
        self.cls = cls
        self.function = function
        self.pkg: Package | None = None
        self.obj: Var | None = None
        self.outer: Name | None = None
        self.defn: Node | None = None
        self.func: Func | Imported | None = None
        self.addrtaken = False
        self.byval = False

    def canonical(self) -> Name:
        """The variable itself, of one that closures know by names of their own."""
        name = self
        while name.outer is not None:
            name = name.outer
        return name


BLANK: Final = Name("_", 0, None, PAUTO)
"""What blank identifiers are that are assigned to; the one there is."""


class Literal(Expr):
    """OLITERAL: a constant of a type."""

    __slots__ = ("value",)

    def __init__(self, pos: Pos, type: Type, value: Value) -> None:
        super().__init__(ops.OLITERAL, pos, type)
        self.value = value


class Nil(Expr):
    """ONIL."""

    __slots__ = ()

    def __init__(self, pos: Pos, type: Type | None) -> None:
        super().__init__(ops.ONIL, pos, type)


class TypeExpr(Expr):
    """OTYPE: a type where an expression is expected."""

    __slots__ = ()

    def __init__(self, pos: Pos, type: Type) -> None:
        super().__init__(ops.OTYPE, pos, type)


class DynamicType(Expr):
    """ODYNAMICTYPE: a type of a shaped function that comes from its dictionary, in `new(T)` and in type switches."""

    __slots__ = ()

    def __init__(self, pos: Pos, type: Type) -> None:
        super().__init__(ops.ODYNAMICTYPE, pos, type)


# ---------------------------------------------------------------------------------------------------- expressions


class Unary(Expr):
    """OPLUS, ONEG, OBITNOT, ONOT, ORECV, OLEN, OCAP, ONEW (x is a TypeExpr), OPANIC, OCLOSE, OCLEAR, OREAL, OIMAG,
    OUNSAFESTRINGDATA, OUNSAFESLICEDATA, OITAB, OSPTR, OADDR, ODEREF, OPAREN."""

    __slots__ = ("x",)

    def __init__(self, op: int, pos: Pos, type: Type | None, x: Expr) -> None:
        super().__init__(op, pos, type)
        self.x = x


class Binary(Expr):
    """Arithmetic, comparisons, OANDAND, OOROR, OCOMPLEX, OCOPY, OUNSAFEADD, OUNSAFESLICE, OUNSAFESTRING."""

    __slots__ = ("x", "y")

    def __init__(self, op: int, pos: Pos, type: Type | None, x: Expr, y: Expr) -> None:
        super().__init__(op, pos, type)
        self.x = x
        self.y = y


class AddString(Expr):
    """OADDSTR: a whole chain of concatenations."""

    __slots__ = ("list",)

    def __init__(self, pos: Pos, type: Type, list: list[Expr]) -> None:
        super().__init__(ops.OADDSTR, pos, type)
        self.list = list


class Selector(Expr):
    """ODOT, ODOTPTR (of a pointer), ODOTINTER (an interface's method), ODOTMETH, OMETHVALUE (a bound method: allocates)
    and OMETHEXPR (``T.M``: `x` is a TypeExpr).

    `sel` is the selected name; `method` the function that a method is, if it is known.
    """

    __slots__ = ("method", "sel", "sel_pkg", "x")

    def __init__(self, op: int, pos: Pos, type: Type | None, x: Expr, sel: str) -> None:
        super().__init__(op, pos, type)
        self.x = x
        self.sel = sel
        self.sel_pkg: Package | None = None
        self.method: Name | None = None


class Index(Expr):
    """OINDEX, OINDEXMAP."""

    __slots__ = ("index", "x")

    def __init__(self, op: int, pos: Pos, type: Type | None, x: Expr, index: Expr) -> None:
        super().__init__(op, pos, type)
        self.x = x
        self.index = index


class SliceOf(Expr):
    """OSLICE, OSLICEARR (`x` is a pointer to the array), OSLICESTR, OSLICE3, OSLICE3ARR."""

    __slots__ = ("high", "low", "max", "x")

    def __init__(
        self, op: int, pos: Pos, type: Type | None, x: Expr, low: Expr | None, high: Expr | None, max: Expr | None
    ) -> None:
        super().__init__(op, pos, type)
        self.x = x
        self.low = low
        self.high = high
        self.max = max


class TypeAssert(Expr):
    """ODOTTYPE, and ODOTTYPE2 where it is used as ``v, ok``; ODYNAMICDOTTYPE(2) where the type comes from a dictionary,
    which `rtype` then is."""

    __slots__ = ("rtype", "x")

    def __init__(self, op: int, pos: Pos, type: Type, x: Expr) -> None:
        super().__init__(op, pos, type)
        self.x = x
        self.rtype: Expr | None = None


class Convert(Expr):
    """OCONV, OCONVNOP, OCONVIFACE, OBYTES2STR, ORUNES2STR, ORUNESTR, OSTR2BYTES, OSTR2RUNES, OSLICE2ARR,
    OSLICE2ARRPTR."""

    __slots__ = ("x",)

    def __init__(self, op: int, pos: Pos, type: Type, x: Expr) -> None:
        super().__init__(op, pos, type)
        self.x = x


class DictionaryWord(Convert):
    """OCONVNOP of a word of an instance's dictionary, or of its address. Which word it is, and how many words the
    dictionary has that it leads to (-1: it leads to none), is found when it is printed: an edit elsewhere may change
    it."""

    __slots__ = ("_find", "_index")

    def __init__(self, pos: Pos, type: Type, x: Expr, index: Literal, find: Callable[[], tuple[int, int]]) -> None:
        super().__init__(ops.OCONVNOP, pos, type, x)
        self._index = index
        self._find = find

    def settle(self) -> None:
        """Find the numbers that hold now."""
        self._index.value, words = self._find()
        if words >= 0:
            self.type = Pointer(Array(TYP[UINTPTR], words))


class Call(Expr):
    """OCALLFUNC (`fun` is a Name, an OMETHEXPR Selector, or any value), OCALLINTER (an ODOTINTER); and the builtins
    with lists: OAPPEND, ODELETE, OPRINT, OPRINTLN, OMIN, OMAX, ORECOVER (`fun` is None).

    `args` have an implicit slice in place of variadic arguments; `spread` for ``f(xs...)``. `go_defer` tells that it is
    a go or defer statement's. `type` is a Tuple of several results.
    """

    __slots__ = ("args", "fun", "go_defer", "is_compiler_var_live", "spread")

    def __init__(self, op: int, pos: Pos, type: Type | None, fun: Expr | None, args: list[Expr]) -> None:
        super().__init__(op, pos, type)
        self.fun = fun
        self.args = args
        self.spread = False
        self.go_defer = False
        self.is_compiler_var_live = False


class Composite(Expr):
    """OSTRUCTLIT (`list` of StructKey), OARRAYLIT and OSLICELIT (of KeyValue or expressions; `len` of the backing
    array), OMAPLIT (of KeyValue). `&T{}` is an OPTRLIT Unary around one. `variadic` for ``... argument``."""

    __slots__ = ("len", "list", "variadic")

    def __init__(self, op: int, pos: Pos, type: Type, list: list[Expr]) -> None:
        super().__init__(op, pos, type)
        self.list = list
        self.len = 0
        self.variadic = False


class KeyValue(Expr):
    """OKEY."""

    __slots__ = ("key", "value")

    def __init__(self, pos: Pos, key: Expr, value: Expr) -> None:
        super().__init__(ops.OKEY, pos, None)
        self.key = key
        self.value = value


class StructKey(Expr):
    """OSTRUCTKEY."""

    __slots__ = ("field", "value")

    def __init__(self, pos: Pos, field: Var, value: Expr) -> None:
        super().__init__(ops.OSTRUCTKEY, pos, None)
        self.field = field
        self.value = value


class Make(Expr):
    """OMAKESLICE, OMAKEMAP, OMAKECHAN; `len` is a map's size and a channel's buffer."""

    __slots__ = ("cap", "len")

    def __init__(self, op: int, pos: Pos, type: Type, len: Expr | None, cap: Expr | None = None) -> None:
        super().__init__(op, pos, type)
        self.len = len
        self.cap = cap


class Closure(Expr):
    """OCLOSURE: a function literal, or a made-up one."""

    __slots__ = ("func",)

    def __init__(self, pos: Pos, type: Type, func: Func) -> None:
        super().__init__(ops.OCLOSURE, pos, type)
        self.func = func


class InlinedCall(Expr):
    """OINLCALL: a call in whose place is the callee's body; `results` are its result variables."""

    __slots__ = ("body", "results")

    def __init__(self, pos: Pos, type: Type | None, body: list[Node], results: list[Expr]) -> None:
        super().__init__(ops.OINLCALL, pos, type)
        self.body = body
        self.results = results


class Opaque(Expr):
    """OLINKSYMOFFSET, OGETG, OGETCALLERSP: what has no operands, such as an entry of a dictionary."""

    __slots__ = ()


# ----------------------------------------------------------------------------------------------------- statements


class Assign(Node):
    """OAS; `y` is None for the zero value. `defines` tells that x is declared by it."""

    __slots__ = ("defines", "x", "y")

    def __init__(self, pos: Pos, x: Expr | None, y: Expr | None, defines: bool = False) -> None:
        super().__init__(ops.OAS, pos)
        self.x = x
        self.y = y
        self.defines = defines


class AssignList(Node):
    """OAS2; and with one `rhs`: OAS2FUNC, OAS2DOTTYPE, OAS2MAPR, OAS2RECV, OSELRECV2."""

    __slots__ = ("defines", "lhs", "rhs")

    def __init__(self, op: int, pos: Pos, lhs: list[Expr], rhs: list[Expr], defines: bool = False) -> None:
        super().__init__(op, pos)
        self.lhs = lhs
        self.rhs = rhs
        self.defines = defines


class AssignOp(Node):
    """OASOP, x op= y; `asop` is the operation. `incdec` for ``x++``."""

    __slots__ = ("asop", "incdec", "x", "y")

    def __init__(self, pos: Pos, asop: int, x: Expr, y: Expr, incdec: bool = False) -> None:
        super().__init__(ops.OASOP, pos)
        self.asop = asop
        self.x = x
        self.y = y
        self.incdec = incdec


class Block(Node):
    """OBLOCK."""

    __slots__ = ("list",)

    def __init__(self, pos: Pos, list: list[Node]) -> None:
        super().__init__(ops.OBLOCK, pos)
        self.list = list


class Branch(Node):
    """OBREAK, OCONTINUE, OFALL, OGOTO, and OLABEL; `label` is "" for none."""

    __slots__ = ("label",)

    def __init__(self, op: int, pos: Pos, label: str = "") -> None:
        super().__init__(op, pos)
        self.label = label


class Declare(Node):
    """ODCL."""

    __slots__ = ("x",)

    def __init__(self, pos: Pos, x: Name) -> None:
        super().__init__(ops.ODCL, pos)
        self.x = x


class ExprStmt(Node):
    """An expression for its effects. (The compiler has the expression itself in the list.)"""

    __slots__ = ("x",)

    def __init__(self, pos: Pos, x: Expr) -> None:
        super().__init__(x.op, pos)
        self.x = x


class For(Node):
    """OFOR; its init is in `init`. `distinct`: each iteration has variables of its own."""

    __slots__ = ("body", "cond", "distinct", "label", "post")

    def __init__(self, pos: Pos, cond: Expr | None, post: Node | None, body: list[Node], distinct: bool) -> None:
        super().__init__(ops.OFOR, pos)
        self.cond = cond
        self.post = post
        self.body = body
        self.distinct = distinct
        self.label = ""


class Range(Node):
    """ORANGE over anything but a function; `defines` where it declares key and value."""

    __slots__ = ("body", "defines", "distinct", "key", "value", "x")

    def __init__(self, pos: Pos, key: Expr | None, value: Expr | None, x: Expr, body: list[Node]) -> None:
        super().__init__(ops.ORANGE, pos)
        self.key = key
        self.value = value
        self.x = x
        self.body = body
        self.defines = False
        self.distinct = False


class GoDefer(Node):
    """OGO, ODEFER. The call is one without arguments or results, of a closure where that was needed
    (typecheck/stmt.go: normalizeGoDeferCall). `defer_at` is a range function's token."""

    __slots__ = ("call", "defer_at")

    def __init__(self, op: int, pos: Pos, call: Expr) -> None:
        super().__init__(op, pos)
        self.call = call
        self.defer_at: Expr | None = None


class If(Node):
    """OIF."""

    __slots__ = ("body", "cond", "orelse")

    def __init__(self, pos: Pos, cond: Expr, body: list[Node], orelse: list[Node]) -> None:
        super().__init__(ops.OIF, pos)
        self.cond = cond
        self.body = body
        self.orelse = orelse


class Return(Node):
    """ORETURN; `results` are converted to the results' types; empty for a bare one."""

    __slots__ = ("results",)

    def __init__(self, pos: Pos, results: list[Expr]) -> None:
        super().__init__(ops.ORETURN, pos)
        self.results = results


class Send(Node):
    """OSEND."""

    __slots__ = ("chan", "value")

    def __init__(self, pos: Pos, chan: Expr, value: Expr) -> None:
        super().__init__(ops.OSEND, pos)
        self.chan = chan
        self.value = value


class Clause(Node):
    """OCASE, of a switch (`exprs`; `var` is a type switch's variable in it) or a select (`comm`; None for default)."""

    __slots__ = ("body", "comm", "exprs", "var")

    def __init__(self, pos: Pos, body: list[Node]) -> None:
        super().__init__(ops.OCASE, pos)
        self.body = body
        self.exprs: list[Expr] = []
        self.comm: Node | None = None
        self.var: Name | None = None


class Switch(Node):
    """OSWITCH; `tag` may be None, or a TypeSwitchGuard."""

    __slots__ = ("clauses", "tag")

    def __init__(self, pos: Pos, tag: Node | None, clauses: list[Clause]) -> None:
        super().__init__(ops.OSWITCH, pos)
        self.tag = tag
        self.clauses = clauses


class TypeSwitchGuard(Node):
    """OTYPESW: ``name := x.(type)``."""

    __slots__ = ("name", "x")

    def __init__(self, pos: Pos, name: str, x: Expr) -> None:
        super().__init__(ops.OTYPESW, pos)
        self.name = name
        self.x = x


class Select(Node):
    """OSELECT."""

    __slots__ = ("clauses",)

    def __init__(self, pos: Pos, clauses: list[Clause]) -> None:
        super().__init__(ops.OSELECT, pos)
        self.clauses = clauses


class TailCall(Node):
    """OTAILCALL."""

    __slots__ = ("call",)

    def __init__(self, pos: Pos, call: Call) -> None:
        super().__init__(ops.OTAILCALL, pos)
        self.call = call


# ------------------------------------------------------------------------------------------------------ functions

# What is asked for in comments on a function (ir/node.go), as flags of `Func.pragma`.
NOINLINE: Final = 1
NOESCAPE: Final = 2
UINTPTR_KEEPALIVE: Final = 4
UINTPTR_ESCAPES: Final = 8
NOSPLIT: Final = 16
CGO_UNSAFE_ARGS: Final = 32


class Param:
    """A receiver, parameter or result. `written` is its name in the text: "" where it has none, "_" where it is blank;
    `name` the variable, which there always is: ``~p0`` or ``~r0`` where the text has none or a blank."""

    __slots__ = ("name", "pos", "spread", "type", "written")

    def __init__(self, written: str, pos: Pos, type: Type, name: Name) -> None:
        self.written = written
        self.pos = pos
        self.type = type
        self.name = name
        self.spread = False
        """The last of a variadic function; `type` is the slice."""


class Func:
    """A function with a body, or declared without one (`body` is None).

    - `name`: as the compiler prints it in its own package: ``F``, ``(*T).M``, ``F.func1``, ``F[go.shape.int]``,
      ``F-range1``, ``F.gowrap1``, ``init.0``, ``map.init.0``.
    - `key`: its linker symbol without the package path; unique in the package.
    - `site`: the declaration that it is from. `pos`: where the compiler says it is (ir.Line).
    - `recv`, `params`, `results`.
    - `dcl`: its variables in the order of declaration: receiver, parameters, results, locals.
    - `captured`: a closure's names for variables around it, in order of first use.
    - `closure`: the expression that makes it, of a closure; `parent`: the function that holds that.
    - `wrapper`: made by the compiler to call another (a method wrapper, a go or defer statement's);
      `duplicate`: emitted wherever it is used (of instances, and of wrappers: Dupok).
    - `range_parent`: the function that a range-over-func body belongs to.
    - `problem`: why it cannot be analysed; "" if it can.
    """

    __slots__ = (
        "body", "captured", "closure", "dcl", "distinct_loops", "duplicate", "key", "name", "obj", "owner", "params",
        "parent", "pos", "pragma", "problem", "range_parent", "recv", "results", "site", "wrapper",
    )  # fmt: skip

    def __init__(self, name: str, key: str, pos: Pos, site: Declared | None) -> None:
        self.name = name
        self.key = key
        self.pos = pos
        self.site = site
        self.obj: FuncObject | None = None
        self.recv: Param | None = None
        self.params: list[Param] = []
        self.results: list[Param] = []
        self.body: list[Node] | None = None
        self.dcl: list[Name] = []
        self.captured: list[Name] = []
        self.closure: Closure | None = None
        self.parent: Func | None = None
        self.distinct_loops = False
        """Whether there are loops in it whose iterations have variables of their own."""
        self.wrapper = False
        self.duplicate = False
        self.range_parent: Func | None = None
        self.pragma = 0
        self.problem = ""
        self.owner: Name | None = None
        """The PFUNC name that stands for it."""

    def new_temp(self, pos: Pos, type: Type) -> Name:
        """A new local variable that the text does not have; numbered by how many variables were declared before it
        (typecheck/dcl.go: TempAt)."""
        temp = Name(f".autotmp_{len(self.dcl)}", pos, type, PAUTO, self)
        self.dcl.append(temp)
        return temp


class Imported:
    """A function or method of another package, whose body is not here. `key` as of `Func`; with `package` it says whose
    leak tags to ask for."""

    __slots__ = ("key", "obj", "package")

    def __init__(self, package: str, key: str, obj: FuncObject | None) -> None:
        self.package = package
        self.key = key
        self.obj = obj


class Target:
    """All that is compiled of a package: `funcs` in the compiler's order (typecheck.Target.Funcs when escape analysis
    starts). `function` finds the PFUNC name of any function or method, with the type arguments of an instance, for
    passes that put in new calls."""

    def __init__(self, package: Package, function: Callable[[FuncObject, tuple[Type, ...]], Name]) -> None:
        self.package = package
        self.function = function
        self.funcs: list[Func] = []
        self.imprecise: list[tuple[Func, Pos]] = []
        """Calls of methods of type parameters that stand for interfaces, in the order in which bodies are read."""
