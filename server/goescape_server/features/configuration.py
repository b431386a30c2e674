"""The client's settings, locale and trust; start and end of a session."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from goescape_server import collecting
from goescape_server.convert import path_of
from goescape_server.features import diagnostics, sync
from goescape_server.server import TRUST, GoescapeServer

SECTION = "goescape"


def register(server: GoescapeServer) -> None:
    """Register the handlers of the server's life and its settings."""

    @server.feature(types.INITIALIZE)
    def initialize(ls: GoescapeServer, params: types.InitializeParams) -> None:
        options = params.initialization_options if isinstance(params.initialization_options, dict) else {}
        ls.locale = str(options.get("locale") or params.locale or "")
        # A client without the idea of trust does not send it: its user chose to start the server.
        ls.session.trusted = options.get("trusted") is not False
        ls.apply_settings(options.get("settings"))
        if ls.pulls:
            diagnostics.register_pull(ls)

    @server.feature(types.INITIALIZED)
    async def initialized(ls: GoescapeServer, params: types.InitializedParams) -> None:
        ls.spawn(_introduce(ls))
        ls.spawn(collecting.collect_when_idle(ls.is_idle))

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def did_change_configuration(ls: GoescapeServer, params: types.DidChangeConfigurationParams) -> None:
        sent = _section(params.settings)
        ls.spawn(_use(ls, sent if sent is not None else await _ask(ls)))

    @server.feature(TRUST)
    async def trust(ls: GoescapeServer, params: Any) -> None:
        ls.session.trusted = bool(getattr(params, "trusted", False))
        ls.spawn(ls.session.restart())

    @server.feature(types.SHUTDOWN)
    def shutdown(ls: GoescapeServer, params: None) -> None:
        ls.session.stop()


async def _introduce(server: GoescapeServer) -> None:
    """What can only be asked of a client once it is initialised."""
    await sync.watch(server)
    workspace = server.client_capabilities.workspace
    if workspace and workspace.did_change_configuration and workspace.did_change_configuration.dynamic_registration:
        method = types.WORKSPACE_DID_CHANGE_CONFIGURATION
        registration = types.Registration("goescape-settings", method, {"section": SECTION})
        await server.client_register_capability_async(types.RegistrationParams([registration]))
    asked = await _ask(server)
    if asked:
        await _use(server, asked)


async def _ask(server: GoescapeServer) -> object:
    """The settings by ``workspace/configuration``; None where the client has no such request."""
    workspace = server.client_capabilities.workspace
    if not (workspace and workspace.configuration):
        return None
    scope = server.workspace.root_uri
    items = [types.ConfigurationItem(section=SECTION, scope_uri=scope if scope and path_of(scope) else None)]
    answers = await server.workspace_configuration_async(types.ConfigurationParams(items))
    return answers[0] if answers else None


async def _use(server: GoescapeServer, raw: object) -> None:
    """Take settings, and analyse again where they changed anything."""
    if raw and server.apply_settings(raw):
        await server.session.restart()


def _section(settings: object) -> object:
    """goescape's part of what ``didChangeConfiguration`` carried; None when it carried nothing."""
    if isinstance(settings, dict):
        return settings.get(SECTION) or None
    section: Any = getattr(settings, SECTION, None)
    return section._asdict() if hasattr(section, "_asdict") else section
