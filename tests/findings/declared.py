"""Declarations that the tables here speak of, and evidence made by hand."""

from __future__ import annotations

from goescape.findings.facts import PackageFacts
from goescape.findings.model import Flow, Place, Step
from goescape.source import Source
from goescape.syntax import SyntaxTree, TypeTable, package_facts, type_table

NOWHERE = Place("", 0, 0)


def types_of(code: str) -> TypeTable:
    """The declarations in the code of a file."""
    return type_table(_tree(code))


def facts_of(code: str) -> PackageFacts:
    """The facts of a package of one file."""
    tree = _tree(code)
    return PackageFacts.of([package_facts(tree)], lambda: type_table(tree))


def _tree(code: str) -> SyntaxTree:
    return SyntaxTree.parse(Source("/p/x.go", f"package p\n{code}\n".encode()))


def flow_of(*steps: str, joined: int = 0) -> Flow:
    """A flow of steps written ``target <- source (operation) expression``; the last two may be missing."""
    return Flow(tuple(map(_step, steps)), joined)


def _step(text: str) -> Step:
    hop, _, rest = text.partition(" (")
    target, _, source = hop.partition(" <- ")
    operation, _, expression = rest.partition(")")
    return Step(source, target, 0, operation, expression.strip(), NOWHERE)


def call(expression: str, *, inlined: bool = False) -> Step:
    """The step of a value into a parameter."""
    return Step("x", "{heap}", 0, "call parameter", expression, NOWHERE, (NOWHERE,) if inlined else ())
