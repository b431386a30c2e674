"""Several files, packages, modules and folders, and what changes beside the editor."""

from __future__ import annotations

import pytest
from lsprotocol.types import FileChangeType

from ..recording import RecordingGo
from .conftest import Starter
from .modules import FOUND, MODULE, POINTER, POINTER_FILE

DEPENDING = f"""{MODULE}-- a.go --
package m

import "example.com/m/dep"

func f() int {{
	x := 1
	return dep.Use(&x)
}}
-- dep/dep.go --
package dep

var kept *int

//go:noinline
func Use(p *int) int {{
	return *p
}}
-- other/other.go --
package other
"""
LEAKS = "kept = p\n\treturn *p"


async def test_packages_that_depend_on_a_saved_one(start: Starter, profile: str) -> None:
    editor = await start(DEPENDING, profile)
    editor.open("a.go")
    editor.open("dep/dep.go")
    await editor.shows("a.go", [])
    editor.edit("dep/dep.go", "return *p", LEAKS)
    editor.save("dep/dep.go")
    await editor.shows("a.go", ["x: leaking-param"])
    editor.edit("dep/dep.go", "kept = p\n", "\n")
    editor.save("dep/dep.go")
    await editor.shows("a.go", [])


async def test_unsaved_text_of_another_file_counts(start: Starter) -> None:
    editor = await start(DEPENDING)
    editor.open("a.go")
    editor.open("dep/dep.go")
    await editor.shows("a.go", [])
    editor.edit("dep/dep.go", "return *p", LEAKS)
    editor.save("a.go")
    await editor.shows("a.go", ["x: leaking-param"])
    assert "kept = p" not in (editor.root / "dep/dep.go").read_text()
    editor.close("dep/dep.go")
    await editor.shows("a.go", [])


async def test_unsaved_text_that_does_not_build_is_left_out(start: Starter) -> None:
    editor = await start(f"{POINTER}-- b.go --\npackage m\n")
    editor.open("b.go")
    editor.open("a.go")
    editor.edit("b.go", "package m\n", "package m\n\nfunc half(")
    editor.save("a.go")
    await editor.shows("a.go", FOUND)


async def test_files_that_change_on_disk(start: Starter, profile: str) -> None:
    editor = await start(DEPENDING, profile)
    editor.open("a.go")
    await editor.shows("a.go", [])
    watched = {r.method for r in editor.heard.registrations.values()}
    dynamic = editor.capabilities.workspace
    assert dynamic is not None and dynamic.did_change_watched_files is not None
    assert ("workspace/didChangeWatchedFiles" in watched) == bool(dynamic.did_change_watched_files.dynamic_registration)

    dep = editor.root / "dep/dep.go"
    dep.write_text(dep.read_text().replace("return *p", LEAKS))
    editor.changed_on_disk("dep/dep.go")
    await editor.shows("a.go", ["x: leaking-param"])

    (editor.root / "b.go").write_text('package m\n\nvar broken int = ""\n')
    editor.changed_on_disk("b.go", kind=FileChangeType.Created)
    await editor.shows("a.go", ["m: not-analysed", "x: leaking-param"])

    (editor.root / "b.go").unlink()
    editor.changed_on_disk("b.go", kind=FileChangeType.Deleted)
    await editor.shows("a.go", ["x: leaking-param"])

    (editor.root / "go.mod").write_text("module example.org/renamed\n")
    editor.changed_on_disk("go.mod")
    found = await editor.diagnostics("a.go", lambda ds: any(d.code == "not-analysed" for d in ds))
    assert "example.com/m/dep" in found[0].message
    (editor.root / "go.mod").write_text("module example.com/m\n")
    editor.changed_on_disk("go.mod")
    await editor.shows("a.go", ["x: leaking-param"])


async def test_what_nothing_open_depends_on_is_not_built(start: Starter, recording_go: RecordingGo) -> None:
    editor = await start(DEPENDING, options={"settings": {"goBinary": recording_go.binary, "flows": False}})
    editor.open("a.go")
    await editor.shows("a.go", [])
    recording_go.forget()
    (editor.root / "other/other.go").write_text("package other // changed\n")
    editor.changed_on_disk("other/other.go", "other/README.md")
    (editor.root / "a.go").write_text("package m // changed, but the editor has another text\n")
    editor.changed_on_disk("a.go")
    assert await editor.hover_text("a.go", "func f", 5)
    assert not recording_go.builds


async def test_two_modules_in_two_folders(start: Starter, profile: str) -> None:
    archive = "".join(
        f"-- {name}/go.mod --\nmodule example.com/{name}\n\ngo 1.24\n-- {name}/a.go --\n{POINTER_FILE}" for name in "ab"
    )
    editor = await start(archive, profile, folders=("a", "b"))
    for name in "ab":
        editor.open(f"{name}/a.go")
        (found,) = await editor.shows(f"{name}/a.go", FOUND)
        assert found.data is not None and found.data["package"] == f"example.com/{name}"


