"""What a session knows and says: of good code, broken code, unsaved code, and when nothing may be run."""

from __future__ import annotations

import asyncio

import pytest

from goescape.settings import EngineChoice
from goescape.status import State

from .conftest import Start
from .editor import Editor

MOD = "-- go.mod --\nmodule example.com/m\n\ngo 1.24\n"
P = "-- p.go --\npackage p // $NEW\n\nfunc F() *int {\n\tx := 1\n\treturn &x\n}\n\nvar V = new(bool)\n"
PACKAGE = MOD + P
IN_P = ["4: x: moved to heap: x", "8: new(bool): new(bool) escapes to heap"]


async def opened(start: Start, archive: str, *names: str, **settings: object) -> Editor:
    editor = start(archive, **settings)
    await editor.open(*names)
    return editor


# Good code


async def test_findings_are_announced_at_once_and_again_with_their_flows(start: Start) -> None:
    editor = await opened(start, PACKAGE, "p.go")
    assert editor.announced == [".", "."]
    assert editor.shown("p.go") == IN_P
    assert editor.flows("p.go") == ["address-of, return", "spill, assign"]
    last = editor.session.status
    assert (last.state, last.message) == (State.READY, "2 heap allocations in example.com/m")
    assert editor.problem("p.go") == ""


async def test_without_flows_nothing_is_asked_a_second_time(start: Start) -> None:
    editor = await opened(start, PACKAGE, "p.go", flows=False)
    assert editor.announced == ["."]
    assert editor.builds() == ["."]
    assert editor.flows("p.go") == ["", ""]


async def test_a_test_file_has_its_variants_findings(start: Start) -> None:
    inside = "-- in_test.go --\npackage p\n\nvar inside = new(string)\n"
    outside = "-- out_test.go --\npackage p_test\n\nvar outside = new(string)\n"
    editor = await opened(start, PACKAGE + inside + outside, "p.go", "in_test.go", "out_test.go")
    assert editor.shown("in_test.go") == ["3: new(string): new(string) escapes to heap"]
    assert editor.shown("out_test.go") == ["3: new(string): new(string) escapes to heap"]
    assert editor.shown("p.go") == IN_P
    reports = [editor.session.report_of(editor.path(name)) for name in ("p.go", "in_test.go", "out_test.go")]
    assert [report.package if report else None for report in reports] == [
        "example.com/m",
        "example.com/m [example.com/m.test]",
        "example.com/m_test [example.com/m.test]",
    ]


async def test_without_tests_a_test_file_has_no_findings(start: Start) -> None:
    editor = await opened(start, PACKAGE + "-- p_test.go --\npackage p\n\nvar x = new(int)\n", "p_test.go", tests=False)
    assert editor.shown("p_test.go") == []
    assert not [build for build in editor.builds() if "tests" in build]


async def test_every_file_without_a_module_is_on_its_own(start: Start) -> None:
    editor = await opened(
        start,
        "-- a.go --\npackage a\n\nvar A = new(int)\n-- b.go --\npackage b\n\nvar B = new(bool)\n",
        "a.go",
        "b.go",
    )
    assert editor.shown("a.go") == ["3: new(int): new(int) escapes to heap"]
    assert editor.shown("b.go") == ["3: new(bool): new(bool) escapes to heap"]
    assert editor.problem("a.go") == "no go.mod in this folder or above it"


async def test_two_modules_side_by_side(start: Start) -> None:
    other = "-- n/go.mod --\nmodule example.com/n\n-- n/n.go --\npackage n\n\nvar N = new(int)\n"
    editor = await opened(start, PACKAGE + other, "p.go", "n/n.go")
    assert (editor.shown("p.go"), editor.shown("n/n.go")) == (IN_P, ["3: new(int): new(int) escapes to heap"])


# Text that changes


async def test_findings_move_with_their_lines_and_vanish_from_edited_ones(start: Start) -> None:
    editor = await opened(start, PACKAGE, "p.go")
    text = P.partition("\n")[2].replace("$NEW", "").replace("package p", "\n\npackage p").replace("x := 1", "x := 2")
    editor.session.open(editor.path("p.go"), text.encode())
    assert editor.shown("p.go") == ["10: new(bool): new(bool) escapes to heap"]


async def test_unsaved_text_is_analysed_as_it_is(start: Start) -> None:
    editor = await opened(start, PACKAGE, "p.go")
    await editor.type("-- p.go --\npackage p\n\nvar V = new(int)\n")
    assert editor.shown("p.go") == ["3: new(int): new(int) escapes to heap"]


