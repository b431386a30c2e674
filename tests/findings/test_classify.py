"""Categories: of a value by its text, of what moves by its flow."""

from __future__ import annotations

import pytest

from goescape.findings.classify import category
from goescape.findings.evidence import Evidence, Twin
from goescape.findings.model import Category, Flow, Kind

from .declared import facts_of, flow_of

FACTS = facts_of("""
import "fmt"
type T struct{ links [2]*T; more []*T }
type name string
func (t *T) m() {}
func F(p *int) {}
""")

KINDS = [
    (Kind.LEAKING_PARAM, "p", Category.LEAKING_PARAM),
    (Kind.LEAKING_PARAM_TO_RESULT, "p", Category.LEAKING_PARAM),
    (Kind.UINTPTR, "p", Category.FOREIGN_CODE),
    (Kind.CAN_INLINE, "F", None),
    (Kind.ESCAPES, "x", Category.INTERFACE_CONVERSION),
    (Kind.ESCAPES, '"a" + s', Category.STRING_CONVERSION),
    (Kind.ESCAPES, "n + 1", Category.INTERFACE_CONVERSION),
    (Kind.ESCAPES, "([]byte)(s)", Category.STRING_CONVERSION),
    (Kind.ESCAPES, "t.m", Category.METHOD_VALUE),
    (Kind.ESCAPES, "append(s, x)", Category.INTERFACE_CONVERSION),
    (Kind.ESCAPES, "&T{...}", Category.UNEXPLAINED),
    (Kind.APPEND_ESCAPES, "append", Category.APPEND_GROWTH),
    (Kind.MOVED_TO_HEAP, "x", Category.UNEXPLAINED),
    (Kind.DOES_NOT_ESCAPE, "make([]int, n)", Category.UNKNOWN_SIZE),
    (Kind.DOES_NOT_ESCAPE, "make([]int, 8)", None),
    (Kind.DOES_NOT_ESCAPE, "a + b", Category.STRING_CONVERSION),
    (Kind.DOES_NOT_ESCAPE, "append", Category.APPEND_GROWTH),
    (Kind.DOES_NOT_ESCAPE, "x", None),
]

