"""Headlines, steps, advice, contracts and notes of findings."""

from __future__ import annotations

import dataclasses

import pytest

from goescape.explain import categories, words
from goescape.explain.books import book
from goescape.explain.language import Language
from goescape.explain.quoting import WIDTH, callee_of, quoted
from goescape.findings.model import Allocates, Category, Engine, Kind, Place, Step

from .cases import CASES, COMPILED, HERE, Case, finding, hop

ENGLISH, CHINESE = Language.ENGLISH, Language.CHINESE


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_finding_is_told_in_both_languages(case: Case) -> None:
    for language, told in ((ENGLISH, case.english), (CHINESE, case.chinese)):
        assert words.headline(case.finding, language) == told.headline
        assert tuple(step.text for step in words.steps(case.finding, language)) == told.steps


def test_cases_cover_every_kind() -> None:
    assert {case.finding.kind for case in CASES.values()} == set(Kind)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("allocates", Allocates)
@pytest.mark.parametrize("category", [None, *Category])
def test_every_combination_has_its_words(category: Category | None, allocates: Allocates, language: Language) -> None:
    for case in CASES.values():
        some = dataclasses.replace(case.finding, category=category, allocates=allocates)
        line = words.headline(some, language)
        assert line and "\n" not in line and "{callee}" not in line and line[-1] not in ".。"
        for text in [*words.advice(some, language), words.allocation_note(some, language)]:
            assert text == "" or text[-1] in ".。"


@pytest.mark.parametrize("category", Category)
def test_advice_on_the_heap_ends_with_that_of_the_category(category: Category) -> None:
    some = finding("moved to heap: x", category, Allocates.YES)
    own = categories.text(category, ENGLISH).advice
    assert tuple(words.advice(some, ENGLISH)[-len(own) :]) == own


def test_advice_fits_the_flow_and_the_value() -> None:
    capture = CASES["capture by reference, followed to the closure's return"].finding
    assert words.advice(capture, ENGLISH)[0].startswith("Do not assign to the variable after")
    made = finding("make([]int, n) escapes to heap", Category.RETURNED_POINTER, Allocates.YES)
    assert words.advice(made, ENGLISH)[0].startswith("Let the caller provide the slice or map")
    assert words.advice(made, CHINESE)[0] == "由调用方提供切片或 map，以便复用。"


def test_no_advice_where_there_is_nothing_to_gain() -> None:
    constant = CASES["constant in an interface"].finding
    assert words.advice(constant, ENGLISH) == ["There is nothing to change: it costs no allocation."]
    for name in ("does not escape", "can inline", "another message", "zero-copy"):
        assert words.advice(CASES[name].finding, ENGLISH) == []


def test_parameters_that_leak_get_advice_without_a_category() -> None:
    leak = CASES["leak to a result"].finding
    assert tuple(words.advice(leak, ENGLISH)) == categories.text(Category.LEAKING_PARAM, ENGLISH).advice


CONTRACTS = [
    (
        ("p does not escape",),
        "Parameter `p` does not escape: a pointer to a stack variable may be passed.",
        "形参 `p` 不逃逸：可以传入指向栈上变量的指针。",
    ),
    (
        ("leaking param: p",),
        "Parameter `p` leaks to the heap: what the caller passes a pointer to has to be on the heap.",
        "形参 `p` 泄漏到堆：调用方传入的指针所指的内容必须在堆上。",
    ),
    (
        ("leaking param: p to result ~r0 level=0", "leaking param: p to result ~r0 level=0"),
        "Parameter `p` leaks to the first result: what it points at has to live as long as the caller keeps "
        "that result.",
        "形参 `p` 泄漏到第一个返回值：只要调用方保留该返回值，它所指的内容就必须存活。",
    ),
    (
        ("leaking param content: p", "leaking param: p to result next level=1"),
        "Parameter `p` leaks its content: what it points at may be on the stack, what is reached from there "
        "has to be on the heap; leaks its content to result `next` (dereferences: 1).",
        "形参 `p` 泄漏其内容：它所指的内容可以在栈上，但由那里再到达的内容必须在堆上；"
        "把其内容泄漏到返回值 `next`（解引用 1 次）。",
    ),
    (("can inline f", "moved to heap: x"), "", ""),
    ((), "", ""),
]


