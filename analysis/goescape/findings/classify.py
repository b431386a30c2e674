"""Why a value is on the heap: its category.

What the text and the syntax tell comes first: an append, a concatenation, a conversion to an interface are such
wherever the value goes. For the rest the flow decides, by the operation that sends the value away; without a
flow the category is `Category.UNEXPLAINED`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from goescape.findings import expressions
from goescape.findings.evidence import Evidence
from goescape.findings.facts import Callee, PackageFacts
from goescape.findings.model import Category, Flow, Kind, Step
from goescape.findings.values import Value, value_of
from goescape.syntax import Site

_BY_VALUE: Mapping[Value, Category] = {
    Value.APPEND: Category.APPEND_GROWTH,
    Value.TEXT: Category.STRING_CONVERSION,
    Value.METHOD_VALUE: Category.METHOD_VALUE,
}
"""Values whose own nature is the reason, whatever becomes of them."""

_BY_OPERATION: Mapping[str, Category] = {
    "too large for stack": Category.TOO_LARGE,
    "too aligned for stack": Category.TOO_LARGE,
    "non-constant size": Category.UNKNOWN_SIZE,
    "zero-sized element": Category.UNKNOWN_SIZE,
    "send": Category.CHANNEL_SEND,
    "captured by a closure": Category.CLOSURE_CAPTURE,
    "reference": Category.STORED_OUTSIDE,
    "return": Category.RETURNED_POINTER,
    "slice-literal-element": Category.SLICE_OR_MAP_ELEMENT,
    "map literal key": Category.SLICE_OR_MAP_ELEMENT,
    "map literal value": Category.SLICE_OR_MAP_ELEMENT,
    "key of map put": Category.SLICE_OR_MAP_ELEMENT,
    "appendee slice": Category.SLICE_OR_MAP_ELEMENT,
    "copied slice": Category.SLICE_OR_MAP_ELEMENT,
    "//go:uintptrescapes": Category.FOREIGN_CODE,
}
"""What sends a value away, by the compiler's word for it (cmd/compile/internal/escape, go1.22 to go1.27)."""

_BY_CALLEE: Mapping[Callee, Category] = {
    Callee.KNOWN: Category.LEAKING_PARAM,
    Callee.UNKNOWN: Category.UNKNOWN_CALL,
    Callee.REFLECTION: Category.REFLECTION,
    Callee.FOREIGN: Category.FOREIGN_CODE,
    Callee.APPEND: Category.SLICE_OR_MAP_ELEMENT,
}

_UNSAFE = re.compile(r"unsafe\.(?:Pointer\(|String|Slice|Add)")
_HEAP = "{heap}"
_TEMPORARY = "{temp}"
_VARIADIC = "{storage for ... argument}"


def category(about: Evidence) -> Category | None:
    """The category of a message; None for one that is about nothing on the heap."""
    kind = about.kind
    if kind.is_leak:
        return Category.LEAKING_PARAM
    if kind is Kind.UINTPTR:
        return Category.FOREIGN_CODE
    if kind is Kind.DOES_NOT_ESCAPE:
        return _of_staying(about)
    if not kind.is_heap:
        return None
    value = value_of(about)
    if value in _BY_VALUE:
        return _BY_VALUE[value]
    if value is Value.BOXED:
        return Category.REFLECTION if _meets_reflection(about) else Category.INTERFACE_CONVERSION
    return _of_moving(about)


def _of_staying(about: Evidence) -> Category | None:
    """The category of a value that may be allocated although it does not escape."""
    value = value_of(about)
    if value in (Value.MAKE, Value.MAKE_MAP):
        size = expressions.make_size(about.subject)
        return Category.UNKNOWN_SIZE if size and not expressions.is_constant(size) else None
    return _BY_VALUE[value] if value in (Value.APPEND, Value.TEXT) else None


def _of_moving(about: Evidence) -> Category:
    """The category that a flow tells."""
    flow = about.flow
    if flow is None or not flow.steps:
        return Category.UNEXPLAINED
    own = _own(flow)
    last = own[-1]
    if last.operation == "reference":
        return _of_captured(about, flow)
    if _is_launched(own, about.site):
        return Category.GOROUTINE_OR_DEFER
    if _meets_reflection(about):
        return Category.REFLECTION
    if _is_receiver_of_method_value(own) or _is_receiver_of_method_value(flow.steps):
        return Category.METHOD_VALUE
    if _passes_unsafe(own):
        return Category.FOREIGN_CODE
    if last.target != _VARIADIC and _BY_OPERATION.get(last.operation) is Category.SLICE_OR_MAP_ELEMENT:
        return Category.SLICE_OR_MAP_ELEMENT
    return _of_last_hop(flow, about)


