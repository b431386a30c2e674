"""The texts in Simplified Chinese."""

from __future__ import annotations

from goescape.explain.allocation import Allocation
from goescape.explain.phrasebook import CategoryText, Leak, Phrasebook, Reason, Shape, Word
from goescape.findings.model import Category, Kind

CATEGORIES = {
    Category.RETURNED_POINTER: CategoryText(
        "返回指针",
        "函数返回的指针、切片、map 或函数值能够到达这个值。",
        "函数返回后栈帧即失效，因此返回值所指向的内容必须位于别处。",
        (
            "返回值本身而不是指针；只有几个字大小时，复制比分配便宜。",
            "由调用方提供内存：接收一个待填充的 `*T`，或一个供追加的 `dst []T`，调用方的变量便可留在栈上。",
            "让函数小到可以内联：这样该值属于调用方的栈帧，只有调用方让它逃逸时才会逃逸。",
        ),
    ),
    Category.STORED_OUTSIDE: CategoryText(
        "存储到函数之外",
        "这个值或指向它的指针被存入包级变量，或通过指针写入别处。",
        "包级变量与程序同寿命。对于指针所指的内容，编译器只知道它可能在堆上，而堆绝不能指向栈。",
        (
            "存储值的副本，而不是指向它的指针。",
            "返回该值，由调用方决定是否存储，这样不保存它的调用方就没有开销。",
            "如果确实需要共享，只分配一次并复用；此时的分配是有意为之。",
        ),
    ),
    Category.CHANNEL_SEND: CategoryText(
        "发送到 channel",
        "指向这个值的指针被发送到 channel。",
        "接收方可能是任何时刻的任何 goroutine，而 goroutine 之间不允许互相指向对方的栈。",
        (
            "发送值而不是指针：改用 `chan T`。这会复制两次，但对小类型来说仍比分配便宜。",
            "成批发送，让一次分配服务于多个值。",
            "通过另一个 channel 或 `sync.Pool` 归还并复用缓冲区。",
        ),
    ),
    Category.CLOSURE_CAPTURE: CategoryText(
        "闭包按引用捕获",
        "一个比函数存活更久的闭包共享了这个变量。",
        "如果变量在被捕获后又被赋值、被取过地址，或者大于 128 字节，闭包就与外层共享它，否则复制它。"
        "被共享的变量必须与闭包同寿命。",
        (
            "把变量复制到一个不再被赋值的新变量（`v := v`），并在闭包中使用它：这样会按值捕获。",
            "把变量作为参数传给闭包，而不是捕获它。",
            "就地调用闭包，或把它传给不保存它的函数：闭包及其变量都不必离开栈。",
        ),
    ),
    Category.GOROUTINE_OR_DEFER: CategoryText(
        "goroutine 或延迟调用",
        "`go` 语句或循环中的 `defer` 持有这个值。",
        "goroutine 可能比启动它的函数存活更久。循环中的 `defer` 会产生任意多个延迟调用，它们的记录、"
        "实参和闭包在栈帧中没有固定位置。",
        (
            "把 `defer` 移出循环：将循环体放进单独的函数。",
            "向 goroutine 传值而不是传指针。",
            "启动固定数量的 goroutine，从 channel 领取任务，而不是每个任务启动一个。",
        ),
    ),
    Category.SLICE_OR_MAP_ELEMENT: CategoryText(
        "存入切片或 map",
        "这个值或指向它的指针成为切片的元素，或 map 的键或元素。",
        "编译器不逐个跟踪元素：存入 map 的内容，以及存入底层数组可能在堆上的切片的内容，都被视为可从堆到达。",
        (
            "存储值而不是指针：使用 `[]T` 或 `map[K]T`。要修改 map 的元素，就把它写回去。",
            "把所有值放在一个切片中，只保存它们的下标。",
            "元素不多且数量固定时，使用数组变量：它可以连同所指向的内容留在栈上。",
        ),
    ),
    Category.APPEND_GROWTH: CategoryText(
        "append 扩容",
        "容量用尽时，`append` 新分配的底层数组位于堆上。",
        "扩容后的数组属于一个比函数存活更久的切片，而且事先不知道它的大小。",
        (
            "按最终容量创建切片 `make([]T, 0, n)`：只分配一次，而不是每次翻倍都分配。",
            "从调用方接收切片并返回它（`func AppendX(dst []T, ...) []T`），以便复用。",
            "在没有人持有旧元素的地方，用 `s = s[:0]` 复用切片。",
        ),
    ),
    Category.INTERFACE_CONVERSION: CategoryText(
        "转换为接口",
        "一个非指针的值被转换为比函数存活更久的接口。",
        "接口由类型和一个指针组成。因此，除指针、map、channel 和函数外，其他值在转换时都要复制到单独的内存。",
        (
            "在热点代码中调用接收具体类型的函数：用 `strconv.AppendInt` 而不是 `fmt.Sprintf`，用类型参数而不是 `any`。",
            "转换指向已有对象的指针：不需要复制，但对象从此被共享。",
            "在循环外转换一次，重复使用得到的接口值。",
            "如果只发生在返回错误或写日志的路径上，可以不改。",
        ),
    ),
    Category.UNKNOWN_CALL: CategoryText(
        "传给未知的调用",
        "这个值被传给接口方法或函数值。",
        "实际调用哪个函数在运行时才确定，编译器只能假定它会保存收到的一切：接收者和每个实参。",
        (
            "在类型已知处调用具体类型的方法：调用可以内联，形参也会被分析。",
            "如果只有一种实现，就让字段或变量使用具体类型而不是接口。",
            "传值而不是传指针。",
            "多次调用复用同一个缓冲区，例如放在调用方的字段里。",
        ),
    ),
    Category.TOO_LARGE: CategoryText(
        "对栈来说太大",
        "这个值的大小或对齐要求超出了编译器允许放在栈上的范围。",
        "声明的变量超过 128 KiB，或者由 `new`、`&T{}`、`make` 创建的值超过 64 KiB 时，就会放到堆上。这些上限是固定的。",
        (
            "使用更小的值：借助不超过 64 KiB 的缓冲区分段处理。",
            "在循环外分配一次缓冲区，或放入 `sync.Pool`，然后复用。",
            "用指针或切片传递大数组；它的每个副本同样是一个大变量。",
        ),
    ),
    Category.UNKNOWN_SIZE: CategoryText(
        "编译期大小未知",
        "`make` 需要多少内存在运行时才确定。",
        "栈帧的大小在编译期就已固定。从 Go 1.25 起，不逃逸的切片在栈帧中有 32 字节的缓冲区，更大时才用堆；"
        "此前总是放在堆上。",
        (
            "长度或容量使用常量：不超过 64 KiB 时切片会留在栈上。",
            "如果通常有上限，就对数组变量切片（`var buf [256]byte`; `buf[:n]`），超出时才分配。",
            "由调用方提供缓冲区，或保留并复用它。",
        ),
    ),
    Category.STRING_CONVERSION: CategoryText(
        "字符串转换或拼接",
        "字符串与字节或 rune 切片之间的转换，以及字符串拼接，都会产生新的副本。",
        "字符串不可修改，因此除非编译器能证明没有人看得出差别，转换就要复制。"
        "不逃逸的结果在栈上有 32 字节的缓冲区，更长的则要分配。",
        (
            "保持同一种形式：`bytes` 与 `strings` 提供相同的函数，`append(b, s...)` 可以直接追加字符串。",
            "较长的文本用一个 `strings.Builder` 或 `[]byte` 构造，已知长度时先调用 `Grow`，不要在循环中用 `+`。",
            "就地转换，如 `m[string(b)]`、`string(a) == string(b)`、`for range []byte(s)`：这些写法不复制。",
        ),
    ),
    Category.METHOD_VALUE: CategoryText(
        "方法值",
        "`x.Method` 未被调用而作为函数使用，并且比函数存活更久。",
        "方法值是一个闭包，保存着接收者或接收者的副本。",
        (
            "只创建一次方法值，例如在构造函数中，并保存到字段里。",
            "接收接口或接收者本身，而不是函数。",
            "使用不保存任何内容的方法表达式 `T.Method`，并把接收者作为实参传入。",
        ),
    ),
    Category.REFLECTION: CategoryText(
        "反射",
        "这个值被直接交给 `reflect` 包，或交给使用反射的函数。",
        "`reflect.Value` 可以被存储、设置和调用，编译器无法跟踪这些用法。",
        (
            "用类型参数，或针对预期类型的 type switch，代替 `any` 和反射。",
            "对每个类型只检查一次（`reflect.TypeFor`，按类型缓存处理方案），而不是对每个值都检查。",
            "为重要的类型生成代码。",
        ),
    ),
    Category.LEAKING_PARAM: CategoryText(
        "形参泄漏",
        "函数在调用结束后仍保存形参或由它到达的内容；或者这个值被传给了会泄漏的形参。",
        "编译器为每个形参记录它是否流向堆或某个返回值，以及经过几次解引用。调用方依赖这份记录："
        "传给会泄漏的形参的内容必须在堆上。",
        (
            "在函数中：保存指针所指内容的副本，而不是指针。",
            "在调用方：改用不保存实参的函数，或者传值。",
            "泄漏到返回值本身没有开销：只有调用方让返回值逃逸时，实参才会逃逸。",
        ),
    ),
    Category.FOREIGN_CODE: CategoryText(
        "汇编、cgo 或 unsafe",
        "这个值被传给编译器无法分析的代码，或者它的地址变成了数字。",
        "对于没有 Go 函数体的函数（汇编、cgo、linkname），除非有 `//go:noescape`，"
        "编译器假定它会保存每个指针。经由 `unsafe.Pointer` 的转换与普通指针一样被跟踪。",
        (
            "当且仅当汇编函数从不保存收到的指针时，用 `//go:noescape` 声明它；没有人会检查这一承诺。",
            "对 C 函数，`#cgo noescape NAME` 有同样的作用（Go 1.24 起）。",
            "多次调用复用同一个缓冲区。",
        ),
    ),
    Category.UNEXPLAINED: CategoryText(
        "原因未知",
        "这个值在堆上，但尚未找到原因。",
        "还没有查询数据流，或者编译器给出的数据流不属于任何类别。",
        (
            "查看数据流：最后一步说明了是什么让这个值继续存活。",
            "分析完成后再查询；`go build -gcflags=-m=2` 会显示编译器的原文。",
        ),
    ),
}

