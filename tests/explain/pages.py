"""Reading and refreshing the category pages: the Go code in them, and what they show of the compiler's output.

A fenced block that begins with `` ```go `` is an example; fences that follow it, up to the next example, belong to
it: ``asm NAME`` is another file of its package, ``text -m`` the compiler's messages without the inliner's,
``text -m=2`` its explanations of what escapes, ``text -m=2 leaks`` those of parameters.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

FENCE = re.compile(r"^```(?P<info>[^\n]+)\n(?P<text>.*?)^```$", re.M | re.S)
MESSAGES, ESCAPES, LEAKS = SHOWN = ("text -m", "text -m=2", "text -m=2 leaks")


@dataclass(frozen=True)
class Example:
    """One program of a page: its files by name, and the shown output, line by line, by the fence's info string."""

    name: str
    files: dict[str, str] = field(default_factory=dict)
    shown: dict[str, tuple[str, ...]] = field(default_factory=dict)


def examples(page: Path) -> list[Example]:
    """The examples of a page in order. Their names are import paths: category and number."""
    found: list[Example] = []
    for fence in FENCE.finditer(page.read_text(encoding="utf-8")):
        info, text = fence["info"], fence["text"]
        if info == "go":
            found.append(Example(f"{page.stem}/{len(found) + 1}", {"example.go": text}))
        elif info.startswith("asm "):
            found[-1].files[info.removeprefix("asm ")] = text
        else:
            assert info in SHOWN, f"{page}: unknown fence {info!r}"
            found[-1].shown[info] = tuple(text.splitlines())
    return found


def refreshed(page: Path, output: Callable[[str, str], tuple[str, ...]]) -> str:
    """The page's text with all shown output replaced by ``output(example name, info string)``."""
    count = 0

    def replace(fence: re.Match[str]) -> str:
        nonlocal count
        count += fence["info"] == "go"
        if fence["info"] not in SHOWN:
            return fence[0]
        lines = output(f"{page.stem}/{count}", fence["info"])
        return f"```{fence['info']}\n" + "".join(f"{line}\n" for line in lines) + "```"

    return FENCE.sub(replace, page.read_text(encoding="utf-8"))
