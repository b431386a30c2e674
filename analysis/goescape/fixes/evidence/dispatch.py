"""Methods that may be called without being named: through an interface, or by reflection.

All answers are on the safe side: names alone are looked at, and every interface in the text counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goescape.fixes.evidence.importers import variants
from goescape.fixes.evidence.unseen import Unseen, built_files
from goescape.fixes.reasons import Reason
from goescape.fixes.scene import Module
from goescape.types.model import Func
from goescape.types.unit import Declared

_INTERFACE = re.compile(rb"\binterface\s*\{")
_TOKEN = re.compile(
    rb"""(?P<skip>//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|`[^`]*`|'(?:\\[^\n]|[^'\\\n])+')"""
    rb"""|(?P<open>\{)|(?P<close>\})|(?P<name>[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*)[ \t]*(?=\()""",
    re.S,
)
_PREDECLARED = frozenset({"Error"})
"""The methods of the interfaces that no text declares."""
_LOOKED_FOR = {
    True: re.compile(rb"\.Methods?(?:ByName)?\("),
    False: re.compile(rb"\.(?:Num)?Methods?(?:ByName)?\("),
}
"""How methods are looked for, by whether it is the standard library that does: that counts those of interfaces only, or
goes on to look at them."""
_IMPORTS_REFLECT = re.compile(rb'"reflect"')


class Dispatch:
    """What all packages that the main modules are built from, tests included, may call on any value.

    - `methods`: the names of the exported methods that an interface has.
    - `reflects`: whether methods may be counted, or looked for by their name or number, at run time.
    """

    def __init__(self, module: Module) -> None:
        self.methods = set(_PREDECLARED)
        self.reflects = module.loader.std_is_shipped
        for standard, data in _texts(module):
            self.methods |= interface_methods(data)
            looks = _IMPORTS_REFLECT.search(data) and _LOOKED_FOR[standard].search(data)
            self.reflects = self.reflects or looks is not None


def objection(module: Module, method: Func) -> Reason | None:
    """DISPATCHED if something may call a method of a declared type without naming it."""
    if not method.exported:
        found = any(method.name in interface_methods(data) for data in _texts_beside(module, method))
        return Reason.DISPATCHED if found else None
    dispatch = module.once(Dispatch)
    return Reason.DISPATCHED if dispatch.reflects or method.name in dispatch.methods else None


def interface_methods(data: bytes) -> set[str]:
    """The names of the methods that interface types in a Go file's text list; perhaps some names more."""
    return {name for start in _INTERFACE.finditer(data) for name in _listed(data, start.end())}


def _listed(data: bytes, at: int) -> Iterator[str]:
    depth = 1
    for token in _TOKEN.finditer(data, at):
        if token["name"] is not None:
            yield token["name"].decode(errors="replace")
        depth += (token["open"] is not None) - (token["close"] is not None)
        if not depth:
            return


def _texts_beside(module: Module, method: Func) -> Iterator[bytes]:
    """The files of the package that declares a method, tests included."""
    if isinstance(method.site, Declared):
        path = method.site.file.unit.key.partition(" ")[0]
        for key in variants(module, path, external=False):
            yield from (file.syntax.source.data for file in module.program.unit(key).files)


def _texts(module: Module) -> Iterator[tuple[bool, bytes]]:
    """The Go files of all packages that the main modules' packages and their tests need, and whether they are the
    standard library's."""
    loader = module.loader
    mains = [loader.package(path) for path in module.once(Unseen).packages]
    tests = {id for package in mains for id in (*package.test_imports, *package.external_test_imports)}
    for package in loader.dependencies([*mains, *(loader.package(id) for id in sorted(tests))]):
        for path in built_files(package) if package in mains else package.compiled_files:
            yield package.standard, module.loader.files.read(path) or b""
