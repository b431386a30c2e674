"""Which fixes a session offers after which edits, and how little is built for that."""

from __future__ import annotations

import asyncio
import gc
import threading

import pytest

from goescape.fixes.catalogue import FINDERS
from goescape.fixes.model import FixKind
from goescape.proving.loop_thread import LoopThread
from goescape.settings import FixSettings
from goescape.status import State

from .conftest import Start
from .editor import Editor

GO = "-- go.mod --\nmodule example.com/m\n\ngo 1.24\n"

LOCAL = '-- p.go --\npackage p // $NEW\n\nimport "fmt"\n\nfunc F(n int) string { return fmt.Sprintf("%d", n) }\n'
LOCAL_FIX = "Replace fmt.Sprintf by what needs no fmt: 1 heap allocation fewer here"

FAR = """\
-- p.go --
package p // $NEW

type T struct{ A, B int }

func show(t *T) { go func() { println(t.A) }() }

//go:noinline
func Q() {
	t := T{1, 2}
	show(&t)
}
"""
FAR_FIX = "Pass t by value (copies more at each call): 1 heap allocation fewer at its callers"

BOTH = FAR.replace("type T", 'import "fmt"\n\nfunc F(n int) string { return fmt.Sprintf("%d", n) }\n\ntype T')
USER = '-- q/q.go --\npackage q // $NEW\n\nimport "example.com/m"\n\nfunc G() { p.Q() }\n'


async def opened(start: Start, archive: str, *names: str, **fixes: object) -> Editor:
    editor = start(archive, flows=False, fixes=FixSettings(**fixes))  # type: ignore[arg-type]
    await editor.open(*names)
    return editor


# What is offered


async def test_fixes_come_after_the_findings_and_are_counted(start: Start) -> None:
    editor = await opened(start, GO + LOCAL, "p.go")
    assert editor.announced == ["."]
    assert editor.fixes("p.go") == [LOCAL_FIX]
    assert [s.message for s in editor.statuses if s.state is State.READY] == [
        "1 heap allocations in example.com/m",
        "1 heap allocations in example.com/m, 1 fix proven",
    ]


async def test_what_can_be_done_at_once_is_proven_together(start: Start) -> None:
    second = '\nfunc G(n int) string { return fmt.Sprintf("%d", n+1) }\n'
    editor = await opened(start, GO + BOTH + second, "p.go")
    assert editor.fixes("p.go") == [FAR_FIX, LOCAL_FIX, LOCAL_FIX]
    assert editor.together("p.go") == {"all": 3, "strconv-for-fmt": 2}
    (every, _) = editor.session.bundles_in(editor.path("p.go"))
    (text,) = every.texts.values()
    assert b"strconv.Itoa(n)" in text
    assert b"strconv.Itoa(n + 1)" in text
    assert b"show(t T)" in text


async def test_another_file_of_the_package_gets_its_own_when_it_is_opened(start: Start) -> None:
    other = LOCAL.replace("p.go", "o.go").replace("func F", "func O")
    editor = await opened(start, GO + LOCAL + other, "p.go")
    assert editor.together("p.go") == {"all": 1}
    assert editor.together("o.go") == {}
    await editor.open("o.go")
    assert editor.together("o.go") == {"all": 1}
    assert editor.together("p.go") == {"all": 1}


async def test_a_fix_in_a_test_file(start: Start) -> None:
    test = '-- p_test.go --\npackage p\n\nimport "fmt"\n\nfunc helper(n int) string { return fmt.Sprintf("%d", n) }\n'
    editor = await opened(start, GO + LOCAL + test, "p_test.go")
    assert editor.fixes("p_test.go") == [LOCAL_FIX]


@pytest.mark.parametrize(
    ("fixes", "offered"),
    [
        ({"enable": False}, []),
        ({"disabled": ["strconv-for-fmt"]}, [FAR_FIX]),
        ({"max_copy": 8}, [LOCAL_FIX]),
        ({"max_proofs": 0}, []),
    ],
    ids=["switched off", "disabled by kind", "too large a copy", "no proofs"],
)
async def test_settings_limit_what_is_offered(start: Start, fixes: dict[str, object], offered: list[str]) -> None:
    editor = await opened(start, GO + BOTH, "p.go", **fixes)
    assert editor.fixes("p.go") == offered


