"""Whether what a message speaks of costs an allocation. Escaping and allocating are not the same.

Source: cmd/compile/internal/walk (convert.go, builtin.go, expr.go, closure.go) and runtime (iface.go, string.go,
slice.go), go1.22 to go1.27; measured in tests/fixtures/allocates.
"""

from __future__ import annotations

from goescape.findings import expressions
from goescape.findings.facts import PackageFacts
from goescape.findings.messages import Message
from goescape.findings.model import Allocates, Kind
from goescape.findings.values import Value, value_of
from goescape.syntax import Site

SMALL_MAP = 8
"""Entries that a map on the stack holds without an allocation (internal/runtime/maps: one group)."""

_ESCAPING = {
    Value.APPEND: Allocates.DEPENDS,
    Value.BOXED: Allocates.DEPENDS,
}
_STAYING = {
    Value.APPEND: Allocates.DEPENDS,
    Value.TEXT: Allocates.DEPENDS,
    Value.PARAMETER: Allocates.NOT_APPLICABLE,
}


def allocates(message: Message, site: Site | None, facts: PackageFacts, captures: bool) -> Allocates:
    """What a message's value costs at run time. `captures` tells whether a function literal shares a variable with
    the functions around it (or may): one that does not is a constant."""
    if message.kind is Kind.MOVED_TO_HEAP:
        return Allocates.YES
    if message.kind is Kind.ZERO_COPY:
        return Allocates.NO
    if message.kind is Kind.DOES_NOT_ESCAPE:
        return _staying(message.subject, site, facts)
    if message.kind.is_heap:
        return _escaping(message.subject, site, facts, captures)
    return Allocates.NOT_APPLICABLE


def _escaping(subject: str, site: Site | None, facts: PackageFacts, captures: bool) -> Allocates:
    if expressions.is_zero_size(subject) or (subject == "func literal" and not captures):
        return Allocates.NO
    value = value_of(subject, None, site, facts)
    if value is Value.BOXED and _is_static(subject, site):
        return Allocates.NO
    return _ESCAPING.get(value, Allocates.YES)


def _is_static(subject: str, site: Site | None) -> bool:
    """Whether a boxed value is known before the program runs: the interface points to read-only data. A value of
    one byte points into a table of all of them."""
    if expressions.is_constant(subject) or expressions.is_one_byte(subject):
        return True
    return subject.endswith("}") and site is not None and site.literal


def _staying(subject: str, site: Site | None, facts: PackageFacts) -> Allocates:
    value = value_of(subject, None, site, facts)
    if value is Value.MAKE:
        fixed = expressions.is_constant(expressions.make_size(subject))
        return Allocates.NO if fixed else Allocates.DEPENDS
    if value is Value.MAKE_MAP:
        return _map_of(expressions.make_size(subject))
    if subject.startswith("map[") and subject.endswith("{...}"):
        return Allocates.DEPENDS
    return _STAYING.get(value, Allocates.NO)


def _map_of(size: str) -> Allocates:
    """What a map that stays on the stack costs, by the size that its make asks for ("" for none)."""
    if not size:
        return Allocates.NO
    if not size.isdigit():
        return Allocates.DEPENDS
    return Allocates.NO if int(size) <= SMALL_MAP else Allocates.YES
