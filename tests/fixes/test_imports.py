"""Imports that come and go with an edit."""

from __future__ import annotations

import textwrap

import pytest

from goescape.fixes.edits.imports import default_name, settled
from goescape.source import Source
from goescape.syntax.document import parse


def _text(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


def _settled(before: str, after: str, *wanted: str) -> str:
    return settled(Source("/p.go", before.encode()), after.encode(), wanted).decode()


def _with(imports: str, *wanted: str, body: str = "var _ = fmt.Sprint\n") -> str:
    """The text of a file with other imports wanted, and none that it needs no longer."""
    text = f"package p\n\n{_text(imports)}\n{body}"
    return _settled(text, text, *wanted).removeprefix("package p\n\n").removesuffix("\n" + body)


def _without(imports: str, *wanted: str) -> str:
    """The text of a file that no longer uses fmt."""
    before = f"package p\n\n{_text(imports)}\nvar _ = fmt.Sprint\n"
    after = before.replace("var _ = fmt.Sprint\n", "var _ = 1\n")
    return _settled(before, after, *wanted).removeprefix("package p\n\n").removesuffix("var _ = 1\n").rstrip("\n")


ADDED = {
    "in order": ('import (\n\t"fmt"\n\t"strings"\n)', ["strconv"], 'import (\n\t"fmt"\n\t"strconv"\n\t"strings"\n)'),
    "first": ('import (\n\t"fmt"\n)', ["errors"], 'import (\n\t"errors"\n\t"fmt"\n)'),
    "last": ('import (\n\t"fmt"\n)', ["strconv"], 'import (\n\t"fmt"\n\t"strconv"\n)'),
    "two": ('import (\n\t"fmt"\n)', ["strconv", "errors"], 'import (\n\t"errors"\n\t"fmt"\n\t"strconv"\n)'),
    "twice the same": ('import (\n\t"fmt"\n)', ["os", "os"], 'import (\n\t"fmt"\n\t"os"\n)'),
    "there already": ('import (\n\t"fmt"\n\t"os"\n)', ["os"], 'import (\n\t"fmt"\n\t"os"\n)'),
    "there by another name": ('import (\n\t"fmt"\n\tx "os"\n)', ["os"], 'import (\n\t"fmt"\n\tx "os"\n)'),
    "there for its effects": ('import (\n\t"fmt"\n\t_ "os"\n)', ["os"], 'import (\n\t"fmt"\n\t"os"\n\t_ "os"\n)'),
    "standard block first": (
        'import (\n\t"fmt"\n\n\t"example.com/a"\n)',
        ["strconv"],
        'import (\n\t"fmt"\n\t"strconv"\n\n\t"example.com/a"\n)',
    ),
    "standard block second": (
        'import (\n\t"example.com/a"\n\n\t"fmt"\n)',
        ["strconv"],
        'import (\n\t"example.com/a"\n\n\t"fmt"\n\t"strconv"\n)',
    ),
    "no standard block": (
        'import (\n\tfmt "example.com/a"\n)',
        ["strconv"],
        'import (\n\t"strconv"\n\n\tfmt "example.com/a"\n)',
    ),
    "comment above the first": (
        'import (\n\t// about fmt\n\t"fmt"\n)',
        ["errors"],
        'import (\n\t// about fmt\n\t"fmt"\n\t"errors"\n)',
    ),
    "comment beside": (
        'import (\n\t"fmt" // texts\n\t"os"    // files\n)',
        ["io"],
        'import (\n\t"fmt" // texts\n\t"io"\n\t"os"    // files\n)',
    ),
    "all on one line": ('import ("fmt"; "os")', ["strconv"], 'import ("fmt"; "os"; "strconv")'),
    "one line, in between": ('import ("fmt"; "os")', ["io"], 'import ("fmt"; "io"; "os")'),
    "empty group": ('import ()\nimport . "fmt"', ["io"], 'import ("io")\nimport . "fmt"'),
    "single": ('import "fmt"', ["strconv"], 'import (\n\t"fmt"\n\t"strconv"\n)'),
    "single, before": ('import "fmt"', ["errors"], 'import (\n\t"errors"\n\t"fmt"\n)'),
    "single, named": ('import fmt "os"', ["errors"], 'import (\n\t"errors"\n\tfmt "os"\n)'),
    "single with a comment": (
        '// above\nimport "fmt" // beside',
        ["os"],
        '// above\nimport (\n\t"fmt" // beside\n\t"os"\n)',
    ),
    "single foreign": (
        'import fmt "example.com/a"',
        ["strconv"],
        'import (\n\t"strconv"\n\n\tfmt "example.com/a"\n)',
    ),
    "single with a block comment": ('import "fmt" /* why */', ["os"], 'import "fmt"; import "os" /* why */'),
    "several declarations": (
        'import "fmt"\nimport "os"',
        ["strconv"],
        'import "fmt"\nimport "os"\nimport "strconv"',
    ),
    "several on one line": ('import "fmt"; import "os"', ["io"], 'import "fmt"; import "os"\nimport "io"'),
    "cgo apart": (
        '// #include <x.h>\nimport "C"\n\nimport "fmt"',
        ["os"],
        '// #include <x.h>\nimport "C"\n\nimport (\n\t"fmt"\n\t"os"\n)',
    ),
    "cgo alone": (
        '// #include <x.h>\nimport "C"',
        ["os"],
        'import "os"\n\n// #include <x.h>\nimport "C"',
    ),
}


@pytest.mark.parametrize("name", ADDED)
def test_adds(name: str) -> None:
    imports, wanted, expected = ADDED[name]
    assert _with(imports + "\n", *wanted) == expected + "\n"


REMOVED = {
    "from a group": ('import (\n\t"fmt"\n\t"os"\n)', [], 'import (\n\t"os"\n)'),
    "the last of a group": ('import (\n\t"fmt"\n)', [], ""),
    "the last of a group, a comment in it": ('import (\n\t// why\n\t"fmt"\n)', [], "import (\n\t// why\n)"),
    "a whole block": ('import (\n\t"fmt"\n\n\t"a.b/c"\n)', [], 'import (\n\t"a.b/c"\n)'),
    "the last block": ('import (\n\t"a.b/c"\n\n\t"fmt"\n)', [], 'import (\n\t"a.b/c"\n)'),
    "a block in the middle": ('import (\n\t"a"\n\n\t"fmt"\n\n\t"c"\n)', [], 'import (\n\t"a"\n\n\t"c"\n)'),
    "with the comment beside": ('import (\n\t"fmt" // texts\n\t"os"\n)', [], 'import (\n\t"os"\n)'),
    "not the comment after": ('import (\n\t"fmt" /* texts */\n\t"os"\n)', [], 'import (\n\t /* texts */\n\t"os"\n)'),
    "single": ('import "fmt"', [], ""),
    "one of several": ('import "fmt"\nimport "os"', [], 'import "os"'),
    "first on a line": ('import "fmt"; import "os"', [], 'import "os"'),
    "last on a line": ('import "os"; import "fmt"', [], 'import "os"'),
    "first in a line's group": ('import ("fmt"; "os")', [], 'import ("os")'),
    "last in a line's group": ('import ("os"; "fmt")', [], 'import ("os")'),
    "by its name": ('import (\n\tfmt "a.b/c"\n\t"os"\n)', [], 'import (\n\t"os"\n)'),
    "by its version": ('import (\n\t"a.b/fmt/v2"\n\t"os"\n)', [], 'import (\n\t"os"\n)'),
    "not for its effects": ('import (\n\t"fmt"\n\t_ "fmt"\n)', [], 'import (\n\t_ "fmt"\n)'),
    "another instead": ('import "fmt"', ["strconv"], 'import "strconv"'),
    "another instead, with comments": ('// a\nimport "fmt" // b', ["strconv"], '// a\nimport "strconv" // b'),
    "two instead": ('import "fmt"', ["strconv", "errors"], 'import (\n\t"errors"\n\t"strconv"\n)'),
    "another in the group": ('import (\n\t"fmt"\n\t"os"\n)', ["strconv"], 'import (\n\t"os"\n\t"strconv"\n)'),
    "another in place of a group": ('import (\n\t"fmt"\n)', ["strconv"], 'import "strconv"'),
}


@pytest.mark.parametrize("name", REMOVED)
def test_removes(name: str) -> None:
    imports, wanted, expected = REMOVED[name]
    assert _without(imports + "\n", *wanted) == expected


@pytest.mark.parametrize("table", [ADDED, REMOVED])
def test_what_is_made_is_go(table: dict[str, tuple[str, list[str], str]]) -> None:
    for name, (_, _, expected) in table.items():
        file = parse(Source("/p.go", f"package p\n\n{expected}\n".encode()))
        assert not file.problems, name


def test_no_imports_at_all() -> None:
    text = "// About p.\npackage p // beside\n\nvar x = 1\n"
    assert _settled(text, text, "os") == '// About p.\npackage p // beside\n\nimport "os"\n\nvar x = 1\n'


def test_package_clause_is_followed_by_code() -> None:
    text = "package p; var x = `\n`\n"
    assert _settled(text, text, "os") == 'package p; import "os"; var x = `\n`\n'


def test_package_clause_is_followed_by_a_long_comment() -> None:
    text = "package p /* a\nb */\n"
    assert _settled(text, text, "os") == 'package p; import "os" /* a\nb */\n'


def test_package_clause_is_all() -> None:
    assert _settled("package p", "package p", "os") == 'package p\n\nimport "os"'


@pytest.mark.parametrize(
    ("imports", "expected"),
    [
        ('import (\n\t"fmt"\n)\n', 'import (\n\t"fmt"\n\t"os"\n)\n'),
        ('import "fmt"\n', 'import (\n\t"fmt"\n\t"os"\n)\n'),
        ('import "fmt" // a\n', 'import (\n\t"fmt" // a\n\t"os"\n)\n'),
        ('import "fmt"\nimport "io"\n', 'import "fmt"\nimport "io"\nimport "os"\n'),
    ],
)
def test_keeps_carriage_returns(imports: str, expected: str) -> None:
    text = f"package p\n\n{imports}\nvar _ = fmt.Sprint\n"
    wanted = f"package p\n\n{expected}\nvar _ = fmt.Sprint\n".replace("\n", "\r\n")
    crlf = text.replace("\n", "\r\n")
    assert _settled(crlf, crlf, "os") == wanted


def test_removes_a_line_with_carriage_returns() -> None:
    before = 'package p\n\nimport (\n\t"fmt"\n\n\t"a.b/c"\n)\n\nvar _ = fmt.X\n'.replace("\n", "\r\n")
    after = before.replace("fmt.X", "1")
    assert _settled(before, after) == after.replace('\t"fmt"\r\n\r\n', "")


def test_keeps_what_is_still_used_and_what_never_was() -> None:
    text = 'package p\n\nimport (\n\t"fmt"\n\t"C"\n\t"never"\n)\n\nvar _ = fmt.X(fmt.Y)\n'
    after = text.replace("fmt.X(fmt.Y)", "fmt.Y")
    assert _settled(text, after) == after


def test_multi_byte_text() -> None:
    text = 'package p\n\nimport (\n\t"fmt" // äöü\n\t// €\n\t"os"\n)\n\nvar _ = fmt.X("ß")\n'
    assert _settled(text, text, "io") == text.replace("äöü\n", 'äöü\n\t"io"\n')


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("fmt", "fmt"),
        ("math/rand/v2", "rand"),
        ("gopkg.in/yaml.v3", "yaml"),
        ("example.com/go-foo", "foo"),
        ("example.com/foo-bar", "foo"),
        ("v2", "v2"),
    ],
)
def test_default_name(path: str, name: str) -> None:
    assert default_name(path) == name
