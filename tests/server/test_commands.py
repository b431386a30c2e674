"""The commands, the status line, progress and cancellation."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from ..processes import until_none, until_running
from ..recording import RecordingGo
from .conftest import Starter
from .editor import Editor
from .modules import FOUND, MODULE, POINTER, POINTER_FILE, slow

MANY = MODULE + "".join(f"-- p{n}/a.go --\n{POINTER_FILE}" for n in range(3))


async def test_what_the_server_offers(start: Starter) -> None:
    editor = await start(POINTER)
    offered = editor.server.capabilities.execute_command_provider
    assert offered is not None
    assert sorted(offered.commands) == [
        "goescape.analyseWorkspace",
        "goescape.compilerOutput",
        "goescape.restartEngine",
    ]
    assert editor.server.server_info is not None
    assert editor.server.server_info.name == "goescape"


async def test_analyse_workspace(start: Starter, profile: str) -> None:
    """Every file's findings are shown, once; what is opened is shown as ever, what is closed stays."""
    editor = await start(MANY, profile)
    editor.open("p0/a.go")
    await editor.shows("p0/a.go", FOUND)
    assert await editor.command("goescape.analyseWorkspace") is None
    await editor.until("the findings of closed files", lambda: editor.pushed("p1/a.go") and editor.pushed("p2/a.go"))
    editor.open("p1/a.go")
    await editor.shows("p1/a.go", FOUND)
    editor.edit("p1/a.go", "return &x", "*&x = 2; return nil")
    editor.save("p1/a.go")
    await editor.shows("p1/a.go", [])
    (editor.root / "p2/a.go").unlink()
    editor.changed_on_disk("p2/a.go", kind=types.FileChangeType.Deleted)
    await editor.until("a deleted file to be clean", lambda: not editor.pushed("p2/a.go"))


async def test_analyse_workspace_goes_into_every_module(start: Starter) -> None:
    archive = "".join(
        f"-- {name}/go.mod --\nmodule example.com/{name}\n-- {name}/a.go --\n{POINTER_FILE}" for name in ("a", "b/c")
    )
    editor = await start(archive)
    assert await editor.command("goescape.analyseWorkspace") is None
    said = [s.message for s in editor.heard.statuses]
    assert "1 heap allocations in example.com/a" in said
    assert "1 heap allocations in example.com/b/c" in said


async def test_restart_engine(start: Starter, recording_go: RecordingGo) -> None:
    editor = await start(POINTER, options={"settings": {"goBinary": recording_go.binary}})
    editor.open("a.go")
    await editor.explained("a.go")
    recording_go.forget()
    assert await editor.command("goescape.restartEngine") is None
    assert recording_go.commands[0].words[0] == "env"
    assert recording_go.builds
    await editor.shows("a.go", FOUND)


async def test_compiler_output(start: Starter) -> None:
    editor = await start(POINTER)
    text = "# example.com/m\n./a.go:3:6: can inline f\n./a.go:4:2: moved to heap: x\n"
    for _ in ("not open", "open"):
        output = await editor.command("goescape.compilerOutput", editor.uri("a.go"))
        assert output == {"package": "example.com/m", "text": text}
        editor.open("a.go")
        await editor.shows("a.go", FOUND)
    editor.edit("a.go", "return &x", "return &y")
    editor.save("a.go")
    await editor.diagnostics("a.go", lambda ds: any(d.code == "not-analysed" for d in ds))
    output = await editor.command("goescape.compilerOutput", editor.uri("a.go"))
    assert "undefined: y" in output["text"]
    output = await editor.command("goescape.compilerOutput", "untitled:Untitled-1")
    assert output["text"] == "untitled:Untitled-1 is not a file on disk\n"


WRONG: dict[str, tuple[str, tuple[Any, ...]]] = {
    "an argument too few": ("goescape.compilerOutput", ()),
    "a URI that is none": ("goescape.compilerOutput", ("file://[",)),
    "no such command": ("goescape.nothing", ()),
}


@pytest.mark.parametrize("case", WRONG)
async def test_a_request_that_fails_is_answered_and_the_server_lives_on(start: Starter, case: str) -> None:
    editor = await start(POINTER)
    editor.open("a.go")
    await editor.shows("a.go", FOUND)
    name, arguments = WRONG[case]
    editor.may_crash = True
    with pytest.raises(JsonRpcException):
        await editor.command(name, *arguments)
    assert "`x`" in await editor.hover_text("a.go", "x := 1")


