"""Labels: where they are declared, and which of them branches may name (go/types/labels.go).

A label is known in the whole function body, but for a goto only within its own block and those inside it, and for
break and continue only within the statement that it stands before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from goescape.syntax.nodes import (
    Assign,
    Block,
    Branch,
    DeclStmt,
    For,
    If,
    Labeled,
    Range,
    Select,
    Stmt,
    Switch,
    TypeSwitch,
)
from goescape.types.checker import Checker
from goescape.types.model import Label
from goescape.types.results import TypeProblem

_BREAKABLE: Final = frozenset((Switch, TypeSwitch, Select, For, Range))
_LOOPS: Final = frozenset((For, Range))


def check_labels(c: Checker, stmts: tuple[Stmt, ...]) -> None:
    """Check the labels of a function body, and record what their identifiers stand for."""
    declared: dict[str, Label] = {}
    for jump in _LabelBlock(c, declared, None, None).walk(stmts):
        label = jump.label
        assert label is not None
        target = declared.get(label.name)
        if target is None:
            c.problem(label, f"label {label.name} not declared")
        else:
            target.used = True
            c.problem(label, f"goto {label.name} jumps into block")
    for target in declared.values():
        if not target.used:
            c.env.results.problems.append(TypeProblem(target.node, f"label {target.name} declared and not used"))


class _LabelBlock:
    """A block while its statements are walked. `labeled` is the labelled statement whose body it is."""

    __slots__ = ("c", "declared", "jumps", "labeled", "over", "parent", "targets")

    def __init__(
        self, c: Checker, declared: dict[str, Label], parent: _LabelBlock | None, labeled: Labeled | None
    ) -> None:
        self.c = c
        self.declared = declared
        """All labels of the function body so far."""
        self.parent = parent
        self.labeled = labeled
        self.targets: set[str] = set()
        """The labels declared in this very block."""
        self.jumps: list[Branch] = []
        """Gotos to labels that have not come yet."""
        self.over: set[int] = set()
        """The ids of those that a variable declaration has come after."""

    def walk(self, stmts: tuple[Stmt, ...]) -> list[Branch]:
        """Walk the block's statements; the gotos whose label is not in it."""
        for s in stmts:
            self.visit(s, None)
        return self.jumps

    def visit(self, s: Stmt, labeled: Labeled | None) -> None:
        """Walk one statement, which `labeled` stands before if it is given."""
        rule = _VISITS.get(s.__class__)
        if rule is not None:
            rule(self, s, labeled)

    def nested(self, stmts: tuple[Stmt, ...], labeled: Labeled | None) -> None:
        self.jumps += _LabelBlock(self.c, self.declared, self, labeled).walk(stmts)

    def declares(self) -> None:
        """A variable is declared here: no goto may jump over it."""
        self.over = {jump.id for jump in self.jumps}

    def declare(self, s: Labeled) -> None:
        """Declare a label, and resolve the gotos that wait for it."""
        c, name = self.c, s.label.name
        label = Label(name, c.env.package, c.env.site, s.label.id)
        if self.declared.setdefault(name, label) is label:
            self.targets.add(name)
            c.env.results.objects[s.label.id] = label
        else:
            c.problem(s.label, f"label {name} already declared")
        waiting = self.jumps
        self.jumps = []
        for jump in waiting:
            written = jump.label
            assert written is not None
            if written.name != name:
                self.jumps.append(jump)
                continue
            label.used = True
            c.env.results.objects[written.id] = label
            if jump.id in self.over:
                c.problem(written, f"goto {name} jumps over variable declaration")

    def around(self, name: str) -> Labeled | None:
        """The innermost statement around that has the label `name`."""
        block: _LabelBlock | None = self
        while block is not None:
            if block.labeled is not None and block.labeled.label.name == name:
                return block.labeled
            block = block.parent
        return None

    def reaches(self, name: str) -> bool:
        """Whether the label `name` has been declared in this block or one around it."""
        block: _LabelBlock | None = self
        while block is not None:
            if name in block.targets:
                return True
            block = block.parent
        return False


def _declaration(block: _LabelBlock, s: DeclStmt, labeled: Labeled | None) -> None:
    if s.decl.kind == "var":
        block.declares()


def _assign(block: _LabelBlock, s: Assign, labeled: Labeled | None) -> None:
    if s.op == ":=":
        block.declares()


def _labeled(block: _LabelBlock, s: Labeled, labeled: Labeled | None) -> None:
    if s.label.name != "_":
        block.declare(s)
        labeled = s
    block.visit(s.stmt, labeled)


def _branch(block: _LabelBlock, s: Branch, labeled: Labeled | None) -> None:
    label = s.label
    if label is None:
        return
    name = label.name
    if s.op == "goto":
        if not block.reaches(name):
            block.jumps.append(s)
            return
    else:
        target = block.around(name)
        allowed = _LOOPS if s.op == "continue" else _BREAKABLE
        if s.op == "fallthrough" or target is None or target.stmt.__class__ not in allowed:
            block.c.problem(label, f"invalid {s.op} label {name}")
            return
    found = block.declared[name]
    found.used = True
    block.c.env.results.objects[label.id] = found


def _block(block: _LabelBlock, s: Block, labeled: Labeled | None) -> None:
    block.nested(s.stmts, labeled)


def _if(block: _LabelBlock, s: If, labeled: Labeled | None) -> None:
    block.nested(s.body.stmts, labeled)
    if s.orelse is not None:
        block.visit(s.orelse, labeled)


def _loop(block: _LabelBlock, s: For | Range, labeled: Labeled | None) -> None:
    block.nested(s.body.stmts, labeled)


def _clauses(block: _LabelBlock, s: Switch | TypeSwitch | Select, labeled: Labeled | None) -> None:
    around = _LabelBlock(block.c, block.declared, block, labeled)
    for clause in s.clauses:
        around.nested(clause.body, None)
    block.jumps += around.jumps


_VISITS: Final[dict[type, Callable[[_LabelBlock, Any, Labeled | None], None]]] = {
    DeclStmt: _declaration,
    Assign: _assign,
    Labeled: _labeled,
    Branch: _branch,
    Block: _block,
    If: _if,
    For: _loop,
    Range: _loop,
    Switch: _clauses,
    TypeSwitch: _clauses,
    Select: _clauses,
}
