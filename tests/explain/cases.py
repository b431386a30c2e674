"""Findings with flows as go1.26.6 printed them for small programs, and what has to be said of them.

`hop` is one ``flow: target ← source`` of ``-m=2`` with its ``from`` lines.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from goescape.findings.messages import parse_line
from goescape.findings.model import (
    Allocates,
    Category,
    Engine,
    Finding,
    Flow,
    Place,
    Provenance,
    Step,
)

COMPILED = Provenance(
    Engine.COMPILER,
    "1.26",
    "go1.26.6 linux/amd64",
    datetime.datetime(2026, 2, 3, 4, 5, 6, tzinfo=datetime.timezone.utc),
)
HERE = Place("/p/example.go", 7, 2)


@dataclass(frozen=True)
class Told:
    """What is said of a finding in one language."""

    headline: str
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """A finding, and what is said of it in English and in Chinese."""

    finding: Finding
    english: Told
    chinese: Told


def finding(
    message: str,
    category: Category | None = None,
    allocates: Allocates = Allocates.NOT_APPLICABLE,
    *hops: tuple[Step, ...],
) -> Finding:
    """The finding for the compiler's `message`; without hops its flow is not known."""
    line = f"{HERE.file}:{HERE.line}:{HERE.column}: {message}"
    parsed = parse_line(line)
    assert parsed is not None, line
    flow = Flow(tuple(step for hop in hops for step in hop)) if hops else None
    return Finding(
        "example.com/p",
        HERE,
        "f",
        parsed.kind,
        parsed.subject,
        parsed.text,
        line,
        category,
        allocates,
        COMPILED,
        flow,
        result=parsed.result,
        level=parsed.level,
    )


def hop(target: str, source: str, *notes: tuple[str, str]) -> tuple[Step, ...]:
    """``flow: target ← source`` with notes ``(operation, expression)``; `source` as printed, with & or *."""
    name = source.lstrip("&*")
    derefs = -1 if source.startswith("&") else len(source) - len(name)
    notes = notes or (("", ""),)
    return tuple(Step(name, target, derefs, operation, text, HERE) for operation, text in notes)