async def test_unsaved_text_of_another_file_that_does_not_build_is_left_out(start: Start) -> None:
    editor = await opened(start, PACKAGE + "-- q.go --\npackage p\n\nvar Q = V\n", "p.go", "q.go")
    editor.session.open(editor.path("q.go"), b"package p\n\nvar Q = \n")
    await editor.save(P.replace("new(bool)", "new(string)"))
    assert editor.shown("p.go") == [IN_P[0], "8: new(string): new(string) escapes to heap"]


async def test_the_newest_text_wins_and_few_builds_are_made(start: Start) -> None:
    editor = await opened(start, PACKAGE, "p.go", flows=False)
    editor.builds()
    saves = []
    for number in range(1, 101):
        editor.session.open(editor.path("p.go"), f"package p // $NEW\n\nvar V = new([{number}]int)\n".encode())
        saves.append(asyncio.create_task(editor.session.analyse_file(editor.path("p.go"))))
        await asyncio.sleep(0)
    await asyncio.gather(*saves)
    assert editor.shown("p.go") == ["3: new([100]int): new([100]int) escapes to heap"]
    assert len(editor.builds()) <= 5
    await editor.settle()


# Broken code


async def test_the_last_good_findings_stay_until_the_code_is_mended(start: Start) -> None:
    editor = await opened(start, PACKAGE, "p.go")
    before = editor.session.report_of(editor.path("p.go"))
    assert before is not None
    await editor.save(P.replace("x := 1", "x := "))
    broken = editor.session.report_of(editor.path("p.go"))
    assert broken is not None
    assert broken.stale
    assert broken.provenance == before.provenance
    assert editor.shown("p.go") == [IN_P[1]]
    assert editor.problem("p.go") == "./p.go:5:2: syntax error: unexpected keyword return, expected expression"
    assert editor.session.status.state is State.WARNING
    assert editor.session.status.message == editor.problem("p.go")
    await editor.save(P.replace("x := 1", "x := 2"))
    mended = editor.session.report_of(editor.path("p.go"))
    assert mended is not None
    assert not mended.stale
    assert mended.provenance.when > before.provenance.when
    assert (editor.problem("p.go"), editor.shown("p.go")) == ("", IN_P)
    assert editor.session.status.state is State.READY


async def test_what_is_broken_from_the_start_has_a_problem_and_no_findings(start: Start) -> None:
    editor = await opened(start, MOD + "-- p.go --\npackage p\n\nvar X = y\n", "p.go")
    assert (editor.shown("p.go"), editor.problem("p.go")) == ([], "./p.go:3:9: undefined: y")


async def test_a_broken_dependency_is_told_where_it_is_used(start: Start) -> None:
    q = '-- q/q.go --\npackage q\n\nimport "example.com/m"\n\nvar Q = p.F()\n'
    editor = await opened(start, PACKAGE + q, "p.go", "q/q.go")
    await editor.save(P.replace("x := 1", "x := z"))
    assert editor.problem("q/q.go") == "./p.go:4:7: undefined: z"
    await editor.save(P)
    assert editor.problem("q/q.go") == ""


# When nothing may be run


@pytest.mark.parametrize(
    ("trusted", "settings", "message"),
    [
        (
            False,
            {"engine": EngineChoice.COMPILER},
            "this workspace is not trusted, so nothing is run; trust it to have the compiler asked",
        ),
        (True, {"enable": False}, "goescape is switched off (goescape.enable)"),
    ],
    ids=["untrusted", "switched off"],
)
async def test_nothing_is_run(start: Start, trusted: bool, settings: dict[str, object], message: str) -> None:
    editor = start(PACKAGE, **settings)
    editor.session.trusted = trusted
    await editor.open("p.go")
    await editor.session.analyse_all([str(editor.root)])
    await editor.session.restart()
    await editor.settle()
    assert editor.go.commands == []
    assert editor.shown("p.go") == []
    assert (editor.session.status.state, editor.session.status.message) == (State.OFF, message)


async def test_trust_makes_it_run(start: Start) -> None:
    editor = start(PACKAGE)
    editor.session.trusted = False
    await editor.open("p.go")
    editor.session.trusted = True
    await editor.open("p.go")
    assert (editor.problem("p.go"), editor.shown("p.go")) == ("", IN_P)


async def test_a_toolchain_that_is_not_there_is_a_problem_until_it_is(start: Start) -> None:
    editor = start(PACKAGE, go_binary="/none/go")
    await editor.open("p.go")
    said = "the Go command '/none/go' (setting goescape.goBinary or --go-binary) is not an executable file"
    assert (editor.problem("p.go"), editor.session.status.state) == (said, State.ERROR)
    assert editor.session.status.message == said