async def test_a_go_work(start: Starter) -> None:
    editor = await start(
        """-- go.work --
go 1.24

use (
	./a
	./b
)
-- a/go.mod --
module example.com/a

go 1.24
-- a/a.go --
package a

import "example.com/b"

func f() *b.T { return b.New() }
-- b/go.mod --
module example.com/b

go 1.24
-- b/b.go --
package b

type T struct{ n int }

func New() *T { return &T{1} }
"""
    )
    editor.open("a/a.go")
    await editor.shows("a/a.go", ["b.New(): returned-pointer"])
    editor.open("b/b.go")
    await editor.shows("b/b.go", ["&T{1}: returned-pointer"])
    (editor.root / "go.work").unlink()
    editor.changed_on_disk("go.work", kind=FileChangeType.Deleted)
    found = await editor.diagnostics("a/a.go", lambda ds: any(d.code == "not-analysed" for d in ds))
    assert "example.com/b" in found[0].message


TESTS = f"""{POINTER}-- in_test.go --
package m

import "testing"

func TestIn(t *testing.T) {{ kept = f() }}

var kept *int

func helper() *int {{
	inside := 1
	return &inside
}}
-- out_test.go --
package m_test

func helper() *int {{
	outside := 1
	return &outside
}}
"""


async def test_test_files(start: Starter) -> None:
    editor = await start(TESTS)
    editor.open("a.go")
    await editor.shows("a.go", FOUND)
    editor.open("in_test.go")
    await editor.shows("in_test.go", ["f(): stored-outside", "inside: returned-pointer"])
    editor.open("out_test.go")
    await editor.shows("out_test.go", ["outside: returned-pointer"])
    assert "`outside`" in await editor.hover_text("out_test.go", "outside := 1")
    editor.edit("out_test.go", "outside := 1", "elsewhere, outside := 1, 2\n\t_ = elsewhere")
    editor.save("out_test.go")
    await editor.shows("out_test.go", ["outside: returned-pointer"])
    await editor.shows("a.go", FOUND)


async def test_without_tests(start: Starter) -> None:
    editor = await start(TESTS, options={"settings": {"tests": False}})
    editor.open("in_test.go")
    editor.open("a.go")
    await editor.shows("a.go", FOUND)
    await editor.shows("in_test.go", [])


LINES = f"""{MODULE}-- a.go --
package m

func h() *int {{ z := 0; return &z }}

//line grammar.y:2
func f() *int {{ x := 1; return &x }}

//line a.go:3
func g() *int {{ y := 1; return &y }}
-- grammar.y --
%%
"""


async def test_line_directives(start: Starter) -> None:
    """What the compiler places in another file, or on a line that is not this file's, is not underlined here."""
    editor = await start(LINES)
    editor.open("a.go")
    (found,) = await editor.explained("a.go")
    assert editor.describe("a.go", [found]) == ["z: returned-pointer"]
    assert found.range.start.line == 2
    printed = await editor.command("goescape.compilerOutput", editor.uri("a.go"))
    assert "moved to heap: x" in printed["text"] and "moved to heap: y" in printed["text"]


async def test_closed_and_deleted(start: Starter) -> None:
    editor = await start(f"{POINTER}-- b.go --\npackage m\n\nfunc g() *int {{ y := 1; return &y }}\n")
    editor.open("a.go")
    editor.open("b.go")
    await editor.shows("b.go", ["y: returned-pointer"])
    await editor.shows("a.go", FOUND)
    editor.close("b.go")
    (editor.root / "b.go").unlink()
    editor.changed_on_disk("b.go", kind=FileChangeType.Deleted)
    await editor.shows("a.go", FOUND)
    await editor.until("b.go to be clean", lambda: not editor.pushed("b.go"))


async def test_a_new_file_that_is_not_saved_yet(start: Starter) -> None:
    editor = await start(POINTER)
    editor.open("new.go", "package m\n\nfunc g() *int { y := 1; return &y }\n")
    await editor.shows("new.go", ["y: returned-pointer"])
    assert not (editor.root / "new.go").exists()


@pytest.mark.parametrize("name", ["white space.go", "日本😀.go", "100%.go", "a#b.go", "plus+.go"])
async def test_names_of_files(start: Starter, name: str) -> None:
    editor = await start(MODULE)
    (editor.root / name).write_text(POINTER_FILE)
    editor.open(name)
    (found,) = await editor.explained(name)
    assert editor.describe(name, [found]) == FOUND
    assert {r.location.uri for r in found.related_information or ()} == {editor.uri(name)}
