"""A variable that is declared with a constant number, and may as well be a constant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from goescape.fixes.code import Code
from goescape.fixes.evidence.effects import is_number
from goescape.fixes.evidence.names import is_predeclared
from goescape.fixes.evidence.statements import initial_value, listed
from goescape.fixes.evidence.unseen import is_mentioned_unseen
from goescape.fixes.evidence.uses import Role, uses
from goescape.fixes.model import Edit
from goescape.fixes.reasons import Reason
from goescape.fixes.scene import Scene
from goescape.syntax.document import comments_of
from goescape.syntax.nodes import (
    Assign,
    Binary,
    Call,
    DeclStmt,
    Expr,
    FuncDecl,
    GenDecl,
    Ident,
    Index,
    Node,
    SliceExpr,
    ValueSpec,
)
from goescape.types.model import Basic, Var, unalias
from goescape.types.unit import Declared

_SHIFTS = ("<<", ">>")


@dataclass(frozen=True)
class NumberVariable:
    """A variable of a function or a package, where it is declared (`ident`), what it is set to there, and what that
    comes to. `whole` is the statement or declaration that does nothing else; None where it does."""

    code: Code
    variable: Var
    ident: Ident
    value: Expr
    number: int
    whole: Assign | GenDecl | None

    def objection(self, scene: Scene) -> Reason | None:
        """Why it must not be a constant."""
        roles = {use.role for code, variable in self._places(scene) for use in uses(code, variable)}
        if Role.ADDRESS in roles:
            return Reason.ADDRESS_TAKEN
        if roles - {Role.DEFINE, Role.READ}:
            return Reason.NOT_CONSTANT
        if self.whole is None:
            return Reason.DECLARED_TOGETHER
        if isinstance(self.code.head, FuncDecl):
            return None
        if self.variable.exported:
            return Reason.EXPORTED
        package, name = self.code.package.path, self.variable.name
        return Reason.UNSEEN_CALLERS if is_mentioned_unseen(scene.module, package, name, exported=False) else None

    def edits(self, scene: Scene) -> list[Edit] | Reason:
        """Its declaration as a constant's."""
        if self.whole is None:
            return Reason.DECLARED_TOGETHER
        code, type_text = self.code, self._missing_type(scene)
        if type_text and not is_predeclared(code, type_text.strip()):
            return Reason.NAME_TAKEN
        start, name, value = code.span(self.whole).start, code.span(self.ident), code.span(self.value)
        if isinstance(self.whole, GenDecl):
            keyword = [Edit(code.path, start, start + len("var"), b"const")]
            named = [Edit(code.path, name.end, name.end, type_text.encode())]
            return keyword + (named if type_text else [])
        if comments_of(code.source.data, name.end, value.start):
            return Reason.COMMENT_LOST
        return [
            Edit(code.path, start, start, b"const "),
            Edit(code.path, name.end, value.start, f"{type_text} = ".encode()),
        ]

    def _missing_type(self, scene: Scene) -> str:
        """The type that the constant has to have and is not written, after a blank: for expressions to keep theirs."""
        spec = self.code.parent(self.ident)
        declared = unalias(self.variable.type_of())
        if (isinstance(spec, ValueSpec) and spec.type is not None) or not isinstance(declared, Basic):
            return ""
        mentions = [(code, ident) for code, variable in self._places(scene) for ident in code.mentions(variable)]
        alike = all(code.defines(ident) or _gives_type(code, ident) for code, ident in mentions)
        return "" if alike else f" {declared.name}"

    def _places(self, scene: Scene) -> Iterator[tuple[Code, Var]]:
        """The declarations that may mention it, and what it is there: for a package variable also the package with its
        tests."""
        if isinstance(self.code.head, FuncDecl):
            yield self.code, self.variable
            return
        path, name, program = self.code.package.path, self.variable.name, scene.program
        for unit in (scene.unit, *map(program.unit, program.test_units(path))):
            variable = unit.package.member(name)
            if isinstance(variable, Var) and program.position(variable) == program.position(self.variable):
                for file in unit.files:
                    yield from ((scene.module.code(declared), variable) for declared in file.declared)


def number_variable(scene: Scene, variable: Var) -> NumberVariable | None:
    """A variable of the scene's package that is declared with a constant number; None of any other."""
    site = variable.site
    if not isinstance(site, Declared) or site.file.unit is not scene.unit:
        return None
    code = scene.module.code(site)
    ident = code.nodes[variable.node] if 0 <= variable.node < len(code.nodes) else None
    value = initial_value(code, ident) if isinstance(ident, Ident) else None
    number = code.value_of(value) if value is not None else None
    if not isinstance(ident, Ident) or value is None or not isinstance(number, int) or isinstance(number, bool):
        return None
    return NumberVariable(code, variable, ident, value, number, _whole(code, ident))


def _whole(code: Code, ident: Ident) -> Assign | GenDecl | None:
    place = listed(code, ident)
    declared: Node = place.stmt if place is not None else code.head
    if isinstance(declared, DeclStmt):
        declared = declared.decl
    if isinstance(declared, Assign):
        return declared if declared.op == ":=" and len(declared.lhs) == 1 else None
    if not isinstance(declared, GenDecl) or declared.group or len(declared.specs) != 1:
        return None
    spec = declared.specs[0]
    return declared if isinstance(spec, ValueSpec) and len(spec.names) == 1 else None


def _gives_type(code: Code, ident: Ident) -> bool:
    """Whether an untyped constant has the type there that the variable has, or none that shows."""
    node = code.unparenthesised(ident)
    above = code.parent(node)
    if isinstance(above, Binary):
        other = above.y if node is above.x else above.x
        return above.op not in _SHIFTS and code.value_of(other) is None
    if isinstance(above, Call) and above.fun is not node:
        return code.builtin(above) == "make" or (code.is_type(above.fun) and is_number(code.type_of(above.fun)))
    return isinstance(above, SliceExpr) or (isinstance(above, Index) and node is not above.x)
