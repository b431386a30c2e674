"""Ways to start the server, what it may do before it is trusted, and where its log goes."""

from __future__ import annotations

import asyncio
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pytest_lsp import LanguageClient

from ..archive import write
from ..recording import RecordingGo
from .conftest import Starter
from .editor import PATIENCE, SERVER, capabilities_of
from .modules import FOUND, POINTER

UNTRUSTED = {"trusted": False}


async def test_nothing_is_run_before_the_workspace_is_trusted(
    start: Starter, environment: pytest.MonkeyPatch, recording_go: RecordingGo, profile: str
) -> None:
    environment.setenv("PATH", str(Path(recording_go.binary).parent))
    editor = await start(POINTER, profile, options=UNTRUSTED)
    editor.open("a.go")
    editor.save("a.go")
    editor.changed_on_disk("go.mod")
    editor.configure({"goBinary": recording_go.binary})
    for command in ("analyseWorkspace", "restartEngine"):
        assert await editor.command(f"goescape.{command}") is None
    await editor.command("goescape.compilerOutput", editor.uri("a.go"))
    await editor.shows("a.go", FOUND)
    said = await editor.hover_text("a.go", "x := 1")
    assert re.search(r"predicted by the rules of Go 1\.\d+, without inlining", said)
    assert "(predicted)" in editor.heard.statuses[-1].message
    assert "not trusted, so nothing is run: what is shown is predicted" in editor.heard.statuses[-1].detail
    assert not recording_go.commands

    editor.client.protocol.notify("goescape/trust", {"trusted": True})
    await editor.until("the compiler's word", lambda: recording_go.builds and _is_confirmed(editor.heard.statuses[-1]))
    assert "predicted" not in await editor.hover_text("a.go", "x := 1")
    await editor.shows("a.go", FOUND)


def _is_confirmed(status: Any) -> bool:
    return status.state == "ready" and "predicted" not in status.message


async def test_settings_that_come_without_trust_wait_for_it(start: Starter, go_binary: str, tmp_path: Path) -> None:
    """What a workspace that was not trusted named is taken from the settings as they are when it is."""
    editor = await start(POINTER, options={**UNTRUSTED, "settings": {"goBinary": str(tmp_path / "go")}})
    editor.open("a.go")
    await editor.until("a word", lambda: editor.heard.statuses)
    editor.configure({"goBinary": go_binary})
    editor.client.protocol.notify("goescape/trust", {"trusted": True})
    await editor.shows("a.go", FOUND)


def test_what_types_code_is_not_loaded_before_it_is_needed() -> None:
    script = "import sys, goescape_server.start, goescape_server.server; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    stages = {".".join(name.split(".")[:2]) for name in loaded if name.startswith("goescape.")}
    assert "goescape.session" in stages
    assert not stages & {f"goescape.{stage}" for stage in ("types", "ir", "inline", "escape", "native")}


async def test_a_log_file_has_what_was_said_and_more(start: Starter, tmp_path: Path) -> None:
    log = tmp_path / "logs" / "goescape.log"
    editor = await start(POINTER, arguments=("--log-file", str(log)))
    editor.open("a.go")
    await editor.explained("a.go")
    with pytest.raises(JsonRpcException, match="not defined"):
        await editor.command("goescape.nothing")
    assert await editor.stop() == 0
    text = log.read_text(encoding="utf-8")
    assert re.search(r"^\d{4}-\d\d-\d\d \S+ INFO goescape_server\S*: 1 heap allocations in example.com/m$", text, re.M)
    assert "goescape.nothing" in text
    assert [m.message for m in editor.heard.logged if m.type is types.MessageType.Info] == [
        "1 heap allocations in example.com/m"
    ]


async def test_over_tcp(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write(tmp_path, POINTER)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = await asyncio.create_subprocess_exec(*SERVER, "--tcp", f"127.0.0.1:{port}")
    client = LanguageClient()
    published: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
    client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda params: published.put_nowait(params))
    client.feature(types.WINDOW_LOG_MESSAGE)(lambda params: None)
    client.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda params: None)
    client.feature(types.WORKSPACE_CONFIGURATION)(lambda params: [None])
    await connect(client, port)
    capabilities = capabilities_of("visual_studio_code")
    await client.initialize_session(types.InitializeParams(capabilities, root_uri=tmp_path.as_uri()))
    uri = (tmp_path / "a.go").as_uri()
    item = types.TextDocumentItem(uri, "go", 1, (tmp_path / "a.go").read_text())
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    params = await asyncio.wait_for(published.get(), PATIENCE)
    assert (params.uri, len(params.diagnostics)) == (uri, 1)
    await client.shutdown_async(None)
    client.exit(None)
    assert await asyncio.wait_for(server.wait(), PATIENCE) == 0
    await client.stop()  # type: ignore[no-untyped-call]


async def connect(client: LanguageClient, port: int) -> None:
    """Connect as soon as the server listens."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while True:
        try:
            await client.start_tcp("127.0.0.1", port)
            return
        except ConnectionRefusedError:
            assert asyncio.get_running_loop().time() < deadline, "nobody listens"
            await asyncio.sleep(0.02)


def test_an_address_that_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [*SERVER, "--tcp", f"127.0.0.1:{port}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == f"cannot listen on 127.0.0.1:{port}: Address already in use"


WRONG = {
    "no port": (["--tcp", "localhost"], "--tcp takes HOST:PORT, not 'localhost'"),
    "two transports": (["--stdio", "--tcp", "localhost:1"], "not allowed with argument"),
    "an unknown one": (["--carrier-pigeon"], "unrecognized arguments: --carrier-pigeon"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_arguments(case: str) -> None:
    arguments, reason = WRONG[case]
    done = subprocess.run([*SERVER, *arguments], capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 2
    assert reason in done.stderr.splitlines()[-1]
    assert not done.stdout


def test_a_log_file_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    command = [*SERVER, "--log-file", str(tmp_path / "file" / "log")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL)
    assert done.returncode == 2
    reason = f"goescape server: error: cannot write the log file {tmp_path / 'file' / 'log'}: "
    assert done.stderr.splitlines()[-1].startswith(reason)


def test_an_end_of_input_is_an_end(environment: pytest.MonkeyPatch) -> None:
    """A client that died takes the server with it."""
    done = subprocess.run(SERVER, capture_output=True, timeout=PATIENCE, stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stdout) == (0, b"")


MOMENTS = tuple(n / 50 for n in range(12))
"""Seconds after a file was opened: the go command is looked for, asked for its settings, and for the findings."""


@pytest.mark.parametrize("moment", MOMENTS)
async def test_an_end_at_any_moment(start: Starter, moment: float) -> None:
    """Nothing that has just begun keeps the server from ending."""
    editor = await start(POINTER)
    editor.open("a.go")
    await asyncio.sleep(moment)
    assert await editor.stop() == 0


async def test_an_exit_without_a_shutdown_is_a_failure(start: Starter) -> None:
    editor = await start(POINTER)
    editor.client.exit(None)
    assert await asyncio.wait_for(editor.process.wait(), PATIENCE) == 1
