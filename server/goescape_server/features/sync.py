"""Following the editor: texts that are opened, changed, saved and closed, and files that change on disk."""

from __future__ import annotations

import os

from lsprotocol import types

from goescape.source import Source
from goescape_server.convert import offset_of, path_of
from goescape_server.documents import Document, apply_changes
from goescape_server.features import closed_files, diagnostics
from goescape_server.server import GoescapeServer

WATCHED = ("**/*.go", "**/go.mod", "**/go.sum", "**/go.work")


def register(server: GoescapeServer) -> None:
    """Register the handlers of document synchronisation."""

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def did_open(ls: GoescapeServer, params: types.DidOpenTextDocumentParams) -> None:
        item = params.text_document
        path = path_of(item.uri)
        if path is None or not path.endswith(".go"):
            return
        source = Source(path, item.text.encode("utf-8", "surrogatepass"))
        ls.documents[item.uri] = Document(item.uri, item.version, source)
        ls.session.open(path, source.data)
        closed_files.hide(ls, path)
        ls.spawn(ls.session.analyse_file(path))

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(ls: GoescapeServer, params: types.DidChangeTextDocumentParams) -> None:
        document = ls.documents.get(params.text_document.uri)
        if document is None:
            return
        source = apply_changes(document.source, params.content_changes, ls.unit)
        ls.documents[document.uri] = Document(document.uri, params.text_document.version, source)
        ls.session.open(source.path, source.data)
        last = params.content_changes[-1] if params.content_changes else None
        if isinstance(last, types.TextDocumentContentChangePartial):
            ls.session.look_at(source.path, offset_of(source, last.range.start, ls.unit))
        ls.spawn(ls.session.follow_edit(source.path))

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def did_save(ls: GoescapeServer, params: types.DidSaveTextDocumentParams) -> None:
        document = ls.documents.get(params.text_document.uri)
        if document is not None:
            ls.spawn(ls.session.analyse_file(document.source.path))

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def did_close(ls: GoescapeServer, params: types.DidCloseTextDocumentParams) -> None:
        document = ls.documents.pop(params.text_document.uri, None)
        if document is None:
            return
        path = document.source.path
        ls.session.close(path)
        diagnostics.clear(ls, document.uri)
        if ls.session.source(path) != document.source:  # unsaved text no longer counts
            ls.spawn(ls.session.analyse_folders(ls.session.changed_on_disk([path])))
        closed_files.show(ls, path)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def did_change_watched(ls: GoescapeServer, params: types.DidChangeWatchedFilesParams) -> None:
        paths = [path for change in params.changes if (path := path_of(change.uri)) and not ls.session.is_open(path)]
        for path in [path for path in paths if not os.path.isfile(path)]:
            closed_files.hide(ls, path)
        stale = ls.session.changed_on_disk(paths)
        if stale:
            ls.spawn(ls.session.analyse_folders(stale))


async def watch(server: GoescapeServer) -> None:
    """Ask the client to report files that change on disk, where it can be asked."""
    workspace = server.client_capabilities.workspace
    watching = workspace.did_change_watched_files if workspace else None
    if not (watching and watching.dynamic_registration):
        return
    options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(glob) for glob in WATCHED])
    method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
    await server.client_register_capability_async(
        types.RegistrationParams([types.Registration("goescape-files", method, options)])
    )
