"""What makes a known answer stale, and what does not."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from goescape.compiler.fingerprint import Fingerprints

from ..archive import write

FILES = """\
-- go.mod --
module example.com/m
-- p/p.go --
package p
-- p/p_windows.go --
package p
-- p/p.s --
TEXT
-- p/README --
notes
-- q/q.go --
package q
"""

Edit = Callable[[Path], "Mapping[str, bytes] | None"]
"""Changes files, or gives unsaved texts by absolute path."""


def text(name: str, words: str) -> Edit:
    return lambda root: write(root, f"-- {name} --\n{words}")


def unsaved(name: str, words: str) -> Edit:
    return lambda root: {str(root / name): words.encode()}


STALE: dict[str, Edit] = {
    "a file's text": text("p/p.go", "package p\n\n"),
    "a file of another system": text("p/p_windows.go", "package p\n\n"),
    "assembly": text("p/p.s", "DATA\n"),
    "a new file": text("p/new.go", "package p\n"),
    "a new header": text("p/p.h", "\n"),
    "a file is gone": lambda root: (root / "p/p.s").unlink(),
    "a file has another name": lambda root: (root / "p/p.go").rename(root / "p/pp.go") and None,
    "go.mod": text("go.mod", "module example.com/n\n"),
    "a new go.sum": text("go.sum", "\n"),
    "a new go.work": text("go.work", "go 1.24\n"),
    "a new vendor list": text("vendor/modules.txt", ""),
    "unsaved text": unsaved("p/p.go", "package p\n\n"),
    "an unsaved new file": unsaved("p/new.go", "package p\n"),
    "unsaved go.mod": unsaved("go.mod", "module example.com/n\n"),
    "as many bytes": text("p/p.go", "package q\n"),
}
KNOWN: dict[str, Edit] = {
    "nothing": lambda root: None,
    "the same text written again": text("p/p.go", "package p\n"),
    "another time": lambda root: os.utime(root / "p/p.go", (1, 1)),
    "what the go command does not compile": text("p/README", "other notes\n"),
    "another folder": text("q/q.go", "package q\n\n"),
    "a folder below": text("p/inner/i.go", "package inner\n"),
    "unsaved text like the saved": unsaved("p/p.go", "package p\n"),
    "unsaved text of another folder": unsaved("q/q.go", "package q\n\n"),
}


@pytest.mark.parametrize("edit", [*STALE, *KNOWN])
@pytest.mark.parametrize("settled", [False, True], ids=["just written", "written long ago"])
def test_edit(tmp_path: Path, edit: str, settled: bool) -> None:
    """The same object is asked before and after; the hashes that it keeps of older files must not mislead it."""
    write(tmp_path, FILES)
    if settled:
        for path in tmp_path.rglob("*"):
            os.utime(path, (1_000_000_000, 1_000_000_000))
    fingerprints, folder = Fingerprints(), [str(tmp_path / "p")]
    before = fingerprints.of(folder, {})
    overlays = (STALE | KNOWN)[edit](tmp_path) or {}
    assert (fingerprints.of(folder, overlays) == before) is (edit in KNOWN)
    assert Fingerprints().of(folder, overlays) == fingerprints.of(folder, overlays)


def test_folders_count_once_and_in_any_order(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    p, q = str(tmp_path / "p"), str(tmp_path / "q")
    assert Fingerprints().of([p, q], {}) == Fingerprints().of([q, p, q], {})
    assert Fingerprints().of([p], {}) != Fingerprints().of([p, q], {})


def test_a_folder_that_is_gone_has_a_fingerprint(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    gone = str(tmp_path / "gone")
    assert Fingerprints().of([gone], {}) == Fingerprints().of([gone], {})
