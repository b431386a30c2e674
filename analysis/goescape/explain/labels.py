"""Headings and connecting words of hovers, diagnostics and reports."""

from __future__ import annotations

import enum

from goescape.explain.language import Language


class Label(enum.Enum):
    """A text with its placeholders."""

    WHY = "why"
    TO_CHANGE = "to-change"
    COMPILER_SAID = "compiler-said"
    MORE = "more"
    """A link to a category's page: ``{title}``."""
    INLINED_FROM = "inlined-from"
    """Where inlined code was written: ``{place}``."""
    FUNCTION_HEAP = "function-heap"
    """``{function}``, ``{count}``."""
    FUNCTION_CLEAN = "function-clean"
    """``{function}``."""
    STALE = "stale"
    """``{reason}``, ``{time}``."""
    NOT_ANALYSED = "not-analysed"
    """``{reason}``."""
    PARTLY_ANALYSED = "partly-analysed"
    """``{reason}``."""
    FLOWS_PENDING = "flows-pending"
    SUMMARY = "summary"
    """``{count}`` allocations in ``{packages}`` packages."""
    NOTHING_HERE = "nothing-here"
    """``{place}``."""
    FIX = "fix"
    FIX_CANDIDATES = "fix-candidates"
    FIX_PROVEN = "fix-proven"
    FIX_REFUSED = "fix-refused"
    FIX_MADE = "fix-made"
    """``{count}``, ``{files}``."""
    FIX_POSSIBLE = "fix-possible"
    """``{count}``, ``{files}``."""
    FIX_NONE = "fix-none"
    FIX_UNFINISHED = "fix-unfinished"
    FIX_ALL = "fix-all"
    """``{count}``."""
    FIX_STALE = "fix-stale"
    IGNORED = "ignored"
    """``{reason}``."""
    IGNORED_COUNT = "ignored-count"
    """``{count}``."""
    NOESCAPE_BROKEN = "noescape-broken"
    """``{verdict}``, a sentence."""
    ASSERTED_HERE = "asserted-here"
    NEEDS_REASON = "needs-reason"
    UNKNOWN_DIRECTIVE = "unknown-directive"
    """``{directive}``."""
    ABOUT_NOTHING = "about-nothing"
    IGNORES_NOTHING = "ignores-nothing"
    ADD_IGNORE = "add-ignore"
    ADD_IGNORE_FUNCTION = "add-ignore-function"
    """``{function}``."""
    ADD_NOESCAPE = "add-noescape"
    """``{function}``."""


