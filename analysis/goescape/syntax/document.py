"""One version of a Go file: its package clause and its declarations, and from it the next version.

`parse` takes any bytes, and never fails: it finds where the declarations begin and end (`cuts`) and what they declare
(`outline`); each is lowered by itself when it is first asked for. A version is immutable. `GoFile.edited` makes the
next one, and keeps every `Declaration` whose text is as it was, wherever it moved.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from goescape.source import Source, Span, common_prefix, common_suffix
from goescape.syntax.cuts import Extent, cut, cut_between
from goescape.syntax.declaration import Declaration, DeclaredName, Directive
from goescape.syntax.grammar.scanner import scan
from goescape.syntax.nodes import GenDecl, ImportSpec
from goescape.syntax.outline import names_of, package_name
from goescape.syntax.outlines import Outline, OutlinedDeclaration, Outlines
from goescape.syntax.positions import Lowered, Places
from goescape.syntax.problems import Problem

__all__ = [
    "Declaration",
    "DeclaredName",
    "Directive",
    "GoFile",
    "Import",
    "Lowered",
    "Places",
    "Problem",
    "comments_of",
    "parse",
    "tokens_over_lines",
]

_BOM = b"\xef\xbb\xbf"
_COMMENT_OR_STRING = re.compile(
    rb"""(?P<comment>//[^\n]*|/\*.*?\*/)|"(?:\\.|[^"\\\n])*"|`[^`]*`|'(?:\\[^\n]|[^'\\\n])+'""", re.S
)
_DIRECTIVES = (b"//go:", b"//export ", b"//line ", b"/*line ")


@dataclass(frozen=True, slots=True)
class Import:
    """An import: `name` is None, "_", "." or an identifier; `path` is unquoted; `span` is the spec's in the file;
    `node` is the spec's id in the head of `declaration`."""

    name: str | None
    path: str
    span: Span
    declaration: Declaration
    node: int


@dataclass(frozen=True, eq=False)
class GoFile:
    """One version of a file. `declarations` and the package clause are all of it that is not blank or comment.

    - `package_name`, `package_span`: the clause's; "" and an empty span where there is none.
    - `starts`: the offset of each declaration's text.
    """

    source: Source
    package_name: str
    package_span: Span
    declarations: tuple[Declaration, ...]
    starts: tuple[int, ...]
    sound: bool
    """Whether every declaration ends where Go ends it."""

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        return tuple(_imports(self))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong. Lowers what was not lowered yet."""
        found: list[Problem] = []
        if not self.package_name:
            found.append(Problem(self.package_span, "expected a package clause: package name"))
        clause = scan(self.source.data[self.package_span.start : self.package_span.end])
        found += [problem.moved(self.package_span.start) for problem in clause.problems]
        found += _late_imports(self)
        for start, declaration in zip(self.starts, self.declarations, strict=True):
            found += [problem.moved(start) for problem in declaration.problems]
        return tuple(found)

    @cached_property
    def directives(self) -> tuple[Directive, ...]:
        """All directives, in order; offsets in the file."""
        data, end = self.source.data, 0
        found: list[Directive] = []
        for start, declaration in zip(self.starts, self.declarations, strict=True):
            found += _directives(data, end, start)
            found += [Directive(inner.text, start + inner.offset) for inner in declaration.inner_directives]
            end = start + len(declaration.text)
        return (*found, *_directives(data, end, len(data)))

    @cached_property
    def _places(self) -> dict[Declaration, int]:
        return dict(zip(self.declarations, self.starts, strict=True))

    def start_of(self, declaration: Declaration) -> int:
        """The offset of the declaration's text. Raises KeyError for one that is not in this version."""
        return self._places[declaration]

    def declaration_at(self, offset: int) -> Declaration | None:
        """The declaration whose text holds the byte at `offset`."""
        at = bisect_right(self.starts, offset) - 1
        return self.declarations[at] if at >= 0 and offset < self.end_of(at) else None

    def end_of(self, index: int) -> int:
        """The offset of the end of the declaration at `index`; of the package clause at -1."""
        return self.starts[index] + len(self.declarations[index].text) if index >= 0 else self.package_span.end

    def edited(self, source: Source) -> GoFile:
        """The version with the text of `source`: equal to `parse(source)`, but a declaration is the same object where
        its text and its directives are the same, and one that has changed has the same nodes where those are."""
        return _edited_locally(self, source) or _read(source, self.declarations)


