"""Fixes as an editor gets them: which are listed where, and what applying one does to the files."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from attrs import evolve
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from .conftest import Starter
from .modules import MODULE

NUMBERS = """\
package m

import "fmt"

// 数字 and 😀: text of several bytes comes first.
func 文(n int) (é, t string) { return "é😀", fmt.Sprintf("%d", n) } // kept

func two(n int) string {
	return fmt.Sprintf("%d", n+2) // kept too
}
"""

FIXED_FIRST = """\
package m

import (
	"fmt"
	"strconv"
)

// 数字 and 😀: text of several bytes comes first.
func 文(n int) (é, t string) { return "é😀", strconv.Itoa(n) } // kept

func two(n int) string {
	return fmt.Sprintf("%d", n+2) // kept too
}
"""

FIXED = FIXED_FIRST.replace('(\n\t"fmt"\n\t"strconv"\n)', '"strconv"').replace(
    'fmt.Sprintf("%d", n+2)', "strconv.Itoa(n + 2)"
)

ARCHIVE = f"{MODULE}-- a.go --\n{NUMBERS}"

TITLE = "Replace fmt.Sprintf by what needs no fmt: 1 heap allocation fewer here"
ALL_OF_KIND = "Fix all in this file: No fmt"
ALL = "Apply all 2 proven fixes in this file"
EVERY_TITLE = [TITLE, ALL_OF_KIND, ALL]

FIRST = '"%d", n)'
"""Stands at the first fix."""

CALLERS = f"""\
{MODULE}-- a.go --
package m

type user struct{{ name, mail string }}

func show(u *user) {{
	go func() {{ println(u.name) }}()
}}
-- b.go --
package m

//go:noinline
func caller() {{
	é := user{{"é", "m"}} // kept
	show(&é)
}}
-- c.go --
package m

