"""What a session foretells: at once, without a toolchain, of text that is not saved and does not build; and that the
compiler has the last word."""

from __future__ import annotations

import asyncio
import logging

import pytest

from goescape.findings.model import Engine
from goescape.packages import stddb
from goescape.settings import EngineChoice
from goescape.status import State

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
    trust = "this workspace is not trusted, so nothing is run: what is shown is predicted; "
    assert status.detail == {"untrusted": trust + "trust it to have the compiler confirm it", "native": ""}[how]


async def test_unsaved_text_that_does_not_build(start: Start) -> None:
    editor = start(MOD + P, engine=EngineChoice.NATIVE)
    await editor.open("p.go")
    await edited(editor, 'errors.New("g")', "errors.New(")
    assert editor.shown("p.go") == [IN_F]
    await edited(editor, "x := 1\n", "x, y := 1, 2\n\tvar _ = &y\n")
    assert editor.shown("p.go") == [IN_F]
    await edited(editor, "return &x\n", "go func() { _ = &x }()\n\treturn &x\n")
    assert [line.partition(": ")[0] for line in editor.shown("p.go")] == ["6", "8"]


async def test_the_status_stays_calm_while_the_text_is_broken(start: Start) -> None:
    editor = start(MOD + P, engine=EngineChoice.NATIVE)
    await editor.open("p.go")
    path, statuses = editor.path("p.go"), editor.statuses
    for old, new in [('errors.New("g")', "errors.New("), ("import ", 'import "\nimport ')]:
        statuses.clear()
        await edited(editor, old, new)
        assert {status.state for status in statuses} == {State.READY}
        status = editor.session.status
        assert status.message == "1 heap allocations in example.com/m (predicted, as far as it compiles)"
        problem = editor.session.problem_of(path)
        assert problem is not None and problem.local
        assert status.detail == problem.summary


async def test_of_a_broken_function_nothing_is_said_but_why(start: Start) -> None:
    editor = start(MOD + P, engine=EngineChoice.NATIVE)
    await editor.open("p.go")
    await edited(editor, "return &x", "return &x.")
    assert editor.shown("p.go") == []
    ((one, span),) = editor.session.unanalysed_in(editor.path("p.go"))
    assert (one.function, editor.text("p.go")[span.start : span.end]) == ("F", "F")
    assert "syntax error" in one.reason
    editor.session.open(editor.path("p.go"), b"// moved\n" + editor.text("p.go").encode())
    ((_, moved),) = editor.session.unanalysed_in(editor.path("p.go"))
    assert moved.start == span.start + len(b"// moved\n")


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


@pytest.mark.parametrize("inline", [False, True])
async def test_that_inlining_is_not_foreseen_is_told(start: Start, inline: bool) -> None:
    editor = start(MOD + P, engine=EngineChoice.NATIVE, inline=inline)
    await editor.open("p.go")
    report = editor.session.report_of(editor.path("p.go"))
    assert report is not None
    assert report.provenance.without_inlining == inline
    assert {finding.provenance for finding in report.findings} == {report.provenance}


async def test_a_prediction_that_fails_costs_nothing_and_is_logged(
    start: Start, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> None:
        raise ArithmeticError("no prophet")

    editor = start(MOD + P, inline=False)
    monkeypatch.setattr(editor.session.predictions, "of", fail)
    with caplog.at_level(logging.ERROR):
        await editor.open("p.go")
    assert editor.shown("p.go") == [IN_F]
    assert engines(editor) == {Engine.COMPILER}
    assert "the prediction for" in caplog.text
    assert "ArithmeticError: no prophet" in caplog.text


async def test_a_damaged_installation_is_told(
    start: Start, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    editor = start(MOD + P, engine=EngineChoice.NATIVE)
    with monkeypatch.context() as damaged:
        damaged.setattr(stddb, "DATABASE", tmp_path_factory.mktemp("installed") / "std.db")
        await editor.open("p.go")
        told = stddb.trouble()
    assert (editor.problem("p.go"), editor.shown("p.go")) == (told, [])
    status = editor.session.status
    assert (status.state, status.message, status.detail) == (State.WARNING, told, "install goescape again")
    await edited(editor, "x := 1", "x := 2")
    assert (editor.problem("p.go"), editor.shown("p.go")) == ("", [IN_F])


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
