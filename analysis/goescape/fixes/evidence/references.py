"""Where a program mentions a function or a method."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from goescape.fixes.code import Code, bare
from goescape.fixes.evidence import dispatch
from goescape.fixes.evidence.importers import may_change, needs, variants
from goescape.fixes.evidence.unseen import Unseen, built_files, is_closed, is_mentioned_unseen
from goescape.fixes.reasons import Reason
from goescape.fixes.scene import Module, Scene
from goescape.syntax.nodes import Call, Ident, Index, Selector
from goescape.types.model import METHOD_EXPR, Func, Signature
from goescape.types.unit import Declared, PackageUnit

_WORD = re.compile(rb"[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*")
_RUN_BY_TESTS = ("Test", "Benchmark", "Fuzz", "Example")
"""How the functions begin that the program made for tests calls (cmd/go/internal/load: test.go)."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A mention: the identifier, and the declaration that it is in."""

    code: Code
    ident: Ident

    @property
    def call(self) -> Call | None:
        """The call of which the mention is the callee: ``f(x)``, ``pkg.f(x)``, ``x.M()``; None of any other, and of
        ``T.M(x)``, whose operands are in other places."""
        code, node = self.code, _callee(self.code, self.ident)
        selection = code.selection_of(node) if isinstance(node, Selector) else None
        if selection is not None and selection.kind == METHOD_EXPR:
            return None
        above = code.parent(code.unparenthesised(node))
        return above if isinstance(above, Call) and bare(above.fun) is node else None


@dataclass(frozen=True, slots=True)
class Found:
    """All mentions that could be found, but for the definition; `objection` says why there may be others, or why some
    cannot be edited. There is at most one objection of the several that may hold."""

    references: tuple[Reference, ...]
    objection: Reason | None

    @property
    def calls(self) -> tuple[tuple[Code, Call], ...]:
        """Those mentions that are calls."""
        found = [(reference.code, reference.call) for reference in self.references]
        return tuple((code, call) for code, call in found if call is not None)

    @property
    def are_calls(self) -> bool:
        """Whether all mentions are calls."""
        return all(reference.call is not None for reference in self.references)


def references(scene: Scene, obj: Func) -> Found:
    """All mentions, in the main modules, of a declared function or method, tests included; those in other variants of
    the same files are not repeated. Objections: EXPORTED, UNSEEN_CALLERS, BROKEN; of a method also DISPATCHED. With one
    of the former two, only mentions in the package itself are looked for."""
    module, target = scene.module, obj.origin
    if not isinstance(target.site, Declared):
        return Found((), Reason.UNSEEN_CALLERS)
    objection = _unseen(module, target, target.site)
    place = module.program.position(target)
    found: list[Reference] = []
    for code in _candidates(module, target, target.site, near=objection is not None):
        mentions = [node for node in code.nodes if isinstance(node, Ident) and node.name == target.name]
        if mentions and not code.is_sound:
            objection = objection or Reason.BROKEN
            continue
        for node in mentions:
            named = code.object_of(node)
            if isinstance(named, Func) and not code.defines(node) and module.program.position(named.origin) == place:
                found.append(Reference(code, node))
    if objection is None and is_method(target):
        objection = dispatch.objection(module, target)
    return Found(tuple(found), objection)


def is_method(obj: Func) -> bool:
    """Whether a function has a receiver."""
    signature = obj.type_of()
    return isinstance(signature, Signature) and signature.recv is not None


def is_generic(obj: Func) -> bool:
    """Whether a function, or the type that it is a method of, has type parameters."""
    signature = obj.type_of()
    return isinstance(signature, Signature) and bool(signature.type_params or signature.recv_type_params)


def _callee(code: Code, ident: Ident) -> Ident | Selector | Index:
    """The expression that an identifier names a function by: itself, the selector that it ends, its instantiation."""
    node: Ident | Selector | Index = ident
    above = code.parent(node)
    if isinstance(above, Selector) and above.sel is ident:
        node = above
    around = code.parent(code.unparenthesised(node))
    return around if isinstance(around, Index) and bare(around.x) is node else node


# ----------------------------------------------------------------------------------------------- who can mention it


def _unseen(module: Module, target: Func, site: Declared) -> Reason | None:
    """Why there may be mentions that are not in this build."""
    unit, in_test = site.file.unit, site.file.path.endswith("_test.go")
    if any(text.startswith(("//go:linkname", "//export")) for text in site.declaration.directives):
        return Reason.UNSEEN_CALLERS
    if in_test and not is_method(target) and target.name.startswith(_RUN_BY_TESTS):
        return Reason.UNSEEN_CALLERS
    path = _path(unit)
    if target.exported and not in_test and not is_closed(module, path) and not may_change(module, path):
        return Reason.EXPORTED
    hidden = is_mentioned_unseen(module, _folder_path(unit), target.name, target.exported)
    return Reason.UNSEEN_CALLERS if hidden else None


def _candidates(module: Module, target: Func, site: Declared, near: bool) -> Iterator[Code]:
    """The declarations whose text has the name, each in one unit that can see the declaration at `site`; of the package
    itself alone where `near`."""
    words = module.once(Words)
    for key in _keys(module, target, site.file.unit, near):
        yield from map(module.code, words.declarations(module.program.unit(key), target.name))


class Words:
    """Which declarations have which names in their text."""

    def __init__(self, module: Module) -> None:
        self._known: dict[PackageUnit, dict[bytes, list[Declared]]] = {}

    def declarations(self, unit: PackageUnit, name: str) -> list[Declared]:
        """The declarations of a unit in whose text a name stands, in order."""
        known = self._known.get(unit)
        if known is None:
            known = self._known[unit] = defaultdict(list)
            for declared in (declared for file in unit.files for declared in file.declared):
                for word in set(_WORD.findall(declared.declaration.text)):
                    known[word].append(declared)
        return known.get(name.encode(), [])


def _keys(module: Module, target: Func, unit: PackageUnit, near: bool) -> Iterator[str]:
    """The keys of units that can mention what `unit` declares and that together have each file once."""
    if _is_external_test(unit):
        yield unit.key
        return
    path = _path(unit)
    yield from variants(module, path, target.exported)
    if near or not target.exported or module.loader.package(path).name == "main":
        return
    name = target.name.encode()
    for other in module.once(Unseen).packages:
        if other != path and needs(module, other, path) and _has_text(module, other, name):
            yield from variants(module, other, True)


def _has_text(module: Module, path: str, name: bytes) -> bool:
    files = module.loader.files
    return any(name in (files.read(file) or b"") for file in built_files(module.loader.package(path)))


def _path(unit: PackageUnit) -> str:
    return unit.key.partition(" ")[0]


def _is_external_test(unit: PackageUnit) -> bool:
    return bool(unit.tested) and _path(unit) == f"{unit.tested}_test"


def _folder_path(unit: PackageUnit) -> str:
    """The import path of the package in whose folder a unit's files are."""
    return unit.tested if _is_external_test(unit) else _path(unit)
