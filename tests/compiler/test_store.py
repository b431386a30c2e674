"""What is kept between runs, and that a store which fails harms nobody."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from goescape.compiler import store as stores
from goescape.compiler.store import LEFTOVER_AGE, Store, default_cache_folder

TEXTS = ["", "one line", "日本 😀\n" * 1000]


@pytest.mark.parametrize("text", TEXTS, ids=["empty", "short", "long"])
def test_what_is_saved_is_loaded_by_whoever_comes_later(tmp_path: Path, text: str) -> None:
    Store(tmp_path).save("a key/with: anything 日本", text)
    store = Store(tmp_path)
    assert store.load("a key/with: anything 日本") == text
    assert store.load("another key") is None
    assert store.trouble == ""


def test_a_damaged_entry_is_none(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.save("key", "text" * 100)
    (entry,) = (tmp_path / "flows").iterdir()
    whole = entry.read_bytes()
    for data in (b"", b"not gzip", whole[:-12], whole[:12] + b"\xff" + whole[13:]):
        entry.write_bytes(data)
        assert store.load("key") is None
    store.save("key", "new")
    assert store.load("key") == "new"


def test_a_save_leaves_nothing_beside_its_entry(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for _ in range(3):
        store.save("key", "text")
    assert len(list((tmp_path / "flows").iterdir())) == 1


def test_the_least_recently_used_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)
    for age, key in enumerate(["young", "used", "old"]):
        store.save(key, key)
        (entry,) = [p for p in (tmp_path / "flows").iterdir() if p.stat().st_mtime > 1000]
        os.utime(entry, (500 - age, 500 - age))
    size = sum(path.stat().st_size for path in (tmp_path / "flows").iterdir())
    assert store.load("used") == "used"
    monkeypatch.setattr(stores, "SIZE_LIMIT", size - 1)
    store.tidy()
    assert [store.load(key) for key in ("young", "used", "old")] == ["young", "used", None]


def test_scratch_that_no_living_request_can_own_is_removed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    long_ago = time.time() - LEFTOVER_AGE - 60
    for name in ("old", "new"):
        (store.scratch / name).mkdir()
        (store.scratch / name / "file").touch()
    (store.scratch / "old-file").touch()
    for name in ("old", "old-file"):
        os.utime(store.scratch / name, (long_ago, long_ago))
    store.tidy()
    assert [path.name for path in store.scratch.iterdir()] == ["new"]


def test_a_folder_that_cannot_be_made_is_trouble_and_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "cache"
    store = Store(folder)
    trouble = f"the cache folder {folder} cannot be written: Not a directory"
    assert store.trouble == trouble
    store.save("key", "text")
    assert store.load("key") is None
    assert store.trouble == trouble
    store.tidy()


def test_the_default_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GOESCAPE_CACHE", str(tmp_path / "own"))
    assert default_cache_folder() == tmp_path / "own"
    monkeypatch.delenv("GOESCAPE_CACHE")
    if sys.platform == "linux":
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
        assert default_cache_folder() == tmp_path / "xdg" / "goescape"