var C = 1
"""


async def test_a_fix_is_listed_with_its_proof_and_what_it_clears(start: Starter, profile: str) -> None:
    editor = await start(ARCHIVE, profile)
    editor.open("a.go")
    fix, of_kind, every = await editor.proven("a.go", FIRST, 3)
    assert [action.title for action in (fix, of_kind, every)] == EVERY_TITLE
    assert [action.kind for action in (fix, of_kind, every)] == ["quickfix", "quickfix", "source.fixAll.goescape"]
    assert [action.is_preferred for action in (fix, of_kind, every)] == [True, None, None]
    (cleared,) = fix.diagnostics or []
    assert editor.describe("a.go", [cleared]) == ["n: interface-conversion"]
    assert cleared in _without_flows(await editor.present("a.go") or [])


async def test_applying_a_fix_edits_what_it_must_and_clears_the_squiggle(start: Starter, profile: str) -> None:
    editor = await start(ARCHIVE, profile)
    editor.open("a.go")
    await editor.shows("a.go", ["n: interface-conversion", "n+2: interface-conversion"])
    fix, *_ = await editor.proven("a.go", FIRST, 3)
    edit = await editor.resolved(fix)
    assert sum(len(e.new_text) for change in edit.document_changes or () for e in change.edits) < 60
    assert await editor.apply(fix) == {"a.go": FIXED_FIRST}
    assert await editor.actions("a.go", "n+2") == []
    editor.save("a.go")
    await editor.shows("a.go", ["n+2: interface-conversion"])
    fix, every = await editor.proven("a.go", "n+2", 2)
    assert await editor.apply(every) == {"a.go": FIXED.replace('"strconv"', '(\n\t"strconv"\n)')}
    editor.save("a.go")
    await editor.shows("a.go", [])


@pytest.mark.parametrize("number", [1, 2], ids=["of a kind", "of the file"])
async def test_all_at_once(start: Starter, number: int) -> None:
    editor = await start(ARCHIVE)
    editor.open("a.go")
    actions = await editor.proven("a.go", FIRST, 3)
    assert await editor.apply(actions[number]) == {"a.go": FIXED}


async def test_only_what_is_asked_for_is_listed(start: Starter) -> None:
    editor = await start(ARCHIVE)
    editor.open("a.go")
    await editor.proven("a.go", FIRST, 3)

    async def titles(words: str, *only: str) -> list[str]:
        return [action.title for action in await editor.actions("a.go", words, only)]

    assert await titles(FIRST, "quickfix") == [TITLE, ALL_OF_KIND]
    assert await titles(FIRST, "source") == [ALL]
    assert await titles(FIRST, "source.fixAll") == [ALL]
    assert await titles(FIRST, "source.fixAll.goescape") == [ALL]
    assert await titles(FIRST, "source.fixAll.other") == []
    assert await titles(FIRST, "source.fix") == []
    assert await titles(FIRST, "") == EVERY_TITLE
    assert await titles(FIRST) == EVERY_TITLE
    assert await titles(FIRST, "refactor") == []
    assert await titles(FIRST, "refactor", "quickfix") == [TITLE, ALL_OF_KIND]
    assert await titles("package m") == [ALL]


def _without_flows(diagnostics: Sequence[types.Diagnostic]) -> list[types.Diagnostic]:
    return [evolve(each, related_information=None) for each in diagnostics]


async def test_a_diagnostic_that_is_named_has_its_fixes(start: Starter) -> None:
    editor = await start(ARCHIVE)
    editor.open("a.go")
    await editor.proven("a.go", FIRST, 3)
    named = await editor.shows("a.go", ["n: interface-conversion", "n+2: interface-conversion"])
    found = await editor.actions("a.go", "package m", ["quickfix"], named[1:])
    assert [action.title for action in found] == [TITLE, ALL_OF_KIND]
    assert list(found[0].diagnostics or ()) == _without_flows(named[1:])


async def test_a_fix_of_several_files(start: Starter, profile: str) -> None:
    editor = await start(CALLERS, profile)
    editor.open("a.go")
    fix, _ = await editor.proven("a.go", "u *user", 2)
    assert fix.title == "Pass u by value (copies more at each call): 1 heap allocation fewer at its callers"
    edit = await editor.resolved(fix)
    versions = {
        editor.name(change.text_document.uri): change.text_document.version
        for change in edit.document_changes or ()
        if isinstance(change, types.TextDocumentEdit)
    }
    assert versions == ({"a.go": 1, "b.go": None} if profile == "visual_studio_code" else {})
    texts = await editor.apply(fix)
    assert "func show(u user) {" in texts["a.go"]
    assert "\tshow(é)\n" in texts["b.go"]
    assert '\té := user{"é", "m"} // kept\n' in texts["b.go"]


async def test_a_fix_does_not_hold_once_the_text_has_changed(start: Starter) -> None:
    editor = await start(CALLERS)
    editor.open("a.go")
    editor.open("c.go")
    fix, _ = await editor.proven("a.go", "u *user", 2)
    editor.edit("c.go", "C = 1", "C = 2")
    with pytest.raises(JsonRpcException, match="the code has changed since this fix was proven; save the file"):
        await editor.resolved(fix)
    editor.edit("c.go", "C = 2", "C = 1")
    await editor.resolved(fix)
    (editor.root / "b.go").write_text("package m\n")
    with pytest.raises(JsonRpcException, match="the code has changed"):
        await editor.resolved(fix)


@pytest.mark.parametrize("data", [None, 1, "x", {}, {"fix": "x"}, {"fix": 1, "uri": 2}, {"fix": "x", "uri": "a:b"}])
async def test_an_action_of_nobodys_has_no_edit(start: Starter, data: object) -> None:
    editor = await start(ARCHIVE)
    with pytest.raises(JsonRpcException, match="the code has changed"):
        await editor.resolved(types.CodeAction("of another server", data=data))


async def test_a_client_that_resolves_nothing_gets_the_edit_at_once(start: Starter) -> None:
    editor = await start(ARCHIVE, "plain")
    editor.open("a.go")
    fix, *_ = await editor.proven("a.go", FIRST, 3)
    assert fix.edit is not None
    assert fix.edit.document_changes is None
    assert await editor.apply(fix) == {"a.go": FIXED_FIRST}


async def test_settings_and_trust(start: Starter) -> None:
    editor = await start(ARCHIVE, options={"settings": {"fixes": {"disabled": ["strconv-for-fmt"]}}})
    editor.open("a.go")
    await editor.shows("a.go", ["n: interface-conversion", "n+2: interface-conversion"])
    assert await editor.actions("a.go", FIRST) == []
    editor.configure({"fixes": {"disabled": []}}, sent=True)
    await editor.proven("a.go", FIRST, 3)


async def test_nothing_is_proven_without_trust(start: Starter) -> None:
    editor = await start(ARCHIVE, options={"trusted": False})
    editor.open("a.go")
    await editor.shows("a.go", ["n: interface-conversion", "n+2: interface-conversion"])
    assert [action.title for action in await editor.actions("a.go", FIRST)] == []


async def test_the_status_counts_what_is_proven(start: Starter) -> None:
    editor = await start(ARCHIVE)
    editor.open("a.go")
    await editor.until("the status", lambda: [s for s in editor.heard.statuses if "2 fixes proven" in s.message])


async def test_titles_in_chinese(start: Starter) -> None:
    editor = await start(ARCHIVE, locale="zh-cn")
    editor.open("a.go")
    titles = [action.title for action in await editor.proven("a.go", FIRST, 3)]
    assert titles[2] == "应用此文件中全部 2 个已证明的修复"
    assert not set(titles) & set(EVERY_TITLE)


async def test_a_server_that_ends_while_it_proves_ends_in_order(start: Starter) -> None:
    editor = await start(ARCHIVE)
    editor.open("a.go")
    await editor.shows("a.go", ["n: interface-conversion", "n+2: interface-conversion"])
    assert await asyncio.wait_for(editor.stop(), 20) == 0
