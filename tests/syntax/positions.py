"""How well the places found agree with the compiler's messages and with go/parser's syntax tree.

A message is *anchored* if the place found for it is one that go/parser has at that very point
(oracle/main.go). Of a message about a value or a name that is the place's own, not an inlined callee's, the
compiler's text is compared with the source's as well.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from goescape.findings.messages import Message
from goescape.findings.model import Kind
from goescape.source import Source
from goescape.syntax import Anchor, Site, SyntaxTree, locate, package_facts

from .toolchain import ANCHORS, Go

ORACLE = Path(__file__).parent / "oracle" / "main.go"
UNSPELLED = (Kind.BOUNDS_CHECK, Kind.ZERO_COPY, Kind.OTHER)
"""Kinds of messages that do not print what they are about."""
Places = dict[int, set[tuple[int, int]]]


@dataclass
class Tally:
    """What was found. `strays` and `unlike` hold one line for each message that fails a comparison.

    `messages` counts those with a column in files that cgo does not rewrite; `elsewhere` the others.
    """

    messages: int = 0
    elsewhere: int = 0
    texts: int = 0
    brought_in: int = 0
    strays: list[str] = field(default_factory=list)
    unlike: list[str] = field(default_factory=list)
    shapes: Counter[str] = field(default_factory=Counter)

    @property
    def anchored(self) -> float:
        return 1 - len(self.strays) / max(self.messages, 1)

    @property
    def alike(self) -> float:
        return 1 - len(self.unlike) / max(self.texts, 1)


def measure(go: Go, folder: Path, patterns: list[str]) -> Tally:
    """The tally of the packages that `patterns` name in `folder`."""
    messages = list(go.messages(folder, patterns))
    files = sorted({path for path, _ in messages})
    trees = {path: SyntaxTree.parse(Source(str(path), path.read_bytes())) for path in files}
    rewritten = {path for path, tree in trees.items() if _is_rewritten(tree)}
    places = _oracle(go, files)
    tally = Tally()
    for path, message in messages:
        if path in rewritten or not message.column:
            tally.elsewhere += 1
        else:
            _count(tally, trees[path], message, places[path])
    return tally


def _is_rewritten(tree: SyntaxTree) -> bool:
    return tree.has_line_directives or package_facts(tree).imports_c


def _oracle(go: Go, files: Iterable[Path]) -> dict[Path, Places]:
    output = go.run(ORACLE.parent, "run", str(ORACLE), standard_input="\n".join(map(str, files)))
    found: dict[Path, Places] = {}
    for line in output.splitlines():
        listing = json.loads(line)
        places: Places = found.setdefault(Path(listing["file"]), {})
        for point, start, end in listing["places"]:
            places.setdefault(point, set()).add((start, end))
    return found


def _count(tally: Tally, tree: SyntaxTree, message: Message, places: Places) -> None:
    anchor = ANCHORS[message.kind]
    site = locate(tree, message.line, message.column, message.subject, anchor)
    tally.messages += 1
    offset = tree.source.offset(message.line, message.column)
    if site is None or (site.span.start, site.span.end) not in places.get(offset, ()):
        tally.strays.append(_line(tree, message, site))
    if site is None or message.kind in UNSPELLED or anchor not in (Anchor.VALUE, Anchor.NAME):
        return
    tally.shapes[site.shape.value] += 1
    if site.brought_in:
        tally.brought_in += 1
        return
    tally.texts += 1
    if not site.written:
        tally.unlike.append(_line(tree, message, site))


def _line(tree: SyntaxTree, message: Message, site: Site | None) -> str:
    text = "nothing" if site is None else f"{site.shape.value} {tree.source.text(site.span)[:70]!r}"
    return f"{tree.source.path}:{message.line}:{message.column}: {message.text[:120]} => {text}"
