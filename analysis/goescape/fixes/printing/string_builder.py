"""Strings that grow in a loop: `s += x` to `sb.WriteString(x)` of a strings.Builder.

Every `s += x` makes a new string and copies all that s had (runtime/string.go: concatstrings); a Builder doubles its
memory when it is full (strings/builder.go): n rounds of a loop cost n allocations before, and about the logarithm of
the text's length afterwards. The pieces are written one by one, so that they are not concatenated first. There is no
Grow, since nothing tells how long the pieces are. There is no gain where a loop has few rounds: where that is known
nothing is offered, nor where the string begins as one that is there already, which a loop without rounds would copy;
where it cannot be told, a note says so.

Whatever else reads s gets what the Builder has by then: String copies nothing, and what is written later does not
change it. So s can be read anywhere, also between two rounds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from goescape.fixes.code import Code, bare
from goescape.fixes.evidence.conversions import conversion, is_bytes, is_plain_string, is_rune
from goescape.fixes.evidence.evaluation import is_order_free, summands
from goescape.fixes.evidence.names import fresh, package_name
from goescape.fixes.evidence.statements import begins_line, definition, indentation, is_result, line_end, listed
from goescape.fixes.evidence.uses import Role, Use, is_captured, uses
from goescape.fixes.growth.bounds import rounds
from goescape.fixes.model import Candidate, Edit, FixKind, Gain, Note, Refusal
from goescape.fixes.reasons import Reason
from goescape.fixes.scene import Scene
from goescape.source import Span
from goescape.syntax.document import comments_of
from goescape.syntax.nodes import (
    Assign,
    Binary,
    Block,
    Branch,
    Call,
    CaseClause,
    CommClause,
    DeclStmt,
    Expr,
    For,
    Ident,
    Node,
    Paren,
    Range,
    Return,
    Stmt,
    ValueSpec,
)
from goescape.syntax.walk import walk
from goescape.types.constant import text_of
from goescape.types.model import Var

_FEW = 8
"""Rounds of a loop up to which a Builder may well allocate as often."""
_MANY_PIECES = 3
"""How many rounds more it takes for each piece that a round adds, so that a Builder allocates less often, however long
the pieces are, if they are alike. Tried with go1.26, where slices grow to twice their size at first, and to 1.25 times
later (runtime/slice.go: nextslicecap)."""


@dataclass(frozen=True, slots=True)
class _Growth:
    """`s += x`, or `s = s + x`: what is appended, in order."""

    stmt: Assign
    pieces: tuple[Expr, ...]


def find_growing(code: Code, scene: Scene) -> Iterator[Candidate | Refusal]:
    """Local variables to which strings are appended in a loop."""
    kind, seen = FixKind.BUILD_STRINGS, set()
    taken: set[str] = set()
    for node in code.nodes:
        growth = _growth(code, node)
        variable = code.variable(growth.stmt.lhs[0]) if growth is not None else None
        if growth is None or variable is None or variable in seen or not _is_repeated(code, variable, growth):
            continue
        seen.add(variable)
        outcome, span = _outcome(code, variable, taken), code.span(growth.stmt)
        if isinstance(outcome, Reason):
            yield Refusal(kind, code.path, span, variable.name, code.name, outcome)
            continue
        taken.add(outcome.builder)
        yield Candidate(
            kind,
            code.path,
            span,
            variable.name,
            code.name,
            edits=tuple(outcome.edits),
            gain=Gain.RUN_TIME,
            imports=((code.path, "strings"),),
            allocates=outcome.writes,
            notes=() if _is_certain(code, variable, growth) else (Note.MANY_ROUNDS,),
        )


def _growth(code: Code, node: Node | None) -> _Growth | None:
    if not isinstance(node, Assign) or len(node.lhs) != 1 or len(node.rhs) != 1:
        return None
    variable = code.variable(node.lhs[0])
    if variable is None or not is_plain_string(variable.type_of()):
        return None
    pieces = tuple(summands(code, node.rhs[0]))
    if node.op == "+=":
        return _Growth(node, pieces)
    is_own = node.op == "=" and len(pieces) > 1 and code.variable(pieces[0]) is variable
    return _Growth(node, pieces[1:]) if is_own else None


def _is_repeated(code: Code, variable: Var, growth: _Growth) -> bool:
    """Whether a variable grows in a loop that it is not declared in, and that may have more than a few rounds."""
    loops = _loops(code, variable, growth)
    most = _most_rounds(code, loops)
    return bool(loops) and (most is None or most > _FEW)


def _is_certain(code: Code, variable: Var, growth: _Growth) -> bool:
    """Whether a variable grows in each round of loops that certainly have many rounds."""
    loops = _loops(code, variable, growth)
    most = _most_rounds(code, loops)
    if most is None or most <= _FEW + _MANY_PIECES * len(growth.pieces):
        return False
    around = {id(node) for loop in loops for node in (loop, loop.body)}
    within = (above for above in code.ancestors(growth.stmt) if above.id >= loops[-1].id)
    leaves = any(isinstance(node, (Branch, Return)) for node in walk(loops[-1]))
    return not leaves and all(id(above) in around for above in within) and all(_is_exact(code, loop) for loop in loops)


def _is_exact(code: Code, loop: For | Range) -> bool:
    """Whether a loop has as many rounds as it has at most, unless it is left."""
    found = rounds(code, loop)
    return not isinstance(found, Reason) and not found.may_be_fewer


def _loops(code: Code, variable: Var, growth: _Growth) -> list[For | Range]:
    """The loops that a variable grows in and is not declared in, innermost first."""
    declared = definition(code, variable)
    outer = code.loops_around(declared) if declared is not None else []
    return [loop for loop in code.loops_around(growth.stmt) if declared is not None and loop not in outer]


def _most_rounds(code: Code, loops: Iterable[For | Range]) -> int | None:
    """How often the innermost of loops runs at most; None if that is not a constant."""
    total = 1
    for loop in loops:
        found = rounds(code, loop)
        count = None if isinstance(found, Reason) else found.count.value
        if count is None:
            return None
        total *= count
    return total


def _outcome(code: Code, variable: Var, taken: Collection[str]) -> _Rewriting | Reason:
    """The edits; or why there are none."""
    found = uses(code, variable)
    growths = {use.ident.id: _growth(code, code.parent(use.ident)) for use in found if use.role is Role.ASSIGN}
    declared = definition(code, variable)
    place = listed(code, declared) if declared is not None else None
    objection = _objection(code, variable, found)
    if objection is not None or declared is None or place is None:
        return objection or Reason.DECLARED_OTHERWISE
    package = package_name(code, "strings")
    if package is None:
        return Reason.NAME_TAKEN
    rewriting = _Rewriting(code, variable, fresh(code, "sb", taken))
    objections = [rewriting.declared(place.stmt, package)]
    heads: set[int] = set()
    for growth in growths.values():
        if growth is None:
            return Reason.REPLACED
        objections.append(rewriting.grown(growth))
        heads |= {ident.id for ident in _head(growth)}
    for use in found:
        if use.role is Role.READ and use.ident.id not in heads:
            rewriting.read(use)
    if any(comments_of(code.source.data, edit.start, edit.end) for edit in rewriting.edits):
        return Reason.COMMENT_LOST
    return next((objection for objection in objections if objection is not None), None) or rewriting


def _objection(code: Code, variable: Var, found: list[Use]) -> Reason | None:
    if any(use.role is Role.ADDRESS for use in found):
        return Reason.ADDRESS_TAKEN
    if any(use.role is Role.DEFINE and is_result(code, use.ident) for use in found):
        return Reason.NAMED_RESULT
    return Reason.CAPTURED if is_captured(code, variable) else None


def _head(growth: _Growth) -> Iterator[Ident]:
    """The variable itself in `s = s + x`."""
    if growth.stmt.op == "=":
        leftmost: Node | None = growth.stmt.rhs[0]
        while isinstance(leftmost := bare(leftmost), Binary):
            leftmost = leftmost.x
        if isinstance(leftmost, Ident):
            yield leftmost


@dataclass
class _Rewriting:
    """The edits that put a Builder in the place of a variable."""

    code: Code
    variable: Var
    builder: str
    edits: list[Edit] = field(default_factory=list)
    writes: int = 0
    """How many places write to the Builder."""

    def declared(self, stmt: Stmt, package: str) -> Reason | None:
        """The variable's declaration; what it begins with is written to the Builder."""
        if not _declares_one(stmt) or not begins_line(self.code, stmt):
            return Reason.DECLARED_OTHERWISE
        value, span = _initial(stmt), self.code.span(stmt)
        text = f"var {self.builder} {package}.Builder"
        constant = self.code.value_of(value) if value is not None else b""
        if constant is None:
            return Reason.AS_MANY
        if value is None or not text_of(constant):
            self._replace(span, text)
            return None
        self.writes += 1
        place = self.code.span(value)
        self._replace(Span(span.start, place.start), f"{text}{self._margin(stmt)}{self.builder}.WriteString(")
        self._replace(Span(place.end, span.end), ")")
        return None

    def grown(self, growth: _Growth) -> Reason | None:
        """What is appended, written piece by piece, on a line each."""
        code, pieces = self.code, growth.pieces
        if len(pieces) > 1:
            if not self._has_lines(growth.stmt):
                return Reason.NO_LINE_BEFORE
            operands = [_written(code, piece)[1] for piece in pieces]
            readers = [operand for operand in operands if is_bytes(code.type_of(operand))]
            if not is_order_free(code, operands, readers) or any(map(self._mentions, pieces)):
                return Reason.ARGUMENT_ORDER
        span = code.span(growth.stmt)
        at, text = span.start, ""
        for piece in pieces:
            method, operand = _written(code, piece)
            place = code.span(operand)
            self._replace(Span(at, place.start), f"{text}{self.builder}.{method}(")
            at, text = place.end, f"){self._margin(growth.stmt)}"
        self._replace(Span(at, span.end), ")")
        self.writes += len(pieces)
        return None

    def read(self, use: Use) -> None:
        """Any other mention: its length, a comparison with the empty string, or the text."""
        code, above = self.code, self.code.parent(use.ident)
        if isinstance(above, Call) and code.builtin(above) == "len":
            self._replace(code.span(above), f"{self.builder}.Len()")
            return
        if isinstance(above, Binary) and above.op in ("==", "!="):
            other = above.y if above.x is use.ident else above.x
            value = code.value_of(other)
            if value is not None and not text_of(value):
                self._replace(code.span(use.ident), f"{self.builder}.Len()")
                self._replace(code.span(other), "0")
                return
        self._replace(code.span(use.ident), f"{self.builder}.String()")

    def _replace(self, span: Span, text: str) -> None:
        self.edits.append(Edit(self.code.path, span.start, span.end, text.encode()))

    def _margin(self, stmt: Stmt) -> str:
        """What ends a line and begins the next, as deep as a statement."""
        return (line_end(self.code) + indentation(self.code, stmt)).decode(errors="replace")

    def _has_lines(self, stmt: Stmt) -> bool:
        """Whether a statement is one of a list, alone on its lines."""
        data, end = self.code.source.data, self.code.span(stmt).end
        rest = data[end : self.code.source.line_span(self.code.source.line_of(end)).end].strip()
        above = self.code.parent(stmt)
        is_listed = isinstance(above, (Block, CaseClause, CommClause)) and begins_line(self.code, stmt)
        return is_listed and (not rest or rest.startswith(b"//"))

    def _mentions(self, e: Node) -> bool:
        return any(isinstance(node, Ident) and self.code.object_of(node) is self.variable for node in walk(e))


