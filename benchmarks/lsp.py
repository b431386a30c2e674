"""A language client of a few lines: enough to drive the server and to see when its messages come."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Any

PATIENCE_SECONDS = 300.0
"""How long a message is waited for."""


@dataclass(frozen=True)
class Message:
    """A message of the server, and when all of it had come (`time.perf_counter`)."""

    at: float
    content: dict[str, Any]

    @property
    def params(self) -> Any:
        return self.content.get("params")


class Client:
    """A server process and the talk with it. What the server asks of its client is answered with null."""

    def __init__(self, environment: Mapping[str, str], folder: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "goescape_server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=folder,
        )
        self._messages: queue.Queue[Message | None] = queue.Queue()
        self._last_id = 0
        threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True).start()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.request("shutdown", None)
            self.notify("exit", None)
        else:
            self.process.kill()
        self.process.wait(PATIENCE_SECONDS)

    def initialize(
        self, root_uri: str, settings: Mapping[str, Any], capabilities: Mapping[str, Any] | None = None
    ) -> Message:
        """Shake hands; the server's reply."""
        options = {"settings": settings, "trusted": True, "locale": "en"}
        known = capabilities or {}
        params = {"processId": None, "rootUri": root_uri, "capabilities": known, "initializationOptions": options}
        reply = self.request("initialize", params)
        self.notify("initialized", {})
        return reply

    def request(self, method: str, params: object) -> Message:
        """Send a request and wait for its reply."""
        self._last_id += 1
        number = self._last_id
        self._send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        reply = self.wait(lambda message: message.content.get("id") == number and "method" not in message.content)
        if "error" in reply.content:
            raise RuntimeError(f"{method}: {reply.content['error']}")
        return reply

    def notify(self, method: str, params: object) -> None:
        """Send a notification."""
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def wait(self, wanted: Callable[[Message], bool]) -> Message:
        """The next message that is wanted; those before it are passed over."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            message = self._messages.get(timeout=max(deadline - time.monotonic(), 0.001))
            if message is None:
                raise RuntimeError(f"the server ended with status {self.process.wait()}")
            if "id" in message.content and "method" in message.content:
                self._send({"jsonrpc": "2.0", "id": message.content["id"], "result": None})
            if wanted(message):
                return message

    def _send(self, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def _read(self, stream: IO[bytes]) -> None:
        while head := stream.readline():
            length = 0
            while head not in (b"\r\n", b""):
                name, _, value = head.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
                head = stream.readline()
            body = stream.read(length)
            self._messages.put(Message(time.perf_counter(), json.loads(body)))
        self._messages.put(None)
