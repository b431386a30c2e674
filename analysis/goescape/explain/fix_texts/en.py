"""The English texts about fixes. Why one is refused stands with `Reason` and `Failure`, in English."""

from __future__ import annotations

from goescape.explain.fix_texts.book import FixBook, Gained, KindText
from goescape.fixes.model import FixKind, Note

KINDS = {
    FixKind.PASS_BY_VALUE: KindText(
        "Pass by value",
        "Pass {subject} by value",
        "A parameter `*T` becomes a `T`, in the function and at every call. Offered where the pointer makes the "
        "caller's variable escape, and nobody writes through it, compares it or keeps it.",
    ),
    FixKind.RETURN_BY_VALUE: KindText(
        "Return by value",
        "Return {subject} by value",
        "A function returns a `T` in place of a pointer to a fresh one, and its callers keep it in a variable. Offered "
        "where no caller needs the pointer's identity.",
    ),
    FixKind.VALUE_RECEIVER: KindText(
        "Value receiver",
        "Give {subject} a value receiver",
        "A method gets a copy of its receiver in place of a pointer to it. Offered where the pointer makes the "
        "receiver escape, nobody writes through it, and method sets and interfaces stay as they are.",
    ),
    FixKind.PREALLOCATE_SLICE: KindText(
        "Preallocate capacity",
        "Preallocate capacity for {subject}",
        "A slice that a loop appends to is made with room for all of it, so that it is allocated once in place of each "
        "time that it is full. Offered where the number is known before the loop; a slice that may be seen to be nil "
        "stays nil.",
    ),
    FixKind.PREALLOCATE_MAP: KindText(
        "Preallocate map",
        "Preallocate room in {subject}",
        "A map that a loop fills is made with room for all of it, so that it does not grow step by step. Offered where "
        "the number is known before the loop.",
    ),
    FixKind.CONSTANT_SIZE: KindText(
        "Constant size",
        "Give {subject} a constant size",
        "A `make` whose size is always the same number gets that number, and can be on the stack.",
    ),
    FixKind.STRCONV_FOR_FMT: KindText(
        "No fmt",
        "Replace {subject} by what needs no fmt",
        "A simple use of fmt becomes the conversion or the text that it stands for, so that no argument is put into an "
        "interface. Offered where the result is the same for every value.",
    ),
    FixKind.BUILD_STRINGS: KindText(
        "Build in place",
        "Build {subject} in place",
        "Text is written to where it is to go, without a string in between: a builder in place of `s += x` in a loop, "
        "`fmt.Fprintf` and `fmt.Appendf` in place of a converted `Sprintf`.",
    ),
    FixKind.DROP_CONVERSION: KindText(
        "Drop a conversion",
        "Drop the conversion in {subject}",
        "Text is passed on in the form that it has, without a copy in another.",
    ),
    FixKind.CAPTURE_BY_VALUE: KindText(
        "Capture by value",
        "Capture {subject} by value",
        "A function literal gets a copy of a variable that it never writes. Offered where the shared variable is on "
        "the heap, and nothing writes it once the literal is there.",
    ),
    FixKind.HOIST_OUT_OF_LOOP: KindText(
        "Hoist out of the loop",
        "Hoist {subject} out of the loop",
        "What is allocated anew in each round is made once, before the loop, and reset where that is needed. Offered "
        "where it is the same in each round, and no round can see what another did with it.",
    ),
    FixKind.VALUES_FOR_POINTERS: KindText(
        "Values for pointers",
        "Keep values in {subject} in place of pointers",
        "A slice, map or channel of pointers holds the values themselves. Offered where it is local, and nothing takes "
        "a pointer out to share it.",
    ),
    FixKind.SYNC_POOL: KindText(
        "Reuse with sync.Pool",
        "Take {subject} from a sync.Pool",
        "A large temporary is taken from a pool and given back, in place of being allocated at each call. A "
        "refactoring: whether callees keep it, only you can know.",
    ),
    FixKind.REORDER_FIELDS: KindText(
        "Reorder fields",
        "Reorder the fields of {subject}: {before} to {after} bytes",
        "Fields are put into an order that needs less padding. Offered where nothing depends on the order.",
    ),
}


def _here(count: int) -> str:
    return f"{_allocations(count)} fewer here"


def _elsewhere(count: int) -> str:
    return f"{_allocations(count)} fewer at its callers"


def _allocations(count: int) -> str:
    return "1 heap allocation" if count == 1 else f"{count} heap allocations"


BOOK = FixBook(
    kinds=KINDS,
    notes={
        Note.UPPER_BOUND: "an upper bound",
        Note.LARGER_COPY: "copies more at each call",
        Note.ONCE: "once, even if the loop has no round",
        Note.MANY_ROUNDS: "pays off with more than a few rounds",
    },
    gained={Gained.HERE: _here, Gained.ELSEWHERE: _elsewhere},
    reasons={},
    title="{action}: {result}",
    with_notes="{action} ({notes})",
    comma=", ",
    here_and_elsewhere="{here}, {elsewhere} at its callers",
    fewer_at_run_time="fewer heap allocations at run time",
    smaller="less memory",
    unproven="unproven",
    all_of_kind="Fix all in this file: {name}",
)
