"""Writing the compiler's answer back into a fixture's comments (``GOESCAPE_UPDATE=1``).

An expectation that still holds keeps its attributes and column; a ``// want:-1`` comment stays where it is.
Everything else on a line is left as it was, byte for byte.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from .compare import compare
from .expectation import COMMENT, Comment, Expectation, comment_for
from .fixture import Fixture
from .observation import Message, Observation


def update(fixture: Fixture, observation: Observation) -> None:
    """Rewrite the fixture's files so that they expect exactly what was observed at their lines."""
    by_file: dict[str, list[Message]] = defaultdict(list)
    for message in observation.messages:
        by_file[message.file].append(message)
    for file, text in fixture.files.items():
        updated = rewritten(file, text, fixture.comments[file], by_file[file], columns="columns" in fixture.shown)
        if updated != text:
            (fixture.root / file).write_bytes(updated.encode("utf-8", "surrogateescape"))


def rewritten(
    file: str, text: str, comments: Sequence[Comment], messages: Sequence[Message], *, columns: bool = False
) -> str:
    """`text` with ``// want`` comments that expect `messages` instead, with `columns` if wanted."""
    old = [e for comment in comments for e in comment.expectations]
    wanted = _by_line(_expectations(file, old, messages, columns))
    lines = text.split("\n")
    placed = [(comment.index, comment.offset) for comment in comments]
    covered = {index + 1 + offset for index, offset in placed}
    placed += [(line - 1, 0) for line in wanted if line not in covered]
    for index, offset in placed:
        lines[index] = _with_comment(lines[index], wanted.pop(index + 1 + offset, []), offset)
    return "\n".join(lines)


def _expectations(
    file: str, old: Sequence[Expectation], messages: Sequence[Message], columns: bool
) -> list[Expectation]:
    """One expectation a message, by column; a message that was expected before keeps its attributes."""
    met = {id(message): expectation for expectation, message in compare(old, messages).pairs}
    wanted = []
    for message in sorted(messages, key=lambda m: m.column):
        expectation = met.get(id(message)) or Expectation(file, message.line, message.text)
        wanted.append(replace(expectation, column=message.column) if columns else expectation)
    return wanted


def _by_line(expectations: Sequence[Expectation]) -> dict[int, list[Expectation]]:
    lines: dict[int, list[Expectation]] = defaultdict(list)
    for expectation in expectations:
        lines[expectation.line].append(expectation)
    return dict(lines)


def _with_comment(line: str, expectations: Sequence[Expectation], offset: int) -> str:
    match = COMMENT.search(line)
    end = "\r" if line.endswith("\r") else ""
    code = line[: match.start()] if match else line.removesuffix("\r")
    if not expectations:
        return code + end
    space = (match["space"] if match else " ") if code else ""
    return f"{code}{space}{comment_for(expectations, offset)}{end}"
