"""What files that change on disk, settings and restarts make stale, and how little is built then."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from attrs import evolve

from goescape.compiler.store import Store
from goescape.session import Session

from ..archive import write
from ..processes import slow_package, until_none, until_running
from .conftest import Start
from .editor import Editor

MODULE = """\
-- go.mod --
module example.com/m

go 1.24
-- a/a.go --
package a // $NEW

func A() *int { return new(int) }
-- b/b.go --
package b // $NEW

import "example.com/m/a"

var B = a.A()
-- c/c.go --
package c // $NEW

var C = new(bool)
-- n/go.mod --
module example.com/n
-- n/n.go --
package n // $NEW

var N = new(int)
-- a/testdata/t.go --
package t

var T = new(int)
"""
OPEN = ("b/b.go", "c/c.go", "n/n.go")

STALE = {
    "an open file's folder": (["c/new.go"], {"c"}),
    "a dependency's folder": (["a/a.go"], {"b"}),
    "what nobody looks at": (["d/d.go"], set()),
    "several": (["a/a.go", "c/c.go"], {"b", "c"}),
    "the module's go.mod": (["go.mod"], {"b", "c", "n"}),
    "the inner module's go.mod": (["n/go.mod"], {"n"}),
    "a new go.work": (["go.work"], {"b", "c", "n"}),
    "another module's go.sum": (["elsewhere/go.sum"], set()),
}


@pytest.mark.parametrize("change", STALE)
async def test_what_is_stale_after_a_change_on_disk(start: Start, change: str) -> None:
    editor = start(MODULE)
    await editor.open(*OPEN)
    paths, folders = STALE[change]
    stale = editor.session.changed_on_disk([editor.path(path) for path in paths])
    assert {Path(folder).relative_to(editor.root).as_posix() for folder in stale} == folders


async def test_a_dependency_that_changes_on_disk_changes_the_findings(start: Start) -> None:
    editor = start(MODULE)
    await editor.open("b/b.go")
    editor.builds()
    write(editor.root, "-- a/a.go --\npackage a\n\nfunc A() *int { return nil }\n")
    await editor.session.analyse_folders(editor.session.changed_on_disk([editor.path("a/a.go")]))
    await editor.settle()
    assert (editor.builds(), editor.shown("b/b.go")) == (["./b", "example.com/m/b flows"], [])


async def test_what_changed_on_disk_to_no_effect_is_not_built(start: Start) -> None:
    editor = start(MODULE)
    await editor.open("b/b.go")
    editor.builds()
    write(editor.root, "-- a/README --\nnotes\n-- d/d.go --\npackage d\n")
    await editor.session.analyse_folders([editor.path("b")])
    await editor.settle()
    assert editor.builds() == []


async def test_another_build_setting_is_another_answer_and_both_are_remembered(start: Start) -> None:
    tagged = "-- c/tagged.go --\n//go:build extra\n\npackage c // $NEW\n\nvar D = new(int)\n"
    editor = start(MODULE + tagged)
    await editor.open("c/c.go", "c/tagged.go")
    assert editor.shown("c/tagged.go") == []
    settings = editor.session.settings
    editor.session.settings = evolve(settings, build_tags=["extra"])
    editor.builds()
    await editor.open("c/c.go")
    assert editor.builds() == ["./c", "example.com/m/c flows"]
    assert editor.shown("c/tagged.go") == ["5: new(int): new(int) escapes to heap"]
    editor.session.settings = settings
    await editor.open("c/c.go")
    assert (editor.builds(), editor.shown("c/tagged.go")) == ([], [])


async def test_a_restart_forgets_the_answers_and_the_cache_has_them(start: Start) -> None:
    editor = start(MODULE)
    await editor.open("b/b.go", "c/c.go")
    before = (editor.shown("b/b.go"), editor.flows("b/b.go"))
    editor.builds()
    await editor.session.restart()
    await editor.settle()
    assert editor.builds() == ["./b", "./c"]
    assert (editor.shown("b/b.go"), editor.flows("b/b.go")) == before
    assert before[1] == ["spill, assign-pair, assign"]


async def test_another_editor_on_the_same_cache_asks_once(start: Start) -> None:
    editor = start(MODULE)
    await editor.open("b/b.go")
    flows = editor.flows("b/b.go")
    editor.builds()
    editor.session = _another(editor)
    await editor.open("b/b.go")
    assert (editor.builds(), editor.flows("b/b.go")) == (["./b"], flows)


def _another(editor: Editor) -> Session:
    session = Session(Store(editor.session.store.folder), editor)
    session.trusted, session.settings = True, editor.session.settings
    return session


async def test_a_closed_file_is_nobodys_dependent(start: Start) -> None:
    editor = start(MODULE)
    await editor.open("a/a.go", "b/b.go")
    editor.session.close(editor.path("b/b.go"))
    editor.builds()
    await editor.save("-- a/a.go --\npackage a // $NEW\n\nfunc A() *int { return nil }\n")
    assert editor.builds() == ["./a", "example.com/m/a flows"]


async def test_everything_is_one_build_a_module(start: Start) -> None:
    editor = start(MODULE)
    await editor.session.analyse_all([str(editor.root)])
    built = [build for build in editor.builds() if "flows" not in build]
    assert built == ["./... tests", "./... tests"]
    assert editor.shown("a/a.go") == ["3: new(int): new(int) escapes to heap"]
    assert editor.shown("n/n.go") == ["3: new(int): new(int) escapes to heap"]
    assert editor.shown("a/testdata/t.go") == []


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks into /proc")
async def test_no_process_outlives_a_cancellation(start: Start) -> None:
    editor = start(slow_package())
    path = Path(editor.path("p.go"))
    editor.session.open(str(path), path.read_bytes())
    analysis = asyncio.create_task(editor.session.analyse_file(str(path)))
    await until_running(str(editor.root), "/compile ")
    editor.session.cancel()
    await analysis
    await until_none(str(editor.root))
    assert editor.shown("p.go") == []