CASES = {
    "returned address": Case(
        finding(
            "moved to heap: p",
            Category.RETURNED_POINTER,
            Allocates.YES,
            hop("~r0", "&p", ("address-of", "&p"), ("return", "return &p")),
        ),
        Told(
            "`p` is moved to the heap: its address is returned",
            ("its address is taken: `&p`", "returned: `return &p`"),
        ),
        Told("`p` 被移到堆上：它的地址被返回", ("取它的地址：`&p`", "被返回：`return &p`")),
    ),
    "package variable": Case(
        finding(
            "moved to heap: c",
            Category.STORED_OUTSIDE,
            Allocates.YES,
            hop("{heap}", "&c", ("address-of", "&c"), ("assign", "current = &c")),
        ),
        Told(
            "`c` is moved to the heap: its address is stored outside the function",
            ("its address is taken: `&c`", "stored where it outlives the call: `current = &c`"),
        ),
        Told(
            "`c` 被移到堆上：它的地址被存储到函数之外",
            ("取它的地址：`&c`", "存储到比调用存活更久的位置：`current = &c`"),
        ),
    ),
    "channel send in a struct": Case(
        finding(
            "moved to heap: x",
            Category.CHANNEL_SEND,
            Allocates.YES,
            hop(
                "{heap}",
                "&x",
                ("address-of", "&x"),
                ("struct literal element", "job{...}"),
                ("send", "ch <- job{...}"),
            ),
        ),
        Told(
            "`x` is moved to the heap: its address is sent on a channel",
            (
                "its address is taken: `&x`",
                "becomes a field of a struct literal: `job{...}`",
                "sent on a channel: `ch <- job{...}`",
            ),
        ),
        Told(
            "`x` 被移到堆上：它的地址被发送到 channel",
            (
                "取它的地址：`&x`",
                "成为结构体字面量的字段：`job{...}`",
                "被发送到 channel：`ch <- job{...}`",
            ),
        ),
    ),
    "capture by reference, followed to the closure's return": Case(
        finding(
            "moved to heap: count",
            Category.CLOSURE_CAPTURE,
            Allocates.YES,
            hop(
                "{storage for func literal}",
                "&count",
                ("captured by a closure", "count"),
                ("reference", "count"),
            ),
            hop(
                "~r0",
                "&{storage for func literal}",
                ("spill", "func literal"),
                ("return", "return func literal"),
            ),
        ),
        Told(
            "`count` is moved to the heap: a closure that outlives the function captures it by reference",
            (
                "captured by a closure, by reference: `count`",
                "the function literal in turn: gets memory of its own",
                "returned: `return func literal`",
            ),
        ),
        Told(
            "`count` 被移到堆上：比函数存活更久的闭包按引用捕获了它",
            (
                "被闭包按引用捕获：`count`",
                "接着是函数字面量：为它准备单独的内存",
                "被返回：`return func literal`",
            ),
        ),
    ),
    "receiver of a deferred call in a loop": Case(
        finding(
            "moved to heap: f",
            Category.GOROUTINE_OR_DEFER,
            Allocates.YES,
            hop(".autotmp_3", "&f", ("address-of", "f"), ("assign-pair", ".autotmp_3 = f")),
            hop(
                "{storage for func literal}",
                ".autotmp_3",
                ("captured by a closure", ".autotmp_3"),
            ),
        ),
        Told(
            "`f` is moved to the heap: a goroutine or a deferred call keeps its address",
            ("its address is taken: `f`", "kept for the call of the `go` or `defer` statement"),
        ),
        Told(
            "`f` 被移到堆上：goroutine 或延迟调用持有它的地址",
            ("取它的地址：`f`", "为 `go` 或 `defer` 语句的调用而保存"),
        ),
    ),
    "key of a map": Case(
        finding(
            "string(key) escapes to heap",
            Category.STRING_CONVERSION,
            Allocates.DEPENDS,
            hop(
                "{heap}",
                "&{storage for string(key)}",
                ("spill", "string(key)"),
                ("key of map put", "seen[string(key)]"),
            ),
        ),
        Told(
            "`string(key)` escapes to the heap: the new text outlives the function",
            ("gets memory of its own: `string(key)`", "becomes a key of a map: `seen[string(key)]`"),
        ),
        Told(
            "`string(key)` 逃逸到堆：新的文本比函数存活更久",
            ("为它准备单独的内存：`string(key)`", "成为 map 的键：`seen[string(key)]`"),
        ),
    ),
    "append": Case(
        finding(
            "append escapes to heap",
            Category.APPEND_GROWTH,
            Allocates.DEPENDS,
            hop(
                "s",
                "&{storage for append(s, i * i)}",
                ("spill", "append(s, i * i)"),
                ("assign", "s = append(s, i * i)"),
            ),
            hop("~r0", "s", ("return", "return s")),
        ),
        Told(
            "what `append` allocates goes to the heap: the grown slice outlives the function",
            (
                "gets memory of its own: `append(s, i * i)`",
                "assigned: `s = append(s, i * i)`",
                "returned: `return s`",
            ),
        ),
        Told(
            "`append` 分配的内存在堆上：扩容后的切片比函数存活更久",
            (
                "为它准备单独的内存：`append(s, i * i)`",
                "被赋值：`s = append(s, i * i)`",
                "被返回：`return s`",
            ),
        ),
    ),
    "element of append": Case(
        finding(
            "moved to heap: x",
            Category.SLICE_OR_MAP_ELEMENT,
            Allocates.YES,
            hop("{heap}", "&x", ("address-of", "&x"), ("call parameter", "append(s, &x)")),
        ),
        Told(
            "`x` is moved to the heap: its address is stored in a slice or map",
            (
                "its address is taken: `&x`",
                "appended to a slice whose array may be on the heap: `append(s, &x)`",
            ),
        ),
        Told(
            "`x` 被移到堆上：它的地址被存入切片或 map",
            ("取它的地址：`&x`", "被追加到底层数组可能在堆上的切片：`append(s, &x)`"),
        ),
    ),
    "variadic interface argument": Case(
        finding(
            "n escapes to heap",
            Category.INTERFACE_CONVERSION,
            Allocates.DEPENDS,
            hop(
                "{storage for ... argument}",
                "&{storage for n}",
                ("spill", "n"),
                ("slice-literal-element", "... argument"),
            ),
            hop(
                "{heap}",
                "{storage for ... argument}",
                ("spill", "... argument"),
                ("call parameter", 'fmt.Sprintf("n=%d", ... argument...)'),
            ),
        ),
        Told(
            "`n` escapes to the heap: converted to an interface and passed to `fmt.Sprintf`",
            (
                "gets memory of its own: `n`",
                "becomes an element of a slice literal: the slice of variadic arguments",
                "the slice of variadic arguments in turn: gets memory of its own",
                "passed to `fmt.Sprintf`, from where it reaches the heap",
            ),
        ),
        Told(
            "`n` 逃逸到堆：被转换为接口并传给 `fmt.Sprintf`",
            (
                "为它准备单独的内存：`n`",
                "成为切片字面量的元素：可变参数的切片",
                "接着是可变参数的切片：为它准备单独的内存",
                "传给 `fmt.Sprintf`，并由此到达堆",
            ),
        ),
    ),
    "constant in an interface": Case(
        finding(
            "17 escapes to heap",
            Category.INTERFACE_CONVERSION,
            Allocates.NO,
            hop("{heap}", "&{storage for 17}", ("spill", "17"), ("assign", "sink = 17")),
        ),
        Told(
            "`17` escapes, but costs no allocation: a constant has a fixed place in the program's read-only data",
            ("gets memory of its own: `17`", "stored where it outlives the call: `sink = 17`"),
        ),
        Told(
            "`17` 逃逸，但不产生分配：常量在程序的只读数据中有固定位置",
            ("为它准备单独的内存：`17`", "存储到比调用存活更久的位置：`sink = 17`"),
        ),
    ),
    "long constant, cut off by the compiler": Case(
        finding(
            '"' + "a" * 68 + "... escapes to heap",
            Category.INTERFACE_CONVERSION,
            Allocates.NO,
        ),
        Told(
            '`"' + "a" * 68 + "...` escapes, but costs no allocation: a constant has a fixed place in the "
            "program's read-only data"
        ),
        Told('`"' + "a" * 68 + "...` 逃逸，但不产生分配：常量在程序的只读数据中有固定位置"),
    ),
    "elements without size": Case(
        finding(
            "make([]struct {}, n) escapes to heap",
            Category.UNKNOWN_SIZE,
            Allocates.NO,
            hop("{heap}", "&{storage for make([]struct {}, n)}", ("zero-sized element", "make([]struct {}, n)")),
        ),
        Told(
            "`make([]struct {}, n)` escapes, but costs no allocation: its elements have no size, so there is "
            "nothing to allocate",
            ("its elements have no size: `make([]struct {}, n)`",),
        ),
        Told(
            "`make([]struct {}, n)` 逃逸，但不产生分配：它的元素不占空间，没有内存需要分配",
            ("它的元素不占空间：`make([]struct {}, n)`",),
        ),
    ),
    "function literal that captures nothing": Case(
        finding("func literal escapes to heap", Category.STORED_OUTSIDE, Allocates.NO),
        Told(
            "the function literal escapes, but costs no allocation: it captures nothing, so there is one copy "
            "of it in the program"
        ),
        Told("函数字面量逃逸，但不产生分配：它不捕获任何变量，程序中只有一份"),
    ),
    "interface method": Case(
        finding(
            "moved to heap: buf",
            Category.UNKNOWN_CALL,
            Allocates.YES,
            hop(
                "{heap}",
                "&buf",
                ("address-of", "buf"),
                ("slice", "buf[:]"),
                ("call parameter", "r.Read(buf[:])"),
            ),
        ),
        Told(
            "`buf` is moved to the heap: passed to `r.Read`, which is only known at run time",
            (
                "its address is taken: `buf`",
                "sliced: `buf[:]`",
                "passed to `r.Read`, from where it reaches the heap",
            ),
        ),
        Told(
            "`buf` 被移到堆上：被传给运行时才确定的 `r.Read`",
            ("取它的地址：`buf`", "被切片：`buf[:]`", "传给 `r.Read`，并由此到达堆"),
        ),
    ),
    "method expression whose result is stored": Case(
        finding(
            "moved to heap: u",
            Category.LEAKING_PARAM,
            Allocates.YES,
            hop(
                "{heap}",
                "&u",
                ("address-of", "&u"),
                ("call parameter", "(*session).bind(s, &u)"),
                ("assign", "s.user = (*session).bind(s, &u)"),
            ),
        ),
        Told(
            "`u` is moved to the heap: passed to `(*session).bind`, whose parameter leaks",
            (
                "its address is taken: `&u`",
                "passed to `(*session).bind`",
                "stored where it outlives the call: `s.user = (*session).bind(s, &u)`",
            ),
        ),
        Told(
            "`u` 被移到堆上：被传给 `(*session).bind`，其形参会泄漏",
            (
                "取它的地址：`&u`",
                "传给 `(*session).bind`",
                "存储到比调用存活更久的位置：`s.user = (*session).bind(s, &u)`",
            ),
        ),
    ),
    "inlined call": Case(
        finding(
            "moved to heap: x",
            Category.STORED_OUTSIDE,
            Allocates.YES,
            hop("p", "&x", ("address-of", "&x"), ("assign-pair", "p := &x")),
            hop("~r0", "p", ("assign-pair", "~r0 = p")),
            hop("p", "~r0", ("assign", "p := ~r0")),
            hop("{heap}", "p", ("assign", "g = p")),
        ),
        Told(
            "`x` is moved to the heap: its address is stored outside the function",
            (
                "its address is taken: `&x`",
                "assigned: `p := &x`",
                "becomes the result of an inlined call",
                "stored where it outlives the call: `g = p`",
            ),
        ),
        Told(
            "`x` 被移到堆上：它的地址被存储到函数之外",
            (
                "取它的地址：`&x`",
                "被赋值：`p := &x`",
                "成为内联调用的结果",
                "存储到比调用存活更久的位置：`g = p`",
            ),
        ),
    ),
    "hidden variable of a range over a function": Case(
        finding(
            "moved to heap: #state1",
            Category.CLOSURE_CAPTURE,
            Allocates.YES,
            hop(
                "{storage for func literal}",
                "&#state1",
                ("captured by a closure", "#state1"),
                ("reference", "#state1"),
            ),
        ),
        Told(
            "a hidden variable is moved to the heap: a closure that outlives the function captures it by reference",
            ("captured by a closure, by reference",),
        ),
        Told("隐藏变量被移到堆上：比函数存活更久的闭包按引用捕获了它", ("被闭包按引用捕获",)),
    ),
    "too large": Case(
        finding(
            "make([]int, 10000) escapes to heap",
            Category.TOO_LARGE,
            Allocates.YES,
            hop("{heap}", "&{storage for make([]int, 10000)}", ("too large for stack", "make([]int, 10000)")),
        ),
        Told(
            "`make([]int, 10000)` escapes to the heap: too large for the stack",
            ("too large for the stack: `make([]int, 10000)`",),
        ),
        Told("`make([]int, 10000)` 逃逸到堆：对栈来说太大", ("对栈来说太大：`make([]int, 10000)`",)),
    ),
    "make of variable size that stays": Case(
        finding("make([]int, len(values)) does not escape", Category.UNKNOWN_SIZE, Allocates.DEPENDS),
        Told(
            "`make([]int, len(values))` does not escape, but may cost an allocation: up to 32 bytes it is on "
            "the stack, beyond that on the heap (Go 1.25 and later)"
        ),
        Told("`make([]int, len(values))` 不逃逸，但可能产生分配：不超过 32 字节时在栈上，更大则在堆上（Go 1.25 起）"),
    ),
    "concatenation with an inlined call": Case(
        finding(
            '"n=" + ~r0 escapes to heap',
            Category.STRING_CONVERSION,
            Allocates.DEPENDS,
            hop(
                "~r0",
                '&{storage for "n=" + ~r0}',
                ("spill", '"n=" + ~r0'),
                ("return", 'return "n=" + ~r0'),
            ),
        ),
        Told(
            '`"n=" + …` escapes to the heap: the new text outlives the function',
            ("gets memory of its own", "returned"),
        ),
        Told('`"n=" + …` 逃逸到堆：新的文本比函数存活更久', ("为它准备单独的内存", "被返回")),
    ),
    "receiver of a method value": Case(
        finding(
            "leaking param: c",
            Category.LEAKING_PARAM,
            Allocates.NOT_APPLICABLE,
            hop("{temp}", "c"),
            hop("{storage for c.Add}", "{temp}"),
        ),
        Told(
            "parameter `c` leaks to the heap: what the caller passes a pointer to has to be on the heap",
            ("`c` flows to `c.Add`",),
        ),
        Told(
            "形参 `c` 泄漏到堆：调用方传入的指针所指的内容必须在堆上",
            ("`c` 流向 `c.Add`",),
        ),
    ),
    "content that leaks": Case(
        finding(
            "leaking param content: names",
            Category.LEAKING_PARAM,
            Allocates.NOT_APPLICABLE,
            hop("{temp}", "names"),
            hop("name", "*{temp}", ("range-deref", "for loop")),
            hop("{heap}", "name", ("assign", "last = name")),
        ),
        Told(
            "parameter `names` leaks its content: what it points at may be on the stack, what is reached from "
            "there has to be on the heap",
            (
                "its elements are assigned to the variable of a range loop",
                "stored where it outlives the call: `last = name`",
            ),
        ),
        Told(
            "形参 `names` 泄漏其内容：它所指的内容可以在栈上，但由那里再到达的内容必须在堆上",
            ("它的元素赋给 range 循环的变量", "存储到比调用存活更久的位置：`last = name`"),
        ),
    ),
    "type assertion and field": Case(
        finding(
            "leaking param content: x",
            Category.LEAKING_PARAM,
            Allocates.NOT_APPLICABLE,
            hop("{heap}", "*x", ("dot", "x.(T)"), ("dot", "x.(T).p"), ("assign", "g = x.(T).p")),
        ),
        Told(
            "parameter `x` leaks its content: what it points at may be on the stack, what is reached from "
            "there has to be on the heap",
            (
                "taken out of an interface: `x.(T)`",
                "a field of it is used: `x.(T).p`",
                "stored where it outlives the call: `g = x.(T).p`",
            ),
        ),
        Told(
            "形参 `x` 泄漏其内容：它所指的内容可以在栈上，但由那里再到达的内容必须在堆上",
            (
                "从接口中取出：`x.(T)`",
                "使用它的字段：`x.(T).p`",
                "存储到比调用存活更久的位置：`g = x.(T).p`",
            ),
        ),
    ),
    "elements copied": Case(
        finding(
            "leaking param content: s",
            Category.LEAKING_PARAM,
            Allocates.NOT_APPLICABLE,
            hop("{heap}", "*s", ("call parameter", "copy(gs, s)"), ("copied slice", "copy(gs, s)")),
        ),
        Told(
            "parameter `s` leaks its content: what it points at may be on the stack, what is reached from "
            "there has to be on the heap",
            ("its elements are copied to another slice: `copy(gs, s)`",),
        ),
        Told(
            "形参 `s` 泄漏其内容：它所指的内容可以在栈上，但由那里再到达的内容必须在堆上",
            ("它的元素被复制到另一个切片：`copy(gs, s)`",),
        ),
    ),
    "operation of a release to come": Case(
        finding(
            "moved to heap: x",
            Category.UNEXPLAINED,
            Allocates.YES,
            hop("{heap}", "&x", ("quantum leap", "leap(x)")),
        ),
        Told("`x` is moved to the heap", ("step `quantum leap` of the compiler: `leap(x)`",)),
        Told("`x` 被移到堆上", ("编译器的步骤 `quantum leap`：`leap(x)`",)),
    ),
    "leak to a result": Case(
        finding("leaking param: p to result ~r1 level=0"),
        Told(
            "parameter `p` leaks to the second result: what it points at has to live as long as the caller "
            "keeps that result"
        ),
        Told("形参 `p` 泄漏到第二个返回值：只要调用方保留该返回值，它所指的内容就必须存活"),
    ),
    "content that leaks to a named result": Case(
        finding("leaking param: p to result out level=2"),
        Told("parameter `p` leaks its content to result `out` (dereferences: 2)"),
        Told("形参 `p` 把其内容泄漏到返回值 `out`（解引用 2 次）"),
    ),
    "does not escape": Case(
        finding("p does not escape"),
        Told("`p` does not escape"),
        Told("`p` 不逃逸"),
    ),
    "can inline": Case(
        finding("can inline (*T).M"),
        Told("`(*T).M` can be inlined"),
        Told("`(*T).M` 可以内联"),
    ),
    "inlining call": Case(
        finding("inlining call to strings.Clone"),
        Told("the call to `strings.Clone` is inlined"),
        Told("对 `strings.Clone` 的调用已内联"),
    ),
    "devirtualizing": Case(
        finding("devirtualizing r.Read to *bytes.Reader"),
        Told("the interface call `r.Read` goes straight to `*bytes.Reader`"),
        Told("接口调用 `r.Read` 直接转到 `*bytes.Reader`"),
    ),
    "zero-copy": Case(
        finding("zero-copy string->[]byte conversion", None, Allocates.NO),
        Told("the `[]byte` shares the string's memory: nothing is copied, since nobody writes to it"),
        Told("`[]byte` 与字符串共享内存：没有人写入它，因此不复制"),
    ),
    "self-assignment": Case(
        finding("(*Buffer).Truncate ignoring self-assignment in b.buf = b.buf[:n]"),
        Told("`b.buf = b.buf[:n]` assigns a part of a value to the value itself and makes nothing escape"),
        Told("`b.buf = b.buf[:n]` 把一个值的一部分赋给它自身，不会引起逃逸"),
    ),
    "unsafe uintptr": Case(
        finding("assuming addr is unsafe uintptr"),
        Told(
            "parameter `addr` is a `uintptr` that may hold an address: what it came from is kept alive during the call"
        ),
        Told("形参 `addr` 是可能保存地址的 `uintptr`：调用期间，该地址的来源保持存活"),
    ),
    "escaping uintptr": Case(
        finding("marking addr as escaping uintptr"),
        Told("parameter `addr` is a `uintptr` that escapes: what its address came from has to be on the heap"),
        Told("形参 `addr` 是逃逸的 `uintptr`：其地址的来源必须在堆上"),
    ),
    "bounds check": Case(
        finding("index bounds check elided"),
        Told("the index is always in range: it is not checked at run time"),
        Told("下标总在范围内：运行时不做检查"),
    ),
    "another message": Case(
        finding("cannot devirtualize x.M: shaped receiver T"),
        Told("the compiler says `cannot devirtualize x.M: shaped receiver T`"),
        Told("编译器输出 `cannot devirtualize x.M: shaped receiver T`"),
    ),
}
