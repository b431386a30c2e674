"""From the compiler's lines to findings: each message gets its expression, function, category and cost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from goescape.findings.classify import category
from goescape.findings.costs import allocates
from goescape.findings.facts import PackageFacts
from goescape.findings.messages import Message, parse_line
from goescape.findings.model import Finding, Flow, Kind, Place, Provenance, Step
from goescape.findings.paths import PrintedPaths
from goescape.source import Source, Span
from goescape.syntax import (
    Anchor,
    Shape,
    Site,
    SyntaxTree,
    captures_of,
    enclosing_function,
    locate,
    package_facts,
)

Reader = Callable[[str], "bytes | None"]
"""Gives the bytes of an absolute path, unsaved text included; None when it can't be read."""

ANCHORS: Mapping[Kind, Anchor] = {
    Kind.MOVED_TO_HEAP: Anchor.NAME,
    Kind.LEAKING_PARAM: Anchor.NAME,
    Kind.LEAKING_PARAM_CONTENT: Anchor.NAME,
    Kind.LEAKING_PARAM_TO_RESULT: Anchor.NAME,
    Kind.UINTPTR: Anchor.NAME,
    Kind.CAN_INLINE: Anchor.FUNCTION,
    Kind.INLINING_CALL: Anchor.CALL,
    Kind.DEVIRTUALIZING: Anchor.CALL,
    Kind.SELF_ASSIGNMENT: Anchor.STATEMENT,
}
"""What stands at a message's point; everything else is about a value."""


@dataclass(frozen=True, slots=True)
class Located:
    """A message's expression in the source, and the declared function around it."""

    site: Site | None
    function: str
    captures: bool = True
    """False for a function literal that certainly captures no variable."""


_NOWHERE = Located(None, "")


_Memo = dict[tuple[int, int, str, Anchor], Located]
Parsed = dict[str, tuple[SyntaxTree, _Memo]]
"""The newest trees by path, and what was located in each: kept by an engine from one request to the next."""


class Trees:
    """The syntax trees of the files that a request looks at, each parsed once for one text."""

    def __init__(self, read: Reader, parsed: Parsed) -> None:
        self._read = read
        self._parsed = parsed
        self._checked: dict[str, SyntaxTree | None] = {}

    def get(self, path: str) -> SyntaxTree | None:
        """The tree of a Go file as it is now; None when it can't be read."""
        if path in self._checked:
            return self._checked[path]
        data = self._read(path) if path else None
        tree = None
        if data is not None:
            known = self._parsed.get(path)
            if known is None or known[0].source.data != data:
                known = self._parsed[path] = (SyntaxTree.parse(Source(path, data)), {})
            tree = known[0]
        self._checked[path] = tree
        return tree

    def memo(self, path: str) -> _Memo:
        """What was located in the tree of `path`, to be added to."""
        return self._parsed[path][1]

    def sources(self) -> dict[str, Source]:
        """The texts that were looked at, by path."""
        return {path: tree.source for path, tree in self._checked.items() if tree is not None}

    def facts(self, paths: Iterable[str]) -> PackageFacts:
        """What the declarations of a package's files say."""
        trees = [tree for tree in map(self.get, paths) if tree is not None]
        return PackageFacts.of([package_facts(tree) for tree in trees])


class Assembler:
    """Makes the findings of one package.

    `files` are the package's Go files; `paths` resolves the paths that the compiler printed.
    """

    def __init__(
        self, package: str, files: Iterable[str], paths: PrintedPaths, trees: Trees, said_by: Provenance
    ) -> None:
        self._package = package
        self._paths = paths
        self._trees = trees
        self._said_by = said_by
        self._facts = trees.facts(files)

    def findings(self, lines: Iterable[str]) -> tuple[Finding, ...]:
        """One finding for each message, in the order of the lines; continuation lines are none."""
        found: list[Finding] = []
        for line in lines:
            message = parse_line(line)
            if message is None:
                continue
            finding = self._finding(line, message)
            if message.kind is Kind.ZERO_COPY and found:
                found[-1] = replace(found[-1], allocates=finding.allocates)
            found.append(finding)
        return tuple(found)

    def explained(self, finding: Finding, flow: Flow, inlined_at: tuple[Place, ...]) -> Finding:
        """The finding with its flow, its steps located, and the category that the flow tells."""
        flow = replace(flow, steps=tuple(self._located_step(step) for step in flow.steps))
        site = self.locate(finding).site
        return replace(
            finding,
            flow=flow,
            inlined_at=tuple(map(self._located_place, inlined_at)),
            category=category(finding.kind, finding.subject, flow, site, self._facts),
        )

    def locate(self, finding: Finding) -> Located:
        """The expression of a finding that this assembler made."""
        place = finding.place
        return self._locate(
            place.file, place.line, place.column, finding.subject, ANCHORS.get(finding.kind, Anchor.VALUE)
        )

    def _finding(self, line: str, message: Message) -> Finding:
        path = self._paths(message.file)
        anchor = ANCHORS.get(message.kind, Anchor.VALUE)
        located = self._locate(path, message.line, message.column, message.subject, anchor)
        site = located.site
        return Finding(
            package=self._package,
            place=Place(path, message.line, message.column, site.span if site else None),
            function=located.function,
            kind=message.kind,
            subject=message.subject,
            message=message.text,
            line=line,
            category=category(message.kind, message.subject, None, site, self._facts),
            allocates=allocates(message, site, self._facts, located.captures),
            provenance=self._said_by,
            head=site.head if site else None,
            result=message.result,
            level=message.level,
        )

    def _locate(self, path: str, line: int, column: int, subject: str, anchor: Anchor) -> Located:
        tree = self._trees.get(path)
        if tree is None or line == 0:
            return _NOWHERE
        key = (line, column, subject, anchor)
        memo = self._trees.memo(path)
        known = memo.get(key)
        if known is None:
            site = locate(tree, line, column, subject, anchor)
            at = site.span.start if site else tree.source.offset(line, column)
            literal = site.span if site and site.shape is Shape.FUNC_LITERAL and anchor is Anchor.VALUE else None
            captures = literal is None or bool(captures_of(tree, literal))
            known = memo[key] = Located(site, enclosing_function(tree, at), captures)
        return known

    def _located_step(self, step: Step) -> Step:
        inlined_at = tuple(map(self._located_place, step.inlined_at))
        return replace(step, place=self._located_place(step.place), inlined_at=inlined_at)

    def _located_place(self, place: Place) -> Place:
        return replace(place, span=self._span(place))

    def _span(self, place: Place) -> Span | None:
        site = self._locate(place.file, place.line, place.column, "", Anchor.VALUE).site
        return site.span if site else None
