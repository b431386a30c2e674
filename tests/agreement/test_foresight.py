"""What an engine has worked out beforehand, from the answer before an edit, changes nothing in the answer after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from goescape.compiler.engine import Analysis, CompilerEngine
from goescape.compiler.request import Request
from goescape.compiler.store import Store
from goescape.compiler.toolchain import find_toolchain
from goescape.findings.model import Finding

from .sides import go_binary

PACKAGE = """\
package p

import "fmt"

type node struct{ next *node }

func link(n *node) *node {
	m := node{next: n}
	return &m
}

func show(v ...any) {
	fmt.Println(v...)
}

func use(name string) {
	show(len(name), name+"!")
	func() { show(&name) }()
}
"""
OTHER = """\
package p

func other() []*node {
	var list []*node
	for range 3 {
		list = append(list, link(nil))
	}
	return list
}
"""
EDITS = {
    "a line more": ("type node", "\n\n// A node.\ntype node"),
    "a line less": ('import "fmt"\n\n', 'import "fmt"\n'),
    "within a line": ('name+"!"', 'name+"日本"+name'),
    "what was said is said no more": ("return &m", "return m.next"),
    "what was not said is said now": ("m := node{next: n}", "m := node{next: n}; one := new(int); _ = *one"),
    "another reason": ("return &m", "kept = &m\n\treturn nil"),
    "what is said elsewhere": ("func show(v ...any) {\n", "var kept any\n\nfunc show(v ...any) {\n\tkept = v\n"),
}


@pytest.fixture(scope="module")
def store(pytestconfig: pytest.Config) -> Store:
    return Store(Path(pytestconfig.cache.mkdir("agreement")) / "goescape")


@pytest.mark.parametrize("edit", EDITS)
async def test_the_answer_is_that_of_a_fresh_engine(store: Store, tmp_path: Path, edit: str) -> None:
    toolchain = await find_toolchain(go_binary())
    engine = CompilerEngine(toolchain, store)
    (tmp_path / "go.mod").write_text("module example.com/p\n\ngo 1.24\n")
    (tmp_path / "other.go").write_text(OTHER)
    file = tmp_path / "p.go"
    file.write_text(PACKAGE)
    request = Request(str(tmp_path), (".",))
    before = await engine.analyse(request)

    old, new = EDITS[edit]
    edited = PACKAGE.replace(old, new)
    if "kept" in edited and "var kept" not in edited:
        edited += "\nvar kept *node\n"
    assert edited != PACKAGE
    file.write_text(edited)

    after = await engine.analyse(request)
    assert _timeless(after) == _timeless(await CompilerEngine(toolchain, store).analyse(request))
    assert _timeless(after) != _timeless(before)


def _timeless(analysis: Analysis) -> list[Finding]:
    """The findings of the only package, as if all were made at one time."""
    assert analysis.problem is None
    (report,) = analysis.reports
    assert report.problem is None
    assert report.findings
    once = replace(report.provenance, when=datetime.min)
    return [replace(finding, provenance=once) for finding in report.findings]
