"""An editor without a screen: it starts a server, tells it what a user does, and keeps what it hears."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from attrs import define, field
from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities
from pytest_lsp.client import DEFAULT_CLIENT_FEATURES, register_lsp_features

from .text import edited, position, under

T = TypeVar("T")

PATIENCE = 30.0
"""Seconds that a test waits for what must come."""

PROFILES = ("visual_studio_code", "neovim", "pulling")
"""The clients of the tests: pytest-lsp's, and one that asks for diagnostics itself."""

SERVER = (sys.executable, "-m", "goescape_server")


def capabilities_of(profile: str, encodings: Sequence[str] = ()) -> types.ClientCapabilities:
    """What a client can do. Neovim, told that it can be asked to pull again, is the one that pulls; "plain" has
    neither edits with versions nor edits that are made later. `encodings` are taken in place of the client's own."""
    named = {"pulling": "neovim", "plain": "visual_studio_code"}
    found = client_capabilities(named.get(profile, profile))
    if profile == "plain":
        assert found.workspace is not None
        assert found.text_document is not None
        assert found.text_document.code_action is not None
        found.workspace.workspace_edit = None
        found.text_document.code_action.resolve_support = None
    if profile == "pulling":
        assert found.workspace is not None
        found.workspace.diagnostics = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
    if encodings:
        found.general = types.GeneralClientCapabilities(position_encodings=list(encodings))
    return found


@define
class Heard:
    """What the server said without being asked, in order."""

    published: list[types.PublishDiagnosticsParams] = field(factory=list)
    refreshes: int = 0
    statuses: list[Any] = field(factory=list)
    shown: list[str] = field(factory=list)
    logged: list[types.LogMessageParams] = field(factory=list)
    registrations: dict[str, types.Registration] = field(factory=dict)
    progress: list[Any] = field(factory=list)


