"""Hover: on what, and what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from lsprotocol import types

from .conftest import Starter
from .editor import Editor
from .modules import FOUND, MODULE, POINTER
from .text import under

FILE = """\
package m

import "fmt"

type Node struct{ next *Node }

var root *Node

func keep(n *Node, other *Node) *Node {
	root = n
	return other.next
}

func small(n int) int { return n + 1 }

func story(count int) *Node {
	node := Node{}
	日 := &node
	fmt.Println("count", count+1)
	_ = small(count)
	fmt.Println("constant")
	return keep(/* 😀 */ 日, &Node{})
}

func content(list []*Node) { root = list[0] }

func look(p *int) int { return *p }

func again() *int {
	moved := 1
	_ = small(moved) + look(&moved)
	return &moved
}
"""
ARCHIVE = f"{MODULE}-- a.go --\n{FILE}"


@dataclass(frozen=True)
class Case:
    """Where the pointer rests (the character number `at` of `words`), what is meant, and what is said in it."""

    words: str
    at: int
    meant: str
    first: str
    says: tuple[str, ...] = ()


NODE = "**`node` is moved to the heap: its address is stored outside the function**"
LIST = (
    "**Parameter `list` leaks its content: what it points at may be on the stack, "
    "what is reached from there has to be on the heap.**"
)

CASES = {
    "a variable": Case(
        "node := Node{}", 2, "node", NODE, ("1. its address is taken: `&node` ([a.go:18](", "What to change")
    ),
    "its end": Case("node := Node{}", 4, "node", NODE),
    "a use of it": Case("&node", 1, "node", NODE),
    "where an inlined call led": Case("node := Node{}", 0, "node", NODE, ("`root = n`", "inlined from [a.go:10](")),
    "an expression": Case("count+1", 5, "count+1", "**`count + 1` escapes to the heap: ", ("an interface",)),
    "what costs nothing": Case('"constant"', 3, '"constant"', '**`"constant"` escapes, but costs no allocation'),
    "what stays": Case("&Node{}", 0, "&Node{}", "**`&Node{}` does not escape**"),
    "a parameter that leaks": Case("keep(n *Node", 5, "n", "**Parameter `n` leaks to the heap", ("`root = n`",)),
    "one that leaks to a result": Case(
        "other *Node)", 0, "other", "**Parameter `other` leaks its content to the first result (dereferences: 1).**"
    ),
    "one whose content leaks": Case("list []", 0, "list", LIST),
    "a use of that": Case("list[0]", 1, "list", LIST),
    "one that stays": Case("look(p *int)", 5, "p", "**Parameter `p` does not escape"),
    "a function": Case(
        "func story", 5, "story", "**`story` allocates on the heap in 2 places**",
        ("- `node` is moved", "- `count + 1`"),
    ),
    "a function without": Case(
        "func keep", 6, "keep", "**`keep` has no heap allocations of its own**",
        ("- Parameter `n` leaks to the heap", "- Parameter `other` leaks its content", "can be inlined"),
    ),
    "an inlined call": Case("small(count)", 0, "small(count)", "the call to `small` is inlined"),
    "a variable in an inlined call": Case("small(moved)", 6, "moved", "**`moved` "),
}  # fmt: skip

NOTHING = {"a type": "Node struct", "an import": '"fmt"', "the package": "package m", "a keyword": "return &moved"}


async def test_hover(start: Starter, profile: str) -> None:
    """All cases on one server: a hover changes nothing."""
    editor = await start(ARCHIVE, profile)
    editor.open("a.go")
    await editor.explained("a.go")
    text = editor.texts["a.go"]
    for name, case in CASES.items():
        hover = await editor.hover("a.go", case.words, case.at)
        assert hover is not None and hover.range is not None, name
        assert isinstance(hover.contents, types.MarkupContent)
        assert hover.contents.kind is types.MarkupKind.Markdown
        said = hover.contents.value
        assert said.startswith(case.first), (name, said)
        assert under(text, hover.range, editor.encoding) == case.meant, name
        for words in case.says:
            assert words in said, (name, said)
        assert "*goescape: Go 1." in said.rpartition("---\n")[2], name
    for name, words in NOTHING.items():
        assert await editor.hover("a.go", words) is None, name


async def test_links_lead_somewhere(start: Starter) -> None:
    editor = await start(ARCHIVE)
    editor.open("a.go")
    await editor.explained("a.go")
    said = [await editor.hover_text("a.go", case.words, case.at) for case in CASES.values()]
    links = {link for text in said for link in re.findall(r"\]\((file:[^)]*)\)", text)}
    assert len(links) > 5
    for link in links:
        parts = urlsplit(link)
        lines = Path(unquote(parts.path)).read_text(encoding="utf-8").split("\n")
        if parts.fragment:
            line, column = map(int, parts.fragment.removeprefix("L").split(","))
            assert 1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1].encode())


async def test_a_name_that_no_file_has(start: Starter) -> None:
    editor = await start(POINTER)
    params = types.HoverParams(types.TextDocumentIdentifier("untitled:Untitled-1"), types.Position(0, 0))
    assert await editor.client.text_document_hover_async(params) is None
    assert await hover_before_anything_is_known(editor) == ""


async def hover_before_anything_is_known(editor: Editor) -> str:
    editor.open("a.go")
    return await editor.hover_text("a.go", "package")


CUTS = {
    "en": "It would stay on the stack if `日` were not passed to `keep` ([line 22](",
    "zh-cn": "如果 `日` 没有传给 `keep`（[第 22 行](",
}


@pytest.mark.parametrize("locale", CUTS)
async def test_predictions_tell_the_flow_and_what_to_cut(start: Starter, locale: str) -> None:
    editor = await start(ARCHIVE, locale=locale, options={"settings": {"engine": "native", "inline": False}})
    editor.open("a.go")
    await editor.explained("a.go")
    said = await editor.hover_text("a.go", "node := Node{}", 2)
    assert CUTS[locale] in said
    assert "1. " in said and "([a.go:18](" in said and "`&node`" in said
    assert "predicted" in said or "预测" in said


CHINESE: dict[str, dict[str, Any]] = {
    "the client's locale": {"locale": "zh-cn"},
    "its handshake": {"options": {"locale": "zh-CN"}},
    "the setting": {"options": {"settings": {"locale": "zh-CN"}}},
    "the setting against the locale": {"locale": "fr", "options": {"settings": {"locale": "zh-CN"}}},
}


@pytest.mark.parametrize("way", CHINESE)
async def test_chinese(start: Starter, way: str) -> None:
    editor = await start(POINTER, **CHINESE[way])
    editor.open("a.go")
    (diagnostic,) = await editor.explained("a.go")
    assert re.search(r"堆", diagnostic.message)
    assert diagnostic.code_description is not None
    assert "/zh-CN/" in diagnostic.code_description.href
    assert all(re.search(r"[\u4e00-\u9fff]", r.message) for r in diagnostic.related_information or ())
    said = await editor.hover_text("a.go", "x := 1")
    assert "原因" in said and "Why" not in said
    assert "堆" in await editor.hover_text("a.go", "func f", 5)


async def test_another_language_at_run_time(start: Starter) -> None:
    editor = await start(POINTER, locale="zh-cn", options={"settings": {"locale": "en"}})
    editor.open("a.go")
    await editor.explained("a.go")
    assert "Why" in await editor.hover_text("a.go", "x := 1")
    editor.configure({"locale": "zh-CN"})
    await editor.diagnostics("a.go", lambda found: any("堆" in d.message for d in found))
    await editor.shows("a.go", FOUND)
    assert "原因" in await editor.hover_text("a.go", "x := 1")


async def test_chinese_words_for_a_problem(start: Starter) -> None:
    editor = await start(POINTER, locale="zh-cn")
    editor.open("a.go")
    await editor.explained("a.go")
    editor.edit("a.go", "x := 1", "x := 1 +")
    editor.save("a.go")
    found = await editor.diagnostics("a.go", lambda ds: any(d.code == "not-analysed" for d in ds))
    assert re.fullmatch(r"未分析：\./a\.go:5:2: syntax error: .*；所示结果的时间是 \d\d:\d\d:\d\d", found[0].message)