async def test_the_nearest_are_judged_when_there_are_too_many(start: Start) -> None:
    functions = "".join(f'\nfunc F{n}(n int) string {{ return fmt.Sprintf("%d", n+{n}) }}\n' for n in range(9))
    archive = f'{GO}-- p.go --\npackage p\n\nimport "fmt"\n{functions}'
    editor = start(archive, flows=False, fixes=FixSettings(max_proofs=2))
    text = (editor.root / "p.go").read_bytes()
    editor.session.look_at(editor.path("p.go"), text.index(b"F5"))
    await editor.open("p.go")
    offers = editor.session.offers_in(editor.path("p.go"))
    near = {offer.candidate.function for offer in offers}
    assert len(offers) == 2
    assert near == {"F5", "F4"} or near == {"F5", "F6"}


async def test_what_could_not_be_proven_is_offered_on_request_only(start: Start) -> None:
    editor = await opened(start, GO + LOCAL, "p.go", proof_timeout=0.001, unproven=True)
    assert editor.fixes("p.go") == ["Replace fmt.Sprintf by what needs no fmt: unproven"]
    editor = await opened(start, GO + LOCAL, "p.go", proof_timeout=0.001)
    assert editor.fixes("p.go") == []


async def test_nothing_is_looked_for_without_trust(start: Start) -> None:
    editor = start(GO + LOCAL, fixes=FixSettings())
    editor.session.trusted = False
    await editor.open("p.go")
    assert editor.fixes("p.go") == []
    assert editor.go.commands == []


