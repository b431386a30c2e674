"""Settings, from the handshake, by request and by notification; wrong ones are named and do no harm."""

from __future__ import annotations

import pytest
from lsprotocol.types import Diagnostic, DiagnosticSeverity

from .conftest import Starter
from .editor import Editor
from .modules import FOUND, MODULE, POINTER

MANY = f"""{MODULE}-- a.go --
package m

var sink any

func f(p *int) *int {{
	x := 1
	sink = &x
	sink = "constant"
	kept := new(int)
	_ = *kept
	return p
}}
"""

ERROR, WARNING = DiagnosticSeverity.Error, DiagnosticSeverity.Warning
INFORMATION, HINT = DiagnosticSeverity.Information, DiagnosticSeverity.Hint

SEVERITIES = {
    "the defaults": ({}, {"x": INFORMATION}),
    "nothing": ({"heapAllocation": "none"}, {}),
    "an error": ({"heapAllocation": "error"}, {"x": ERROR}),
    "what costs nothing": ({"escapeWithoutAllocation": "hint"}, {"x": INFORMATION, '"constant"': HINT}),
    "what stays": ({"doesNotEscape": "error"}, {"x": INFORMATION, "new(int)": ERROR}),
    "parameters": ({"leakingParameter": "warning"}, {"x": INFORMATION, "p": WARNING}),
    "inlining": ({"inlining": "hint"}, {"x": INFORMATION, "f": HINT}),
}


async def test_severities(start: Starter, profile: str) -> None:
    """From initializationOptions, then each of the others by a change."""
    editor = await start(MANY, profile, options={"settings": {"severity": SEVERITIES["nothing"][0]}})
    editor.open("a.go")
    await editor.until("findings", lambda: editor.heard.statuses and editor.heard.statuses[-1].state == "ready")
    await editor.shows("a.go", [])
    for severity, expected in SEVERITIES.values():
        editor.configure({"severity": severity})
        await shows_severities(editor, expected)


async def shows_severities(editor: Editor, expected: dict[str, DiagnosticSeverity]) -> None:
    """Waits until these texts, and no other, are underlined, with these severities."""

    def wanted(found: list[Diagnostic]) -> bool:
        words = [text.rpartition(": ")[0] for text in editor.describe("a.go", found)]
        return dict(zip(words, [d.severity for d in found], strict=True)) == expected

    await editor.diagnostics("a.go", wanted, f"{expected}")


async def test_settings_that_the_server_asks_for(start: Starter, profile: str) -> None:
    editor = await start(POINTER, profile, configuration={"disabledCategories": ["returned-pointer"]})
    editor.open("a.go")
    await editor.until("an answer", lambda: editor.heard.statuses and editor.heard.statuses[-1].state == "ready")
    await editor.shows("a.go", [])
    editor.configure({"disabledCategories": []})
    await editor.shows("a.go", FOUND)


async def test_settings_that_the_client_carries(start: Starter) -> None:
    editor = await start(POINTER)
    editor.open("a.go")
    await editor.shows("a.go", FOUND)
    editor.configure({"severity": {"heapAllocation": "warning"}}, sent=True)
    await shows_severities(editor, {"x": WARNING})


@pytest.mark.parametrize("way", ["initializationOptions", "asked for", "carried"])
async def test_wrong_settings_are_named_and_the_defaults_hold(start: Starter, way: str) -> None:
    wrong = {"severity": {"heapAllocation": "loud"}, "goos": 3, "inline": "no"}
    editor = await start(POINTER, options={"settings": wrong} if way == "initializationOptions" else None)
    if way != "initializationOptions":
        editor.configure(wrong, sent=way == "carried")
    shown = editor.heard.shown
    await editor.until("three messages", lambda: len(shown) >= 3)
    assert sorted(shown) == [
        "goescape.goos: 3 is not a text; the default is used",
        "goescape.inline: 'no' is not true or false; the default is used",
        "goescape.severity.heapAllocation: 'loud' is not one of error, warning, information, hint, none; "
        "the default is used",
    ]
    editor.open("a.go")
    (diagnostic,) = await editor.shows("a.go", FOUND)
    assert diagnostic.severity is INFORMATION


async def test_switched_off_and_on(start: Starter, profile: str) -> None:
    editor = await start(POINTER, profile)
    editor.open("a.go")
    await editor.shows("a.go", FOUND)
    editor.configure({"enable": False})
    await editor.shows("a.go", [])
    assert editor.heard.statuses[-1].state == "off"
    assert await editor.hover_text("a.go", "x := 1") == ""
    editor.configure({"enable": True})
    await editor.shows("a.go", FOUND)


TARGETS = f"""{MODULE}-- a.go --
package m

func f() *int {{
	x := size
	return &x
}}
-- windows.go --
//go:build windows && arm64 && special

package m

const size = 1

func only() *int {{
	y := 1
	return &y
}}
"""


async def test_build_tags_and_targets(start: Starter) -> None:
    editor = await start(TARGETS, options={"settings": {"goos": "windows", "goarch": "arm64"}})
    editor.open("windows.go")
    editor.open("a.go")
    found = await editor.diagnostics("a.go", bool)
    assert found[0].code == "not-analysed" and "undefined: size" in found[0].message
    editor.configure({"goos": "windows", "goarch": "arm64", "buildTags": ["special"]})
    await editor.shows("a.go", FOUND)
    await editor.shows("windows.go", ["y: returned-pointer"])
    assert editor.heard.statuses[-1].toolchain.startswith("go1.")
    assert "windows/arm64" in await editor.hover_text("a.go", "x := size")


CALLS = f"""{MODULE}-- a.go --
package m

func g() *int {{ x := 1; return &x }}

func f() int {{ return *g() }}
"""


async def test_no_inlining_changes_the_answer(start: Starter) -> None:
    shown = {"severity": {"inlining": "hint"}}
    editor = await start(CALLS, options={"settings": shown})
    editor.open("a.go")
    await editor.shows("a.go", ["g: can-inline", "f: can-inline", "g(): inlining-call", *FOUND])
    editor.configure({"inline": False, **shown})
    await editor.shows("a.go", FOUND)
