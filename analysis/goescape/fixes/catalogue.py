"""The table of fixes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from goescape.fixes.code import Code
from goescape.fixes.finders import (
    build_strings,
    capture_by_value,
    constant_size,
    drop_conversion,
    hoist_out_of_loop,
    pass_by_value,
    preallocate_map,
    preallocate_slice,
    reorder_fields,
    return_by_value,
    strconv_for_fmt,
    sync_pool,
    value_receiver,
    values_for_pointers,
)
from goescape.fixes.model import Candidate, FixKind, Refusal
from goescape.fixes.scene import Scene

Finder: TypeAlias = Callable[[Code, Scene], Iterator[Candidate | Refusal]]
"""Looks through one sound declaration. Yields a `Refusal` where the pattern of the fix is there, and a heap allocation
that it could remove, but a precondition does not hold."""

FINDERS: Mapping[FixKind, Finder] = {
    FixKind.PASS_BY_VALUE: pass_by_value.find,
    FixKind.VALUE_RECEIVER: value_receiver.find,
    FixKind.RETURN_BY_VALUE: return_by_value.find,
    FixKind.VALUES_FOR_POINTERS: values_for_pointers.find,
    FixKind.PREALLOCATE_SLICE: preallocate_slice.find,
    FixKind.PREALLOCATE_MAP: preallocate_map.find,
    FixKind.CONSTANT_SIZE: constant_size.find,
    FixKind.CAPTURE_BY_VALUE: capture_by_value.find,
    FixKind.STRCONV_FOR_FMT: strconv_for_fmt.find,
    FixKind.BUILD_STRINGS: build_strings.find,
    FixKind.DROP_CONVERSION: drop_conversion.find,
    FixKind.HOIST_OUT_OF_LOOP: hoist_out_of_loop.find,
    FixKind.SYNC_POOL: sync_pool.find,
    FixKind.REORDER_FIELDS: reorder_fields.find,
}
