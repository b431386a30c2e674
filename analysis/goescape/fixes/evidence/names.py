"""Which names new text may use, and which it may declare."""

from __future__ import annotations

import itertools
from collections.abc import Collection

from goescape.fixes.code import Code
from goescape.fixes.edits.imports import default_name
from goescape.syntax.nodes import Ident, Node, Selector
from goescape.syntax.walk import walk
from goescape.types.collect import open_file
from goescape.types.model import Object, PkgName, Var
from goescape.types.universe import UNIVERSE


def is_free(code: Code, name: str) -> bool:
    """Whether new text anywhere in a declaration may declare a name: nothing that is called so is declared or used
    there. Fields and methods have names of their own."""
    return not _meanings(code, name)


def fresh(code: Code, wanted: str, taken: Collection[str] = ()) -> str:
    """A name that `is_free`, that nothing of the package has, and that is not `taken`: the one wanted, or that with a
    number."""
    names = itertools.chain([wanted], (f"{wanted}{number}" for number in itertools.count(2)))
    free = (name for name in names if name not in taken and is_free(code, name))
    return next(name for name in free if _outside(code, name) is None)


def package_name(code: Code, path: str) -> str | None:
    """What new text in a declaration may call a package of the standard library: the name that the file imports it by,
    or its own, to be imported. None where that name means something else, there or anywhere in the declaration."""
    imported = code.imported_as(path)
    name = imported or default_name(path)
    if not imported and (_outside(code, name) is not None or _is_declared_by_package(code, name)):
        return None
    return name if all(_is_package(obj, path) for obj in _meanings(code, name)) else None


def is_predeclared(code: Code, name: str) -> bool:
    """Whether a predeclared name (``int``, ``len``) means that anywhere in a declaration, and outside it."""
    declared = UNIVERSE.names.get(name)
    if declared is None or _outside(code, name) is not declared:
        return False
    return all(obj is None or obj is declared for obj in _meanings(code, name))


def can_make(code: Code, size: str) -> bool:
    """Whether new text in a declaration may make something of a size: ``make``, and what the text of the size calls,
    mean what they are predeclared as."""
    words = ("make", *(word for word in ("len", "cap") if f"{word}(" in size))
    return all(is_predeclared(code, word) for word in words)


def means_the_same(code: Code, node: Node) -> bool:
    """Whether each name in an expression of the declaration means the same wherever the declaration mentions it, so
    that the text of the expression can be put anywhere in it."""
    idents = [ident for ident in walk(node) if isinstance(ident, Ident) and not _is_selected(code, ident)]
    return all(obj is code.object_of(ident) for ident in idents for obj in _meanings(code, ident.name))


def _outside(code: Code, name: str) -> Object | None:
    """What a name means in the file, outside all functions; predeclared names included."""
    open_file(code.file)
    return code.file.scope.names.get(name) or code.package.member(name) or UNIVERSE.names.get(name)


def _is_declared_by_package(code: Code, name: str) -> bool:
    """Whether a package, or what its tests add to it, declares a name outside functions: no file can import a package
    under it then."""
    path = code.unit.key.partition(" ")[0]
    tests = f"{path} [{path}.test]"
    units = [code.program.unit(tests)] if tests in code.program.test_units(path) else []
    return any(unit.package.member(name) is not None for unit in (code.unit, *units))


def _meanings(code: Code, name: str) -> list[Object | None]:
    """What a name means where a declaration mentions it, fields and methods left out; None for a label, or where
    nothing is known."""
    idents = [node for node in code.nodes if isinstance(node, Ident) and node.name == name]
    objects = [code.object_of(ident) for ident in idents if not _is_selected(code, ident)]
    return [obj for obj in objects if not (isinstance(obj, Var) and obj.is_field)]


def _is_selected(code: Code, ident: Ident) -> bool:
    above = code.parent(ident)
    return isinstance(above, Selector) and above.sel is ident


def _is_package(obj: Object | None, path: str) -> bool:
    return isinstance(obj, PkgName) and obj.imported.path == path
