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
    FLOWS_PENDING = "flows-pending"
    SUMMARY = "summary"
    """``{count}`` allocations in ``{packages}`` packages."""
    NOTHING_HERE = "nothing-here"
    """``{place}``."""


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
        Label.FLOWS_PENDING: "The compiler is being asked for the way it takes.",
        Label.SUMMARY: "heap allocations: {count}, packages: {packages}",
        Label.NOTHING_HERE: "the compiler says nothing about {place}",
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
        Label.FLOWS_PENDING: "正在向编译器查询它的流向。",
        Label.SUMMARY: "堆分配：{count} 处，包：{packages} 个",
        Label.NOTHING_HERE: "编译器没有提到 {place}",
    },
}


def label(name: Label, language: Language, **values: object) -> str:
    """The text of a label with its placeholders filled in."""
    return _TEXTS[language][name].format(**values)
