"""The value in place of a pointer parameter: ``func f(u *User)`` becomes ``func f(u User)``, calls included."""

from __future__ import annotations

from collections.abc import Iterator

from goescape.fixes.code import Code
from goescape.fixes.edits.pointers import without
from goescape.fixes.evidence.references import is_generic
from goescape.fixes.model import Candidate, Edit, FixKind, Refusal
from goescape.fixes.scene import Scene
from goescape.fixes.values.by_value import Input, input_of, judged
from goescape.syntax.nodes import Field, FuncDecl, Node
from goescape.types.model import Func


def find(code: Code, scene: Scene) -> Iterator[Candidate | Refusal]:
    """Pointer parameters of a declared function for which callers allocate."""
    head = code.head
    function = code.object_of(head.name) if isinstance(head, FuncDecl) else None
    if not isinstance(head, FuncDecl) or code.block is None or not isinstance(function, Func) or is_generic(function):
        return
    named = [(field, ident) for field in head.type.params for ident in field.names]
    for place, (field, ident) in enumerate(named):
        given = input_of(code, function, ident, field.type, place)
        found = judged(scene, FixKind.PASS_BY_VALUE, given, _declared(given, field)) if given is not None else None
        if found is not None:
            yield found


def _declared(given: Input, field: Field) -> Iterator[Edit]:
    """The parameter's new type; names that share a type with it get the old one for themselves."""
    code, names, star = given.code, field.names, given.star
    place = next(place for place, name in enumerate(names) if name is given.ident)
    if place > 0:
        yield _after(code, names[place - 1], b" " + code.text(star))
    if place < len(names) - 1:
        yield _after(code, given.ident, b" " + code.text(star.x))
    else:
        yield without(code, star, 0, 1)


def _after(code: Code, node: Node, text: bytes) -> Edit:
    end = code.span(node).end
    return Edit(code.path, end, end, text)
