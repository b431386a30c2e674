"""Expressions and statements as text, node by node: precedence, what is left out, what has no text."""

from __future__ import annotations

import pytest

from goescape.ir import ops
from goescape.ir.nodes import (
    PAUTO,
    PFUNC,
    AddString,
    Assign,
    AssignList,
    AssignOp,
    Binary,
    Branch,
    Call,
    Closure,
    Composite,
    Convert,
    Declare,
    DynamicType,
    Expr,
    ExprStmt,
    For,
    Func,
    GoDefer,
    If,
    Index,
    InlinedCall,
    KeyValue,
    Literal,
    Make,
    Name,
    Nil,
    Node,
    Opaque,
    Return,
    Select,
    Selector,
    Send,
    SliceOf,
    TailCall,
    TypeAssert,
    TypeExpr,
    Unary,
)
from goescape.ir.places import NO_POS
from goescape.ir.printing import function_text, text
from goescape.types.model import (
    EMPTY_TUPLE,
    INT,
    SEND_RECV,
    STRING,
    UINT8,
    Chan,
    Map,
    Named,
    Package,
    Pointer,
    Scope,
    Signature,
    Slice,
    Struct,
    Type,
    TypeName,
)
from goescape.types.universe import ANY, BYTE, TYP

HERE, THERE = Package("example.com/here", "here", Scope(None)), Package("example.com/there", "there", Scope(None))
INTEGER, TEXT, BYTES = TYP[INT], TYP[STRING], Slice(BYTE)
FUNCTION = Signature(EMPTY_TUPLE, EMPTY_TUPLE)


def declared(name: str, package: Package) -> Named:
    t = Named(TypeName(name, package, None))
    t.underlying = Struct(())
    return t


LOCAL, FOREIGN = declared("T", HERE), declared("T", THERE)


def name(called: str, package: Package | None = None, t: Type = INTEGER) -> Name:
    found = Name(called, NO_POS, t, PAUTO)
    found.pkg = package
    return found


a, b, c = name("a"), name("b"), name("c")
far = name("d", THERE)
function = Name("F", NO_POS, FUNCTION, PFUNC)


def number(value: int) -> Literal:
    return Literal(NO_POS, INTEGER, value)


def unary(op: int, x: Expr, t: Type = INTEGER) -> Unary:
    return Unary(op, NO_POS, t, x)


def binary(op: int, x: Expr, y: Expr) -> Binary:
    return Binary(op, NO_POS, INTEGER, x, y)


def implicit(node: Unary | Convert) -> Expr:
    node.implicit = True
    return node


def call(op: int, fun: Expr | None, *args: Expr, spread: bool = False) -> Call:
    found = Call(op, NO_POS, INTEGER, fun, list(args))
    found.spread = spread
    return found


def select(op: int, x: Expr, sel: str) -> Selector:
    return Selector(op, NO_POS, INTEGER, x, sel)


def convert(op: int, t: Type, x: Expr) -> Convert:
    return Convert(op, NO_POS, t, x)


def composite(op: int, t: Type, *elements: Expr, variadic: bool = False) -> Composite:
    found = Composite(op, NO_POS, t, list(elements))
    found.variadic = variadic
    return found


def method(t: Type) -> Selector:
    return select(ops.OMETHEXPR, TypeExpr(NO_POS, t), "M")


def slice_of(op: int, low: Expr | None, high: Expr | None, max: Expr | None = None) -> SliceOf:
    return SliceOf(op, NO_POS, BYTES, a, low, high, max)


def concatenation(*operands: Expr) -> AddString:
    return AddString(NO_POS, TEXT, list(operands))


def closure() -> Closure:
    return Closure(NO_POS, FUNCTION, Func("F.func1", "F.func1", NO_POS, None))


def conditional() -> If:
    found = If(NO_POS, binary(ops.OGT, a, b), [Return(NO_POS, [a, b])], [Branch(ops.OBREAK, NO_POS, "L")])
    found.init = [Assign(NO_POS, a, b, defines=True)]
    return found


SUM, PRODUCT = binary(ops.OADD, a, b), binary(ops.OMUL, a, b)
LITERAL = unary(ops.OPTRLIT, composite(ops.OSTRUCTLIT, LOCAL), Pointer(LOCAL))

