"""Why a value that escapes may cost nothing, and one that does not escape may cost an allocation.

Sources, go1.26: cmd/compile/internal/walk/convert.go (dataWord: zero-size, one-byte and read-only values in
interfaces), walk/builtin.go (walkMakeSlice, VariableMakeThreshold = 32), runtime/string.go (tmpStringBufSize
= 32; empty and one-byte strings), runtime/iface.go (convT16/32/64, convTstring, convTslice).
"""

from __future__ import annotations

import enum
import re

from goescape.findings.model import Allocates, Category, Finding, Kind

_LITERAL = r"""[-+]?\.?\d[^()]*|".*|'.*|true|false"""
_CONSTANT = re.compile(rf"{_LITERAL}|[\w./]+\((?:{_LITERAL})\)", re.S)
_TEXT = re.compile(r".+ \+ .+|string\(.+\)|\(?\[\](?:byte|rune|uint8|int32)\)?\(.+\)", re.S)


class Allocation(enum.Enum):
    """The rule that decides whether running the code allocates."""

    CONSTANT = "constant"
    ZERO_SIZE = "zero-size"
    STATIC_FUNCTION = "static-function"
    READY_MADE = "ready-made"
    STACK = "stack"
    SHARED_BYTES = "shared-bytes"
    SHORT_TEXT = "short-text"
    TEXT_BUFFER = "text-buffer"
    SMALL_VALUE = "small-value"
    CAPACITY = "capacity"
    CAPACITY_BUFFER = "capacity-buffer"
    SLICE_BUFFER = "slice-buffer"
    MAP_GROWTH = "map-growth"
    RUN_TIME = "run-time"
    DESPITE = "despite"


def rule_of(finding: Finding) -> Allocation | None:
    """The rule behind `finding.allocates`.

    None where nothing needs to be said: it allocates because it escapes, or the message is not about a value.
    """
    if finding.kind is Kind.ZERO_COPY:
        return Allocation.SHARED_BYTES
    match finding.allocates:
        case Allocates.NO:
            return _costless(finding)
        case Allocates.DEPENDS:
            return _on_heap_sometimes(finding) if finding.kind.is_heap else _kept_sometimes(finding)
        case Allocates.YES if finding.kind is Kind.DOES_NOT_ESCAPE:
            return Allocation.DESPITE
    return None


def _costless(finding: Finding) -> Allocation:
    if not finding.kind.is_heap:
        return Allocation.STACK
    if finding.flow is not None and any(s.operation == "zero-sized element" for s in finding.flow.steps):
        return Allocation.ZERO_SIZE
    if finding.subject == "func literal":
        return Allocation.STATIC_FUNCTION
    return Allocation.CONSTANT if _CONSTANT.fullmatch(finding.subject) else Allocation.READY_MADE


def _on_heap_sometimes(finding: Finding) -> Allocation:
    if finding.kind is Kind.APPEND_ESCAPES:
        return Allocation.CAPACITY
    by_category = {
        Category.STRING_CONVERSION: Allocation.SHORT_TEXT,
        Category.INTERFACE_CONVERSION: Allocation.SMALL_VALUE,
        Category.REFLECTION: Allocation.SMALL_VALUE,
    }
    return by_category.get(finding.category or Category.UNEXPLAINED, Allocation.RUN_TIME)


def _kept_sometimes(finding: Finding) -> Allocation:
    subject = finding.subject
    if subject == "append" or finding.category is Category.APPEND_GROWTH:
        return Allocation.CAPACITY_BUFFER
    if subject.startswith(("make(map", "map[")):
        return Allocation.MAP_GROWTH
    if subject.startswith("make(") or finding.category is Category.UNKNOWN_SIZE:
        return Allocation.SLICE_BUFFER
    if finding.category is Category.STRING_CONVERSION or _TEXT.fullmatch(subject):
        return Allocation.TEXT_BUFFER
    return Allocation.RUN_TIME
