"""Fields in an order with less padding, so that what is allocated is smaller.

Fields of greater alignment come first, those of one alignment stay in their order. It is a fix where the struct is on
the heap and its size falls into a smaller class of the allocator (internal/runtime/gc/sizeclasses.go, go1.26), or where
slices of it are. The order must not be seen by anybody: `field_order`.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass

from goescape.fixes.code import Code
from goescape.fixes.evidence.copying import stored_inline
from goescape.fixes.finders.field_order import order_objection
from goescape.fixes.model import Candidate, Edit, FixKind, Gain, Refusal
from goescape.fixes.reasons import Reason
from goescape.fixes.scene import Scene
from goescape.syntax.document import comments_of
from goescape.syntax.nodes import Call, CompositeLit, Field, GenDecl, Ident, Node, StructType, TypeSpec, Unary
from goescape.types.model import Array, Named, Pointer, Slice, Struct, Type, TypeName, Var
from goescape.types.sizes import Sizes

KIND = FixKind.REORDER_FIELDS
_CLASSES = (
    8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352, 384, 416, 448, 480,
    512, 576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792, 2048, 2304, 2688, 3072, 3200, 3456, 4096, 4864,
    5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728, 10240, 10880, 12288, 13568, 14336, 16384, 18432, 19072, 20480,
    21760, 24576, 27264, 28672, 32768,
)  # fmt: skip
"""What the allocator rounds sizes up to, in bytes; beyond them, to pages."""
_PAGE = 8192
_ORDER = re.compile(
    rb"\b(?:above|below|follow(?:s|ing)?|preced\w+|order(?:ed|ing)?|align(?:ed|ment)?|pad(?:ded|ding)?|layout|offset"
    rb"|cache ?lines?|first field|last field)\b",
    re.I,
)
"""What comments say where fields stand as they do for a reason."""


@dataclass(frozen=True)
class _Part:
    """A field's declaration, the variables that it declares, and where it stands: whole lines, from the comments above
    it on."""

    field: Field
    variables: tuple[Var, ...]
    start: int
    end: int


def find(code: Code, scene: Scene) -> Iterator[Candidate | Refusal]:
    """The padded structs that a declaration declares."""
    head = code.head
    if not isinstance(head, GenDecl):
        return
    for spec in head.specs:
        if isinstance(spec, TypeSpec) and isinstance(spec.type, StructType) and not spec.alias:
            obj = code.object_of(spec.name)
            named = obj.type_of() if isinstance(obj, TypeName) else None
            if isinstance(named, Named) and not named.type_params:
                yield from _reordered(code, scene, spec, spec.type, named)


def _reordered(
    code: Code, scene: Scene, spec: TypeSpec, written: StructType, named: Named
) -> Iterator[Candidate | Refusal]:
    struct, sizes = named.under(), scene.program.sizes
    if not isinstance(struct, Struct) or len(struct.fields) < 3:
        return
    groups = _groups(written, struct)
    order = sorted(range(len(groups)), key=lambda at: _rank(sizes, groups[at]))
    before, after = sizes.sizeof(struct), sizes.sizeof(Struct(tuple(var for at in order for var in groups[at])))
    if not 0 < after < before or not _is_smaller(code, scene, named, before, after):
        return
    span, subject = code.span(spec.name), spec.name.name
    parts = _parts(code, written, groups)
    reason = parts if isinstance(parts, Reason) else None
    if any(_fixes_layout(scene, var) for var in struct.fields):
        reason = Reason.PADDED
    elif _ORDER.search(_comments(code, spec)):
        reason = Reason.ORDER_TOLD
    reason = reason or order_objection(scene, named)
    if isinstance(parts, Reason) or reason is not None:
        yield Refusal(KIND, code.path, span, subject, code.name, reason or Reason.NO_LINE_BEFORE)
        return
    facts = (("before", str(before)), ("after", str(after)))
    edits = (_edit(code, parts, order),)
    yield Candidate(KIND, code.path, span, subject, code.name, edits, Gain.SIZE, facts=facts)


def _groups(written: StructType, struct: Struct) -> list[tuple[Var, ...]]:
    """The variables of each field declaration."""
    found, at = [], 0
    for field in written.fields:
        count = max(len(field.names), 1)
        found.append(struct.fields[at : at + count])
        at += count
    return found


def _rank(sizes: Sizes, variables: tuple[Var, ...]) -> tuple[bool, int]:
    """By what to sort fields: those of no size come first, since a last one would take a byte."""
    t = variables[0].type_of()
    return sizes.sizeof(t) != 0, -sizes.alignof(t)


def _fixes_layout(scene: Scene, field: Var) -> bool:
    """Whether a field says that the layout matters: it is blank, an array that nobody uses, or of a type of package
    structs; or values of its type have blank fields with a size in them, as those have that fill a cache line."""
    t, sizes = field.type_of(), scene.program.sizes
    if field.name == "_" or (isinstance(t, Named) and t.obj.pkg is not None and t.obj.pkg.path == "structs"):
        return True
    inner = (part.under() for part in stored_inline(t))
    blanks = (var for under in inner if isinstance(under, Struct) for var in under.fields if var.name == "_")
    if any(sizes.sizeof(var.type_of()) > 0 for var in blanks):
        return True
    return isinstance(t.under(), Array) and all(code.defines(i) for code in scene.codes() for i in code.mentions(field))


def _comments(code: Code, spec: TypeSpec) -> bytes:
    """The comments in a type's declaration, and on the lines above it."""
    data, span = code.source.data, code.span(spec)
    at = data.rfind(b"\n", 0, span.start) + 1
    while at and data[data.rfind(b"\n", 0, at - 1) + 1 : at].lstrip().startswith(b"//"):
        at = data.rfind(b"\n", 0, at - 1) + 1
    return b"\n".join(data[each.start : each.end] for each in comments_of(data, at, span.end))


