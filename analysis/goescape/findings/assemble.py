"""From the compiler's lines to findings: each message gets its expression, function, category and cost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial

from goescape.findings.classify import category
from goescape.findings.costs import allocates
from goescape.findings.evidence import Evidence, Twin
from goescape.findings.facts import PackageFacts
from goescape.findings.messages import Message, parse_line
from goescape.findings.model import Finding, Flow, Kind, Place, Provenance, Step
from goescape.findings.paths import PrintedPaths
from goescape.source import Source, Span
from goescape.syntax import (
    Anchor,
    FileFacts,
    Shape,
    Site,
    SyntaxTree,
    TypeTable,
    WrittenType,
    all_result_names,
    captures_of,
    directive_names,
    enclosing_function,
    locate,
    package_facts,
    type_of,
    type_of_operand,
    type_table,
    untyped_variables,
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
    at_operand: bool = False
    """Whether the message's place is within the parentheses of the call or conversion that it is about."""


_NOWHERE = Located(None, "")


class _Known:
    """One text of a file, and what was found out about it."""

    def __init__(self, tree: SyntaxTree) -> None:
        self.tree = tree
        self.located: dict[tuple[int, int, str, Anchor], Located] = {}

    @cached_property
    def facts(self) -> FileFacts:
        return package_facts(self.tree)

    @cached_property
    def directives(self) -> frozenset[str]:
        return directive_names(self.tree)

    @cached_property
    def types(self) -> TypeTable:
        return type_table(self.tree)


Parsed = dict[str, _Known]
"""The newest texts by path: kept by an engine from one request to the next."""


class Trees:
    """The syntax trees of the files that a request looks at, each parsed once for one text."""

    def __init__(self, read: Reader, parsed: Parsed) -> None:
        self._read = read
        self._parsed = parsed
        self._checked: dict[str, _Known | None] = {}

    def get(self, path: str) -> SyntaxTree | None:
        """The tree of a Go file as it is now; None when it can't be read."""
        known = self.known(path)
        return known.tree if known is not None else None

    def known(self, path: str) -> _Known | None:
        """A Go file as it is now; None when it can't be read."""
        if path in self._checked:
            return self._checked[path]
        data = self._read(path) if path else None
        known = None
        if data is not None:
            known = self._parsed.get(path)
            if known is None or known.tree.source.data != data:
                known = self._parsed[path] = _Known(SyntaxTree.parse(Source(path, data)))
        self._checked[path] = known
        return known

    def directives(self, paths: Iterable[str]) -> dict[str, frozenset[str]]:
        """The names that ``//line`` directives give, by the file that has some."""
        known = {path: known for path in paths if (known := self.known(path)) is not None}
        return {path: one.directives for path, one in known.items() if one.directives}

    def sources(self) -> dict[str, Source]:
        """The texts that were looked at, by path."""
        return {path: known.tree.source for path, known in self._checked.items() if known is not None}

    def facts(self, paths: Iterable[str]) -> PackageFacts:
        """What the declarations of a package's files say."""
        files = [known for known in map(self.known, paths) if known is not None]
        return PackageFacts.of((file.facts for file in files), lambda: _types_of(files))


def _types_of(files: Iterable[_Known]) -> TypeTable:
    """What a package's names mean: the variables without a written type take theirs from what is written."""
    files = list(files)
    table = TypeTable.merged(file.types for file in files)
    untyped = {name: one for file in files for name, one in untyped_variables(file.tree, table).items()}
    return replace(table, variables={**untyped, **table.variables})


