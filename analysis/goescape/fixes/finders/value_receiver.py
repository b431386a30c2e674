"""The value in place of a pointer receiver: ``func (t *T) M()`` becomes ``func (t T) M()``.

Calls stay as they are written. T then has a method more, and with it whatever embeds a T: no interface, and nothing
that looks for methods by name, may know the method (see `dispatch`).
"""

from __future__ import annotations

from collections.abc import Iterator

from goescape.fixes.code import Code
from goescape.fixes.edits.pointers import without
from goescape.fixes.evidence.references import is_generic
from goescape.fixes.model import Candidate, FixKind, Refusal
from goescape.fixes.scene import Scene
from goescape.fixes.values.by_value import input_of, judged
from goescape.fixes.values.reading import RECEIVER
from goescape.syntax.nodes import FuncDecl
from goescape.types.model import Func


def find(code: Code, scene: Scene) -> Iterator[Candidate | Refusal]:
    """A method's pointer receiver for which callers allocate."""
    head = code.head
    function = code.object_of(head.name) if isinstance(head, FuncDecl) else None
    if not isinstance(head, FuncDecl) or code.block is None or not isinstance(function, Func) or is_generic(function):
        return
    for field in head.receiver:
        for ident in field.names:
            given = input_of(code, function, ident, field.type, RECEIVER)
            edits = [without(code, field.type, 0, 1)]
            found = judged(scene, FixKind.VALUE_RECEIVER, given, edits) if given is not None else None
            if found is not None:
                yield found
