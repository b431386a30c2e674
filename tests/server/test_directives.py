"""Directives in an editor: what they hide, what they assert, and what is wrong with them."""

from __future__ import annotations

from lsprotocol import types

from .conftest import Starter
from .modules import MODULE
from .text import under

CODE = f"""\
{MODULE}-- a.go --
package m

func ignored() *int {{
	return new(int) //goescape:ignore 只做一次
}}

//goescape:noescape
func asserted() *int {{
	x := 1
	return &x
}}

var idle = 1 //goescape:ignore there is nothing

var odd = 1 //goescape:escape

func unreasoned() *int64 {{
	return new(int64) //goescape:ignore
}}
"""


SHOWN = [
    "x: returned-pointer",
    "new(int64): returned-pointer",
    "//goescape:ignore there is nothing: directive",
    "//goescape:escape: directive",
    "//goescape:ignore: directive",
]


async def test_what_directives_do(start: Starter, profile: str) -> None:
    editor = await start(CODE, profile)
    editor.open("a.go")
    found = await editor.shows("a.go", SHOWN)
    severity = types.DiagnosticSeverity
    assert [d.severity for d in found] == [
        severity.Error,
        severity.Information,
        severity.Hint,
        severity.Warning,
        severity.Warning,
    ]
    error = found[0]
    assert error.message.startswith("goescape:noescape does not hold: `x` is moved to the heap")
    assert error.related_information is not None
    where = error.related_information[0].location.range
    assert under(editor.texts["a.go"], where, editor.encoding) == "//goescape:noescape"


async def test_a_reason_makes_it_hide(start: Starter) -> None:
    editor = await start(CODE)
    editor.open("a.go")
    await editor.shows("a.go", SHOWN)
    editor.edit("a.go", "new(int64) //goescape:ignore", "new(int64) //goescape:ignore for a reason")
    editor.save("a.go")
    await editor.shows("a.go", [*SHOWN[:1], *SHOWN[2:4]])


async def test_hover_says_why_it_is_ignored(start: Starter) -> None:
    editor = await start(CODE)
    editor.open("a.go")
    await editor.shows("a.go", SHOWN)
    assert "*Ignored: 只做一次*" in await editor.hover_text("a.go", "new(int) ")


PLAIN = f"""\
{MODULE}-- a.go --
package m

// make says 什么.
func made() []*int {{
	return []*int{{new(int), new(int)}}
}}

func clean(n int) int {{
	return n
}}
"""


async def test_an_action_writes_the_comment_that_hides_a_line(start: Starter, profile: str) -> None:
    editor = await start(PLAIN, profile)
    editor.open("a.go")
    await editor.explained("a.go")
    (action,) = await editor.all_actions("a.go", "[]*int{new", ["quickfix"])
    assert action.title == "Ignore this heap allocation (//goescape:ignore)"
    assert len(action.diagnostics or ()) == 3
    texts = await editor.apply(action)
    assert "{\n\t//goescape:ignore \n\treturn" in texts["a.go"]
    editor.edit("a.go", "//goescape:ignore ", "//goescape:ignore they are few")
    editor.save("a.go")
    await editor.shows("a.go", [])


async def test_an_action_ignores_a_function(start: Starter) -> None:
    editor = await start(PLAIN)
    editor.open("a.go")
    await editor.explained("a.go")
    (action,) = await editor.all_actions("a.go", "made()")
    assert action.title == "Ignore the heap allocations of made (//goescape:ignore)"
    assert "什么.\n//\n//goescape:ignore \nfunc made" in (await editor.apply(action))["a.go"]


async def test_an_action_asserts_what_holds(start: Starter) -> None:
    editor = await start(PLAIN)
    editor.open("a.go")
    await editor.explained("a.go")
    (action,) = await editor.all_actions("a.go", "clean(")
    assert action.title == "Assert that nothing in clean goes to the heap (//goescape:noescape)"
    assert "}\n\n//goescape:noescape\nfunc clean" in (await editor.apply(action))["a.go"]
    assert await editor.all_actions("a.go", "return n\n") == []
