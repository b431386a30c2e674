"""Proven fixes as code actions: one by one, all of a kind in a file, all in a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lsprotocol import types

from goescape.explain import fixes as words
from goescape.explain.labels import Label, label
from goescape.fixes.edits.alignment import edits_between
from goescape.fixes.proof import Verdict
from goescape.proving.offers import Bundle, Offer
from goescape.source import Source
from goescape_server.convert import path_of, range_of, uri_of
from goescape_server.edits import Change, workspace_edit
from goescape_server.features.asked import Asked
from goescape_server.server import GoescapeServer

QUICK_FIX: str = types.CodeActionKind.QuickFix.value
REFACTORING: str = types.CodeActionKind.RefactorRewrite.value
FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.goescape"
"""The kind of the action that applies all proven quick fixes of a file."""


def fixes(asked: Asked) -> Iterator[types.CodeAction]:
    """The fixes of what is asked about, each with its proof in the title."""
    wanted = [(offer, spans) for offer, spans in asked.offers if asked.wants(_kind(offer))]
    preferred = [offer for offer, _ in wanted if _is_sure(offer)]
    for offer, spans in wanted:
        action = _action(asked, words.title(offer.proof, asked.server.language), _kind(offer), offer)
        action.diagnostics = asked.diagnostics(spans) or None
        action.is_preferred = preferred == [offer] or None
        yield action


def all_of_a_kind(asked: Asked) -> Iterator[types.CodeAction]:
    """For each kind of quick fix that is offered here, and elsewhere in the file: all of them at once."""
    if asked.wants(QUICK_FIX):
        here = {offer.candidate.kind for offer, _ in asked.offers}
        for bundle in asked.server.session.bundles_in(asked.path):
            if bundle.kind is not None and bundle.kind in here:
                title = words.all_of_kind(bundle.kind, asked.server.language)
                yield _action(asked, title, QUICK_FIX, bundle)


def all_in_file(asked: Asked) -> Iterator[types.CodeAction]:
    """All proven quick fixes of the file that can be applied together."""
    if asked.wants(FIX_ALL):
        for bundle in asked.server.session.bundles_in(asked.path):
            if bundle.kind is None:
                title = label(Label.FIX_ALL, asked.server.language, count=len(bundle.offers))
                yield _action(asked, title, FIX_ALL, bundle)


def edit_of(server: GoescapeServer, data: Any) -> types.WorkspaceEdit | None:
    """The edit of an action, by its data; None where it does not hold any more."""
    key, uri = (data.get("fix"), data.get("uri")) if isinstance(data, dict) else (None, None)
    path = path_of(uri) if isinstance(uri, str) else None
    found = server.session.offered(path, key) if path is not None and isinstance(key, str) else None
    return _edit(server, found.before, found.texts) if found is not None else None


def _kind(offer: Offer) -> str:
    return REFACTORING if offer.candidate.kind.is_refactoring else QUICK_FIX


def _is_sure(offer: Offer) -> bool:
    return offer.proof.verdict is Verdict.PROVEN and not offer.candidate.kind.is_refactoring


def _action(asked: Asked, title: str, kind: str, what: Offer | Bundle) -> types.CodeAction:
    """An action, with its edit for a client that does not ask for it later."""
    action = types.CodeAction(title, kind=kind, data={"fix": what.key, "uri": asked.document.uri})
    if not _resolves(asked.server):
        action.edit = _edit(asked.server, what.before, what.texts)
    return action


def _resolves(server: GoescapeServer) -> bool:
    document = server.client_capabilities.text_document
    actions = document.code_action if document else None
    resolve = actions.resolve_support if actions else None
    return bool(actions and actions.data_support and resolve and "edit" in resolve.properties)


def _edit(server: GoescapeServer, before: Mapping[str, bytes], texts: Mapping[str, bytes]) -> types.WorkspaceEdit:
    """What makes files that have the texts `before` have the new texts."""
    return workspace_edit(server, _edits(server, before, texts))


def _edits(
    server: GoescapeServer, before: Mapping[str, bytes], texts: Mapping[str, bytes]
) -> Iterator[Change]:
    """For each file: its URI as the client spells it, its version if it is open, and what changes."""
    for path, text in texts.items():
        source = Source(path, before[path])
        document = server.document_at(path)
        edits = [
            types.TextEdit(range_of(source, edit.span, server.unit), edit.text.decode("utf-8", "surrogateescape"))
            for edit in edits_between(path, source.data, text)
        ]
        yield document.uri if document else uri_of(path), document.version if document else None, edits