REASONS = {
    Category.RETURNED_POINTER: Reason("它的地址被返回", "它被返回"),
    Category.STORED_OUTSIDE: Reason("它的地址被存储到函数之外", "它被存储到函数之外"),
    Category.CHANNEL_SEND: Reason("它的地址被发送到 channel", "它被发送到 channel"),
    Category.CLOSURE_CAPTURE: Reason("比函数存活更久的闭包按引用捕获了它", "比函数存活更久的闭包捕获了它"),
    Category.GOROUTINE_OR_DEFER: Reason("goroutine 或延迟调用持有它的地址", "goroutine 或延迟调用持有它"),
    Category.SLICE_OR_MAP_ELEMENT: Reason("它的地址被存入切片或 map", "它被存入切片或 map"),
    Category.APPEND_GROWTH: Reason("可从 `append` 扩容的切片到达它", "扩容后的切片比函数存活更久"),
    Category.INTERFACE_CONVERSION: Reason(
        "可从比函数存活更久的接口值到达它",
        "它被转换为比函数存活更久的接口",
        "被转换为接口并传给 {callee}",
    ),
    Category.UNKNOWN_CALL: Reason(
        "它的地址被传给运行时才确定的函数",
        "它被传给运行时才确定的函数",
        "被传给运行时才确定的 {callee}",
    ),
    Category.TOO_LARGE: Reason("对栈来说太大", "对栈来说太大"),
    Category.UNKNOWN_SIZE: Reason("编译期不知道它的大小", "编译期不知道它的大小"),
    Category.STRING_CONVERSION: Reason("可从比函数存活更久的文本到达它", "新的文本比函数存活更久"),
    Category.METHOD_VALUE: Reason("比函数存活更久的方法值持有它的地址", "方法值比函数存活更久"),
    Category.REFLECTION: Reason("它的地址被交给反射", "它被交给反射"),
    Category.LEAKING_PARAM: Reason(
        "它的地址被传给会泄漏的形参",
        "它被传给会泄漏的形参",
        "被传给 {callee}，其形参会泄漏",
    ),
    Category.FOREIGN_CODE: Reason("它的地址被交给汇编、cgo 或 unsafe 代码", "它被交给汇编、cgo 或 unsafe 代码"),
    Category.UNEXPLAINED: Reason("原因未知", "原因未知"),
}

