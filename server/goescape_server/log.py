"""Logging: to the client through the protocol, and all of it to a file when one is asked for."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from lsprotocol import types

_LEVELS = (
    (logging.ERROR, types.MessageType.Error),
    (logging.WARNING, types.MessageType.Warning),
    (logging.INFO, types.MessageType.Info),
    (logging.NOTSET, types.MessageType.Log),
)


class ClientHandler(logging.Handler):
    """Sends records to the client as ``window/logMessage``. Nothing is ever printed: clients show a server's
    standard error as errors."""

    def __init__(self, send: Callable[[types.LogMessageParams], None]) -> None:
        super().__init__(logging.INFO)
        self._send = send

    def emit(self, record: logging.LogRecord) -> None:
        kind = next(kind for level, kind in _LEVELS if record.levelno >= level)
        try:
            self._send(types.LogMessageParams(kind, self.format(record)))
        except Exception:  # a client that is gone must not break what was logged
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's name)
        """Say nothing: there is nobody to say it to."""


def set_up(send: Callable[[types.LogMessageParams], None], file: Path | None) -> None:
    """Send goescape's records to the client, and every record to `file`."""
    for name in ("goescape", "goescape_server"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.DEBUG)
        logger.addHandler(ClientHandler(send))
    root = logging.getLogger()
    if file is None:
        root.addHandler(logging.NullHandler())
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(file, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.setLevel(logging.DEBUG)
    root.addHandler(handler)