def parse(source: Source, outlines: Outlines | None = None) -> GoFile:
    """The file of any bytes; never fails. What it declares is looked up in `outlines`, or noted there."""
    if outlines is None:
        return _read(source, ())
    outline = outlines.find(source.data)
    if outline is None:
        file = _read(source, ())
        outlines.add(source.data, _outlined(file))
    else:
        file = _restored(source, outline)
    outlines.follow(source.data, file.declarations)
    return file


def _read(source: Source, older: Iterable[Declaration]) -> GoFile:
    """The file, with those of the `older` declarations that are in it."""
    text = source.data
    if text.startswith(_BOM):
        text = b"   " + text[len(_BOM) :]
    found = cut(text)
    extents = found.extents
    name, span = "", Span(0, 0)
    if extents and extents[0].kind == "package":
        clause = extents.pop(0)
        name, span = package_name(text[clause.start : clause.end]), Span(clause.start, clause.end)
    declarations = _declarations(text, span.end, extents, older)
    return GoFile(source, name, span, declarations, tuple([extent.start for extent in extents]), found.sound)


def _declarations(
    text: bytes, end: int, extents: Iterable[Extent], older: Iterable[Declaration]
) -> tuple[Declaration, ...]:
    """The declarations at `extents`, the first of which follows what ends at `end`; those of `older` that are there."""
    kept = _Older(older)
    declarations: list[Declaration] = []
    for extent in extents:
        before = tuple([directive.text for directive in _directives(text, end, extent.start)])
        end = extent.end
        own = text[extent.start : end]
        declaration = kept.same(extent.kind, own, before)
        if declaration is None:
            body = extent.body - extent.start if extent.body >= 0 else -1
            declaration = Declaration(extent.kind, own, before, names_of(text, extent), body)
            declaration.inner_directives = tuple(_directives(own, 0, len(own)))
        declarations.append(declaration)
    for declaration in declarations:
        kept.hand_over(declaration)
    return tuple(declarations)


def _edited_locally(file: GoFile, source: Source) -> GoFile | None:
    """The edited file, where the edit changes some sound declarations into others, and leaves the rest alone."""
    old, text = file.source.data, source.data
    if not file.sound or old.startswith(_BOM):
        return None
    shorter = min(len(old), len(text))
    edit_start = common_prefix(old, text, shorter)
    edit_end = len(old) - common_suffix(old, text, shorter - edit_start)
    moved = len(text) - len(old)
    first = bisect_right(file.starts, edit_start) - 2
    last = bisect_right(file.starts, edit_end)
    if first < 0:
        return None
    if last > 0 and file.end_of(last - 1) < edit_end:
        last += 1
    found = cut_between(text, file.starts[first], {start + moved for start in file.starts[last:]})
    if found is None:
        return None
    extents, resumed = found
    last = bisect_left(file.starts, resumed - moved)
    changed = _declarations(text, file.end_of(first - 1), extents, file.declarations[first:last])
    declarations = (*file.declarations[:first], *changed, *file.declarations[last:])
    starts = (
        *file.starts[:first],
        *[extent.start for extent in extents],
        *[start + moved for start in file.starts[last:]],
    )
    return GoFile(source, file.package_name, file.package_span, declarations, starts, True)


def _outlined(file: GoFile) -> Outline:
    """All that was found out about a file."""
    declarations = [
        OutlinedDeclaration(
            one.kind,
            start,
            start + len(one.text),
            one.body_start,
            one.names,
            one.directives,
            one.inner_directives,
        )
        for start, one in zip(file.starts, file.declarations, strict=True)
    ]
    span = file.package_span
    return Outline(file.package_name, span.start, span.end, tuple(declarations), file.sound)


