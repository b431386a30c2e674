"""Talking to one client over a transport, from the first message to an orderly end.

pygls can do both, but leaves it to asyncio to end what runs when the client has gone. asyncio then cancels its own
tasks too, and whoever is starting a process at that moment waits for ever. So all work is ended here, before the loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from pygls.io_ import StdinAsyncReader, StdoutWriter, run_async

from goescape_server.server import GoescapeServer

if TYPE_CHECKING:
    from pygls.io_ import AsyncReader, AsyncWriter, Writer

LOG = logging.getLogger(__name__)


async def over_stdio(server: GoescapeServer) -> None:
    """Talk over standard input and output."""
    with ThreadPoolExecutor(1, "goescape-stdin") as executor:
        await _talk(server, StdinAsyncReader(sys.stdin.buffer, executor), StdoutWriter(sys.stdout.buffer))


async def over_tcp(server: GoescapeServer, host: str, port: int) -> None:
    """Wait for a client at an address, and talk to it."""
    connected: asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Future()

    def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if connected.done():
            writer.close()
        else:
            connected.set_result((reader, writer))

    try:
        listening = await asyncio.start_server(take, host, port)
    except OSError as error:
        raise SystemExit(f"cannot listen on {host}:{port}: {os.strerror(error.errno or 0)}") from None
    async with listening:
        LOG.info("listening on %s:%d", host, port)
        reader, writer = await connected
        try:
            await _talk(server, reader, writer)
        finally:
            writer.close()


async def _talk(server: GoescapeServer, reader: AsyncReader, writer: Writer | AsyncWriter) -> None:
    """Until the client says exit (SystemExit), or goes."""
    server.protocol.set_writer(writer)
    try:
        with contextlib.suppress(ConnectionError):
            await run_async(
                stop_event=threading.Event(),
                reader=reader,
                protocol=server.protocol,
                logger=LOG,
                error_handler=server.report_server_error,
            )
    finally:
        await server.end()
