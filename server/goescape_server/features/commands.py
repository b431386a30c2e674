"""The server's commands."""

from __future__ import annotations

import os
from typing import Any

from lsprotocol import types

from goescape_server.convert import path_of
from goescape_server.features import closed_files
from goescape_server.server import GoescapeServer


def register(server: GoescapeServer) -> None:
    """Register the commands and the cancellation of what they start."""

    @server.command("goescape.analyseWorkspace")
    async def analyse_workspace(ls: GoescapeServer) -> None:
        await ls.session.analyse_all(ls.roots)
        closed_files.show_all(ls)

    @server.command("goescape.restartEngine")
    async def restart_engine(ls: GoescapeServer) -> None:
        await ls.session.restart()

    @server.command("goescape.compilerOutput")
    async def compiler_output(ls: GoescapeServer, uri: str) -> dict[str, Any]:
        return await _output(ls, uri)

    @server.feature(types.WINDOW_WORK_DONE_PROGRESS_CANCEL)
    def cancelled(ls: GoescapeServer, params: types.WorkDoneProgressCancelParams) -> None:
        ls.session.cancel()


async def _output(server: GoescapeServer, uri: str) -> dict[str, Any]:
    """What the compiler printed for the package of a file, under the header that it prints."""
    path = path_of(uri)
    if path is None:
        return {"package": "", "text": f"{uri} is not a file on disk\n"}
    if server.session.report_of(path) is None:
        await server.session.analyse_file(path)
    report, problem = server.session.report_of(path), server.session.problem_of(path)
    text = f"# {report.package}\n{report.output}" if report is not None else ""
    if problem is not None:
        text += f"\n{problem.detail or problem.summary}\n"
    name = report.package if report is not None else os.path.basename(os.path.dirname(path))
    return {"package": name, "text": text or "the compiler printed nothing\n"}