class Editor:
    """One client of one server process. Paths are relative to `root`, the first workspace folder."""

    def __init__(self, root: Path, profile: str = "visual_studio_code", encodings: Sequence[str] = ()) -> None:
        self.root = root
        self.profile = profile
        self.capabilities = capabilities_of(profile, encodings)
        self.heard = Heard()
        self.configuration: dict[str, Any] = {}
        """The settings that the server gets when it asks."""
        self.may_crash = False
        """Whether the test makes a request fail on purpose."""
        self.texts: dict[str, str] = {}
        self.client: LanguageClient
        self.server: types.InitializeResult
        self._versions: dict[str, int] = {}
        self._news = asyncio.Event()

    # Its life

    async def start(
        self,
        *,
        folders: Sequence[str] = (".",),
        options: dict[str, Any] | None = None,
        configuration: dict[str, Any] | None = None,
        locale: str | None = "en",
        arguments: Sequence[str] = (),
        command: Sequence[str] = SERVER,
        environment: dict[str, str] | None = None,
    ) -> None:
        """Start the server and shake hands. `options` go with the handshake, `configuration` is what the server
        gets when it asks; `environment` is added to this process's."""
        self.configuration = configuration or {}
        config = ClientServerConfig(
            [*command, *arguments],
            client_factory=self._make_client,
            server_env={**os.environ, **(environment or {})},
        )
        client = await config.start()
        assert isinstance(client, LanguageClient)
        self.client = client
        roots = [self.root / folder for folder in folders]
        params = types.InitializeParams(
            capabilities=self.capabilities,
            workspace_folders=[types.WorkspaceFolder(root.as_uri(), root.name) for root in roots],
            root_uri=roots[0].as_uri() if roots else None,
            locale=locale,
            initialization_options=options,
        )
        self.server = await asyncio.wait_for(client.initialize_session(params), PATIENCE)

    async def stop(self) -> int:
        """Say goodbye; returns the server's exit status."""
        await asyncio.wait_for(self.client.shutdown_session(), PATIENCE)
        status = await self.process.wait()
        await self.client.stop()  # type: ignore[no-untyped-call]
        return status

    @property
    def process(self) -> asyncio.subprocess.Process:
        """The server's process."""
        process = self.client._server
        assert process is not None
        return process

    def _make_client(self) -> LanguageClient:
        client = LanguageClient(converter_factory=default_converter)
        heard = self.heard

        def noting(take: Callable[[Any], object]) -> Callable[[Any], None]:
            def handler(params: Any) -> None:
                take(params)
                self._news.set()

            return handler

        def refresh(_: None) -> None:
            heard.refreshes += 1

        def register(params: types.RegistrationParams) -> None:
            heard.registrations.update({r.method: r for r in params.registrations})

        def settings(params: types.ConfigurationParams) -> list[Any]:
            assert [item.section for item in params.items] == ["goescape"]
            return [self.configuration or None]

        features: dict[str, Any] = {
            types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: noting(heard.published.append),
            types.WORKSPACE_DIAGNOSTIC_REFRESH: noting(refresh),
            types.WINDOW_SHOW_MESSAGE: noting(lambda params: heard.shown.append(params.message)),
            types.WINDOW_LOG_MESSAGE: noting(heard.logged.append),
            types.CLIENT_REGISTER_CAPABILITY: noting(register),
            types.PROGRESS: noting(heard.progress.append),
            types.WORKSPACE_CONFIGURATION: settings,
            "goescape/status": noting(heard.statuses.append),
        }
        register_lsp_features(client, {**DEFAULT_CLIENT_FEATURES, **features})
        return client

    async def until(self, what: str, found: Callable[[], T]) -> T:
        """What `found` finds in what was heard, as soon as it finds anything."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while not (value := found()):
            await self._wait_for_news(deadline, what)
        return value

    async def _wait_for_news(self, deadline: float, what: str) -> None:
        assert not self.crashes, self.crashes
        self._news.clear()
        try:
            await asyncio.wait_for(self._news.wait(), deadline - asyncio.get_running_loop().time())
        except asyncio.TimeoutError:
            raise AssertionError(f"waited in vain for {what}; {self.story}") from None

    @property
    def story(self) -> str:
        """What was heard, for a failing test."""
        statuses = [f"{s.state}: {s.message}" for s in self.heard.statuses]
        return f"statuses {statuses}, shown {self.heard.shown}, log {[m.message for m in self.heard.logged]}"

    @property
    def crashes(self) -> list[str]:
        """What the server logged as an error of its own."""
        return [m.message for m in self.heard.logged if "Traceback" in m.message]

    @property
    def pushed_and_pulled(self) -> list[str]:
        """What an editor would show twice: open files that are pushed to one that pulls, or the reverse."""
        if self.server.capabilities.diagnostic_provider is None:
            return ["asked to pull"] * self.heard.refreshes
        return [name for name in self.texts if self.pushed(name)]

    # What the user does

    def uri(self, name: str) -> str:
        return (self.root / name).as_uri()

    @property
    def encoding(self) -> str:
        return str(self.server.capabilities.position_encoding or "utf-16")

    def open(self, name: str, text: str | None = None) -> None:
        """Show a file; `text` is what the editor has, if not the disk's."""
        known = (self.root / name).read_bytes().decode(errors="replace") if text is None else text
        self.texts[name], self._versions[name] = known, 1
        item = types.TextDocumentItem(self.uri(name), "go", 1, known)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace the one place where `old` stands, as an incremental edit."""
        text = self.texts[name]
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {name}"
        start = text.index(old)
        where = types.Range(position(text, start, self.encoding), position(text, start + len(old), self.encoding))
        self._change(name, types.TextDocumentContentChangePartial(range=where, text=new), text.replace(old, new))

    def replace(self, name: str, text: str) -> None:
        """Put a whole new text in place."""
        self._change(name, types.TextDocumentContentChangeWholeDocument(text=text), text)

    def _change(self, name: str, change: types.TextDocumentContentChangeEvent, text: str) -> None:
        self.texts[name] = text
        self._versions[name] += 1
        identifier = types.VersionedTextDocumentIdentifier(self._versions[name], self.uri(name))
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [change]))

    def save(self, name: str) -> None:
        """Write the text to the disk and say so."""
        (self.root / name).write_bytes(self.texts[name].encode())
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(self._identifier(name)))

    def close(self, name: str) -> None:
        del self.texts[name], self._versions[name]
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(self._identifier(name)))

    def changed_on_disk(self, *names: str, kind: types.FileChangeType = types.FileChangeType.Changed) -> None:
        """Say what a file watcher saw."""
        changes = [types.FileEvent(self.uri(name), kind) for name in names]
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(changes))

    def configure(self, settings: dict[str, Any], *, sent: bool = False) -> None:
        """Change the user's settings; `sent` tells that the client carries them instead of being asked."""
        self.configuration = settings
        carried = {"goescape": settings} if sent else None
        self.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(carried))

    async def command(self, name: str, *arguments: object) -> Any:
        params = types.ExecuteCommandParams(name, list(arguments))
        return await asyncio.wait_for(self.client.workspace_execute_command_async(params), PATIENCE)

    # What the user sees

    async def diagnostics(
        self, name: str, wanted: Callable[[list[types.Diagnostic]], bool], what: str = "diagnostics"
    ) -> list[types.Diagnostic]:
        """The diagnostics of a file, as soon as they are as `wanted`."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while True:
            before = self.heard.refreshes
            seen = await self.present(name)
            if seen is not None and wanted(seen):
                return seen
            if before == self.heard.refreshes:
                now = self.describe(name, seen)
                await self._wait_for_news(deadline, f"{what} in {name}; there are {now}")

    async def shows(self, name: str, expected: Sequence[str]) -> list[types.Diagnostic]:
        """The diagnostics of a file, as soon as they are the expected ones; see `describe`."""
        return await self.diagnostics(
            name, lambda found: self.describe(name, found) == list(expected), f"{list(expected)}"
        )

    async def explained(self, name: str) -> list[types.Diagnostic]:
        """The diagnostics of a file, as soon as there are flows in them."""
        return await self.diagnostics(name, lambda found: any(d.related_information for d in found), "flows")

    async def present(self, name: str) -> list[types.Diagnostic] | None:
        """The diagnostics that an editor shows now; None before the first."""
        if self.server.capabilities.diagnostic_provider is None:
            return self.pushed(name)
        params = types.DocumentDiagnosticParams(self._identifier(name))
        report = await asyncio.wait_for(self.client.text_document_diagnostic_async(params), PATIENCE)
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        return list(report.items)

    def pushed(self, name: str) -> list[types.Diagnostic] | None:
        """The diagnostics that were last pushed for a file; None before the first."""
        found = [p.diagnostics for p in self.heard.published if p.uri == self.uri(name)]
        return list(found[-1]) if found else None

    def describe(self, name: str, diagnostics: Sequence[types.Diagnostic] | None) -> list[str]:
        """Diagnostics for people: ``the text that is underlined: code``."""
        text = self.texts.get(name, "")
        return [f"{under(text, d.range, self.encoding)}: {d.code}" for d in diagnostics or ()]

    async def actions(
        self, name: str, words: str, only: Sequence[str] | None = None, named: Sequence[types.Diagnostic] = ()
    ) -> list[types.CodeAction]:
        """The fixes for the one place where `words` stand, and for the `named` diagnostics."""
        return [action for action in await self.all_actions(name, words, only, named) if action.data is not None]

    async def all_actions(
        self, name: str, words: str, only: Sequence[str] | None = None, named: Sequence[types.Diagnostic] = ()
    ) -> list[types.CodeAction]:
        """All code actions there, those too that write a directive."""
        text = self.texts[name]
        assert text.count(words) == 1, f"{words!r} is {text.count(words)} times in {name}"
        start = text.index(words)
        where = types.Range(position(text, start, self.encoding), position(text, start + len(words), self.encoding))
        context = types.CodeActionContext(list(named), only=list(only) if only is not None else None)
        params = types.CodeActionParams(self._identifier(name), where, context)
        found = await asyncio.wait_for(self.client.text_document_code_action_async(params), PATIENCE)
        assert all(isinstance(action, types.CodeAction) for action in found or ())
        return [action for action in found or () if isinstance(action, types.CodeAction)]

    async def proven(self, name: str, words: str, count: int) -> list[types.CodeAction]:
        """The code actions for a place, as soon as there are so many."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while len(found := await self.actions(name, words)) != count:
            titles = [action.title for action in found]
            assert asyncio.get_running_loop().time() < deadline, f"there are only {titles}; {self.story}"
            await asyncio.sleep(0.05)
        return found

    async def resolved(self, action: types.CodeAction) -> types.WorkspaceEdit:
        """The edit of an action."""
        if action.edit is None:
            action = await asyncio.wait_for(self.client.code_action_resolve_async(action), PATIENCE)
        assert action.edit is not None
        return action.edit

    async def apply(self, action: types.CodeAction) -> dict[str, str]:
        """The texts that an action makes of files, by name; those that are open are changed in the editor."""
        edit = await self.resolved(action)
        changes = {uri: list(edits) for uri, edits in (edit.changes or {}).items()}
        for change in edit.document_changes or ():
            assert isinstance(change, types.TextDocumentEdit)
            name = self.name(change.text_document.uri)
            assert change.text_document.version == self._versions.get(name)
            changes[change.text_document.uri] = [e for e in change.edits if isinstance(e, types.TextEdit)]
        texts = {}
        for uri, edits in changes.items():
            name = self.name(uri)
            before = self.texts[name] if name in self.texts else (self.root / name).read_text()
            texts[name] = edited(before, edits, self.encoding)
            if name in self.texts:
                self.replace(name, texts[name])
        return texts

    def name(self, uri: str) -> str:
        """What `uri` made a URI of."""
        return uri.removeprefix(self.root.as_uri() + "/")

    async def hover(self, name: str, words: str, at: int = 0) -> types.Hover | None:
        """The hover on the character number `at` of the one place where `words` stand."""
        text = self.texts[name]
        assert text.count(words) == 1, f"{words!r} is {text.count(words)} times in {name}"
        return await self.hover_at(name, position(text, text.index(words) + at, self.encoding))

    async def hover_at(self, name: str, where: types.Position) -> types.Hover | None:
        params = types.HoverParams(self._identifier(name), where)
        return await asyncio.wait_for(self.client.text_document_hover_async(params), PATIENCE)

    async def hover_text(self, name: str, words: str, at: int = 0) -> str:
        """Its Markdown; "" where there is none."""
        hover = await self.hover(name, words, at)
        if hover is None:
            return ""
        assert isinstance(hover.contents, types.MarkupContent)
        return hover.contents.value

    def _identifier(self, name: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri(name))
