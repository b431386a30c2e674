"""Edits of files in the form that the client takes."""

from __future__ import annotations

from collections.abc import Iterable

from lsprotocol import types

from goescape_server.server import GoescapeServer

Change = tuple[str, "int | None", list[types.TextEdit]]
"""A file's URI as the client spells it, its version if it is open, and what changes in it."""


def workspace_edit(server: GoescapeServer, changes: Iterable[Change]) -> types.WorkspaceEdit:
    """The edit of several files; versioned where the client can be told versions."""
    workspace = server.client_capabilities.workspace
    versioned = bool(workspace and workspace.workspace_edit and workspace.workspace_edit.document_changes)
    if not versioned:
        return types.WorkspaceEdit(changes={uri: edits for uri, _, edits in changes})
    documents = [
        types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri, version), list(edits))
        for uri, version, edits in changes
    ]
    return types.WorkspaceEdit(document_changes=list(documents))