class Assembler:
    """Makes the findings of one package, each once.

    `files` are the package's Go files; `paths` resolves the paths that the compiler printed.
    """

    def __init__(
        self, package: str, files: Iterable[str], paths: PrintedPaths, trees: Trees, said_by: Provenance
    ) -> None:
        self._package = package
        self._paths = paths
        self._trees = trees
        self._said_by = said_by
        self._files = frozenset(files)
        self._facts = trees.facts(files)
        self._made: dict[str, Finding] = {}

    def findings(self, lines: Iterable[str]) -> tuple[Finding, ...]:
        """One finding for each message, in the order of the lines; continuation lines are none."""
        found: list[Finding] = []
        for line in lines:
            finding = self._made.get(line) or self._make(line)
            if finding is None:
                continue
            if finding.kind is Kind.ZERO_COPY and found:
                found[-1] = replace(found[-1], allocates=finding.allocates)
            found.append(finding)
        return tuple(found)

    def _make(self, line: str) -> Finding | None:
        message = parse_line(line)
        if message is None:
            return None
        finding = self._made[line] = self._finding(line, message)
        return finding

    def explained(
        self, finding: Finding, flow: Flow, inlined_at: tuple[Place, ...], twin: Twin = Twin.NONE
    ) -> Finding:
        """The finding with its flow, its steps located, and the category and cost that the flow tells."""
        flow = replace(flow, steps=tuple(self._located_step(step) for step in flow.steps))
        place = finding.place
        located = self._locate(place.file, place.line, place.column, finding.subject, finding.kind)
        about = self._evidence(finding.kind, finding.subject, place.file, located, flow, twin)
        about = replace(about, results=self._results(place))
        return replace(
            finding,
            flow=flow,
            inlined_at=tuple(map(self._located_place, inlined_at)),
            category=category(about),
            allocates=allocates(about),
        )

    def _finding(self, line: str, message: Message) -> Finding:
        path = self._paths(message.file)
        located = self._locate(path, message.line, message.column, message.subject, message.kind)
        site = located.site
        about = self._evidence(message.kind, message.subject, path, located)
        return Finding(
            package=self._package,
            place=Place(path, message.line, message.column, site.span if site else None),
            function=located.function,
            kind=message.kind,
            subject=message.subject,
            message=message.text,
            line=line,
            category=category(about),
            allocates=allocates(about),
            provenance=self._said_by,
            head=site.head if site else None,
            result=message.result,
            level=message.level,
        )

    def _evidence(
        self, kind: Kind, subject: str, path: str, located: Located, flow: Flow | None = None, twin: Twin = Twin.NONE
    ) -> Evidence:
        site = located.site
        about = Evidence(kind, subject, site, self._facts, flow, twin, located.at_operand, located.captures)
        if path not in self._files or site is None or not site.written or site.brought_in:
            return about
        return replace(
            about,
            infer=partial(self._type, type_of, path, site.span),
            infer_operand=partial(self._type, type_of_operand, path, site.span),
        )

    def _results(self, place: Place) -> frozenset[str]:
        tree = self._trees.get(place.file)
        return all_result_names(tree, tree.source.offset(place.line, place.column)) if tree is not None else frozenset()

    def _type(
        self, infer: Callable[[SyntaxTree, Span, TypeTable], WrittenType | None], path: str, span: Span
    ) -> WrittenType | None:
        tree = self._trees.get(path)
        return infer(tree, span, self._facts.types) if tree is not None else None

    def _locate(self, path: str, line: int, column: int, subject: str, kind: Kind | None = None) -> Located:
        known = self._trees.known(path)
        if known is None or line == 0:
            return _NOWHERE
        anchor = ANCHORS.get(kind, Anchor.VALUE) if kind is not None else Anchor.VALUE
        key = (line, column, subject, anchor)
        if key not in known.located:
            known.located[key] = _located(known.tree, *key)
        return known.located[key]

    def _located_step(self, step: Step) -> Step:
        inlined_at = tuple(map(self._located_place, step.inlined_at))
        return replace(step, place=self._located_place(step.place), inlined_at=inlined_at)

    def _located_place(self, place: Place) -> Place:
        return replace(place, span=self._span(place))

    def _span(self, place: Place) -> Span | None:
        site = self._locate(place.file, place.line, place.column, "").site
        return site.span if site else None


def _located(tree: SyntaxTree, line: int, column: int, subject: str, anchor: Anchor) -> Located:
    """What a message about `subject` speaks of."""
    site = locate(tree, line, column, subject, anchor)
    offset = tree.source.offset(line, column)
    is_literal = site is not None and site.shape is Shape.FUNC_LITERAL and anchor is Anchor.VALUE
    captures = site is None or not is_literal or bool(captures_of(tree, site.span))
    before = tree.source.data[site.span.start : offset] if site is not None else b""
    at_operand = column > 0 and before.count(b"(") > before.count(b")")
    return Located(site, enclosing_function(tree, site.span.start if site else offset), captures, at_operand)