VERDICTS = {
    Kind.MOVED_TO_HEAP: "{subject} 被移到堆上",
    Kind.ESCAPES: "{subject} 逃逸到堆",
    Kind.APPEND_ESCAPES: "`append` 分配的内存在堆上",
    Kind.DOES_NOT_ESCAPE: "{subject} 不逃逸",
    Kind.SELF_ASSIGNMENT: "{subject} 把一个值的一部分赋给它自身，不会引起逃逸",
    Kind.ZERO_COPY: "`[]byte` 与字符串共享内存：没有人写入它，因此不复制",
    Kind.CAN_INLINE: "{subject} 可以内联",
    Kind.INLINING_CALL: "对 {subject} 的调用已内联",
    Kind.DEVIRTUALIZING: "接口调用 {subject} 直接转到 {type}",
    Kind.BOUNDS_CHECK: "下标总在范围内：运行时不做检查",
    Kind.OTHER: "编译器输出 {word}",
}

OPERATIONS = {
    "//go:uintptrescapes": "为标有 `//go:uintptrescapes` 的函数转换为 `uintptr`",
    "address-of": "取它的地址",
    "appended": "被追加到底层数组可能在堆上的切片",
    "appended slice...": "它的元素被追加到另一个切片",
    "appendee slice": "它的元素移到 `append` 可能分配的数组中",
    "array literal element": "成为数组字面量的元素",
    "assign": "被赋值",
    "assign-pair": "被赋值",
    "assign-pair-dot-type": "从接口中取出",
    "assign-pair-mapr": "从 map 中读出",
    "assign-pair-receive": "从 channel 接收",
    "call parameter": "在调用中作为实参传入",
    "callee operand": "作为函数值被调用",
    "captured by a closure": "被闭包按值捕获",
    "conversion to unsafe.Pointer": "被转换为 `unsafe.Pointer`",
    "copied slice": "它的元素被复制到另一个切片",
    "dot": "使用它的字段",
    "dot of pointer": "通过指针读取",
    "go or defer": "为 `go` 或 `defer` 语句的调用而保存",
    "fixed-array-index-of": "使用数组的元素",
    "indirection": "解引用",
    "interface-converted": "被转换为接口",
    "key of map put": "成为 map 的键",
    "map literal key": "成为 map 字面量的键",
    "map literal value": "成为 map 字面量的元素",
    "non-constant size": "编译期不知道它的大小",
    "range": "赋给 range 循环的变量",
    "range-deref": "它的元素赋给 range 循环的变量",
    "reference": "被闭包按引用捕获",
    "reflect.Header.Data": "使用它的数据指针",
    "return": "被返回",
    "send": "被发送到 channel",
    "slice": "被切片",
    "slice-literal-element": "成为切片字面量的元素",
    "slice-to-array": "从切片转换为数组",
    "spill": "为它准备单独的内存",
    "struct literal element": "成为结构体字面量的字段",
    "switch case": "由 type switch 从接口中取出",
    "too aligned for stack": "对齐要求高于栈",
    "too large for stack": "对栈来说太大",
    "type assertion": "从接口中取出",
    "zero-sized element": "它的元素不占空间",
}

