"""How long from the findings of a save to the first proven fix, and what it costs to list code actions.

    python benchmarks/fix_latency.py [--check] [--scratch DIR] [--repeat N] [PACKAGE...]

Each round gives the package's largest file that is not generated a function at its end that was never seen before,
with a slice that could be preallocated, and opens it in a running server with the cursor there. Measured is the time
from the diagnostics until the fix is listed, and how long each request for code actions took meanwhile, with the search
and the compiler at work. Then a file with many proven fixes is opened, and all of them are listed again and again. With
--check, exits with 1 when a limit is missed. DIR keeps the copy of the toolchain and what it compiled for the next run.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.goroot import Toolchain, replace_file
from benchmarks.lsp import Client, Message
from benchmarks.rounds import parser, show, toolchain_in, verdict

PACKAGES = ("fmt", "net/http")
LISTING_LIMIT = 0.020
"""Seconds that 99 of 100 requests for code actions may take."""
PAUSE_SECONDS = 0.010
"""Between two requests while a fix is waited for: more than any editor sends."""
FIXES = 64
LISTINGS = 1000

MARK = "\n// measuredFix"
FUNCTION = """\
{mark}{number} adds to all.
func measuredFix(all []int) []int {{
	more := []int{{}}
	for _, one := range all {{
		more = append(more, one+{number})
	}}
	return more
}}
"""
APPEND = 2
"""Lines from the slice's declaration to what escapes."""

ACTIONS = {
    "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source.fixAll"]}},
    "dataSupport": True,
    "resolveSupport": {"properties": ["edit"]},
}
CAPABILITIES = {
    "textDocument": {"codeAction": ACTIONS},
    "workspace": {"workspaceEdit": {"documentChanges": True}},
}


@dataclass
class Figures:
    """Seconds: from the findings to the fix, a value a round; and of each request for code actions meanwhile."""

    package: str
    first: list[float] = field(default_factory=list)
    listings: list[float] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return _p99(self.listings) <= LISTING_LIMIT

    def __str__(self) -> str:
        return f"{self.package:22}{median(self.first):10.2f}{max(self.first):10.2f}{_listed(self.listings)}"


HEADING = f"{'package':22}{'first s':>10}{'worst s':>10}{'p50 ms':>9}{'p99 ms':>9}{'requests':>10}"


class Editor:
    """One file in an editor: what is on disk, with a function at its end."""

    def __init__(self, client: Client, path: Path) -> None:
        self._client = client
        self._path = path
        self._original = path.read_text(encoding="utf-8").partition(MARK)[0]
        self._uri = path.as_uri()
        self._line = 0

    def open(self) -> float:
        """Open another version; when its findings have come."""
        text = self._original + FUNCTION.format(mark=MARK, number=time.time_ns())
        self._line = text[: text.rindex("more := ")].count("\n")
        replace_file(self._path, text.encode())
        item = {"uri": self._uri, "languageId": "go", "version": 1, "text": text}
        self._client.notify("textDocument/didOpen", {"textDocument": item})
        self.actions()
        return self._client.wait(self._has_findings).at

    def close(self) -> None:
        """Close the file, and put its own text on disk."""
        self._client.notify("textDocument/didClose", {"textDocument": {"uri": self._uri}})
        replace_file(self._path, self._original.encode())

    def actions(self) -> list[dict[str, Any]]:
        """The code actions at the function's slice."""
        start, end = {"line": self._line, "character": 1}, {"line": self._line, "character": 5}
        where = {"start": start, "end": end}
        return _actions(self._client, self._uri, where)

    def _has_findings(self, message: Message) -> bool:
        if message.content.get("method") != "textDocument/publishDiagnostics" or message.params["uri"] != self._uri:
            return False
        return any(d["range"]["start"]["line"] == self._line + APPEND for d in message.params["diagnostics"])


def _actions(client: Client, uri: str, where: dict[str, Any]) -> list[dict[str, Any]]:
    params = {"textDocument": {"uri": uri}, "range": where, "context": {"diagnostics": []}}
    found: list[dict[str, Any]] = client.request("textDocument/codeAction", params).content["result"]
    return found


def first_fix(toolchain: Toolchain, package: str, rounds: int) -> Figures:
    """The figures of one package. Leaves the toolchain as it was."""
    figures = Figures(package)
    toolchain.run("build", "-gcflags=-m", package)
    path = toolchain.largest_file(package, generated=False)
    for _ in range(rounds):
        with Client(toolchain.environment, str(path.parent)) as client:
            client.initialize(path.parent.as_uri(), {"goBinary": str(toolchain.go)}, CAPABILITIES)
            editor = Editor(client, path)
            try:
                found = editor.open()
                figures.listings += _until_fixed(editor)
                figures.first.append(time.perf_counter() - found)
            finally:
                editor.close()
    return figures


def _until_fixed(editor: Editor) -> Iterator[float]:
    """What the requests take until the fix is listed."""
    fixed = False
    while not fixed:
        time.sleep(PAUSE_SECONDS)
        start = time.perf_counter()
        fixed = any(action["title"].startswith("Preallocate") for action in editor.actions())
        yield time.perf_counter() - start


def full_list(toolchain: Toolchain) -> list[float]:
    """What requests take that list many proven fixes, after one that was not counted."""
    folder = toolchain.cache.parent / "many"
    folder.mkdir(parents=True, exist_ok=True)
    body = 'func f{n}(n int) string {{ return fmt.Sprintf("%d", n+{n}) }}'
    functions = "\n\n".join(body.format(n=n) for n in range(FIXES))
    path, text = folder / "many.go", f'package many\n\nimport "fmt"\n\n{functions}\n'
    path.write_text(text)
    (folder / "go.mod").write_text("module example.com/many\n\ngo 1.24\n")
    where = {"start": {"line": 0, "character": 0}, "end": {"line": text.count("\n"), "character": 0}}
    with Client(toolchain.environment, str(folder)) as client:
        client.initialize(folder.as_uri(), {"goBinary": str(toolchain.go)}, CAPABILITIES)
        item = {"uri": path.as_uri(), "languageId": "go", "version": 1, "text": text}
        client.notify("textDocument/didOpen", {"textDocument": item})
        while len(_actions(client, path.as_uri(), where)) < FIXES + 2:
            time.sleep(0.1)
        return [_timed(client, path.as_uri(), where) for _ in range(LISTINGS)]


def _timed(client: Client, uri: str, where: dict[str, Any]) -> float:
    start = time.perf_counter()
    _actions(client, uri, where)
    return time.perf_counter() - start


def _p99(seconds: list[float]) -> float:
    return quantiles(seconds, n=100)[98]


def _listed(seconds: list[float]) -> str:
    return f"{median(seconds) * 1000:9.1f}{_p99(seconds) * 1000:9.1f}{len(seconds):10}"


def main() -> int:
    arguments = parser(__doc__, PACKAGES, 5)
    arguments.add_argument("--check", action="store_true")
    options = arguments.parse_args()
    with toolchain_in(options.scratch) as toolchain:
        held = show(HEADING, (first_fix(toolchain, package, options.repeat) for package in options.packages))
        listings = full_list(toolchain)
    short = _p99(listings) <= LISTING_LIMIT
    print(f"{f'{FIXES} fixes in a file':42}{_listed(listings)}  {verdict(short)}")
    return 1 if options.check and not (held and short) else 0


if __name__ == "__main__":
    sys.exit(main())
