"""The Simplified Chinese texts about fixes."""

from __future__ import annotations

from goescape.explain.fix_texts.book import FixBook, Gained, KindText
from goescape.fixes.model import FixKind, Note

KINDS = {
    FixKind.PASS_BY_VALUE: KindText(
        "按值传递",
        "按值传递 {subject}",
        "把参数 `*T` 改成 `T`，函数体和每一处调用一起改。"
        "仅当指针使调用方的变量逃逸，且没有人通过它写入、比较它或保留它时提供。",
    ),
    FixKind.RETURN_BY_VALUE: KindText(
        "按值返回",
        "按值返回 {subject}",
        "函数直接返回 `T`，不再返回新建值的指针，调用方用变量保存。仅当没有调用方依赖指针的同一性时提供。",
    ),
    FixKind.VALUE_RECEIVER: KindText(
        "值接收者",
        "把 {subject} 改为值接收者",
        "方法得到接收者的副本，而不是指针。仅当指针使接收者逃逸、没有人通过它写入，且方法集和接口保持不变时提供。",
    ),
    FixKind.PREALLOCATE_SLICE: KindText(
        "预分配容量",
        "为 {subject} 预分配容量",
        "循环中追加的切片一次就分配好全部容量，不再每次装满时重新分配。"
        "仅当循环前就知道数量时提供；可能被看到为 nil 的切片仍然是 nil。",
    ),
    FixKind.PREALLOCATE_MAP: KindText(
        "预分配 map",
        "为 {subject} 预留空间",
        "循环中填充的 map 一开始就留好空间，不再一步步扩容。仅当循环前就知道数量时提供。",
    ),
    FixKind.CONSTANT_SIZE: KindText(
        "常量大小",
        "给 {subject} 常量大小",
        "大小总是同一个数的 `make` 直接使用这个数，从而可以放在栈上。",
    ),
    FixKind.STRCONV_FOR_FMT: KindText(
        "不用 fmt",
        "把 {subject} 换成不需要 fmt 的写法",
        "简单的 fmt 调用换成它所代表的转换或文本，参数不再装进接口。仅当对每个值结果都相同时提供。",
    ),
    FixKind.BUILD_STRINGS: KindText(
        "就地构造",
        "就地构造 {subject}",
        "文本直接写到目的地，中间不产生字符串："
        "循环中的 `s += x` 改用 builder，转换过的 `Sprintf` 改用 `fmt.Fprintf` 或 `fmt.Appendf`。",
    ),
    FixKind.DROP_CONVERSION: KindText(
        "去掉转换",
        "去掉 {subject} 中的转换",
        "文本以原有的形式传递，不再复制成另一种形式。",
    ),
    FixKind.CAPTURE_BY_VALUE: KindText(
        "按值捕获",
        "按值捕获 {subject}",
        "函数字面量得到它从不写入的变量的副本。仅当共享的变量在堆上，且字面量出现之后没有人再写它时提供。",
    ),
    FixKind.HOIST_OUT_OF_LOOP: KindText(
        "移出循环",
        "把 {subject} 移出循环",
        "每一轮都重新分配的东西在循环前只创建一次，需要时重置。仅当每一轮都相同，且任何一轮都看不到另一轮对它的改动时提供。",
    ),
    FixKind.VALUES_FOR_POINTERS: KindText(
        "用值代替指针",
        "在 {subject} 中存值而不是指针",
        "指针的切片、map 或通道改为直接存放值。仅当它是局部的，且没有人取出指针来共享时提供。",
    ),
    FixKind.SYNC_POOL: KindText(
        "用 sync.Pool 复用",
        "从 sync.Pool 取得 {subject}",
        "较大的临时对象从池中取得并归还，不再每次调用都分配。这是一项重构：被调用者是否保留它，只有你知道。",
    ),
    FixKind.REORDER_FIELDS: KindText(
        "重排字段",
        "重排 {subject} 的字段：从 {before} 到 {after} 字节",
        "把字段排成填充更少的顺序。仅当没有任何代码依赖字段顺序时提供。",
    ),
}

BOOK = FixBook(
    kinds=KINDS,
    notes={Note.UPPER_BOUND: "上限", Note.LARGER_COPY: "每次调用复制更多"},
    gained={
        Gained.HERE: lambda count: f"此处少 {count} 次堆分配",
        Gained.ELSEWHERE: lambda count: f"调用方少 {count} 次堆分配",
    },
    reasons={},
    title="{action}：{result}",
    with_notes="{action}（{notes}）",
    comma="、",
    here_and_elsewhere="{here}，调用方少 {elsewhere} 次",
    fewer_at_run_time="运行时堆分配更少",
    smaller="占用更少内存",
    unproven="未证明",
    all_of_kind="修复此文件中的全部同类问题：{name}",
)