BOOK = Phrasebook(
    categories=CATEGORIES,
    reasons=REASONS,
    verdicts=VERDICTS,
    costless="{subject} 逃逸，但不产生分配：{note}",
    costly="{subject} 不逃逸，但可能产生分配：{note}",
    operations=OPERATIONS,
    into_heap={"assign": "存储到比调用存活更久的位置", "assign-pair": "存储到比调用存活更久的位置"},
    into_result={"assign": "成为内联调用的结果", "assign-pair": "成为内联调用的结果"},
    remedies={
        "reference": "闭包捕获变量之后不要再给它赋值，或让闭包使用一个副本：这样会按值捕获（不超过 128 字节）。",
        "copied slice": "`copy` 把指针移到可能在堆上的数组中：改为复制元素为值的切片。",
        "appended slice...": "追加指针会让它们所指的内容继续存活：改为追加值。",
        "conversion to unsafe.Pointer": "只有启用 checkptr 检查的构建（例如 `-race`）才在这里让指针逃逸；"
        "请以普通构建为准。",
        "key of map put": "使用不含指针的键。",
    },
    shape_advice={
        Shape.ARGUMENTS: "可变参数调用的实参会放进一个切片：传入已有的切片（`args...`），或调用参数个数固定的函数。",
        Shape.FUNCTION: "不捕获任何变量的函数不需要分配：把它需要的内容作为实参传入。",
        Shape.MAKE: "由调用方提供切片或 map，以便复用。",
    },
    allocations={
        Allocation.CONSTANT: "常量在程序的只读数据中有固定位置",
        Allocation.ZERO_SIZE: "它的元素不占空间，没有内存需要分配",
        Allocation.STATIC_FUNCTION: "它不捕获任何变量，程序中只有一份",
        Allocation.READY_MADE: "常量、不占空间的值和单个字节在程序中有固定位置",
        Allocation.STACK: "它不需要堆内存",
        Allocation.SHARED_BYTES: "直接使用字符串的字节",
        Allocation.SHORT_TEXT: "结果为空、由一个字节转换成字符串，或拼接时只有一部分非空，都不分配，否则分配",
        Allocation.TEXT_BUFFER: "不超过 32 字节时在栈上，更长则在堆上",
        Allocation.SMALL_VALUE: "0 到 255 的整数、空字符串和 nil 切片不分配，其他值要分配",
        Allocation.CAPACITY: "只有切片容量用尽时才分配",
        Allocation.CAPACITY_BUFFER: "容量用尽时，前 32 字节在栈上，更多则在堆上",
        Allocation.SLICE_BUFFER: "不超过 32 字节时在栈上，更大则在堆上（Go 1.25 起）",
        Allocation.MAP_GROWTH: "前 8 个元素在栈上，更多则在堆上",
        Allocation.RUN_TIME: "是否分配取决于运行时的值或大小",
        Allocation.DESPITE: "它的内存仍然来自堆",
    },
    leaks={
        Leak.NONE: "不逃逸：可以传入指向栈上变量的指针",
        Leak.HEAP: "泄漏到堆：调用方传入的指针所指的内容必须在堆上",
        Leak.CONTENT: "泄漏其内容：它所指的内容可以在栈上，但由那里再到达的内容必须在堆上",
        Leak.RESULT: "泄漏到{result}：只要调用方保留该返回值，它所指的内容就必须存活",
        Leak.RESULT_CONTENT: "把其内容泄漏到{result}（解引用 {count} 次）",
        Leak.UNSAFE_UINTPTR: "是可能保存地址的 `uintptr`：调用期间，该地址的来源保持存活",
        Leak.ESCAPING_UINTPTR: "是逃逸的 `uintptr`：其地址的来源必须在堆上",
    },
    words={
        Word.HEAP: "堆",
        Word.TEMPORARY: "临时变量",
        Word.HIDDEN: "隐藏变量",
        Word.ARGUMENTS: "可变参数的切片",
        Word.FUNCTION_LITERAL: "函数字面量",
        Word.INLINED_RESULT: "内联调用的结果",
        Word.RESULT: "第 {count} 个返回值",
        Word.NAMED_RESULT: "返回值 {result}",
        Word.PASSED: "传给 {callee}",
        Word.PASSED_TO_HEAP: "传给 {callee}，并由此到达堆",
        Word.WITH_CODE: "{clause}：{code}",
        Word.IN_TURN: "接着是 {subject}：{clause}",
        Word.FLOWS: "{source} 流向 {target}",
        Word.UNKNOWN_OPERATION: "编译器的步骤 {word}",
        Word.PARAMETER: "形参 {subject} {clause}",
        Word.BECAUSE: "{verdict}：{reason}",
        Word.SENTENCE: "{clause}。",
        Word.LIST: "；",
        Word.NOTHING_TO_CHANGE: "无需修改：它不产生分配。",
        Word.COMPILED: "Go {release}，编译器",
        Word.PREDICTED: "按 Go {release} 的规则预测",
        Word.AS_OF: "{note}，截至 {time} UTC",
    },
    results=("第一个返回值", "第二个返回值", "第三个返回值", "第四个返回值", "第五个返回值"),
)