@pytest.mark.parametrize(("messages", "english", "chinese"), CONTRACTS)
def test_contract(messages: tuple[str, ...], english: str, chinese: str) -> None:
    of_one = [finding(message) for message in messages]
    assert words.contract(of_one, ENGLISH) == english
    assert words.contract(of_one, CHINESE) == chinese


ALLOCATION_NOTES = [
    ("x escapes to heap", Category.STORED_OUTSIDE, Allocates.YES, ""),
    ("x does not escape", None, Allocates.NOT_APPLICABLE, ""),
    ("x does not escape", None, Allocates.NO, "It needs no heap memory."),
    ("x does not escape", None, Allocates.YES, "Its memory comes from the heap all the same."),
    (
        "time.Duration(3000000000) escapes to heap",
        Category.INTERFACE_CONVERSION,
        Allocates.NO,
        "A constant has a fixed place in the program's read-only data.",
    ),
    (
        "b escapes to heap",
        Category.INTERFACE_CONVERSION,
        Allocates.NO,
        "Constants, values without size and single bytes have a fixed place in the program.",
    ),
    (
        "n escapes to heap",
        Category.INTERFACE_CONVERSION,
        Allocates.DEPENDS,
        "Integers from 0 to 255, empty strings and nil slices need no allocation; other values do.",
    ),
    (
        "a + b does not escape",
        None,
        Allocates.DEPENDS,
        "Up to 32 bytes it is on the stack, beyond that on the heap.",
    ),
    (
        "append does not escape",
        None,
        Allocates.DEPENDS,
        "When the capacity is used up, the first 32 bytes are on the stack, more is on the heap.",
    ),
    (
        "append escapes to heap",
        Category.APPEND_GROWTH,
        Allocates.DEPENDS,
        "It allocates only when the slice's capacity is used up.",
    ),
    (
        "map[string]int{} does not escape",
        None,
        Allocates.DEPENDS,
        "The first 8 entries are on the stack, more of them on the heap.",
    ),
    (
        "zero-copy string->[]byte conversion",
        None,
        Allocates.NO,
        "The bytes of the string are used as they are.",
    ),
]


@pytest.mark.parametrize(("message", "category", "allocates", "note"), ALLOCATION_NOTES)
def test_allocation_note(message: str, category: Category | None, allocates: Allocates, note: str) -> None:
    assert words.allocation_note(finding(message, category, allocates), ENGLISH) == note


def test_provenance() -> None:
    some = finding("x escapes to heap")
    assert words.provenance_note(some, ENGLISH) == "Go 1.26.6 linux/amd64, compiler"
    assert words.provenance_note(some, CHINESE) == "Go 1.26.6 linux/amd64，编译器"
    assert words.provenance_note(some, ENGLISH, stale=True) == (
        "Go 1.26.6 linux/amd64, compiler, as of 2026-02-03 04:05:06 UTC"
    )
    predicted = dataclasses.replace(COMPILED, engine=Engine.NATIVE, toolchain="")
    assert words.provenance_words(predicted, ENGLISH) == "predicted by the rules of Go 1.26"
    assert words.provenance_words(predicted, CHINESE) == "按 Go 1.26 的规则预测"
    uninlined = dataclasses.replace(predicted, without_inlining=True)
    assert words.provenance_words(uninlined, ENGLISH) == "predicted by the rules of Go 1.26, without inlining"
    assert words.provenance_words(uninlined, CHINESE) == "按 Go 1.26 的规则预测，未考虑内联"


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("zh", CHINESE),
        ("zh-cn", CHINESE),
        ("zh-Hans", CHINESE),
        ("ZH_CN.UTF-8", CHINESE),
        ("zh.UTF-8", CHINESE),
        ("en", ENGLISH),
        ("de-DE", ENGLISH),
        ("zha", ENGLISH),
        ("C", ENGLISH),
        ("", ENGLISH),
    ],
)
def test_language_of_locale(locale: str, language: Language) -> None:
    assert Language.of(locale) is language