EXPRESSIONS: list[tuple[Expr, str]] = [
    (a, "a"),
    (far, "there.d"),
    (name("~b1"), "_"),
    (name("~r0"), "~r0"),
    (number(-3), "-3"),
    (Nil(NO_POS, None), "nil"),
    # Operators: one that binds less tightly than what is around it is in parentheses, as is a right one that is equal.
    (binary(ops.OMUL, SUM, c), "(a + b) * c"),
    (binary(ops.OADD, PRODUCT, c), "a * b + c"),
    (binary(ops.OADD, c, PRODUCT), "c + a * b"),
    (binary(ops.OADD, c, SUM), "c + (a + b)"),
    (binary(ops.OADD, SUM, c), "a + b + c"),
    (binary(ops.OANDAND, binary(ops.OOROR, a, b), binary(ops.OEQ, a, b)), "(a || b) && a == b"),
    (binary(ops.OANDNOT, binary(ops.OLSH, a, b), binary(ops.OXOR, a, b)), "a << b &^ (a ^ b)"),
    (unary(ops.ONEG, unary(ops.ONEG, a)), "- (-a)"),
    (unary(ops.ONEG, a), "-a"),
    (unary(ops.ONOT, binary(ops.OLT, a, b)), "!(a < b)"),
    (unary(ops.ODEREF, unary(ops.OADDR, a)), "*(&a)"),
    (unary(ops.ODEREF, select(ops.ODOT, a, "f")), "*a.f"),
    (unary(ops.OBITNOT, SUM), "^(a + b)"),
    (unary(ops.ORECV, Make(ops.OMAKECHAN, NO_POS, Chan(SEND_RECV, INTEGER), None)), "<-(make(chan int))"),
    (unary(ops.OPAREN, SUM), "(a + b)"),
    (concatenation(a, b, far), "a + b + there.d"),
    (binary(ops.OEQ, concatenation(a, b), c), "(a + b) == c"),
    (unary(ops.OLEN, concatenation(a, b)), "len(a + b)"),
    (Index(ops.OINDEX, NO_POS, INTEGER, concatenation(a, b), number(0)), "(a + b)[0]"),
    # Parts of operands.
    (Index(ops.OINDEXMAP, NO_POS, INTEGER, unary(ops.ODEREF, a), SUM), "(*a)[a + b]"),
    (select(ops.ODOTPTR, unary(ops.ODEREF, a), "f"), "(*a).f"),
    (select(ops.OMETHVALUE, LITERAL, "M"), "(&T{}).M"),
    (slice_of(ops.OSLICE, None, None), "a[:]"),
    (slice_of(ops.OSLICESTR, SUM, None), "a[a + b:]"),
    (slice_of(ops.OSLICE3ARR, None, b, c), "a[:b:c]"),
    (TypeAssert(ops.ODOTTYPE2, NO_POS, Pointer(FOREIGN), a), "a.(*there.T)"),
    (TypeAssert(ops.ODYNAMICDOTTYPE, NO_POS, FOREIGN, a), "<node DYNAMICDOTTYPE>"),
    # Calls.
    (call(ops.OCALLFUNC, function), "F()"),
    (call(ops.OCALLFUNC, method(Pointer(FOREIGN)), a), "(*there.T).M(a)"),
    (call(ops.OCALLFUNC, method(LOCAL), a, b, spread=True), "T.M(a, b...)"),
    (call(ops.OCALLINTER, select(ops.ODOTINTER, a, "M"), SUM), "a.M(a + b)"),
    (call(ops.OCALLFUNC, closure()), "(func literal)()"),
    (call(ops.OAPPEND, None, a, b, spread=True), "append(a, b...)"),
    (call(ops.OMIN, None, a, number(3)), "min(a, 3)"),
    (call(ops.ORECOVER, None), "recover()"),
    (binary(ops.OCOPY, a, b), "copy(a, b)"),
    (binary(ops.OCOMPLEX, a, b), "complex(a, b)"),
    (binary(ops.OUNSAFESLICE, a, b), "unsafe.Slice(a, b)"),
    (binary(ops.OUNSAFESTRING, a, b), "<node unsafe.String>"),
    (unary(ops.OUNSAFESTRINGDATA, a), "<node unsafe.StringData>"),
    (unary(ops.ONEW, TypeExpr(NO_POS, FOREIGN)), "new(there.T)"),
    (unary(ops.ONEW, DynamicType(NO_POS, FOREIGN)), "new(<node DYNAMICTYPE>)"),
    (Make(ops.OMAKESLICE, NO_POS, BYTES, a, SUM), "make([]byte, a, a + b)"),
    (Make(ops.OMAKEMAP, NO_POS, Map(TEXT, ANY), None), "make(map[string]any)"),
    (Make(ops.OMAKEMAP, NO_POS, Map(TEXT, ANY), a), "make(map[string]any, a)"),
    (InlinedCall(NO_POS, INTEGER, [], [name("~r0")]), "~r0"),
    (InlinedCall(NO_POS, INTEGER, [], [a, b]), "(.a; b)"),
    (Opaque(ops.OGETG, NO_POS, INTEGER), "<node GETG>"),
    # Conversions: those that are not in the text are left out; the parentheses are the type's.
    (convert(ops.OSTR2BYTES, BYTES, a), "([]byte)(a)"),
    (convert(ops.OBYTES2STR, TEXT, a), "string(a)"),
    (convert(ops.OCONVIFACE, ANY, a), "any(a)"),
    (convert(ops.OCONVNOP, Pointer(FOREIGN), a), "(*there.T)(a)"),
    (implicit(convert(ops.OCONVIFACE, ANY, SUM)), "a + b"),
    (binary(ops.OMUL, implicit(convert(ops.OCONV, INTEGER, SUM)), c), "(a + b) * c"),
    (select(ops.ODOT, implicit(unary(ops.ODEREF, a)), "f"), "a.f"),
    (call(ops.OCALLFUNC, method(Pointer(LOCAL)), implicit(unary(ops.OADDR, a))), "(*T).M(a)"),
    (convert(ops.OCONV, INTEGER, Literal(NO_POS, TYP[UINT8], 3)), "int(uint8(3))"),
    # Literals.
    (LITERAL, "&T{}"),
    (composite(ops.OSTRUCTLIT, FOREIGN, a), "there.T{...}"),
    (composite(ops.OSLICELIT, BYTES), "[]byte{}"),
    (composite(ops.OSLICELIT, Slice(ANY), a, variadic=True), "... argument"),
    (call(ops.OCALLFUNC, function, a, composite(ops.OSLICELIT, Slice(ANY), a, variadic=True)), "F(a, ... argument)"),
    (KeyValue(NO_POS, a, b), "a:b"),
    (closure(), "func literal"),
]

