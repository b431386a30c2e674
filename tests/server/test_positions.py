"""Ranges are right in every encoding, whatever stands before the expression; held to Python's own codecs."""

from __future__ import annotations

import pytest

from .conftest import Starter
from .modules import MODULE
from .text import marked_ranges, under

ENCODINGS = ("utf-8", "utf-16", "utf-32")

TEXTS = {
    "before, in and after": """\
package m

func f(日 string) (any, any) {
	/* 😀 日本 */ s := "😀"; «x» := «"日" + s»; return &x, «日» // 😀
}
""",
    "several on a line": """\
package m

func f(n int) (a, b, c any) {
	a, b = /* 日 */ «n», /* 😀 */ «n+n»; return a, "😀日本", «new([2]int)»
}
""",
    "over several lines": """\
package m

func f() any {
	/* 😀 */ return «&struct{ s string }{ // 日
		"😀", // 日
	}»
}
""",
    "a byte order mark": "\ufeffpackage m\n\nfunc f() any { /* 日 */ return «new(int)» }\n",
    "what others take for a line's end": """\
package m

/* \u2028 \u2029 \x85 \f \v */ const s = "\u2028\x85"

func f() any {
	/* \u2028😀 */ return «new(int)»
}
""",
    "carriage returns": "package m\r\n\r\n// \r 日\r\nfunc f() any {\r\n\t/* 😀 */ return «new(int)»\r\n}\r\n",
    "no newline at the end": "package m; func f() any { /* 😀日 */ return «new(int)» }",
}


@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_what_is_underlined(start: Starter, encoding: str) -> None:
    """All the texts as packages of one module."""
    archive = "".join(f"-- p{n}/a.go --\n" for n in range(len(TEXTS)))
    editor = await start(MODULE + archive, encodings=[encoding])
    assert editor.encoding == encoding
    for number, (case, text) in enumerate(TEXTS.items()):
        plain, ranges = marked_ranges(text, encoding)
        name = f"p{number}/a.go"
        (editor.root / name).write_bytes(plain.encode())
        editor.open(name)
        found = await editor.explained(name)
        assert [d.range for d in found] == ranges, case
        expected = [under(plain, r, encoding) for r in ranges]
        for diagnostic, words in zip(found, expected, strict=True):
            hover = await editor.hover_at(name, diagnostic.range.start)
            assert hover is not None and hover.range is not None
            assert under(plain, hover.range, encoding) == words, case


SEPARATED = """\
package m

// \u2028 one \f line \u2029 to \v Go \x85
var 日 = "\u2028😀" + "\f"

func f() *int {
	x := 1
	return &x
}
"""


@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_edits_behind_what_others_take_for_a_lines_end(start: Starter, encoding: str) -> None:
    """The text that the server has is the editor's: it is built without being saved."""
    editor = await start(f"{MODULE}-- a.go --\n{SEPARATED}-- b.go --\npackage m\n", encodings=[encoding])
    editor.open("a.go")
    await editor.shows("a.go", ["x: returned-pointer"])
    editor.edit("a.go", "😀", "日本😀")
    editor.edit("a.go", "return &x", 'z := "😀"; _ = z; return &x')
    editor.edit("a.go", "x := 1\n", "var 本 int\n\tx := &本; _ = 日\n")
    editor.edit("a.go", "return &x", "return x")
    editor.open("b.go")
    editor.save("b.go")
    await editor.shows("a.go", ["本: returned-pointer"])