def _passes_unsafe(own: tuple[Step, ...]) -> bool:
    """Whether the value itself is converted by package unsafe on its way, here and not in what was inlined."""
    before = own[0].source
    for step in own:
        parts = [step.expression]
        if step.operation == "call parameter" and not step.expression.startswith("<"):
            parts = [part for part in expressions.arguments(step.expression) if before in part]
        if not step.inlined_at and any(map(_UNSAFE.search, parts)):
            return True
        before = step.expression or before
    return False


def _own(flow: Flow) -> tuple[Step, ...]:
    return flow.steps[: len(flow.steps) - flow.joined]


def _of_captured(about: Evidence, flow: Flow) -> Category:
    """The category of what ends in a variable that a closure shares: the variable's own, or the closure's if that
    escapes; else the variable is just one of the function around."""
    is_itself = _own(flow)[-1].source == about.subject
    return Category.CLOSURE_CAPTURE if is_itself or flow.joined else Category.STORED_OUTSIDE


def _is_receiver_of_method_value(steps: tuple[Step, ...]) -> bool:
    """Whether the flow goes to a method value, and to what its method does with the receiver, in one: the compiler
    has both as targets of a temporary (escape/expr.go, OMETHVALUE; an argument's is reached by its call)."""
    if steps[-1].operation or steps[-1].source != _TEMPORARY:
        return False
    return not any(step.target == _TEMPORARY and step.operation == "call parameter" for step in steps)


def _of_last_hop(flow: Flow, about: Evidence) -> Category:
    """The category of where the flow ends: the last of its steps to the destination that tells one.

    A hop without an operation (``{heap} = *{temp}``: what an argument points to leaks) tells nothing by itself;
    the steps to its source are the destination's too. What ends in a variable that is no result goes to one that
    lives longer: it is declared outside the loop, on the heap itself, or a closure that goes nowhere shares it.
    """
    destination = target = flow.destination
    for step in reversed(flow.steps):
        if step.target != target:
            break
        if not step.operation:
            target = step.source
            continue
        found = _of_step(step, about.facts)
        if found is not None:
            return found
    if _goes_at_once(flow.steps[-1]) and flow.joined:
        return Category.GOROUTINE_OR_DEFER
    if expressions.is_result(destination, about.results):
        return Category.RETURNED_POINTER
    is_variable = destination == _TEMPORARY or not destination.startswith("{")
    return Category.STORED_OUTSIDE if is_variable else Category.UNEXPLAINED


def _of_step(step: Step, facts: PackageFacts) -> Category | None:
    """What one step says; None for a step on the way (an address, a field)."""
    if _is_wrapped(step):
        return Category.GOROUTINE_OR_DEFER
    if step.operation == "call parameter":
        return _BY_CALLEE[facts.callee(step)]
    if step.operation in ("assign", "assign-pair") and step.target == _HEAP:
        indexed = expressions.indexed(expressions.assigned(step.expression))
        is_element = bool(indexed) and not facts.is_array(indexed)
        return Category.SLICE_OR_MAP_ELEMENT if is_element else Category.STORED_OUTSIDE
    return _BY_OPERATION.get(step.operation)


def _is_launched(own: tuple[Step, ...], site: Site | None) -> bool:
    """Whether a go statement, or a defer that may run more than once, takes the value.

    The compiler wraps such a call in a closure that captures the evaluated arguments, temporaries, by value
    (typecheck/stmt.go, normalizeGoDeferCall); a function literal that is called so goes to the heap at once.
    """
    last = own[-1]
    if _is_wrapped(last):
        return True
    return len(own) == 1 and _goes_at_once(last) and (site is None or site.launch is not None)


def _is_wrapped(step: Step) -> bool:
    return step.operation == "captured by a closure" and step.source.startswith(".autotmp_")


def _goes_at_once(step: Step) -> bool:
    """Whether a step says no more than that a value has its storage on the heap."""
    return step.operation == "spill" and step.target == _HEAP


def _meets_reflection(about: Evidence) -> bool:
    """Whether the value is handed to package reflect, as far as known: by a call around it, or on its way."""
    if about.site is not None and about.site.callee.startswith("reflect."):
        return True
    steps = _own(about.flow) if about.flow is not None else ()
    return any(step.target.startswith("reflect.") or _calls_reflection(step) for step in steps)


def _calls_reflection(step: Step) -> bool:
    callee = expressions.callee(step.expression) if step.operation == "call parameter" else ""
    return callee.startswith(("reflect.", "(*reflect.")) and not step.inlined_at
