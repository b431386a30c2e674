"""Bringing a file's imports in step with its new text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from goescape.source import Source, Span
from goescape.syntax.declaration import Declaration
from goescape.syntax.document import GoFile, Import, parse
from goescape.syntax.nodes import GenDecl, Ident, Selector
from goescape.syntax.walk import walk

_VERSION = re.compile(r"v[0-9]+")


def settled(before: Source, text: bytes, wanted: Iterable[str]) -> bytes:
    """`text`, which was `before` until it was edited, with imports of the `wanted` packages, and without those imports
    that only `before` used."""
    needed = sorted(set(wanted))
    after = parse(Source(before.path, text))
    known = {spec.path for spec in after.imports if spec.name not in (".", "_")}
    missing = [path for path in needed if path not in known]
    unused = _unused(parse(before), after)
    for spec in sorted(unused, key=lambda spec: spec.span.start, reverse=True):
        text = _without(text, after, spec)
        after = parse(Source(before.path, text))
    for path in missing:
        text = _with(text, after, path)
        after = parse(Source(before.path, text))
    return text


def default_name(path: str) -> str:
    """The name that a package most likely has, by its import path."""
    parts = path.split("/")
    last = parts[-2] if len(parts) > 1 and _VERSION.fullmatch(parts[-1]) else parts[-1]
    return re.split(r"[.-]", last.removeprefix("go-"))[0]


def _unused(before: GoFile, after: GoFile) -> list[Import]:
    was, now = _qualifiers(before), _qualifiers(after)
    return [
        spec
        for spec in after.imports
        if spec.name not in (".", "_")
        for name in [spec.name or default_name(spec.path)]
        if name in was and name not in now
    ]


def _qualifiers(file: GoFile) -> set[str]:
    """The names before a dot, wherever they are no selector themselves."""
    found: set[str] = set()
    for declaration in file.declarations:
        parts = (declaration.head, declaration.body)
        nodes = (node for part in parts if part is not None for node in walk(part.node))
        found |= {node.x.name for node in nodes if isinstance(node, Selector) and isinstance(node.x, Ident)}
    return found


def _without(text: bytes, file: GoFile, spec: Import) -> bytes:
    """The text without an import: its line, or the whole declaration where it is the only one."""
    head = spec.declaration.head.node
    span = spec.span
    if isinstance(head, GenDecl) and len(head.specs) == 1:
        start = file.start_of(spec.declaration)
        span = Span(start, start + len(spec.declaration.text))
    line = file.source.line_of(span.start)
    first, last = file.source.line_starts[line], file.source.line_span(file.source.line_of(span.end)).end
    rest = text[span.end : last].strip(b" \t;\r")
    if text[first : span.start].strip() or (rest and not rest.startswith(b"//")):
        return text[: span.start] + text[span.end :]
    after = text[last + 1 :]
    if span != spec.span and after.startswith(b"\n") and text[:first].endswith(b"\n\n"):
        after = after[1:]
    return text[:first] + after


def _with(text: bytes, file: GoFile, path: str) -> bytes:
    """The text with an import more: in its place among those of the standard library, else in a declaration."""
    quoted = f'"{path}"'.encode()
    ours = (declaration for declaration in file.declarations if declaration.kind == "import")
    groups = [declaration for declaration in ours if not _is_cgo(file, declaration)]
    for declaration in groups:
        head = declaration.head.node
        if isinstance(head, GenDecl) and head.group:
            return _in_group(text, file, [spec for spec in file.imports if spec.declaration is declaration], path)
    if groups:
        return _as_group(text, file, groups[0], path)
    end = file.package_span.end
    return text[:end] + b"\n\nimport " + quoted + text[end:]


def _is_cgo(file: GoFile, declaration: Declaration) -> bool:
    return any(spec.path == "C" for spec in file.imports if spec.declaration is declaration)


def _in_group(text: bytes, file: GoFile, specs: list[Import], path: str) -> bytes:
    """After the last import of the first block (imports without a blank line between) that sorts before it."""
    quoted = f'"{path}"'.encode()
    if not specs:
        return text
    block = [specs[0]]
    for spec in specs[1:]:
        if file.source.line_of(spec.span.start) - file.source.line_of(block[-1].span.end) > 1:
            break
        block.append(spec)
    smaller = [spec for spec in block if spec.path < path]
    if smaller:
        end = file.source.line_span(file.source.line_of(smaller[-1].span.end)).end
        return text[:end] + b"\n\t" + quoted + text[end:]
    start = block[0].span.start
    return text[:start] + quoted + b"\n\t" + text[start:]


def _as_group(text: bytes, file: GoFile, declaration: Declaration, path: str) -> bytes:
    """The lone import of a declaration in parentheses, with another."""
    spec = next(spec for spec in file.imports if spec.declaration is declaration)
    start = file.start_of(spec.declaration)
    written = text[spec.span.start : spec.span.end]
    lines = sorted([(spec.path, written), (path, f'"{path}"'.encode())])
    body = b"".join(b"\t" + line + b"\n" for _, line in lines)
    return text[:start] + b"import (\n" + body + b")" + text[start + len(spec.declaration.text) :]