def _declares_one(stmt: Stmt) -> bool:
    """Whether a statement declares a single variable, and nothing else."""
    if isinstance(stmt, DeclStmt):
        specs = stmt.decl.specs
        spec = specs[0] if len(specs) == 1 and not stmt.decl.group else None
        return isinstance(spec, ValueSpec) and len(spec.names) == 1
    return isinstance(stmt, Assign) and stmt.op == ":=" and len(stmt.lhs) == len(stmt.rhs) == 1


def _initial(stmt: Stmt) -> Expr | None:
    """The value that a variable is declared with."""
    if isinstance(stmt, Assign):
        return stmt.rhs[0]
    spec = stmt.decl.specs[0] if isinstance(stmt, DeclStmt) else None
    return spec.values[0] if isinstance(spec, ValueSpec) and spec.values else None


def _written(code: Code, piece: Expr) -> tuple[str, Expr]:
    """The method that writes a piece, and what it is given: the bytes or the rune that it converts, or itself."""
    while isinstance(piece, Paren):
        piece = piece.x
    found = conversion(code, piece)
    if found is not None and found.to_string:
        return "Write", found.operand
    is_conversion = isinstance(piece, Call) and code.is_type(piece.fun) and code.value_of(piece) is None
    if isinstance(piece, Call) and is_conversion and is_rune(code.type_of(piece.args[0])):
        return "WriteRune", piece.args[0]
    return "WriteString", piece
