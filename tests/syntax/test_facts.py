"""What a file declares."""

from __future__ import annotations

from goescape.source import Source
from goescape.syntax import FileFacts, SyntaxTree, package_facts

CODE = """\
// Package p is documented.
package 日本

import (
	"C"
	str "strings"
	_ `unsafe`
	. "fmt"
)

import "net/http"

type T[K any] struct {
	a, b int
	*http.Request
	Embedded[K]
	plain
	inner struct{ c func() }
}

type I interface {
	Read(p []byte) int
	Close()
	error
}

func F() {}

func assembly(p *int)

func (t *T[K]) Set() { type local struct{ d int } }

func (t T[_]) Get() {}

func (plain) Get() {}
"""


def facts_of(code: str) -> FileFacts:
    return package_facts(SyntaxTree.parse(Source("/p/x.go", code.encode())))


def test_facts() -> None:
    facts = facts_of(CODE)
    assert facts.package == "日本"
    assert [(f.name, f.receiver, f.has_body) for f in facts.functions] == [
        ("F", "", True),
        ("assembly", "", False),
        ("(*T[...]).Set", "T", True),
        ("T[...].Get", "T", True),
        ("plain.Get", "plain", True),
    ]
    source = Source("/p/x.go", CODE.encode())
    assert [source.text(f.span) for f in facts.functions] == ["F", "assembly", "Set", "Get", "Get"]
    assert facts.methods == {"T": {"Set", "Get"}, "plain": {"Get"}}
    assert facts.fields == {"a", "b", "Request", "Embedded", "plain", "inner", "c", "d"}
    assert facts.interface_methods == {"Read", "Close"}
    assert [(i.path, i.name) for i in facts.imports] == [
        ("C", ""),
        ("strings", "str"),
        ("unsafe", "_"),
        ("fmt", "."),
        ("net/http", ""),
    ]
    assert facts.imports_c and facts.imports_unsafe


def test_nothing() -> None:
    facts = facts_of("")
    assert (facts.package, facts.package_span, facts.functions, facts.imports) == ("", None, (), ())
    assert not facts.imports_c and not facts.imports_unsafe


def test_broken() -> None:
    """What can be read of broken code is there."""
    facts = facts_of('package p\n\nimport "unsafe"\n\nfunc broken( {\n\nfunc whole() {}\n')
    assert facts.package == "p"
    assert facts.imports_unsafe
