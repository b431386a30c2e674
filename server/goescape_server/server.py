"""The language server: what it knows of its client, and the session that does the work."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Coroutine
from typing import Any

from attrs import frozen
from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

from goescape import __version__
from goescape.compiler.store import Store, default_cache_folder
from goescape.explain.language import Language
from goescape.session import Session
from goescape.settings import Locale, parse_settings
from goescape.source import ColumnUnit, Source
from goescape.status import State, Status
from goescape_server.convert import UNITS, path_of
from goescape_server.documents import Document, Selection
from goescape_server.progress import Progress

LOG = logging.getLogger(__name__)

IDLE_SECONDS = 2.0
"""After how long without a message a client is taken to need no answer soon."""

STATUS = "goescape/status"
"""Server to client: the status line, as `StatusParams`."""

TRUST = "goescape/trust"
"""Client to server: ``{"trusted": true}`` once the user has trusted the workspace."""


@frozen
class StatusParams:
    """What `STATUS` carries."""

    state: str
    message: str
    detail: str
    toolchain: str


class Protocol(LanguageServerProtocol):
    """pygls' protocol without its own copy of every document (see `documents`), and with a shutdown at any time.
    `heard` is when the last message came (`time.monotonic`)."""

    heard = 0.0

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> Any:
        yield from self._handler(types.TEXT_DOCUMENT_DID_OPEN, params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Any:
        yield from self._handler(types.TEXT_DOCUMENT_DID_CHANGE, params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> Any:
        yield from self._handler(types.TEXT_DOCUMENT_DID_CLOSE, params)

    @lsp_method(types.SHUTDOWN)
    def lsp_shutdown(self, *args: Any) -> Any:
        """Cancel the requests that still run before pygls does, which stumbles over any that leaves its table."""
        for future in [future for number, future in self._request_futures.items() if number != self.msg_id]:
            future.cancel()
        yield from super().lsp_shutdown(*args)

    def handle_message(self, message: Any) -> None:
        """Note when a message comes."""
        self.heard = time.monotonic()
        super().handle_message(message)

    def _handler(self, method: str, params: object) -> Any:
        yield self.fm.features[method], (params,), None


class GoescapeServer(LanguageServer):
    """One client, one session."""

    protocol: Protocol

    def __init__(self) -> None:
        super().__init__(
            "goescape",
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            protocol_cls=Protocol,
        )
        self.session = Session(Store(default_cache_folder()), self)
        self.documents: dict[str, Document] = {}
        self.selections: dict[str, Selection] = {}
        """By URI: what is shown of the open files."""
        self.locale = ""
        self.shows_closed = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._progress = Progress(self)

    # The client

    @property
    def unit(self) -> ColumnUnit:
        """What the client counts columns in."""
        return UNITS[types.PositionEncodingKind(self.server_capabilities.position_encoding or "utf-16")]

    @property
    def language(self) -> Language:
        """The language of explanations: the setting's, else the client's."""
        setting = self.session.settings.locale
        return Language.of(self.locale if setting is Locale.AUTO else setting.value)

    @property
    def pulls(self) -> bool:
        """Whether the client asks for diagnostics itself and can be told when to ask again."""
        document = self.client_capabilities.text_document
        workspace = self.client_capabilities.workspace
        refresh = workspace.diagnostics.refresh_support if workspace and workspace.diagnostics else False
        return bool(document and document.diagnostic and refresh)

    @property
    def roots(self) -> list[str]:
        """The workspace folders; without any, the folders of the open files."""
        folders = [path_of(folder.uri) for folder in self.workspace.folders.values()]
        root = path_of(self.workspace.root_uri) if self.workspace.root_uri else None
        found = [f for f in folders if f] or ([root] if root else [])
        return found or sorted({os.path.dirname(path) for path in self.session.open_files})

    def apply_settings(self, raw: object) -> bool:
        """Take the client's settings; returns whether they differ from those before."""
        settings, messages = parse_settings(raw)
        for message in messages:
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))
        changed = settings != self.session.settings
        self.session.settings = settings
        return changed

    # Documents

    def document_source(self, uri: str) -> Source | None:
        """The present text behind a URI; None when it is no file or can't be read."""
        document = self.documents.get(uri)
        if document is not None:
            return document.source
        path = path_of(uri)
        return self.session.source(path) if path else None

    def document_at(self, path: str) -> Document | None:
        """The open document of a file."""
        return next((document for document in self.documents.values() if document.source.path == path), None)

    def uris_in(self, folder: str) -> list[str]:
        """The open documents of a folder."""
        return [uri for uri, d in self.documents.items() if os.path.dirname(d.source.path) == folder]

    # The session's listener

    def findings_changed(self, folder: str) -> None:
        from goescape_server.features import closed_files, diagnostics

        diagnostics.announce(self, folder)
        closed_files.show_folder(self, folder)

    def status_changed(self, status: Status) -> None:
        self.protocol.notify(STATUS, StatusParams(status.state.value, status.message, status.detail, status.toolchain))
        level = logging.WARNING if status.state in (State.WARNING, State.ERROR) else logging.INFO
        if status.state is not State.BUSY:
            LOG.log(level, "%s%s", status.message, f" ({status.detail})" if status.detail else "")
        if status.state is State.ERROR:
            text = f"goescape: {status.message}"
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, text))
        self._progress.follow(status)

    def is_idle(self) -> bool:
        """Whether nothing was heard of the client for a while."""
        return time.monotonic() - self.protocol.heard > IDLE_SECONDS

    # Background work

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside the request; a crash is logged and the server lives on."""

        async def guarded() -> None:
            try:
                await work
            except Exception:
                LOG.exception("a background task crashed")

        task = asyncio.get_running_loop().create_task(guarded())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def end(self) -> None:
        """End all work, for good."""
        for task in self._tasks:
            task.cancel()
        await self.session.end()