async def test_status(start: Starter) -> None:
    editor = await start(POINTER)
    editor.open("a.go")
    await editor.explained("a.go")
    busy, ready = editor.heard.statuses
    assert (busy.state, busy.message) == ("busy", "analysing workspace")
    assert (ready.state, ready.message, ready.detail) == ("ready", "1 heap allocations in example.com/m", "")
    assert ready.toolchain == busy.toolchain
    assert ready.toolchain.startswith("go1.")


def kinds(editor: Editor) -> list[str]:
    """What was heard of progress: begin, report, end."""
    return [params.value["kind"] for params in editor.heard.progress]


async def test_progress_comes_with_long_work_and_goes(start: Starter) -> None:
    editor = await start(f"{MODULE}-- slow/slow.go --\n{slow(40)}")
    editor.open("slow/slow.go")
    await editor.until("progress", lambda: editor.heard.progress)
    begin = editor.heard.progress[0].value
    assert (begin["title"], begin["message"], begin["cancellable"]) == ("goescape", "analysing slow", True)
    await editor.diagnostics("slow/slow.go", bool)
    await editor.until("its end", lambda: "end" in kinds(editor))
    assert kinds(editor)[0] == "begin" and kinds(editor).count("begin") == 1
    assert len({params.token for params in editor.heard.progress}) == 1


async def begun(start: Starter) -> Editor:
    """An editor that shows progress of a long build."""
    editor = await start(f"{MODULE}-- slow/slow.go --\n{slow(30)}-- good/a.go --\n{POINTER_FILE}")
    editor.open("slow/slow.go")
    await until_running(str(editor.root), "slow.go")
    await editor.until("progress", lambda: editor.heard.progress)
    return editor


async def test_a_user_cancels(start: Starter) -> None:
    editor = await begun(start)
    token = editor.heard.progress[0].token
    editor.client.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams(token))
    await until_none(str(editor.root))
    await editor.until("the end of progress", lambda: kinds(editor)[-1] == "end")
    assert editor.heard.statuses[-1].message == "the analysis was cancelled"
    editor.open("good/a.go")
    await editor.shows("good/a.go", FOUND)
    assert await editor.present("slow/slow.go") in (None, [])
    editor.save("slow/slow.go")
    await editor.diagnostics("slow/slow.go", bool)


async def test_a_user_cancels_the_analysis_of_everything(start: Starter) -> None:
    editor = await start(f"{MODULE}-- slow/slow.go --\n{slow(30)}")
    params = types.ExecuteCommandParams("goescape.analyseWorkspace")
    request = asyncio.ensure_future(editor.client.workspace_execute_command_async(params))
    await until_running(str(editor.root), "slow.go")
    await editor.until("progress", lambda: editor.heard.progress)
    token = editor.heard.progress[0].token
    editor.client.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams(token))
    await until_none(str(editor.root))
    await editor.until("the end of progress", lambda: kinds(editor)[-1] == "end")
    assert await request is None
    assert editor.heard.statuses[-1].message == "the analysis was cancelled"


async def test_a_newer_text_overtakes(start: Starter) -> None:
    editor = await begun(start)
    editor.replace("slow/slow.go", POINTER_FILE.replace("package m", "package slow"))
    editor.save("slow/slow.go")
    await editor.shows("slow/slow.go", FOUND)
    await until_none(str(editor.root))
    assert os.path.exists(editor.root / "slow/slow.go")


async def test_a_goodbye_in_the_middle(start: Starter) -> None:
    editor = await begun(start)
    assert await editor.stop() == 0
    await until_none(str(editor.root))


async def test_a_goodbye_in_the_middle_of_a_command(start: Starter) -> None:
    editor = await start(f"{MODULE}-- slow/slow.go --\n{slow(30)}")
    params = types.ExecuteCommandParams("goescape.analyseWorkspace")
    request = asyncio.ensure_future(editor.client.workspace_execute_command_async(params))
    await until_running(str(editor.root), "slow.go")
    assert await editor.stop() == 0
    await until_none(str(editor.root))
    with pytest.raises(JsonRpcException):
        await request
