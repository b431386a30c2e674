"""What is underlined, and what comes with it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from lsprotocol import types

from .conftest import Starter
from .modules import FOUND, POINTER
from .text import under

TWO = f"{POINTER}\nfunc g() int {{\n\ty := 2\n\treturn y\n}}\n"


async def test_open_edit_save_close(start: Starter, profile: str) -> None:
    editor = await start(TWO, profile)
    editor.open("a.go")
    await editor.shows("a.go", FOUND)
    editor.edit("a.go", "return &x\n", "*&x = 3\n\treturn nil\n")
    editor.save("a.go")
    await editor.shows("a.go", [])
    editor.edit("a.go", "return y", "return *leak(y)")
    editor.edit("a.go", "func g()", "func leak(z int) *int { return &z }\n\nfunc g()")
    editor.save("a.go")
    await editor.shows("a.go", ["z: returned-pointer"])
    if editor.server.capabilities.diagnostic_provider is None:
        editor.close("a.go")
        published = editor.heard.published
        await editor.until("nothing underlined after closing", lambda: not published[-1].diagnostics)


async def test_what_comes_with_a_diagnostic(start: Starter, profile: str) -> None:
    editor = await start(TWO, profile)
    editor.open("a.go")
    (diagnostic,) = await editor.explained("a.go")
    text = editor.texts["a.go"]
    assert under(text, diagnostic.range, editor.encoding) == "x"
    assert diagnostic.severity is types.DiagnosticSeverity.Information
    assert (diagnostic.source, diagnostic.code) == ("goescape", "returned-pointer")
    assert diagnostic.code_description is not None
    page = Path(unquote(urlsplit(diagnostic.code_description.href).path))
    assert page.read_text(encoding="utf-8").startswith("# ")
    assert diagnostic.data == {
        "package": "example.com/m",
        "line": "./a.go:4:2: moved to heap: x",
        "kind": "moved-to-heap",
        "category": "returned-pointer",
        "subject": "x",
    }
    steps = diagnostic.related_information
    assert steps is not None
    assert {step.location.uri for step in steps} == {editor.uri("a.go")}
    where = [under(text, step.location.range, editor.encoding) for step in steps]
    assert where == ["&x", "return &x"]
    assert all("`" in step.message for step in steps)


async def test_text_that_does_not_compile_where_it_is_predicted(start: Starter, profile: str) -> None:
    """Whole functions keep their findings; of a broken one a hint on its name, and a hover, say why it has none."""
    editor = await start(TWO, profile, options={"settings": {"engine": "native"}})
    editor.open("a.go")
    await editor.shows("a.go", FOUND)
    editor.edit("a.go", "return y\n}", "if y > 1 {\n\treturn y.\n}\n\nfunc h() { return }")
    found = await editor.shows("a.go", ["g: not-analysed", *FOUND])
    assert found[0].severity is types.DiagnosticSeverity.Hint
    assert "not analysed: syntax error: " in found[0].message
    assert "not analysed: syntax error: " in await editor.hover_text("a.go", "func g", 5)
    assert "has no heap allocations" in await editor.hover_text("a.go", "func h", 5)
    editor.edit("a.go", "return y.\n", "return y\n\t}\n\treturn 0\n")
    await editor.shows("a.go", FOUND)
    editor.edit("a.go", "package m\n", 'package m\n\nimport "\n')
    found = await editor.shows("a.go", ["m: not-analysed", *FOUND])
    assert found[0].severity is types.DiagnosticSeverity.Hint
    assert found[0].message.startswith("analysed as far as it compiles: ")
    assert {status.state for status in editor.heard.statuses} <= {"busy", "ready"}
    assert not editor.heard.shown


async def test_the_edge_between_versions(start: Starter, profile: str) -> None:
    """Between an edit and the save that brings new findings, the old ones stay on their expressions."""
    editor = await start(TWO, profile)
    editor.open("a.go")
    await editor.explained("a.go")
    editor.edit("a.go", "func f()", "// 日本\n\nfunc f()")
    hover = await editor.hover("a.go", "x := 1")
    assert hover is not None and hover.range is not None
    assert under(editor.texts["a.go"], hover.range, editor.encoding) == "x"
    editor.edit("a.go", "x := 1", "x := 2")
    assert await editor.hover("a.go", "x := 2") is None