async def test_a_finder_that_fails_costs_itself_alone(
    start: Start, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> None:
        raise ValueError("on purpose")

    monkeypatch.setattr("goescape.fixes.search.FINDERS", {**FINDERS, FixKind.PASS_BY_VALUE: fails})
    editor = await opened(start, GO + BOTH, "p.go")
    assert editor.fixes("p.go") == [LOCAL_FIX]
    assert "on purpose" in caplog.text


async def test_code_that_does_not_build_has_no_fixes(start: Start) -> None:
    editor = await opened(start, GO + LOCAL, "p.go")
    await editor.save(LOCAL.replace("n)", "m)"))
    assert editor.fixes("p.go") == []
    await editor.save(LOCAL)
    assert editor.fixes("p.go") == [LOCAL_FIX]


# What an edit makes of it


def typed(editor: Editor, name: str, old: str, new: str) -> None:
    """Replace text in an open file, without saving or asking for anything."""
    source = editor.session.source(editor.path(name))
    assert source is not None
    editor.session.open(editor.path(name), source.data.replace(old.encode(), new.encode()))


async def test_nothing_is_offered_for_an_edited_text_until_the_edit_is_undone(start: Start) -> None:
    editor = await opened(start, GO + LOCAL, "p.go")
    editor.builds()
    typed(editor, "p.go", "func F", "// F\nfunc F")
    assert (editor.fixes("p.go"), editor.together("p.go")) == ([], {})
    typed(editor, "p.go", "// F\nfunc F", "func F")
    assert (editor.fixes("p.go"), editor.together("p.go")) == ([LOCAL_FIX], {"all": 1})
    await editor.settle()
    assert editor.builds() == []


async def test_a_text_that_was_proven_before_is_not_proven_again(start: Start) -> None:
    editor = await opened(start, GO + LOCAL, "p.go")
    before = (editor.root / "p.go").read_text()
    await editor.save("-- p.go --\n" + before.replace("func F", "func  F"))
    editor.builds()
    await editor.save("-- p.go --\n" + before)
    assert editor.fixes("p.go") == [LOCAL_FIX]
    assert editor.builds() == []


async def test_an_edit_ends_the_work_and_its_undoing_goes_on_with_it(start: Start) -> None:
    editor = start(GO + LOCAL, flows=False, fixes=FixSettings())
    path = editor.path("p.go")
    editor.session.open(path, (editor.root / "p.go").read_bytes())
    await editor.session.analyse_file(path)
    typed(editor, "p.go", "func F", "func  F")
    await editor.settle()
    assert editor.fixes("p.go") == []
    typed(editor, "p.go", "func  F", "func F")
    assert editor.fixes("p.go") == []
    await editor.settle()
    assert editor.fixes("p.go") == [LOCAL_FIX]


async def test_saving_proves_the_new_text(start: Start) -> None:
    editor = await opened(start, GO + LOCAL, "p.go")
    await editor.save(LOCAL.replace('fmt.Sprintf("%d", n)', 'fmt.Sprintf("%d", n) + fmt.Sprintf("%d", n+1)'))
    assert editor.fixes("p.go") == [LOCAL_FIX, LOCAL_FIX]


async def test_a_fix_that_others_can_see_is_in_doubt_while_others_are_edited(start: Start) -> None:
    editor = await opened(start, GO + BOTH + USER, "p.go", "q/q.go")
    assert editor.fixes("p.go") == [FAR_FIX, LOCAL_FIX]
    typed(editor, "q/q.go", "p.Q()", "p.Q(); p.Q()")
    assert editor.fixes("p.go") == [LOCAL_FIX]
    typed(editor, "q/q.go", "p.Q(); p.Q()", "p.Q()")
    assert editor.fixes("p.go") == [FAR_FIX, LOCAL_FIX]
    await editor.save(USER.replace("p.Q()", "p.Q(); p.Q()"))
    assert editor.fixes("p.go") == [FAR_FIX, LOCAL_FIX]


async def test_a_file_that_changes_on_disk_puts_in_doubt_what_rests_on_it(start: Start) -> None:
    editor = await opened(start, GO + BOTH + USER, "p.go")
    (editor.root / "q" / "q.go").write_text("package q\n")
    assert editor.session.changed_on_disk([editor.path("q/q.go")]) == set()
    assert editor.fixes("p.go") == [LOCAL_FIX]
    await editor.settle()
    assert editor.fixes("p.go") == [FAR_FIX, LOCAL_FIX]


async def test_what_is_offered_is_refused_once_a_closed_file_has_changed(start: Start) -> None:
    caller = "-- a.go --\npackage p\n\nfunc Q() {\n\tt := T{1, 2}\n\tshow(&t)\n}\n"
    archive = GO + caller + FAR.partition("\n//go:noinline")[0]
    editor = await opened(start, archive, "p.go")
    (offer,) = editor.session.offers_in(editor.path("p.go"))
    assert set(offer.texts) == {editor.path("a.go"), editor.path("p.go")}
    assert editor.session.offered(editor.path("p.go"), offer.key) is offer
    (editor.root / "a.go").write_text("package p\n")
    assert editor.session.offered(editor.path("p.go"), offer.key) is None


async def test_unsaved_text_is_what_is_proven(start: Start) -> None:
    editor = await opened(start, GO + "-- p.go --\npackage p\n", "p.go")
    await editor.type(LOCAL)
    (offer,) = editor.session.offers_in(editor.path("p.go"))
    assert b"func F" in offer.before[editor.path("p.go")]
    assert (editor.root / "p.go").read_text() == "package p\n"


async def test_a_restart_forgets_and_finds_again(start: Start) -> None:
    editor = await opened(start, GO + LOCAL, "p.go")
    editor.session.stop()
    await editor.session.restart()
    await editor.settle()
    assert editor.fixes("p.go") == [LOCAL_FIX]


# The thread


async def test_a_thread_ends_what_is_cancelled_and_ends_with_its_owner() -> None:
    thread = LoopThread("of this test")
    ended = threading.Event()

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    task = asyncio.create_task(thread.run(work()))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(ended.wait, 10)
    assert await thread.run(asyncio.sleep(0, "alive")) == "alive"
    assert "of this test" in {each.name for each in threading.enumerate()}
    del thread, task
    gc.collect()
    assert "of this test" not in {each.name for each in threading.enumerate()}