def _restored(source: Source, outline: Outline) -> GoFile:
    """The file of which `outline` was found out."""
    text = source.data
    declarations = []
    for known in outline.declarations:
        one = Declaration(known.kind, text[known.start : known.end], known.directives, known.names, known.body)
        one.inner_directives = known.inner_directives
        declarations.append(one)
    starts = tuple([known.start for known in outline.declarations])
    span = Span(outline.package_start, outline.package_end)
    return GoFile(source, outline.package_name, span, tuple(declarations), starts, outline.sound)


class _Older:
    """The declarations of an older version: each is to be found again, or to be replaced, once."""

    def __init__(self, declarations: Iterable[Declaration]) -> None:
        self._by_text: dict[bytes, list[Declaration]] = {}
        for declaration in declarations:
            self._by_text.setdefault(declaration.text, []).append(declaration)
        self._kept: set[Declaration] = set()
        self._by_names: dict[tuple[str, tuple[DeclaredName, ...]], list[Declaration]] | None = None

    def same(self, kind: str, text: bytes, directives: tuple[str, ...]) -> Declaration | None:
        """The one that is as it was."""
        for older in self._by_text.get(text, ()):
            if older.kind == kind and older.directives == directives and older not in self._kept:
                self._kept.add(older)
                return older
        return None

    def hand_over(self, declaration: Declaration) -> None:
        """Let a new declaration have the nodes of the one in whose place it is: that declares the same names."""
        if declaration in self._kept or not self._by_text:
            return
        if self._by_names is None:
            self._by_names = {}
            for others in self._by_text.values():
                for older in others:
                    if older not in self._kept:
                        self._by_names.setdefault((older.kind, older.names), []).append(older)
        waiting = self._by_names.get((declaration.kind, declaration.names))
        if waiting:
            declaration.replaces(waiting.pop(0))


def _imports(file: GoFile) -> Iterator[Import]:
    for start, declaration in zip(file.starts, file.declarations, strict=True):
        if declaration.kind != "import":
            continue
        head = declaration.head
        specs = head.node.specs if isinstance(head.node, GenDecl) else ()
        for spec in specs:
            if isinstance(spec, ImportSpec):
                span = Span(start + head.places.start[spec.id], start + head.places.end[spec.id])
                name = spec.name.name if spec.name else None
                yield Import(name, _unquoted(spec.path.text), span, declaration, spec.id)


def _unquoted(literal: str) -> str:
    """An import path without its quotes. No path has anything in it that would be written with a backslash."""
    return literal[1:].rstrip(literal[:1])


def _late_imports(file: GoFile) -> Iterator[Problem]:
    """Imports after other declarations."""
    others = False
    for start, declaration in zip(file.starts, file.declarations, strict=True):
        if declaration.kind != "import":
            others = True
        elif others:
            span = Span(start, start + len(declaration.text))
            yield Problem(span, "imports must come before other declarations")


def comments_of(text: bytes, start: int = 0, end: int | None = None) -> list[Span]:
    """The comments between two offsets, at which no string or comment is open."""
    found = _COMMENT_OR_STRING.finditer(text, start, len(text) if end is None else end)
    return [Span(*match.span()) for match in found if match.lastgroup]


@lru_cache(maxsize=4)
def tokens_over_lines(text: bytes) -> tuple[Span, ...]:
    """The comments and strings of a file that take several lines."""
    return tuple(Span(*match.span()) for match in _COMMENT_OR_STRING.finditer(text) if b"\n" in match.group())


def _directives(text: bytes, start: int, end: int) -> list[Directive]:
    """The directives between two offsets, where no string begins or ends."""
    if not any(text.find(mark, start, end) >= 0 for mark in _DIRECTIVES):
        return []
    return [
        Directive(text[span.start : span.end].rstrip().decode(errors="replace"), span.start)
        for span in comments_of(text, start, end)
        if text.startswith(_DIRECTIVES, span.start)
    ]