# ------------------------------------------------------------------------------------------------------------- gain


def _is_smaller(code: Code, scene: Scene, named: Named, before: int, after: int) -> bool:
    """Whether something is allocated of which less memory would be taken."""
    single = _class_of(after) < _class_of(before)
    return any(single or many for many in _allocations(scene, named))


def _class_of(size: int) -> int:
    at = bisect.bisect_left(_CLASSES, size)
    return _CLASSES[at] if at < len(_CLASSES) else -(-size // _PAGE) * _PAGE


def _allocations(scene: Scene, named: Named) -> Iterator[bool]:
    """What is on the heap of a type: whether it is several of it."""
    for code in scene.codes():
        for node in code.nodes:
            t = _made(code, node)
            if t is None or (t is not named and not _has_several(t, named)):
                continue
            if scene.heap_at(code.path, code.span(node)) is not None:
                yield t is not named


def _made(code: Code, node: Node) -> Type | None:
    """The type of what an expression or variable's name may allocate."""
    if isinstance(node, Ident):
        obj = code.object_of(node) if code.defines(node) else None
        return obj.type_of() if isinstance(obj, Var) else None
    t = code.type_of(node) if isinstance(node, (Call, CompositeLit, Unary)) else None
    return t.elem if isinstance(t, Pointer) else t


def _has_several(t: Type, named: Named) -> bool:
    under = t.under()
    return isinstance(under, (Slice, Array)) and under.elem is named


# ------------------------------------------------------------------------------------------------------------ edits


def _parts(code: Code, written: StructType, groups: list[tuple[Var, ...]]) -> list[_Part] | Reason:
    """The fields, each on lines of its own."""
    data = code.source.data
    inner = code.span(written)
    opening = data.find(b"\n", data.index(b"{", inner.start), inner.end) + 1
    at = opening
    parts: list[_Part] = []
    if not opening or comments_of(data, inner.start, data.index(b"{", inner.start)):
        return Reason.NO_LINE_BEFORE
    for field, variables in zip(written.fields, groups, strict=True):
        span = code.span(field)
        line_end = data.find(b"\n", span.end) + 1
        above = data[at : data.rfind(b"\n", 0, span.start) + 1]
        if span.start < at or line_end > inner.end or data[at:span.start].strip() != above.strip():
            return Reason.NO_LINE_BEFORE
        if any(not line.strip() for line in above.splitlines()):
            return Reason.GROUPED
        if not _ends_line(data, span.end, line_end):
            return Reason.NO_LINE_BEFORE
        parts.append(_Part(field, variables, at, line_end))
        at = line_end
    return Reason.COMMENT_LOST if data[at : inner.end - 1].strip() else parts


def _ends_line(data: bytes, at: int, line_end: int) -> bool:
    """Whether at most a comment stands between a place and the end of its line, and ends there too."""
    rest = data[at:line_end].strip()
    if rest.startswith(b"/*"):
        return data.find(b"*/", at, line_end) > 0
    return not rest or rest.startswith(b"//")


def _edit(code: Code, parts: list[_Part], order: list[int]) -> Edit:
    """The lines from the first field that moves to the last, in their new order."""
    moving = [at for at, other in enumerate(order) if at != other]
    first, last = moving[0], moving[-1]
    text = b"".join(code.source.data[parts[at].start : parts[at].end] for at in order[first : last + 1])
    return Edit(code.path, parts[first].start, parts[last].end, text)
