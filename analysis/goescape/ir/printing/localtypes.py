"""Types that are declared within functions are told apart by numbers (noder/writer.go: declCollector)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from goescape.syntax.declaration import Declaration
from goescape.syntax.nodes import DeclStmt, TypeSpec
from goescape.syntax.walk import walk
from goescape.types.model import TypeName
from goescape.types.unit import Declared

_DECLARATION: Final = re.compile(rb"\btype[ \t\r\n(]")


def local_number(obj: TypeName) -> int:
    """Which type that is declared within a function of its package `obj` is, from 1, in the order of the files and
    within them; 0 if it is none."""
    package, site = obj.pkg, obj.site
    if package is None or site is None or package.member(obj.name) is obj or not isinstance(site, Declared):
        return 0
    number = 0
    for file in site.file.unit.files:
        for declared in file.declared:
            if declared is not site:
                number += sum(1 for _ in _local_types(declared.declaration))
                continue
            for spec in _local_types(declared.declaration):
                number += 1
                if spec.name.id == obj.node:
                    return number
    return 0


def _local_types(declaration: Declaration) -> Iterator[TypeSpec]:
    """The defined types, not aliases, that are declared within functions of a declaration, in order."""
    if declaration.kind not in ("func", "var") or _DECLARATION.search(declaration.text) is None:
        return
    part = declaration.body if declaration.kind == "func" else declaration.head
    if part is None:
        return
    for node in walk(part.node):
        if isinstance(node, DeclStmt) and node.decl.kind == "type":
            for spec in node.decl.specs:
                if isinstance(spec, TypeSpec) and not spec.alias:
                    yield spec
