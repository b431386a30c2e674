"""Go files annotated with what the compiler says of a line and what of the line that means.

Below a line of code stand comments ``//@ COLUMN: MESSAGE => PLACE``: the column (0 for none) and the message are
the compiler's, verbatim; the place is `show`'s text for the site that is found. A file that is built must have a
comment for each of its messages; one with ``//go:build ignore`` has those that somebody thought of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from goescape.findings.messages import Message, parse_line
from goescape.source import Source
from goescape.syntax import Role, Site, SyntaxTree, enclosing_function, locate

from .toolchain import ANCHORS

ROOT = Path(__file__).parent / "fixtures"
MARK = "//@ "


@dataclass(frozen=True)
class Expectation:
    """What is expected of one message. `line` is 1-based, in the annotated file."""

    line: int
    column: int
    message: str
    place: str = ""

    def __str__(self) -> str:
        return f"{self.column}: {self.message} => {self.place}"


@dataclass(frozen=True)
class Fixture:
    """An annotated Go file."""

    path: Path

    @cached_property
    def data(self) -> bytes:
        return self.path.read_bytes()

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def is_built(self) -> bool:
        return not self.data.startswith(b"//go:build ignore")

    @cached_property
    def expectations(self) -> list[Expectation]:
        return list(_read(self.data.decode().split("\n")))


def find_fixtures() -> list[Fixture]:
    return [Fixture(path) for path in sorted(ROOT.rglob("*.go"))]


def _read(lines: list[str]) -> Iterator[Expectation]:
    about = 0
    for number, text in enumerate(lines, start=1):
        if not text.strip().startswith(MARK):
            about = number
            continue
        column, _, rest = text.strip().removeprefix(MARK).partition(": ")
        message, _, place = rest.partition(" => ")
        yield Expectation(about, int(column), message, place)


def expected_of(messages: Iterable[Message]) -> list[Expectation]:
    """The messages in the order of their places, each once, still without a place."""
    return sorted({Expectation(m.line, m.column, m.text) for m in messages}, key=_order)


def _order(expectation: Expectation) -> tuple[int, int, str]:
    return expectation.line, expectation.column, expectation.message


def placed(expectation: Expectation, tree: SyntaxTree) -> Expectation:
    """`expectation` with the place that `locate` finds."""
    message = parse_line(f"file.go:1: {expectation.message}")
    assert message is not None
    site = locate(tree, expectation.line, expectation.column, message.subject, ANCHORS[message.kind])
    return replace(expectation, place="nothing" if site is None else show(site, tree))


def show(site: Site, tree: SyntaxTree) -> str:
    """A site on one line: shape, text, and whatever else is known of it."""
    source = tree.source
    facts = [
        site.role.value if site.role is not Role.OTHER else "",
        f"head `{_one_line(source, site.head.start, site.head.end)}`" if site.head != site.span else "",
        f"callee `{_one_line_of(site.callee)}`" if site.callee else "",
        site.launch.value if site.launch else "",
        "written" if site.written else "",
        "brought-in" if site.brought_in else "",
        "literal" if site.literal else "",
        f"in {enclosing_function(tree, site.span.start) or 'package'}",
    ]
    text = _one_line(source, site.span.start, site.span.end)
    return " ".join([f"{site.shape.value} `{text}`", *(fact for fact in facts if fact)])


def _one_line(source: Source, start: int, end: int) -> str:
    return _one_line_of(source.data[start:end].decode())


def _one_line_of(text: str) -> str:
    first, *rest = text.replace("\r", "").split("\n")
    text = first + " … " + rest[-1].strip() if rest else first
    return text if len(text) <= 80 else text[:40] + " … " + text[-37:]


def update(fixture: Fixture, messages: Iterable[Message]) -> None:
    """Write what the compiler says, and what it is found to mean, into a fixture."""
    wanted = expected_of(messages) if fixture.is_built else fixture.expectations
    tree = SyntaxTree.parse(Source(str(fixture.path), fixture.data))
    comments: dict[int, list[str]] = {}
    for expectation in wanted:
        comments.setdefault(expectation.line, []).append(str(placed(expectation, tree)))
    out: list[str] = []
    for number, text in enumerate(fixture.data.decode().split("\n"), start=1):
        if text.strip().startswith(MARK):
            continue
        indent = text[: len(text) - len(text.lstrip())]
        out += [text, *(indent + MARK + comment for comment in comments.get(number, []))]
    fixture.path.write_text("\n".join(out))
