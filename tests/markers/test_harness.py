"""The harness itself: it reads what it writes, fails both ways, and its update is right the first time."""

from __future__ import annotations

from pathlib import Path

import pytest

from .compare import compare, compare_elsewhere
from .expectation import (
    Expectation,
    FixtureError,
    comment_for,
    quoted,
    read_comments,
    read_elsewhere,
    unquoted,
)
from .fixture import Build, Fixture, find_fixtures
from .observation import Message, Observation, Toolchain, compile_packages, observe, relevant
from .update import rewritten, update

CODE = """\
package p

func f(s string) *int {
\tx := 1
\tprintln("a " + s)
\treturn &x
}
"""
SAID = [Message("p.go", 3, 8, "s does not escape"), Message("p.go", 4, 2, "moved to heap: x")]


def expectations(text: str) -> list[Expectation]:
    return [e for comment in read_comments("p.go", text) for e in comment.expectations]


def write_module(root: Path, files: dict[str, str]) -> list[Fixture]:
    (root / "go.mod").write_text("module example.com/fixtures\n\ngo 1.26\n")
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return find_fixtures(root)


@pytest.mark.parametrize("text", ["plain", 'with "quotes"', "back`quote", 'both `"', "日本 😀", "back\\slash", "a\tb"])
def test_quoting(text: str) -> None:
    assert unquoted(quoted(text)) == text


def test_comment_round_trip() -> None:
    written = [
        Expectation("p.go", 7, "moved to heap: x", None, "returned-pointer", {"allocates": "yes"}),
        Expectation("p.go", 7, '"a" + s escapes to heap', 13, "", {"span": '"a" + s', "flow": "spill, return"}),
        Expectation("p.go", 7, "n escapes to heap", 0),
    ]
    line = f"x := 1 {comment_for(written, -2)}"
    comments = read_comments("p.go", "\n" * 8 + line)
    assert [(comment.index, comment.offset) for comment in comments] == [(8, -2)]
    assert list(comments[0].expectations) == written


@pytest.mark.parametrize(
    ("comment", "complaint"),
    [
        ("x := 1 // want moved", "p.go:1: expected a quoted message, found 'moved'"),
        ('x := 1 // want "a" [allocates: yes] b', "p.go:1: expected a quoted message, found ' b'"),
        ('x := 1 // want "a" [because: b]', "p.go:1: unknown attribute [because: b]"),
        ("x := 1 // want ", "p.go:1: `// want` expects nothing"),
    ],
)
def test_unreadable_comment(comment: str, complaint: str) -> None:
    with pytest.raises(FixtureError) as error:
        read_comments("p.go", comment)
    assert str(error.value) == complaint


def test_comparison_fails_both_ways() -> None:
    expected = [Expectation("p.go", 4, "moved to heap: x", 3), Expectation("p.go", 9, "moved to heap: y")]
    comparison = compare(expected, SAID)
    assert not comparison.agrees
    assert str(comparison).split("\n") == [
        "- expected and not said, + said and not expected:",
        "p.go:3",
        '  + 8:"s does not escape"',
        "p.go:4",
        '  - 3:"moved to heap: x"',
        '  + 2:"moved to heap: x"',
        "p.go:9",
        '  - "moved to heap: y"',
    ]


def test_comparison_counts() -> None:
    twice = [Message("p.go", 4, 2, "moved to heap: x")] * 2
    assert not compare([Expectation("p.go", 4, "moved to heap: x")], twice).agrees
    assert compare([Expectation("p.go", 4, "moved to heap: x")] * 2, twice).agrees
    assert compare_elsewhere(["a", "b"], ["a", "a"]) == "  - b\n  + a"


def test_column_zero_means_not_printed() -> None:
    assert compare([Expectation("p.go", 4, "x", 0)], [Message("p.go", 4, 0, "x")]).agrees
    assert not compare([Expectation("p.go", 4, "x", 0)], [Message("p.go", 4, 2, "x")]).agrees


