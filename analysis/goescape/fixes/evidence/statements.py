"""Statements in their lists, and the lines that they stand on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from goescape.fixes.code import Code
from goescape.fixes.model import Edit
from goescape.syntax.nodes import (
    Assign,
    Block,
    CaseClause,
    CommClause,
    DeclStmt,
    Expr,
    FuncDecl,
    FuncLit,
    FuncType,
    Ident,
    Labeled,
    Node,
    Stmt,
    TypeSpec,
    ValueSpec,
)
from goescape.syntax.walk import children
from goescape.types.model import Var

Owner: TypeAlias = Block | CaseClause | CommClause
"""What has a list of statements; a scope each."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A statement (labels included) and the list that it is in, at `index`."""

    stmt: Stmt
    owner: Owner
    index: int

    @property
    def stmts(self) -> tuple[Stmt, ...]:
        """The whole list."""
        return statements_of(self.owner)

    @property
    def tail(self) -> tuple[Stmt, ...]:
        """The statement and those after it."""
        return self.stmts[self.index :]


def statements_of(owner: Owner) -> tuple[Stmt, ...]:
    """The statements of a block or clause."""
    return owner.stmts if isinstance(owner, Block) else owner.body


def listed(code: Code, node: Node) -> Listed | None:
    """The innermost statement of a list that a node is or is in; None outside functions."""
    below = node
    for above in code.ancestors(node):
        if isinstance(above, (Block, CaseClause, CommClause)):
            for index, stmt in enumerate(statements_of(above)):
                if stmt is below:
                    return Listed(stmt, above, index)
        below = above
    return None


def unlabelled(stmt: Stmt) -> Stmt:
    """A statement without its labels."""
    while isinstance(stmt, Labeled):
        stmt = stmt.stmt
    return stmt


def begins_line(code: Code, node: Node) -> bool:
    """Whether nothing but blanks stands before a node on its line."""
    return not _before(code, node).strip(b" \t")


def indentation(code: Code, node: Node) -> bytes:
    """The blanks that the line begins with on which a node starts."""
    before = _before(code, node)
    return before[: len(before) - len(before.lstrip(b" \t"))]


def _before(code: Code, node: Node) -> bytes:
    """The part of a node's first line that is before it."""
    start, data = code.span(node).start, code.source.data
    return data[data.rfind(b"\n", 0, start) + 1 : start]


def margin(code: Code, place: Listed) -> bytes:
    """The blanks before a statement that begins a line; a label is one tab less deep than what it stands before."""
    blanks = indentation(code, place.stmt)
    return blanks + b"\t" if isinstance(place.stmt, Labeled) else blanks


def line_end(code: Code) -> bytes:
    """What ends the lines of the file: a line feed, after a carriage return where the first line has one."""
    source = code.source
    return b"\r\n" if source.data[: source.line_span(0).end].endswith(b"\r") else b"\n"


def insertion(code: Code, place: Listed, text: str, above_comments: bool = False) -> Edit:
    """The edit that puts a statement, of one or several lines, before one that begins a line; before its labels, and
    with `above_comments` also before the comments on the lines directly above it."""
    data, bound = code.source.data, _end_before(code, place)
    at = code.span(place.stmt).start - len(indentation(code, place.stmt))
    while above_comments and (above := data.rfind(b"\n", 0, at - 1) + 1) >= bound:
        if not data[above:at].lstrip().startswith(b"//"):
            break
        at = above
    return Edit(code.path, at, at, margin(code, place) + text.encode(errors="surrogateescape") + line_end(code))


def _end_before(code: Code, place: Listed) -> int:
    """Where what is before a statement in its list, or in the clause that has the list, ends."""
    before = (code.span(each) for each in children(place.owner) if each.id < place.stmt.id)
    return max((span.end for span in before), default=code.span(place.owner).start)


def declared_in(code: Code, owner: Owner) -> set[str]:
    """The names that are declared in the scope of a block or clause itself, not in one within it: by its statements, by
    what a clause receives, by the parameters and results of the function whose body it is."""
    names = {name for stmt in statements_of(owner) for name in _declared_by(code, stmt)}
    if isinstance(owner, CommClause) and owner.comm is not None:
        names |= _declared_by(code, owner.comm)
    above = code.parent(owner)
    function = above.type if isinstance(above, FuncLit) else None
    if above is None and isinstance(code.head, FuncDecl):
        function = code.head.type
        names |= {name.name for field in code.head.receiver for name in field.names}
    if function is not None:
        names |= {name.name for field in (*function.params, *function.results) for name in field.names}
    return names


def _declared_by(code: Code, stmt: Stmt) -> set[str]:
    stmt = unlabelled(stmt)
    if isinstance(stmt, Assign) and stmt.op == ":=":
        return {left.name for left in stmt.lhs if isinstance(left, Ident) and code.defines(left)}
    if not isinstance(stmt, DeclStmt):
        return set()
    specs = stmt.decl.specs
    values = {name.name for spec in specs if isinstance(spec, ValueSpec) for name in spec.names}
    return values | {spec.name.name for spec in specs if isinstance(spec, TypeSpec)}


def definition(code: Code, variable: Var) -> Ident | None:
    """The identifier that declares a variable of this declaration; None of others, and of the variables of a type
    switch, of which there is one in each clause."""
    return next((ident for ident in code.mentions(variable) if code.defines(ident)), None)


def is_result(code: Code, ident: Ident) -> bool:
    """Whether an identifier declares a named result."""
    field = code.parent(ident)
    function = code.parent(field) if field is not None else None
    return isinstance(function, FuncType) and any(field is result for result in function.results)


def initial_value(code: Code, ident: Ident) -> Expr | None:
    """The expression that the variable is set to which an identifier declares; None where there is none of its own."""
    above = code.parent(ident)
    names: tuple[Expr, ...] = ()
    values: tuple[Expr, ...] = ()
    if isinstance(above, Assign) and above.op == ":=":
        names, values = above.lhs, above.rhs
    elif isinstance(above, ValueSpec):
        names, values = above.names, above.values
    if len(names) != len(values):
        return None
    return next((value for name, value in zip(names, values, strict=True) if name is ident), None)
