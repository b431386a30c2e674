"""Types that are declared within functions."""

from __future__ import annotations

from pathlib import Path

from goescape.ir.printing import type_text
from goescape.ir.printing.typetext import link_text
from goescape.syntax.nodes import TypeSpec
from goescape.syntax.walk import walk
from goescape.types.model import Slice, Type, TypeName
from goescape.types.program import Program
from goescape.types.sizes import SIZES
from goescape.types.source import Sources
from goescape.types.unit import PackageUnit
from tests import archive

ARCHIVE = Path(__file__).parent / "local_types.txtar"


def local_types(unit: PackageUnit) -> list[Type]:
    """The defined types within functions, by file and in their order there."""
    found: list[Type] = []
    for file in unit.files:
        for declared in file.declared:
            part, results = declared.declaration.body, declared.body
            if declared.declaration.kind == "var":
                part, results = declared.declaration.head, declared.head
            if part is None or results is None:
                continue
            for node in walk(part.node):
                if isinstance(node, TypeSpec) and not node.alias:
                    obj = results.objects[node.name.id]
                    assert isinstance(obj, TypeName)
                    found.append(obj.type_of())
    return found


def test_numbers() -> None:
    files = archive.unpack(ARCHIVE.read_text(encoding="utf-8"))
    program = Program(Sources({"p": {Path(path).name: text for path, text in files.items()}}), SIZES["amd64"])
    program.check("p")
    unit = program.unit("p")
    types = local_types(unit)
    assert [link_text(t) for t in types] == ["p.a·1", "p.b·2", "p.d·3", "p.b·4", "p.Outer·5", "p.b·6"]
    assert [type_text(t, unit.package) for t in types] == ["a", "b", "d", "b", "Outer", "b"]
    assert link_text(Slice(types[0])) == "[]p.a·1"
    outer = unit.package.member("Outer")
    assert outer is not None
    assert link_text(outer.type_of()) == "p.Outer"