_TEXTS: dict[Language, dict[Label, str]] = {
    Language.ENGLISH: {
        Label.WHY: "Why",
        Label.TO_CHANGE: "What to change",
        Label.COMPILER_SAID: "The compiler's line",
        Label.MORE: "More about “{title}”",
        Label.INLINED_FROM: "inlined from {place}",
        Label.FUNCTION_HEAP: "`{function}` allocates on the heap in {count} places",
        Label.FUNCTION_CLEAN: "`{function}` has no heap allocations of its own",
        Label.STALE: "not analysed: {reason}; the findings shown are of {time}",
        Label.NOT_ANALYSED: "not analysed: {reason}",
        Label.PARTLY_ANALYSED: "analysed as far as it compiles: {reason}",
        Label.FLOWS_PENDING: "The compiler is being asked for the way it takes.",
        Label.SUMMARY: "heap allocations: {count}, packages: {packages}",
        Label.NOTHING_HERE: "the compiler says nothing about {place}",
        Label.FIX: "fix",
        Label.FIX_CANDIDATES: "candidates",
        Label.FIX_PROVEN: "proven",
        Label.FIX_REFUSED: "refused",
        Label.FIX_MADE: "fixes made: {count}, files changed: {files}",
        Label.FIX_POSSIBLE: "fixes possible: {count}, in files: {files}",
        Label.FIX_NONE: "nothing to fix",
        Label.FIX_UNFINISHED: "there may be more: run it again",
        Label.FIX_ALL: "Apply all {count} proven fixes in this file",
        Label.FIX_STALE: "the code has changed since this fix was proven; save the file to have it proven again",
        Label.IGNORED: "Ignored: {reason}",
        Label.IGNORED_COUNT: "ignored: {count}",
        Label.NOESCAPE_BROKEN: "goescape:noescape does not hold: {verdict}",
        Label.ASSERTED_HERE: "it is asserted here that nothing goes to the heap",
        Label.NEEDS_REASON: "say why: //goescape:ignore REASON (without a reason it hides nothing)",
        Label.UNKNOWN_DIRECTIVE: "goescape has no directive {directive}; there are ignore and noescape",
        Label.ABOUT_NOTHING: "no code follows that this directive could be about",
        Label.IGNORES_NOTHING: "this hides nothing: no value here goes to the heap in this build",
        Label.ADD_IGNORE: "Ignore this heap allocation (//goescape:ignore)",
        Label.ADD_IGNORE_FUNCTION: "Ignore the heap allocations of {function} (//goescape:ignore)",
        Label.ADD_NOESCAPE: "Assert that nothing in {function} goes to the heap (//goescape:noescape)",
    },
    Language.CHINESE: {
        Label.WHY: "原因",
        Label.TO_CHANGE: "可以怎么改",
        Label.COMPILER_SAID: "编译器原文",
        Label.MORE: "关于“{title}”的更多说明",
        Label.INLINED_FROM: "内联自 {place}",
        Label.FUNCTION_HEAP: "`{function}` 有 {count} 处堆分配",
        Label.FUNCTION_CLEAN: "`{function}` 自身没有堆分配",
        Label.STALE: "未分析：{reason}；所示结果的时间是 {time}",
        Label.NOT_ANALYSED: "未分析：{reason}",
        Label.PARTLY_ANALYSED: "只分析了能够编译的部分：{reason}",
        Label.FLOWS_PENDING: "正在向编译器查询它的流向。",
        Label.SUMMARY: "堆分配：{count} 处，包：{packages} 个",
        Label.NOTHING_HERE: "编译器没有提到 {place}",
        Label.FIX: "修复",
        Label.FIX_CANDIDATES: "候选",
        Label.FIX_PROVEN: "已证明",
        Label.FIX_REFUSED: "拒绝",
        Label.FIX_MADE: "已修复：{count} 处，改动文件：{files} 个",
        Label.FIX_POSSIBLE: "可修复：{count} 处，涉及文件：{files} 个",
        Label.FIX_NONE: "没有可修复的",
        Label.FIX_UNFINISHED: "可能还有更多：请再运行一次",
        Label.FIX_ALL: "应用此文件中全部 {count} 个已证明的修复",
        Label.FIX_STALE: "代码在修复被证明之后有改动；保存文件后会重新证明",
        Label.IGNORED: "已忽略：{reason}",
        Label.IGNORED_COUNT: "已忽略：{count} 处",
        Label.NOESCAPE_BROKEN: "goescape:noescape 不成立：{verdict}",
        Label.ASSERTED_HERE: "此处断言没有任何值逃逸到堆",
        Label.NEEDS_REASON: "请说明原因：//goescape:ignore 原因（没有原因则不起作用）",
        Label.UNKNOWN_DIRECTIVE: "goescape 没有 {directive} 指令；只有 ignore 和 noescape",
        Label.ABOUT_NOTHING: "后面没有这条指令所指的代码",
        Label.IGNORES_NOTHING: "没有隐藏任何内容：在这次构建中此处没有值逃逸到堆",
        Label.ADD_IGNORE: "忽略这处堆分配（//goescape:ignore）",
        Label.ADD_IGNORE_FUNCTION: "忽略 {function} 的堆分配（//goescape:ignore）",
        Label.ADD_NOESCAPE: "断言 {function} 中没有值逃逸到堆（//goescape:noescape）",
    },
}


def label(name: Label, language: Language, **values: object) -> str:
    """The text of a label with its placeholders filled in."""
    return _TEXTS[language][name].format(**values)
