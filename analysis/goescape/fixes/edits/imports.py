"""Bringing a file's imports in step with its new text.

Lines are added and removed so that gofmt leaves them alone where it did before; what else is on a line, and every
comment that is not about a removed import alone, stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from goescape.source import Source, Span
from goescape.syntax.document import GoFile, Import, comments_of, parse
from goescape.syntax.nodes import GenDecl, Ident, Selector
from goescape.syntax.walk import walk

_VERSION = re.compile(r"v[0-9]+")
_SEMICOLON = re.compile(rb"[ \t]*;[ \t]*")
_BLANK = (b"\n", b"\r\n")


def settled(before: Source, text: bytes, wanted: Iterable[str]) -> bytes:
    """`text`, which was `before` until it was edited, with imports of the `wanted` packages, and without those imports
    that only `before` used."""
    after = parse(Source(before.path, text))
    known = {spec.path for spec in after.imports if spec.name not in (".", "_")}
    missing = [path for path in sorted(set(wanted)) if path not in known]
    unused = _unused(parse(before), after)
    for spec in sorted(unused, key=lambda spec: spec.span.start, reverse=True):
        if missing and spec.name is None and len(_siblings(after, spec)) == 1 and not _is_group(spec):
            text = _replaced(text, spec.span, _quoted(missing.pop(0)))
        else:
            text = _without(after, spec)
        after = parse(Source(before.path, text))
    for path in missing:
        text = _with(after, path)
        after = parse(Source(before.path, text))
    return text


def default_name(path: str) -> str:
    """The name that a package most likely has, by its import path."""
    parts = path.split("/")
    last = parts[-2] if len(parts) > 1 and _VERSION.fullmatch(parts[-1]) else parts[-1]
    return re.split(r"[.-]", last.removeprefix("go-"))[0]


def _unused(before: GoFile, after: GoFile) -> list[Import]:
    specs = [spec for spec in after.imports if spec.name not in (".", "_") and spec.path != "C"]
    named = [(spec, spec.name or default_name(spec.path)) for spec in specs]
    return [
        spec
        for spec, name in named
        if before.source.data.count(name.encode()) > after.source.data.count(name.encode())
        and _is_qualifier(before, name)
        and not _is_qualifier(after, name)
    ]


def _is_qualifier(file: GoFile, name: str) -> bool:
    """Whether a name stands before a dot anywhere, and is no selector itself."""
    for declaration in file.declarations:
        parts = (declaration.head, declaration.body) if name.encode() in declaration.text else ()
        nodes = (node for part in parts if part is not None for node in walk(part.node))
        if any(isinstance(node, Selector) and isinstance(node.x, Ident) and node.x.name == name for node in nodes):
            return True
    return False


def _siblings(file: GoFile, spec: Import) -> list[Import]:
    """The imports of the same declaration, itself among them."""
    return [other for other in file.imports if other.declaration is spec.declaration]


def _is_group(spec: Import) -> bool:
    head = spec.declaration.head.node
    return isinstance(head, GenDecl) and head.group


def _is_standard(path: str) -> bool:
    return "." not in path.split("/")[0]


def _quoted(path: str) -> bytes:
    return f'"{path}"'.encode()


def _replaced(text: bytes, span: Span, new: bytes) -> bytes:
    return text[: span.start] + new + text[span.end :]


def _inserted(text: bytes, at: int, new: bytes) -> bytes:
    return _replaced(text, Span(at, at), new)


def _line_end(file: GoFile) -> bytes:
    return b"\r\n" if file.source.data[: file.source.line_span(0).end].endswith(b"\r") else b"\n"


def _declaration_span(file: GoFile, spec: Import) -> Span:
    start = file.start_of(spec.declaration)
    return Span(start, start + len(spec.declaration.text))


def _rest_of_line(file: GoFile, at: int) -> bytes:
    """What follows on the line of an offset, without blanks."""
    return file.source.data[at : file.source.line_span(file.source.line_of(at)).end].strip()


def _ends_line(file: GoFile, at: int) -> bool:
    """Whether nothing but a comment up to the line's end follows."""
    rest = _rest_of_line(file, at)
    return not rest or rest.startswith(b"//")


# --------------------------------------------------------------------------------------------------------- removing


def _without(file: GoFile, spec: Import) -> bytes:
    """The text without an import: its line, or the whole declaration where it is the only one."""
    data, source = file.source.data, file.source
    whole = _declaration_span(file, spec)
    is_alone = len(_siblings(file, spec)) == 1 and not comments_of(data, whole.start, whole.end)
    span = whole if is_alone else spec.span
    first = source.line_starts[source.line_of(span.start)]
    if data[first : span.start].strip() or not _ends_line(file, span.end):
        return _without_part(data, span)
    last = source.line_span(source.line_of(span.end)).end + 1
    return _joined(data[:first], data[last:])


def _without_part(data: bytes, span: Span) -> bytes:
    """The text without an import that shares its line with others, and without the semicolon after it, or before."""
    after = _SEMICOLON.match(data, span.end)
    if after is not None:
        return data[: span.start] + data[after.end() :]
    kept = data[: span.start]
    return re.sub(rb"[ \t]*;[ \t]*$", b"", kept) + data[span.end :]