STATEMENTS: list[tuple[Node, str]] = [
    (Assign(NO_POS, a, SUM), "a = a + b"),
    (Assign(NO_POS, a, None), "a = <nil>"),
    (AssignList(ops.OAS2, NO_POS, [a, b], [b, a]), "a, b = b, a"),
    (AssignList(ops.OAS2FUNC, NO_POS, [a, b], [call(ops.OCALLFUNC, function)], True), "a, b := F()"),
    (AssignOp(NO_POS, ops.OADD, a, b), "a += b"),
    (AssignOp(NO_POS, ops.OSUB, a, number(1), incdec=True), "a--"),
    (Declare(NO_POS, a), "var a int"),
    (Send(NO_POS, a, SUM), "a <- a + b"),
    (GoDefer(ops.ODEFER, NO_POS, call(ops.OCALLFUNC, function)), "defer F()"),
    (conditional(), "if a := b; a > b { return a, b } else { break L }"),
    (For(NO_POS, None, None, [], True), "for loop"),
    (Select(NO_POS, []), "select statement"),
    (Branch(ops.OLABEL, NO_POS, "L"), "L: "),
    (ExprStmt(NO_POS, unary(ops.OPANIC, a)), "panic(a)"),
    (TailCall(NO_POS, call(ops.OCALLFUNC, function)), "<node TAILCALL>"),
]


@pytest.mark.parametrize(("node", "expected"), [*EXPRESSIONS, *STATEMENTS])
def test_text(node: Node, expected: str) -> None:
    assert text(node, HERE) == expected


def test_function_names() -> None:
    func = Func("(*T).M", "(*T).M", NO_POS, None)
    assert function_text(func, HERE) == "(*T).M"
    func.owner = Name("(*T).M", NO_POS, None, PFUNC)
    func.owner.pkg = THERE
    assert function_text(func, HERE) == "there.(*T).M"