@pytest.mark.parametrize(
    ("call", "callee"),
    [
        ("f(x)", "f"),
        ("fmt.Println(... argument...)", "fmt.Println"),
        ("(*bytes.Buffer).Write(b, p)", "(*bytes.Buffer).Write"),
        ("f(g(x), h(y))", "f"),
        ("f(x)(y)", "f(x)"),
        ('f("(", x)', "f"),
        ('f("\\")", x)', "f"),
        ('f("cut off by the compiler..., x)', "f"),
        ('(*T).M(t, "cut off by the compiler...)', "(*T).M"),
        ("x", ""),
        ("return x", ""),
        ("f(x", ""),
        (")", ""),
        ("", ""),
    ],
)
def test_callee(call: str, callee: str) -> None:
    assert callee_of(call) == callee


def test_quoting_keeps_to_one_line_of_bounded_width() -> None:
    assert quoted("a\n\tb") == "`a b`"
    assert quoted("x" * 1000) == "`" + "x" * (WIDTH - 1) + "…`"
    assert quoted('"`"') == '`` "`" ``'


def test_equal_steps_in_a_row_are_told_once() -> None:
    again = hop("{heap}", "&x", ("address-of", "&x"))
    told = words.steps(finding("moved to heap: x", None, Allocates.YES, again, again), ENGLISH)
    assert [step.text for step in told] == ["its address is taken: `&x`"]


def test_steps_keep_their_places() -> None:
    case = CASES["channel send in a struct"]
    assert case.finding.flow is not None
    told = words.steps(case.finding, ENGLISH)
    assert [step.place for step in told] == [step.place for step in case.finding.flow.steps]


ELSEWHERE = Place("/p/inlined.go", 3, 1)
CUTS = {
    "the value itself": (
        Step("x", "~r0", -1, "return", "return &x", HERE),
        "It would stay on the stack if it were not returned: `return &x` (line 7).",
        "如果它没有被返回：`return &x`（第 7 行），它就会留在栈上。",
    ),
    "what holds it": (
        Step("{storage for func literal}", "{heap}", -1, "spill", "func literal", HERE),
        "It would stay on the stack if the function literal were not run by a `go` statement, or by a `defer` "
        "statement in a loop (line 7).",
        "如果函数字面量没有由 `go` 语句运行，也没有由循环中的 `defer` 语句运行（第 7 行），它就会留在栈上。",
    ),
    "a temporary": (
        Step("{temp}", "{heap}", 1, "appendee slice", "append(.autotmp_1, y)", HERE),
        "It would stay on the stack if it had no elements that move to the array that `append` may allocate (line 7).",
        "如果它的元素没有移到 `append` 可能分配的数组中（第 7 行），它就会留在栈上。",
    ),
    "a call, in another file": (
        Step("p", "{heap}", 0, "call parameter", "keep(p)", ELSEWHERE),
        "It would stay on the stack if `p` were not passed to `keep` (inlined.go:3).",
        "如果 `p` 没有传给 `keep`（inlined.go:3），它就会留在栈上。",
    ),
    "a variable": (
        Step("x", "last", -1, "assign", "last = &x", Place("", 0, 0)),
        "It would stay on the stack if it were not assigned to `last`: `last = &x`.",
        "如果它没有被赋给 `last`：`last = &x`，它就会留在栈上。",
    ),
    "an unknown operation": (
        Step("x", "{heap}", -1, "teleported", "", HERE),
        "It would stay on the stack if it were not for the step `teleported` of the compiler (line 7).",
        "如果没有编译器的步骤 `teleported`（第 7 行），它就会留在栈上。",
    ),
}


@pytest.mark.parametrize("case", CUTS)
def test_cut_is_told_in_both_languages(case: str) -> None:
    step, english, chinese = CUTS[case]
    moved = finding("moved to heap: x", Category.RETURNED_POINTER, Allocates.YES, hop("p", "&x", ("assign", "p = &x")))
    some = dataclasses.replace(moved, cut=step)
    assert words.cut(some, ENGLISH) == english
    assert words.cut(some, CHINESE) == chinese
    assert words.cut(moved, ENGLISH) == ""


@pytest.mark.parametrize("language", Language)
def test_every_operation_has_its_cut(language: Language) -> None:
    moved = finding("moved to heap: x", Category.RETURNED_POINTER, Allocates.YES)
    for operation in book(language).operations:
        for target in ("{heap}", "y"):
            step = Step("x", target, 0, operation, "", Place("", 0, 0))
            said = words.cut(dataclasses.replace(moved, cut=step), language)
            assert said[-1] in ".。" and "{" not in said
