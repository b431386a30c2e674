"""Syntax trees as flat lists, ours and go/parser's (benchmarks/gotypes, `shape`), to be compared.

A line is (kind, start, end): every node below a file's declarations in preorder, byte offsets. What only go/parser has
a node for is made up (a type switch's assignment, the block around clauses) or left out (lists of fields).
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from goescape.syntax.document import Declaration, GoFile
from goescape.syntax.nodes import Node, Select, Switch, TypeSwitch
from goescape.syntax.positions import Lowered

PROGRAM = Path(__file__).parent.parent.parent / "benchmarks" / "gotypes"
ANYWHERE = -1
"""Equal to any start."""

Line = tuple[str, int, int]


@dataclass
class Shape:
    """go/parser's tree of a file, and its errors: offset and message."""

    lines: list[Line] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)


def our_shape(file: GoFile) -> list[Line]:
    """A file's tree as lowered. AssertionError if the ids are not dense, or not in preorder."""
    lines: list[Line] = []
    for start, declaration in zip(file.starts, file.declarations, strict=True):
        lines += declaration_shape(declaration, start)
    return lines


def declaration_shape(declaration: Declaration, start: int) -> list[Line]:
    """The tree of a declaration whose text begins at the offset `start`."""
    lines = _Walk(declaration.head, start).lines
    if declaration.body is not None:
        lines += _Walk(declaration.body, start).lines
    return lines


class _Walk:
    def __init__(self, lowered: Lowered, start: int) -> None:
        self.lines: list[Line] = []
        self._lowered = lowered
        self._start = start
        self._next = lowered.first
        self._visit(lowered.node)
        assert self._next == lowered.first + lowered.count

    def _visit(self, node: Node) -> None:
        assert node.id == self._next, f"{node.id} instead of {self._next}"
        self._next += 1
        start, end = self._extent(node)
        self.lines.append((type(node).__name__, start, end))
        for name in node.__struct_fields__[1:]:
            value = getattr(node, name)
            if name == "clauses" and isinstance(node, (Switch, TypeSwitch, Select)):
                self.lines.append(("Block", ANYWHERE, end))
            if name == "bind" and isinstance(node, TypeSwitch):
                guard_start, guard_end = self._extent(node.guard)
                is_bound = node.bind is not None
                first = self._extent(node.bind)[0] if node.bind is not None else guard_start
                self.lines.append(("Assign" if is_bound else "ExprStmt", first, guard_end))
            for child in value if isinstance(value, tuple) else (value,):
                if isinstance(child, Node):
                    self._visit(child)

    def _extent(self, node: Node) -> tuple[int, int]:
        places, index = self._lowered.places, node.id - self._lowered.first
        return self._start + places.start[index], self._start + places.end[index]


def go_shapes(
    program: Sequence[str], paths: Sequence[Path], environment: dict[str, str]
) -> Iterator[tuple[Path, Shape]]:
    """go/parser's trees; `program` is the command that runs benchmarks/gotypes."""
    for at in range(0, len(paths), 200):
        some = [str(path) for path in paths[at : at + 200]]
        output = subprocess.run(
            [*program, "shape", *some], env=environment, cwd=PROGRAM, check=True, capture_output=True
        ).stdout.decode()
        yield from _parsed(output)


def _parsed(output: str) -> Iterator[tuple[Path, Shape]]:
    path, shape = Path(), Shape()
    for text in output.splitlines():
        kind, rest = text.split("\t", 1)
        if kind == "F":
            if path.name:
                yield path, shape
            path, shape = Path(rest), Shape()
        elif kind == "E":
            offset, message = rest.split("\t", 1)
            shape.errors.append((int(offset), message))
        elif kind != "FieldList":
            start, end = rest.split("\t")
            shape.lines.append((kind, int(start), int(end)))
    if path.name:
        yield path, shape


def difference(ours: Sequence[Line], theirs: Sequence[Line]) -> str:
    """The first lines that differ, or nothing."""
    for at, (our, their) in enumerate(zip(ours, theirs, strict=False)):
        same_start = our[1] in (their[1], ANYWHERE)
        if our[0] != their[0] or our[2] != their[2] or not same_start:
            return f"line {at}: {our}, go/parser {their}"
    if len(ours) != len(theirs):
        return f"{len(ours)} nodes, go/parser {len(theirs)}"
    return ""
