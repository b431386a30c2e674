"""The client's progress indicator: it appears when work takes long, and can cancel it."""

from __future__ import annotations

import asyncio
import uuid
from typing import TYPE_CHECKING

from lsprotocol import types

from goescape.status import State, Status

if TYPE_CHECKING:
    from goescape_server.server import GoescapeServer

PATIENCE_SECONDS = 1.0
"""Work that takes longer than this is shown."""


class Progress:
    """Follows the session's status."""

    def __init__(self, server: GoescapeServer) -> None:
        self._server = server
        self._soon: asyncio.TimerHandle | None = None
        self._token: str | None = None

    def follow(self, status: Status) -> None:
        """Begin, go on or end, as the status says."""
        window = self._server.client_capabilities.window
        if not (window and window.work_done_progress):
            return
        if status.state is not State.BUSY:
            self._end()
        elif self._token is not None:
            report = types.WorkDoneProgressReport(message=status.message)
            self._server.work_done_progress.report(self._token, report)
        elif self._soon is None:
            begin = self._begin
            self._soon = asyncio.get_running_loop().call_later(PATIENCE_SECONDS, lambda: self._server.spawn(begin()))

    async def _begin(self) -> None:
        self._soon = None
        token = str(uuid.uuid4())
        await self._server.work_done_progress.create_async(token)
        status = self._server.session.status
        if status.state is State.BUSY and self._token is None:
            self._token = token
            begin = types.WorkDoneProgressBegin(title="goescape", message=status.message, cancellable=True)
            self._server.work_done_progress.begin(token, begin)

    def _end(self) -> None:
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
        if self._token is not None:
            self._server.work_done_progress.end(self._token, types.WorkDoneProgressEnd())
            self._token = None
