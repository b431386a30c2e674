"""Findings of files that are not open: shown once the user has asked for the whole workspace.

They are pushed to every client, since none asks for them; when a file is opened its own diagnostics take over.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from lsprotocol import types

from goescape_server.convert import uri_of
from goescape_server.documents import Document
from goescape_server.features import diagnostics
from goescape_server.server import GoescapeServer


def show_all(server: GoescapeServer) -> None:
    """Show the findings of every analysed file that is not open, from now on."""
    server.shows_closed = True
    server.spawn(_show(server, server.session.analysed_files))


def show(server: GoescapeServer, path: str) -> None:
    """Show a closed file's findings, if the user has asked for such; of a file that is gone, none."""
    if server.shows_closed:
        server.spawn(_show(server, [path]))


def show_folder(server: GoescapeServer, folder: str) -> None:
    """Bring what is shown of a folder's closed files up to date."""
    if server.shows_closed:
        paths = [path for path in server.session.analysed_files if os.path.dirname(path) == folder]
        server.spawn(_show(server, paths))


async def _show(server: GoescapeServer, paths: Iterable[str]) -> None:
    for path in paths:
        source, uri = server.session.source(path), uri_of(path)
        items = []
        if source is not None and not server.session.is_open(path):
            items = await diagnostics.diagnostics_of(server, Document(uri, 0, source))
        if not server.session.is_open(path):
            server.selections.pop(uri, None)
            server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, items))


def hide(server: GoescapeServer, path: str) -> None:
    """Take away what is shown of a file: it was opened, or is gone."""
    if server.shows_closed:
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri_of(path), []))
