"""Code actions: what can be done where the user is.

A provider gives actions for what is asked; the table has them all, and to add one is to add a row. Listing never waits:
providers say what is known by now. An action without an edit has `data`, by which `codeAction/resolve` finds the edit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from goescape.explain.labels import Label, label
from goescape_server.features import directive_actions, fix_actions
from goescape_server.features.asked import Asked
from goescape_server.server import GoescapeServer

Provider: TypeAlias = Callable[[Asked], Iterator[types.CodeAction]]

PROVIDERS: tuple[Provider, ...] = (
    fix_actions.fixes,
    fix_actions.all_of_a_kind,
    fix_actions.all_in_file,
    directive_actions.of_line,
    directive_actions.of_function,
)

KINDS = (fix_actions.QUICK_FIX, fix_actions.REFACTORING, fix_actions.FIX_ALL)


def register(server: GoescapeServer) -> None:
    """Register the requests for code actions and for the edit of one."""

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(list(KINDS), resolve_provider=True))
    def code_action(ls: GoescapeServer, params: types.CodeActionParams) -> list[types.CodeAction]:
        document = ls.documents.get(params.text_document.uri)
        if document is None or not _takes_literals(ls):
            return []
        asked = Asked(ls, document, params)
        ls.session.look_at(document.source.path, asked.spans[0].start)
        return [action for provider in PROVIDERS for action in provider(asked)]

    @server.feature(types.CODE_ACTION_RESOLVE)
    def resolve(ls: GoescapeServer, action: types.CodeAction) -> types.CodeAction:
        if action.edit is None:
            action.edit = fix_actions.edit_of(ls, action.data)
        if action.edit is None:
            message = label(Label.FIX_STALE, ls.language)
            raise JsonRpcException(f"goescape: {message}", types.LSPErrorCodes.RequestFailed)
        return action


def _takes_literals(server: GoescapeServer) -> bool:
    """Whether the client takes actions that are no commands."""
    document = server.client_capabilities.text_document
    return bool(document and document.code_action and document.code_action.code_action_literal_support)
