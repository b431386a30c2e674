"""After each change a module that is kept has the same types as one opened anew, and is kept where it can be."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from goescape.compiler.engine import CompilerEngine
from goescape.compiler.request import Request
from goescape.compiler.toolchain import Toolchain
from goescape.fixes.opening import open_module
from goescape.fixes.scene import Limits, Module
from goescape.proving.modules import Modules
from goescape.types.model import Object
from goescape.types.typestring import type_string

from ..archive import unpack, write

ARCHIVE = """\
-- go.mod --
module example.com/m

go 1.24
-- p.go --
package m

import "example.com/m/q"

var V = q.F(1)

func G() { x := V; _ = x }
-- q/q.go --
package q

import "strings"

func F(n int) int { return n }

var S = strings.ToUpper("s")
-- q/q_linux.go --
package q

const On = "linux"
-- q/other.go --
package q

type T struct{ A int }
"""

TEXTS = unpack(ARCHIVE)


def seen(module: Module) -> Iterator[str]:
    """Every name of the two packages and its type, and every error."""
    for key in ("example.com/m", "example.com/m/q"):
        unit = module.program.unit(key)
        for problem in module.program.check(key).problems():
            yield f"{key}: {problem.message} at {problem.start}"
        for name, obj in sorted(unit.package.scope.names.items()):
            yield f"{key}.{name}: {_described(obj, module)}"


def _described(obj: Object, module: Module) -> str:
    return f"{type(obj).__name__} {type_string(obj.type_of())} at {module.program.position(obj)}"


class World:
    """A module on disk with some unsaved text, and what is kept of it."""

    def __init__(self, root: Path, toolchain: Toolchain) -> None:
        self.root = root
        self.toolchain = toolchain
        self.unsaved: dict[str, bytes] = {}
        self.modules = Modules()
        write(root, ARCHIVE)
        for path in root.rglob("*"):
            os.utime(path, (1_000_000_000, 1_000_000_000))
        self.first = self.kept()

    def request(self) -> Request:
        return Request(str(self.root), ("./...",), overlays=dict(self.unsaved))

    def kept(self) -> Module:
        """What is kept, after a look at all of it."""
        module = self.modules.of(self.request(), self.toolchain, Limits())
        assert list(seen(module)) == list(seen(open_module(self.request(), self.toolchain, Limits())))
        return module

    def is_kept(self) -> bool:
        """Whether the types are those of the first look, and not all made anew."""
        return self.kept().program is self.first.program

    def save(self, name: str, text: str) -> None:
        (self.root / name).write_text(text)

    def type(self, name: str, text: str) -> None:
        self.unsaved[str(self.root / name)] = text.encode()


@pytest.fixture
def world(tmp_path: Path, engine: CompilerEngine) -> World:
    return World(tmp_path, engine.toolchain)


def test_without_a_change_it_is_the_same(world: World) -> None:
    assert world.kept() is world.first


@pytest.mark.parametrize("how", ["save", "type"])
@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("p.go", "_ = x", "_, _ = x, x"),
        ("p.go", "_ = x", "_ = x + y"),
        ("q/q.go", "n int) int { return n }", "n int) string { return string(rune(n)) }"),
        ("q/q.go", "var S", "// of the alphabet\nvar S"),
        ("q/other.go", "A int", "A, B int"),
        ("q/other.go", "type T", "var F = 1\n\ntype T"),
    ],
)
def test_an_edit_of_declarations_keeps_the_rest(world: World, how: str, name: str, old: str, new: str) -> None:
    assert old in TEXTS[name]
    getattr(world, how)(name, TEXTS[name].replace(old, new))
    assert world.is_kept()
    getattr(world, how)(name, TEXTS[name])
    assert world.is_kept()


def test_unsaved_text_that_is_saved_or_dropped(world: World) -> None:
    edited = TEXTS["q/q.go"].replace("n int", "n uint8")
    world.type("q/q.go", edited)
    assert world.is_kept()
    world.save("q/q.go", edited)
    world.unsaved.clear()
    assert world.is_kept()
    world.type("q/q.go", TEXTS["q/q.go"])
    assert world.is_kept()
    world.unsaved.clear()
    assert world.is_kept()


def test_a_text_of_the_same_size_and_age_is_another(world: World) -> None:
    for n in range(8):
        world.save("q/other.go", TEXTS["q/other.go"].replace("A int", f"A{n} int").replace("{ ", "{"))
        assert world.is_kept()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("q/q.go", TEXTS["q/q.go"].replace('"strings"', '"bytes"').replace("strings.ToUpper", "bytes.Clone")),
        ("q/q.go", "//go:build windows\n\n" + TEXTS["q/q.go"]),
        ("q/new.go", "package q\n\nvar New = 1\n"),
        ("go.mod", "module example.com/m\n\ngo 1.21\n"),
        ("q/other.go", "package other\n"),
        ("q/q_windows.go", "package q\n"),
    ],
)
def test_what_rules_packages_is_looked_at_anew(world: World, name: str, text: str) -> None:
    world.save(name, text)
    assert not world.is_kept()


def test_a_file_that_is_gone(world: World) -> None:
    (world.root / "q" / "other.go").unlink()
    assert not world.is_kept()


def test_a_file_that_is_not_saved_yet(world: World) -> None:
    world.type("q/new.go", "package q\n\nvar New = 1\n")
    assert not world.is_kept()
    world.unsaved.clear()
    assert not world.is_kept()


def test_files_beside_the_code_do_not_matter(world: World) -> None:
    world.save("q/README.md", "text")
    world.save("q/.q.go.swp", "text")
    assert world.kept() is world.first


def test_other_limits_are_another_view_of_the_same_types(world: World) -> None:
    other = world.modules.of(world.request(), world.toolchain, Limits(max_copy=1))
    assert other is not world.first
    assert other.program is world.first.program
