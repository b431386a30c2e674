"""Starting the server on a transport."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from goescape_server import collecting
from goescape_server.features import code_actions, commands, configuration, hover, sync
from goescape_server.log import set_up
from goescape_server.server import GoescapeServer
from goescape_server.serving import over_stdio, over_tcp

SWITCH_SECONDS = 0.0002
"""How long a thread that finds and proves fixes may go on while a request waits."""

FEATURES = (configuration, sync, hover, code_actions, commands)


def build_server() -> GoescapeServer:
    """A server with all its features, connected to nothing."""
    server = GoescapeServer()
    for feature in FEATURES:
        feature.register(server)
    return server


def start(arguments: list[str] | None = None) -> None:
    """Serve until the client says exit."""
    parser = argparse.ArgumentParser(prog="goescape server", description="The goescape language server.")
    transport = parser.add_mutually_exclusive_group()
    transport.add_argument("--stdio", action="store_true", help="talk over standard input and output (the default)")
    transport.add_argument("--tcp", metavar="HOST:PORT", help="listen on this address, for one client")
    parser.add_argument("--log-file", type=Path, metavar="FILE", help="write a detailed log to FILE")
    options = parser.parse_args(arguments)
    server = build_server()
    try:
        set_up(server.window_log_message, options.log_file)
    except OSError as error:
        parser.error(f"cannot write the log file {options.log_file}: {error.strerror or error}")
    sys.setswitchinterval(SWITCH_SECONDS)
    collecting.postpone()
    if options.tcp:
        host, _, port = options.tcp.rpartition(":")
        if not port.isdigit():
            parser.error(f"--tcp takes HOST:PORT, not {options.tcp!r}")
        asyncio.run(over_tcp(server, host or "127.0.0.1", int(port)))
    else:
        asyncio.run(over_stdio(server))
