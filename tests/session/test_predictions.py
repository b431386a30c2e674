"""What a session foretells: at once, without a toolchain, of text that is not saved and does not build; and that the
compiler has the last word."""

from __future__ import annotations

import asyncio

import pytest

from goescape.findings.model import Engine
from goescape.session import State
from goescape.settings import EngineChoice

from .conftest import Start
from .editor import Editor

MOD = "-- go.mod --\nmodule example.com/m\n\ngo 1.24\n"
P = """\
-- p.go --
package p // $NEW

import "errors"

func F() *int {
	x := 1
	return &x
}

func G() error {
	return errors.New("g")
}
"""
IN_F = "6: x: moved to heap: x"


def engines(editor: Editor) -> set[Engine]:
    """Who said what is shown."""
    return {shown.finding.provenance.engine for shown in editor.session.findings_in(editor.path("p.go"))}


async def edited(editor: Editor, old: str, new: str) -> None:
    """The user types, and waits."""
    editor.session.open(editor.path("p.go"), editor.text("p.go").replace(old, new).encode())
    await editor.session.follow_edit(editor.path("p.go"))
    await editor.settle()


@pytest.mark.parametrize("how", ["untrusted", "native"])
async def test_without_running_anything(start: Start, how: str) -> None:
    editor = start(MOD + P, **({"engine": EngineChoice.NATIVE} if how == "native" else {}))
    editor.session.trusted = how != "untrusted"
    await editor.open("p.go")
    await editor.session.analyse_all([str(editor.root)])
    await editor.settle()
    assert editor.go.commands == []
    assert editor.shown("p.go") == [IN_F]
    assert engines(editor) == {Engine.NATIVE}
    status = editor.session.status
    assert (status.state, status.message) == (State.READY, "1 heap allocations in example.com/m (predicted)")


async def test_unsaved_text_that_does_not_build(start: Start) -> None:
    editor = start(MOD + P, engine=EngineChoice.NATIVE)
    await editor.open("p.go")
    await edited(editor, 'errors.New("g")', "errors.New(")
    assert editor.shown("p.go") == [IN_F]
    await edited(editor, "x := 1\n", "x, y := 1, 2\n\tvar _ = &y\n")
    assert editor.shown("p.go") == [IN_F]
    await edited(editor, "return &x\n", "go func() { _ = &x }()\n\treturn &x\n")
    assert [line.partition(": ")[0] for line in editor.shown("p.go")] == ["6", "8"]


async def test_the_compiler_confirms(start: Start) -> None:
    editor = start(MOD + P, inline=False)
    await editor.open("p.go")
    assert editor.shown("p.go") == [IN_F]
    assert engines(editor) == {Engine.COMPILER}
    await edited(editor, "x := 1", "x := 2")
    assert editor.shown("p.go") == [IN_F]
    assert engines(editor) == {Engine.NATIVE}
    await editor.session.analyse_file(editor.path("p.go"))
    await editor.settle()
    assert engines(editor) == {Engine.COMPILER}
    assert editor.session.predictions.corrected == 0


async def test_what_was_overtaken_is_not_shown(start: Start) -> None:
    editor = start(MOD + P, engine=EngineChoice.NATIVE)
    await editor.open("p.go")
    editor.announced.clear()
    path, text = editor.path("p.go"), editor.text("p.go")
    for number in range(5):
        editor.session.open(path, text.replace("x := 1", f"x := {number}").encode())
        await editor.session.follow_edit(path)
        await asyncio.sleep(0)
    await editor.settle()
    assert editor.announced == [".", "."], "the findings, and then their flows"