def _joined(before: bytes, after: bytes) -> bytes:
    """Two texts that a line stood between, without the blank lines that are one too many then."""
    last = before.splitlines(keepends=True)[-1:]
    follows = after.splitlines(keepends=True)[:1]
    if follows and follows[0] in _BLANK and last and (last[0] in _BLANK or last[0].rstrip().endswith(b"(")):
        after = after[len(follows[0]) :]
    elif last and last[0] in _BLANK and after.lstrip(b" \t").startswith(b")"):
        before = before[: -len(last[0])]
    return before + after


# ----------------------------------------------------------------------------------------------------------- adding


def _with(file: GoFile, path: str) -> bytes:
    """The text with an import more: in its place among those of the standard library, else in a declaration."""
    cgo = {spec.declaration for spec in file.imports if spec.path == "C"}
    specs = [spec for spec in file.imports if spec.declaration not in cgo]
    grouped = [spec for spec in specs if _is_group(spec)]
    if grouped:
        return _in_group(file, _siblings(file, grouped[0]), path)
    empty = _empty_group(file)
    if empty is not None:
        return _inserted(file.source.data, empty, _quoted(path))
    if len(specs) == 1 and _ends_line(file, _declaration_span(file, specs[0]).end):
        return _as_group(file, specs[0], path)
    if specs:
        return _after(file, _declaration_span(file, specs[-1]).end, b"import " + _quoted(path))
    return _after(file, file.package_span.end, b"import " + _quoted(path), gap=True)


def _empty_group(file: GoFile) -> int | None:
    """The end of the contents of a declaration of no imports at all."""
    for start, declaration in zip(file.starts, file.declarations, strict=True):
        head = declaration.head.node if declaration.kind == "import" else None
        if isinstance(head, GenDecl) and head.group and not head.specs and declaration.text.endswith(b")"):
            return start + len(declaration.text) - 1
    return None


def _after(file: GoFile, end: int, line: bytes, gap: bool = False) -> bytes:
    """The text with a line after the one that holds an offset, or, where more follows there, with a statement."""
    data = file.source.data
    if not _ends_line(file, end):
        return _inserted(data, end, b"; " + line)
    span = file.source.line_span(file.source.line_of(end))
    at = span.end - data[span.start : span.end].endswith(b"\r")
    return _inserted(data, at, _line_end(file) * (1 + gap) + line)


def _in_group(file: GoFile, specs: list[Import], path: str) -> bytes:
    """Before the first import of its block (imports on successive lines) that sorts after it, or at the block's end;
    the block is the first that has packages of the standard library, or a new one."""
    data = file.source.data
    blocks = _blocks(file, specs)
    block = next((block for block in blocks if any(_is_standard(spec.path) for spec in block)), None)
    if block is None:
        end = _line_end(file)
        line = _quoted(path) + end + (end if _is_standard(path) else b"") + b"\t"
        return _inserted(data, specs[0].span.start, line)
    smaller = [spec for spec in block if spec.path < path]
    if smaller or _has_comment_above(file, block[0]):
        before = smaller[-1] if smaller else block[0]
        if not _ends_line(file, before.span.end):
            return _inserted(data, before.span.end, b"; " + _quoted(path))
        span = file.source.line_span(file.source.line_of(before.span.end))
        at = span.end - data[span.start : span.end].endswith(b"\r")
        return _inserted(data, at, _line_end(file) + b"\t" + _quoted(path))
    return _inserted(data, block[0].span.start, _quoted(path) + _line_end(file) + b"\t")


def _blocks(file: GoFile, specs: list[Import]) -> list[list[Import]]:
    """Imports of a group, by the runs of lines without a gap that gofmt sorts."""
    blocks: list[list[Import]] = []
    for spec in specs:
        follows = blocks and file.source.line_of(spec.span.start) <= file.source.line_of(blocks[-1][-1].span.end) + 1
        if follows:
            blocks[-1].append(spec)
        else:
            blocks.append([spec])
    return blocks


def _has_comment_above(file: GoFile, spec: Import) -> bool:
    """Whether the line above an import is, or ends, a comment."""
    line = file.source.line_of(spec.span.start)
    above = file.source.line_text(line - 1).strip() if line else ""
    return above.startswith("//") or above.endswith("*/")


def _as_group(file: GoFile, spec: Import, path: str) -> bytes:
    """The lone import of a declaration in parentheses, with another."""
    data, whole, end = file.source.data, _declaration_span(file, spec), _line_end(file)
    rest = _rest_of_line(file, whole.end)
    written = data[spec.span.start : spec.span.end] + (b" " + rest if rest else b"")
    lines = [written for _, written in sorted([(spec.path, written), (path, _quoted(path))])]
    if _is_standard(path) and not _is_standard(spec.path):
        lines = [_quoted(path), b"", written]
    body = b"".join((b"\t" + line if line else b"") + end for line in lines)
    line = file.source.line_span(file.source.line_of(whole.end))
    last = line.end - data[line.start : line.end].endswith(b"\r")
    return data[: whole.start] + b"import (" + end + body + b")" + data[last:]
