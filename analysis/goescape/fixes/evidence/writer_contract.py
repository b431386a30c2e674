"""Whether writers do with bytes what io.Writer lets them do: "Write must not modify the slice data, even temporarily.
Implementations must not retain p." Writers of other modules are trusted to, those of the main modules are read: what
records the calls of a test often does neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goescape.fixes.code import Code
from goescape.fixes.evidence.conversions import is_bytes
from goescape.fixes.evidence.retention import lets_go
from goescape.fixes.evidence.unseen import Unseen, built_files
from goescape.fixes.evidence.uses import Role, is_assigned, part_around, uses
from goescape.fixes.scene import Module
from goescape.syntax.nodes import Assign, Call, FuncDecl, Ident, Index, Node, SliceExpr
from goescape.types.model import Func, Interface, Signature, Var
from goescape.types.unit import Declared

_METHOD = re.compile(rb"\)\s*Write\s*\(")
_FORMATS = frozenset({"fmt", "log", "testing"})
"""Packages whose functions make a text of what they are given as an interface."""


def is_kept(module: Module) -> bool:
    """Whether all methods Write of the main modules' types, tests included, only read the bytes that they are given,
    as far as that is certain."""
    return module.once(_all_only_read)


def _all_only_read(module: Module) -> bool:
    return all(_only_reads(module, module.code(declared)) for declared in _methods(module))


def _methods(module: Module) -> Iterator[Declared]:
    for path in module.once(Unseen).packages:
        files = built_files(module.loader.package(path))
        if not any(_METHOD.search(module.loader.files.read(file) or b"") for file in files):
            continue
        tests = module.program.test_units(path)
        own = () if f"{path} [{path}.test]" in tests else (path,)
        for key in (*own, *tests):
            for file in module.program.unit(key).files:
                yield from (each for each in file.declared if _METHOD.search(each.declaration.text))


def _only_reads(module: Module, code: Code) -> bool:
    """Whether a method Write does nothing with its bytes but read them. True of what is no such method."""
    head = code.head
    if not isinstance(head, FuncDecl) or head.name.name != "Write":
        return True
    variables = [variable for _, variable in code.parameters() if is_bytes(variable.type_of())]
    found = [(variable, use) for variable in variables for use in uses(code, variable)]
    return code.is_sound and all(_is_read(module, code, variable, use.ident, use.role) for variable, use in found)


def _is_read(module: Module, code: Code, variable: Var, ident: Ident, role: Role) -> bool:
    if role in (Role.DEFINE, Role.ASSIGN):
        return True
    if role is not Role.READ or code.function_around(ident) is not None:
        return False
    held: Node = code.unparenthesised(ident)
    above = code.parent(held)
    while isinstance(above, SliceExpr) and above.x is held:
        held = code.unparenthesised(above)
        above = code.parent(held)
    if isinstance(above, Assign):
        return above.op == "=" and len(above.lhs) == 1 and code.variable(above.lhs[0]) is variable
    if isinstance(above, Index):
        whole = part_around(code, above)
        return not is_assigned(whole, code.parent(whole)) and lets_go(code, ident)
    if isinstance(above, Call) and not code.is_type(above.fun) and not code.builtin(above):
        return _is_passed_to_reader(module, code, above, held)
    return lets_go(code, ident, trusting=True) and not _is_copied_into(code, above, held)


def _is_copied_into(code: Code, above: Node | None, held: Node) -> bool:
    """Whether other bytes are written to where the slice is."""
    if not isinstance(above, Call) or code.builtin(above) not in ("copy", "clear"):
        return False
    return above.args[0] is held


def _is_passed_to_reader(module: Module, code: Code, call: Call, held: Node) -> bool:
    """Whether a call gets the bytes that reads them only: of another method Write, or of the standard library."""
    callee = code.callee(call)
    signature = callee.type_of() if callee is not None else None
    if callee is None or not isinstance(signature, Signature) or not lets_go(code, held, trusting=True):
        return False
    if callee.name == "Write" and signature.recv is not None:
        return True
    if callee.pkg is None or not module.loader.package(callee.pkg.path).standard:
        return False
    return callee.pkg.path in _FORMATS or _takes_bytes(callee, signature, call, held)


def _takes_bytes(callee: Func, signature: Signature, call: Call, held: Node) -> bool:
    """Whether the parameter is one of bytes: what is given as an interface, as to a list, may well be kept."""
    at = next((index for index, arg in enumerate(call.args) if arg is held), -1)
    last = len(signature.params.vars) - 1
    t = signature.params.vars[min(at, last)].type_of() if at >= 0 else None
    return t is not None and not isinstance(t.under(), Interface) and not (signature.variadic and at >= last)