def test_rewriting_adds_removes_and_keeps() -> None:
    lines = CODE.split("\n")
    lines[3] += '  // want "moved to heap: x" [returned-pointer]'
    lines[4] += ' // note // want "gone"'
    text = "\n".join(lines)
    updated = rewritten("p.go", text, read_comments("p.go", text), SAID)
    lines[2] += ' // want "s does not escape"'
    lines[4] = '\tprintln("a " + s) // note'
    assert updated.split("\n") == lines


def test_rewriting_keeps_offsets_and_line_ends() -> None:
    text = CODE.replace("\n", "\r\n").replace("package p\r\n", 'package p // want:+3 "old"\r\n')
    updated = rewritten("p.go", text, read_comments("p.go", text), SAID)
    assert updated.count("\r\n") == updated.count("\n") == CODE.count("\n")
    assert updated.startswith('package p // want:+3 "moved to heap: x"\r\n')
    assert compare(expectations(updated), SAID).agrees


def test_update_against_the_compiler(tmp_path: Path, toolchain: Toolchain) -> None:
    write_module(tmp_path, {"a/p.go": CODE, "b/p.go": CODE.replace("return &x", "x++; return nil")})
    for _ in range(2):
        fixtures = find_fixtures(tmp_path)
        lines = compile_packages(toolchain, tmp_path, Build(), [fixture.name for fixture in fixtures])
        for fixture in fixtures:
            update(fixture, relevant(observe(lines[fixture.name], fixture, ""), fixture))
    first, second = find_fixtures(tmp_path)
    assert [(e.line, e.text) for e in first.expectations] == [
        (3, "s does not escape"),
        (4, "moved to heap: x"),
        (5, '"a " + s does not escape'),
    ]
    assert [e.line for e in second.expectations] == [3, 5]


def test_headers(tmp_path: Path, toolchain: Toolchain) -> None:
    text = "// flags: -l\n// tags: extra\n// show: inlining elsewhere\n\n// Package p.\n" + CODE
    (fixture,) = write_module(tmp_path, {"p/p.go": text + "\n// tags: late\n"})
    assert fixture.build == Build(flags=("-l",), tags=("extra",))
    assert fixture.shown == {"inlining", "elsewhere"}
    lines = compile_packages(toolchain, tmp_path, fixture.build, ["p"])["p"]
    assert not any("can inline" in line for line in lines)


def test_unknown_show_is_refused(tmp_path: Path) -> None:
    (fixture,) = write_module(tmp_path, {"p/p.go": "// show: inlinning\n\n" + CODE})
    with pytest.raises(FixtureError, match="inlinning"):
        _ = fixture.shown


def test_code_that_does_not_compile_is_an_error(tmp_path: Path, toolchain: Toolchain) -> None:
    write_module(tmp_path, {"p/p.go": "package p\n\nfunc f() { undefined() }\n"})
    with pytest.raises(AssertionError, match=r"p/p.go:3:12: undefined: undefined"):
        compile_packages(toolchain, tmp_path, Build(), ["p"])


def test_relevant_leaves_out_what_is_not_asked_for(tmp_path: Path) -> None:
    quiet, loud = write_module(tmp_path, {"p/p.go": CODE, "q/p.go": "// show: inlining elsewhere\n\n" + CODE})
    said = (Message("p/p.go", 3, 6, "can inline f"), Message("p/p.go", 4, 2, "moved to heap: x"))
    observation = Observation(said, ("<autogenerated>:1: inlining call to f", "<autogenerated>:1: x escapes to heap"))
    assert relevant(observation, quiet) == Observation(said[1:], ())
    assert relevant(observation, loud) == observation


def test_elsewhere_comments() -> None:
    assert read_elsewhere("p.go", '// want-elsewhere "g.y:1: a" `g.y:2: "b"`\n') == ["g.y:1: a", 'g.y:2: "b"']
    assert read_comments("p.go", '// want-elsewhere "g.y:1: a"\n') == []
