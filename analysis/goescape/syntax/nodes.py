"""The syntax tree of Go: compact, immutable nodes that know nothing of where they stand.

A top-level declaration is lowered on its own (see `lower`). Every node has an `id`, dense and in preorder within
its declaration; where a node starts and ends, and the place that the compiler names when it speaks of the node, are
columns of the declaration's `Places`, indexed by that id. So two texts that differ in blanks and comments alone have
equal nodes, and what was found out about them by id stays good.

The shapes follow the language specification and go/ast's division into nodes, since go/types is the yardstick;
where go/ast has two nodes for one idea (IndexExpr, IndexListExpr) there is one here.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec


class Node(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=True, tag_field="class"):
    """Whatever has a place in the text. `id` is dense within the declaration, in preorder."""

    id: int


# ---------------------------------------------------------------------------------------------------- expressions


class BadExpr(Node, frozen=True, gc=False):
    """Text that is no expression. Its range holds the broken text."""


class Ident(Node, frozen=True, gc=False):
    name: str


class BasicLit(Node, frozen=True, gc=False):
    """`kind` is "int", "float", "imaginary", "char" or "string"; `text` is the literal as written."""

    kind: str
    text: str


class CompositeLit(Node, frozen=True, gc=False):
    """`type` is None for an elided type inside another literal. Elements are expressions or `KeyValue`."""

    type: Expr | None
    elements: tuple[Expr, ...]


class KeyValue(Node, frozen=True, gc=False):
    key: Expr
    value: Expr


class FuncLit(Node, frozen=True, gc=False):
    type: FuncType
    body: Block


class Paren(Node, frozen=True, gc=False):
    x: Expr


class Selector(Node, frozen=True, gc=False):
    x: Expr
    sel: Ident


class Index(Node, frozen=True, gc=False):
    """`x[i]`, or an instantiation `x[A, B]`: which one, the checker decides."""

    x: Expr
    indices: tuple[Expr, ...]


class SliceExpr(Node, frozen=True, gc=False):
    """`three` for `x[low:high:max]`, also where `max` is missing."""

    x: Expr
    low: Expr | None
    high: Expr | None
    max: Expr | None
    three: bool


class TypeAssert(Node, frozen=True, gc=False):
    """`type` is None for `x.(type)`."""

    x: Expr
    type: Expr | None


class Call(Node, frozen=True, gc=False):
    """A call or a conversion: which one, the checker decides. `spread` for `f(xs...)`."""

    fun: Expr
    args: tuple[Expr, ...]
    spread: bool


class Star(Node, frozen=True, gc=False):
    """A dereference, or a pointer type."""

    x: Expr


class Unary(Node, frozen=True, gc=False):
    """`op` is one of + - ! ^ & <- ~ (the last in constraints alone)."""

    op: str
    x: Expr


class Binary(Node, frozen=True, gc=False):
    """`|` in a constraint is a binary expression too."""

    op: str
    x: Expr
    y: Expr


class ArrayType(Node, frozen=True, gc=False):
    """A slice type where `len` is None; `[...]T` has an `Ellipsis` there."""

    len: Expr | None
    elem: Expr


class Ellipsis(Node, frozen=True, gc=False):
    """`...T` of a variadic parameter; without a type in `[...]T`."""

    elem: Expr | None


class Field(Node, frozen=True, gc=False):
    """Of a struct, a parameter list or an interface.

    In a struct or an interface, no names mean embedded; a method has one name and a `FuncType`; in a parameter list,
    no names mean an unnamed parameter. `tag` is a struct field's.
    """

    names: tuple[Ident, ...]
    type: Expr
    tag: BasicLit | None


class StructType(Node, frozen=True, gc=False):
    fields: tuple[Field, ...]


class FuncType(Node, frozen=True, gc=False):
    """`type_params` are those of a declared function or (1.27) method; a literal and a type have none."""

    type_params: tuple[Field, ...]
    params: tuple[Field, ...]
    results: tuple[Field, ...]


class InterfaceType(Node, frozen=True, gc=False):
    """Methods and embedded elements in written order; a union is a `Binary` with `|`, `~T` a `Unary`."""

    elements: tuple[Field, ...]


class MapType(Node, frozen=True, gc=False):
    key: Expr
    value: Expr


class ChanType(Node, frozen=True, gc=False):
    """`dir` is "both", "send" or "receive"."""

    dir: str
    elem: Expr


# ----------------------------------------------------------------------------------------------------- statements


class BadStmt(Node, frozen=True, gc=False):
    """Text that is no statement."""


class EmptyStmt(Node, frozen=True, gc=False):
    pass


class DeclStmt(Node, frozen=True, gc=False):
    decl: GenDecl


class Labeled(Node, frozen=True, gc=False):
    label: Ident
    stmt: Stmt


class ExprStmt(Node, frozen=True, gc=False):
    x: Expr


class Send(Node, frozen=True, gc=False):
    chan: Expr
    value: Expr


class IncDec(Node, frozen=True, gc=False):
    """`op` is ++ or --."""

    x: Expr
    op: str


class Assign(Node, frozen=True, gc=False):
    """`op` is =, := or an operator followed by =."""

    lhs: tuple[Expr, ...]
    op: str
    rhs: tuple[Expr, ...]


class Go(Node, frozen=True, gc=False):
    call: Expr


class Defer(Node, frozen=True, gc=False):
    call: Expr


class Return(Node, frozen=True, gc=False):
    results: tuple[Expr, ...]


class Branch(Node, frozen=True, gc=False):
    """`op` is break, continue, goto or fallthrough."""

    op: str
    label: Ident | None


class Block(Node, frozen=True, gc=False):
    stmts: tuple[Stmt, ...]


class If(Node, frozen=True, gc=False):
    """`orelse` is an `If`, a `Block` or nothing."""

    init: Stmt | None
    cond: Expr
    body: Block
    orelse: Stmt | None


class CaseClause(Node, frozen=True, gc=False):
    """Of an expression or type switch; `default` has no `exprs`."""

    exprs: tuple[Expr, ...]
    default: bool
    body: tuple[Stmt, ...]


class Switch(Node, frozen=True, gc=False):
    init: Stmt | None
    tag: Expr | None
    clauses: tuple[CaseClause, ...]


class TypeSwitch(Node, frozen=True, gc=False):
    """`switch init; bind := x.(type) { clauses }`: `guard` is the `TypeAssert` with no type."""

    init: Stmt | None
    bind: Ident | None
    guard: TypeAssert
    clauses: tuple[CaseClause, ...]


class CommClause(Node, frozen=True, gc=False):
    """`comm` is a `Send`, `ExprStmt` or `Assign`; None for `default`."""

    comm: Stmt | None
    body: tuple[Stmt, ...]


class Select(Node, frozen=True, gc=False):
    clauses: tuple[CommClause, ...]


class For(Node, frozen=True, gc=False):
    init: Stmt | None
    cond: Expr | None
    post: Stmt | None
    body: Block


class Range(Node, frozen=True, gc=False):
    """`op` is "=", ":=" or "" where nothing is assigned."""

    key: Expr | None
    value: Expr | None
    op: str
    x: Expr
    body: Block


# --------------------------------------------------------------------------------------------------- declarations


class ImportSpec(Node, frozen=True, gc=False):
    """`name` may be `_` or `.`; `path` is the literal."""

    name: Ident | None
    path: BasicLit


class ValueSpec(Node, frozen=True, gc=False):
    """Of a const or var declaration.

    `index` is the spec's place in its group (iota). A constant spec with neither type nor values repeats the last
    spec of its group that has any: the checker finds it there.
    """

    names: tuple[Ident, ...]
    type: Expr | None
    values: tuple[Expr, ...]
    index: int


class TypeSpec(Node, frozen=True, gc=False):
    name: Ident
    type_params: tuple[Field, ...]
    alias: bool
    type: Expr


class GenDecl(Node, frozen=True, gc=False):
    """`kind` is import, const, var or type; `group` where it is parenthesised."""

    kind: str
    specs: tuple[Spec, ...]
    group: bool


class FuncDecl(Node, frozen=True, gc=False):
    """A function's declaration without its body, which is lowered on its own, on demand.

    `receiver` is the receiver's parameter list as written (one field where the code is right).
    """

    receiver: tuple[Field, ...]
    name: Ident
    type: FuncType
    has_body: bool


class BadDecl(Node, frozen=True, gc=False):
    """Text at top level that is no declaration."""


Expr: TypeAlias = (
    BadExpr
    | Ident
    | BasicLit
    | CompositeLit
    | KeyValue
    | FuncLit
    | Paren
    | Selector
    | Index
    | SliceExpr
    | TypeAssert
    | Call
    | Star
    | Unary
    | Binary
    | ArrayType
    | Ellipsis
    | StructType
    | FuncType
    | InterfaceType
    | MapType
    | ChanType
)
Stmt: TypeAlias = (
    BadStmt
    | EmptyStmt
    | DeclStmt
    | Labeled
    | ExprStmt
    | Send
    | IncDec
    | Assign
    | Go
    | Defer
    | Return
    | Branch
    | Block
    | If
    | Switch
    | TypeSwitch
    | Select
    | For
    | Range
)
Spec: TypeAlias = ImportSpec | ValueSpec | TypeSpec
Decl: TypeAlias = GenDecl | FuncDecl | BadDecl
