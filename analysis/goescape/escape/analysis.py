"""Escape analysis of a package."""

from __future__ import annotations

from goescape.escape.batch import Batch, Capture, Setting
from goescape.escape.messages import Message
from goescape.escape.report import Report
from goescape.escape.summaries import FunctionTags, Summaries
from goescape.ir.nodes import Func, Target
from goescape.ir.order import Mentions, bottom_up, captures
from goescape.ir.properties import Properties
from goescape.release import GoRelease
from goescape.types.sizes import Sizes


class EscapeResult:
    """What came out.

    - `messages`: in the compiler's order, those about parameters and allocations.
    - `tags`: the summaries of the package's functions.
    - `captures`: what closures capture, in order.
    - `batches`: flow graphs with their solutions, by function, for questions about messages (`flow.explain`).
    - `mentions`: as in `ir.order`.
    - `recomputed`: the functions that were analysed, in order, and not taken over from an analysis before.
    - `failed`: those whose analysis failed.
    """

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.tags: dict[Func, FunctionTags] = {}
        self.captures: list[Capture] = []
        self.batches: dict[Func, Batch] = {}
        self.mentions: Mentions = {}
        self.recomputed: list[Func] = []
        self.failed: list[Func] = []


def analyse(
    target: Target, summaries: Summaries, release: GoRelease, sizes: Sizes, before: EscapeResult | None = None
) -> EscapeResult:
    """Analyse a package's functions, callees first. Those with a `problem` are left out, and get one if they fail.

    What came out `before` is taken over for functions that are the same and call functions with the same summaries.
    """
    before = before or EscapeResult()
    for func in before.failed:
        func.problem = ""
    setting = Setting(target.package, summaries, release, Properties(sizes))
    result = EscapeResult()
    result.tags = setting.tags
    result.mentions = {func: before.mentions[func] for func in target.funcs if func in before.mentions}
    _spread_problems(target.funcs)
    for funcs, _ in bottom_up(target.funcs, result.mentions):
        whole = []
        for func in funcs:
            if func.problem:
                setting.tags[func] = _unknown(func)
            else:
                whole.append(func)
        batch = _taken_over(whole, setting, before) or _analysed(whole, setting, result)
        if batch is not None:
            result.messages += batch.messages
            result.captures += batch.captures
            for func in whole:
                result.batches[func] = batch
    return result


def _taken_over(funcs: list[Func], setting: Setting, before: EscapeResult) -> Batch | None:
    """The batch of these functions as it was before, if it would be the same now."""
    batch = before.batches.get(funcs[0]) if funcs else None
    if batch is not None and batch.funcs == funcs and _stands(batch, setting):
        for func in funcs:
            setting.tags[func] = before.tags[func]
        return batch
    for func in funcs:
        if func in before.batches:
            before.batches[func].withdraw()
    return None


def _stands(batch: Batch, setting: Setting) -> bool:
    """Whether all summaries that a batch asked for are what they were."""
    return all(setting.summary(callee) == tags for callee, tags in batch.asked.items())


def _analysed(funcs: list[Func], setting: Setting, result: EscapeResult) -> Batch | None:
    """The batch of these functions; None where there are none, or where they cannot be analysed."""
    result.recomputed += funcs
    try:
        batch = Batch(funcs, setting)
        Report(batch)
    except Exception as error:
        for func in funcs:
            func.problem = f"escape analysis failed: {type(error).__name__}: {error}"
            setting.tags[func] = _unknown(func)
        result.failed += funcs
        return None
    return batch if funcs else None


def _unknown(func: Func) -> FunctionTags:
    """The summary of a function that cannot be analysed: all leaks."""
    return FunctionTags((), func.pragma)


def _spread_problems(funcs: list[Func]) -> None:
    """Closures that capture are analysed with the function around them: if one cannot be, none is."""
    nests: dict[Func, list[Func]] = {}
    for func in funcs:
        nests.setdefault(_around(func), []).append(func)
    for nest in nests.values():
        problem = next((func.problem for func in nest if func.problem), "")
        for func in nest:
            func.problem = problem


def _around(func: Func) -> Func:
    while captures(func) and func.parent is not None:
        func = func.parent
    return func
