"""Functions that get a pointer and do not keep it."""

from __future__ import annotations

from goescape.findings.model import Kind
from goescape.fixes.code import Code
from goescape.fixes.scene import Scene
from goescape.fixes.values.reading import RECEIVER, passed
from goescape.syntax.nodes import Defer, FuncDecl, Go, Node
from goescape.types.unit import Declared

_KEPT = (Kind.LEAKING_PARAM, Kind.LEAKING_PARAM_TO_RESULT)
_NOT_KEPT = (Kind.DOES_NOT_ESCAPE, Kind.LEAKING_PARAM_CONTENT)


def is_lent(scene: Scene, code: Code, pointer: Node) -> bool:
    """Whether a pointer (parentheses around it included) is passed, as argument or receiver, to a function that has no
    more use for it once it returns, as the compiler says of its parameter; and at once, not by go or defer. Only
    functions of the package are known."""
    call, index = passed(code, pointer)
    if call is None or isinstance(code.parent(code.unparenthesised(call)), (Go, Defer)):
        return False
    callee = code.callee(call)
    site = callee.origin.site if callee is not None else None
    if not isinstance(site, Declared) or site.file.unit is not scene.unit:
        return False
    declared = scene.module.code(site)
    if not isinstance(declared.head, FuncDecl) or declared.block is None:
        return False
    fields = declared.head.receiver if index == RECEIVER else declared.head.type.params
    names = [name for field in fields for name in field.names]
    if not names:
        return True
    said = scene.findings(declared.path, declared.span(names[index]), *_KEPT, *_NOT_KEPT)
    is_blank = names[index].name == "_"
    return is_blank or (bool(said) and not any(finding.kind in _KEPT for finding in said))