FLOWS = [
    (flow_of("~r0 <- x (address-of) &x", "~r0 <- x (return) return &x"), Category.RETURNED_POINTER),
    (flow_of("named <- x (assign) named = &x"), Category.RETURNED_POINTER),
    (flow_of("lib.~r0 <- x (assign) lib.~r0 = &x"), Category.RETURNED_POINTER),
    (flow_of("#rv1 <- x (assign) #rv1 = &x"), Category.RETURNED_POINTER),
    (flow_of("before <- x (assign) before = &x"), Category.STORED_OUTSIDE),
    (flow_of("{heap} <- x (assign) G = &x"), Category.STORED_OUTSIDE),
    (flow_of("{heap} <- x (assign) *p = &x"), Category.STORED_OUTSIDE),
    (flow_of("{heap} <- x (assign) n.links[1] = &x"), Category.STORED_OUTSIDE),
    (flow_of("{heap} <- x (assign) n.more[1] = &x"), Category.SLICE_OR_MAP_ELEMENT),
    (flow_of("{heap} <- x (send) c <- &x"), Category.CHANNEL_SEND),
    (flow_of("{heap} <- x (call parameter) F(&x)"), Category.LEAKING_PARAM),
    (flow_of("{heap} <- x (call parameter) f(&x)"), Category.UNKNOWN_CALL),
    (flow_of("{heap} <- x (call parameter) append(s, &x)"), Category.SLICE_OR_MAP_ELEMENT),
    (flow_of("{temp} <- x (call parameter) F(&x)", "{heap} <- {temp}"), Category.LEAKING_PARAM),
    (flow_of("{storage for []*int{...}} <- x (slice-literal-element) []*int{...}"), Category.SLICE_OR_MAP_ELEMENT),
    (flow_of("{heap} <- x (too large for stack) x"), Category.TOO_LARGE),
    (flow_of("{heap} <- x (non-constant size) x"), Category.UNKNOWN_SIZE),
    (flow_of("{storage for func literal} <- x (reference) x"), Category.CLOSURE_CAPTURE),
    (
        flow_of("err <- x (assign) err = x", "{storage for func literal} <- err (reference) err"),
        Category.STORED_OUTSIDE,
    ),
    (flow_of("{storage for func literal} <- p (captured by a closure) p"), Category.CLOSURE_CAPTURE),
    (flow_of("{temp} <- x (address-of) x", "{storage for x.m} <- {temp}"), Category.METHOD_VALUE),
    (flow_of("{temp} <- x (dot) x.b", "{temp} <- x (address-of) x.b", "{heap} <- {temp}"), Category.METHOD_VALUE),
    (flow_of("{storage for &T{...}} <- x (struct literal element) T{...}"), Category.UNEXPLAINED),
    (
        flow_of("{storage for &T{...}} <- x (address-of) &x", "~r0 <- {storage for &T{...}} (return) r", joined=1),
        Category.RETURNED_POINTER,
    ),
    (flow_of("{storage for func literal} <- .autotmp_3 (captured by a closure) x"), Category.GOROUTINE_OR_DEFER),
    (flow_of("p <- x (address-of) unsafe.Pointer(&x)", "{heap} <- p (assign) G = p"), Category.FOREIGN_CODE),
    (flow_of("{heap} <- x (call parameter) F(unsafe.Pointer(x))"), Category.FOREIGN_CODE),
    (flow_of("{heap} <- x (call parameter) F(x, unsafe.Pointer(p))"), Category.LEAKING_PARAM),
    (flow_of("~r0 <- x (assign) p := []unsafe.Pointer{...}", "~r0 <- x (return) return p"), Category.RETURNED_POINTER),
    (flow_of("{heap} <- x (call parameter) reflect.ValueOf(&x)"), Category.REFLECTION),
    (
        flow_of("{storage for func literal} <- x (captured by a closure) x", "{heap} <- f (spill) f", joined=1),
        Category.GOROUTINE_OR_DEFER,
    ),
    (
        flow_of(
            "{storage for &T{...}} <- x (struct literal element) T{...}",
            "v <- {storage for &T{...}} (assign) v = &T{...}",
            "{storage for func literal} <- v (captured by a closure) v",
            "{storage for func literal} <- v (reference) v",
            joined=3,
        ),
        Category.STORED_OUTSIDE,
    ),
    (Flow(()), Category.UNEXPLAINED),
]

TWINS = [
    ("a + b", Twin.BOX, Category.INTERFACE_CONVERSION),
    ("a + b", Twin.VALUE, Category.STRING_CONVERSION),
    ("string(b)", Twin.BOX, Category.INTERFACE_CONVERSION),
    ("string(b)", Twin.VALUE, Category.STRING_CONVERSION),
    ("name(b)", Twin.VALUE, Category.STRING_CONVERSION),
    ("[]int{...}", Twin.BOX, Category.INTERFACE_CONVERSION),
    ("make([]int, n)", Twin.BOX, Category.INTERFACE_CONVERSION),
]


@pytest.mark.parametrize(("kind", "subject", "expected"), KINDS)
def test_without_flow(kind: Kind, subject: str, expected: Category | None) -> None:
    assert category(Evidence(kind, subject, None, FACTS)) is expected


@pytest.mark.parametrize(("flow", "expected"), FLOWS, ids=str)
def test_with_flow(flow: Flow, expected: Category) -> None:
    about = Evidence(Kind.MOVED_TO_HEAP, "x", None, FACTS, flow, results=frozenset({"named"}))
    assert category(about) is expected


@pytest.mark.parametrize(("subject", "twin", "expected"), TWINS)
def test_twins(subject: str, twin: Twin, expected: Category) -> None:
    assert category(Evidence(Kind.ESCAPES, subject, None, FACTS, Flow(()), twin)) is expected
