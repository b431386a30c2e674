"""How long from saving a file to its diagnostics, beside the bare go command on the same edit.

    python benchmarks/save_latency.py [--check] [--scratch DIR] [--repeat N] [PACKAGE...]

Each round edits one line of the package's largest file twice, to texts never seen before. One is saved in a running
server: the time from ``didSave`` until the diagnostics of the new line have come. The other is compiled by ``go build
-gcflags=-m`` with the same toolchain and build cache. Which is first changes from round to round. After a save the
server comes to rest, and the same text is saved once more. With --check, exits with 1 when a limit is missed. DIR
keeps the copy of the toolchain and what it compiled for the next run.
"""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.edit import Edit
from benchmarks.goroot import Toolchain
from benchmarks.lsp import Client, Message
from benchmarks.rounds import parser, show, toolchain_in

PACKAGES = ("fmt", "encoding/json", "go/types", "net/http")
RATIO_LIMIT = 1.15
SLACK_SECONDS = 0.060
"""A save may take RATIO_LIMIT times the bare build, or SLACK_SECONDS more where that is larger."""
AGAIN_LIMIT = 0.050
START_LIMIT = 0.6


@dataclass
class Figures:
    """Seconds, a value a round; `memory` is the server's resident set at the end, in MB."""

    package: str
    saves: list[float] = field(default_factory=list)
    builds: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    memory: float = 0.0

    @property
    def limit(self) -> float:
        build = median(self.builds)
        return max(RATIO_LIMIT * build, build + SLACK_SECONDS)

    @property
    def holds(self) -> bool:
        return median(self.saves) <= self.limit and median(self.again) <= AGAIN_LIMIT

    def __str__(self) -> str:
        save, build, again = median(self.saves), median(self.builds), median(self.again)
        return (
            f"{self.package:14}{build:9.3f}{save:9.3f}{save / build:7.2f}{self.limit:9.3f}"
            f"{again * 1000:9.0f}{self.memory:9.0f}"
        )


HEADING = f"{'package':14}{'build s':>9}{'save s':>9}{'ratio':>7}{'limit s':>9}{'again ms':>9}{'RSS MB':>9}"


class Editor:
    """A client with one open file."""

    def __init__(self, client: Client, edit: Edit) -> None:
        self._client = client
        self._edit = edit
        self._version = 1
        self._line = edit.next()
        edit.write()
        item = {"uri": edit.uri, "languageId": "go", "version": 1, "text": edit.text}
        client.notify("textDocument/didOpen", {"textDocument": item})
        self.settle()

    def type_line(self) -> None:
        """Another version of the line in the buffer, sent as an editor does: the range that changed."""
        old, self._line = self._line, self._edit.next()
        self._version += 1
        start, end = {"line": self._edit.line, "character": 0}, {"line": self._edit.line, "character": len(old)}
        change = {"range": {"start": start, "end": end}, "text": self._line}
        document = {"uri": self._edit.uri, "version": self._version}
        self._client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})

    def save(self) -> float:
        """Save; the seconds until there are diagnostics of the present text."""
        start = time.perf_counter()
        self._client.notify("textDocument/didSave", {"textDocument": {"uri": self._edit.uri}})
        return self._client.wait(lambda message: self._found(message) is not None).at - start

    def settle(self) -> None:
        """Wait until the flows are there too, the last thing that the server does after a save."""
        self._client.wait(lambda message: bool((self._found(message) or {}).get("relatedInformation")))

    def _found(self, message: Message) -> dict[str, Any] | None:
        """The diagnostic of the line in a message. An earlier version's is never shown at the present one."""
        if message.content.get("method") != "textDocument/publishDiagnostics":
            return None
        if message.params["uri"] != self._edit.uri or message.params.get("version") != self._version:
            return None
        lines = [d for d in message.params["diagnostics"] if d["range"]["start"]["line"] == self._edit.line]
        return lines[0] if lines else None


def measure(toolchain: Toolchain, package: str, rounds: int) -> Figures:
    """The figures of one package. Leaves the toolchain as it was."""
    figures = Figures(package)
    toolchain.run("build", "-gcflags=-m", package)
    edit = Edit(toolchain.largest_file(package))
    with Client(toolchain.environment, str(edit.path.parent)) as client:
        client.initialize(edit.path.parent.as_uri(), {"goBinary": str(toolchain.go)})
        try:
            editor = Editor(client, edit)
            for number in range(rounds):
                if number % 2:
                    _build(toolchain, figures, edit)
                _save(figures, edit, editor)
                if number % 2 == 0:
                    _build(toolchain, figures, edit)
        finally:
            edit.undo()
        figures.memory = _resident_megabytes(client.process.pid)
    return figures


def _save(figures: Figures, edit: Edit, editor: Editor) -> None:
    editor.type_line()
    edit.write()
    figures.saves.append(editor.save())
    editor.settle()
    figures.again.append(editor.save())


def _build(toolchain: Toolchain, figures: Figures, edit: Edit) -> None:
    edit.next()
    edit.write()
    start = time.perf_counter()
    said = toolchain.run("build", "-gcflags=-m", figures.package).stderr
    figures.builds.append(time.perf_counter() - start)
    assert "moved to heap: x" in said


def starts(toolchain: Toolchain, rounds: int) -> list[float]:
    """Seconds from starting the server's process to its reply to ``initialize``, a value a round."""
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        with Client(toolchain.environment, str(toolchain.cache)) as client:
            found.append(client.initialize(toolchain.cache.as_uri(), {}).at - start)
    return found


def _resident_megabytes(process: int) -> float:
    kilobytes = subprocess.run(["ps", "-o", "rss=", "-p", str(process)], capture_output=True, text=True, check=True)
    return int(kilobytes.stdout) / 1024


def main() -> int:
    arguments = parser(__doc__, PACKAGES, 9)
    arguments.add_argument("--check", action="store_true")
    options = arguments.parse_args()
    with toolchain_in(options.scratch) as toolchain:
        held = show(HEADING, (measure(toolchain, package, options.repeat) for package in options.packages))
        start = median(starts(toolchain, options.repeat))
    print(f"start to initialize reply: {start:.3f} s, limit {START_LIMIT:.1f} s")
    return 1 if options.check and not (held and start <= START_LIMIT) else 0


if __name__ == "__main__":
    sys.exit(main())
