"""All files are written, or none."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from goescape.cli import writing
from goescape.cli.writing import WriteError, is_writable, replace_files


def files(folder: Path, **texts: bytes) -> dict[str, bytes]:
    """Files by absolute path, written."""
    written = {}
    for name, data in texts.items():
        path = folder / f"{name}.go"
        path.write_bytes(data)
        written[str(path)] = data
    return written


def on_disk(paths: dict[str, bytes]) -> list[bytes]:
    return [Path(path).read_bytes() for path in paths]


def leftovers(folder: Path) -> list[str]:
    return [name for name in os.listdir(folder) if name.startswith(".goescape")]


def test_all_are_written(tmp_path: Path) -> None:
    before = files(tmp_path, a=b"a\r\n", b=b"\xef\xbb\xbfb")
    after = {path: data + b"\xff" for path, data in before.items()}
    replace_files(before, after)
    assert on_disk(before) == [b"a\r\n\xff", b"\xef\xbb\xbfb\xff"]
    assert leftovers(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs modes")
@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755])
def test_the_mode_is_kept(tmp_path: Path, mode: int) -> None:
    before = files(tmp_path, a=b"old")
    (path,) = before
    os.chmod(path, mode)
    replace_files(before, {path: b"new"})
    assert os.stat(path).st_mode & 0o777 == mode


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (target,) = files(tmp_path / "real", a=b"old")
    link = tmp_path / "a.go"
    link.symlink_to(os.path.join("real", "a.go"))
    assert is_writable(str(link))
    replace_files({str(link): b"old"}, {str(link): b"new"})
    assert os.readlink(link) == os.path.join("real", "a.go")
    assert Path(target).read_bytes() == b"new"
    assert leftovers(tmp_path) + leftovers(tmp_path / "real") == []


def test_what_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    before = files(tmp_path, a=b"old a", b=b"old b")
    first, second = before
    Path(second).write_bytes(b"typed meanwhile")
    with pytest.raises(WriteError, match=r"b\.go has changed on disk since it was read; nothing was written"):
        replace_files(before, {first: b"new a", second: b"new b"})
    assert on_disk(before) == [b"old a", b"typed meanwhile"]


def test_what_is_gone_meanwhile_does_not_come_back(tmp_path: Path) -> None:
    before = files(tmp_path, a=b"old")
    (path,) = before
    os.unlink(path)
    with pytest.raises(WriteError, match="has changed on disk"):
        replace_files(before, {path: b"new"})
    assert not os.path.exists(path)


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_in_the_middle_is_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    before = files(tmp_path, a=b"old a", b=b"old b", c=b"old c")
    replaced = os.replace

    def fail_at_b(source: str, target: str) -> None:
        if target.endswith("b.go"):
            raise error
        replaced(source, target)

    monkeypatch.setattr(writing.os, "replace", fail_at_b)
    expected = WriteError if isinstance(error, OSError) else KeyboardInterrupt
    with pytest.raises(expected) as raised:
        replace_files(before, dict.fromkeys(before, b"new"))
    assert on_disk(before) == [b"old a", b"old b", b"old c"]
    assert leftovers(tmp_path) == []
    if isinstance(raised.value, WriteError):
        assert str(raised.value).endswith("b.go: No space left on device; what was written before was put back")
        assert raised.value.left == ()


def test_what_cannot_be_put_back_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(tmp_path, a=b"old a", b=b"old b")
    first, _ = before
    replaced = os.replace
    calls: list[str] = []

    def fail_after_the_first(source: str, target: str) -> None:
        calls.append(target)
        if len(calls) > 1:
            raise OSError(5, "Input/output error")
        replaced(source, target)

    monkeypatch.setattr(writing.os, "replace", fail_after_the_first)
    with pytest.raises(WriteError, match=r"could not be put back in .*a\.go") as raised:
        replace_files(before, dict.fromkeys(before, b"new"))
    assert raised.value.left == (first,)
    assert on_disk(before) == [b"new", b"old b"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs modes")
def test_read_only_files_are_known(tmp_path: Path) -> None:
    (path,) = files(tmp_path, a=b"")
    assert is_writable(path)
    os.chmod(path, 0o444)
    assert not is_writable(path)
    assert not is_writable(str(tmp_path))
    assert not is_writable(str(tmp_path / "none.go"))
