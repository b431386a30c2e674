"""What is noticed of files that were read."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from goescape.packages.followed import FollowedFiles

HOUR_AGO = time.time() - 3600


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that was left alone for long."""
    path = tmp_path / "a.go"
    path.write_text("package a\n")
    os.utime(path, (HOUR_AGO, HOUR_AGO))
    return path


def followed(file: Path, **unsaved: str) -> FollowedFiles:
    """What has read the file, and looked into its folder."""
    texts = {str(file.parent / f"{name}.go"): text.encode() for name, text in unsaved.items()}
    files = FollowedFiles(str(file.parent), texts)
    files.read(str(file))
    files.entries(str(file.parent))
    return files


def _written_back_in_time(file: Path) -> None:
    file.write_text("package b\n")
    os.utime(file, (HOUR_AGO, HOUR_AGO))


CHANGES: dict[str, Callable[[Path], object]] = {
    "another text": lambda file: file.write_text("package b\n"),
    "another text, as old as the other": _written_back_in_time,
    "another file in its place": lambda file: os.replace(_other(file), file),
    "none": lambda file: file.unlink(),
}


def _other(file: Path) -> Path:
    other = file.with_suffix(".new")
    other.write_text("package a\n")
    os.utime(other, (HOUR_AGO, HOUR_AGO))
    return other


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_noticed(change: str, file: Path) -> None:
    files = followed(file)
    assert files.changed() == []
    CHANGES[change](file)
    assert files.changed() == [str(file)]
    files.again(str(file))
    assert files.changed() == []


def test_a_link_is_no_change(file: Path) -> None:
    files = followed(file)
    os.link(file, file.with_suffix(".link"))
    assert files.changed() == []
    file.with_suffix(".link").unlink()
    assert files.changed() == []


def test_a_change_right_after_reading_is_noticed(file: Path) -> None:
    file.write_text("package b\n")
    files = followed(file)
    stat = file.stat()
    file.write_text("package c\n")
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert files.changed() == [str(file)]


def test_an_unsaved_text_hides_the_file_s_and_is_noticed(file: Path) -> None:
    files = followed(file)
    files.show({str(file): b"package unsaved\n"})
    assert files.changed() == [str(file)]
    assert files.again(str(file)) == b"package unsaved\n"
    file.write_text("package b\n")
    assert files.changed() == []
    files.show({})
    assert files.changed() == [str(file)]


@pytest.mark.parametrize(
    ("name", "matters"), [("b.go", True), ("go.mod", True), ("b.s", True), ("README.md", False), ("b.go~", False)]
)
def test_files_that_come_and_go_matter_if_they_may_be_compiled(name: str, matters: bool, file: Path) -> None:
    files = followed(file)
    assert not files.is_rearranged()
    file.with_name(name).write_text("")
    assert files.is_rearranged() == matters


def test_a_new_file_that_is_not_saved_matters(file: Path) -> None:
    files = followed(file)
    files.show({str(file.with_name("b.go")): b"package a\n"})
    assert files.is_rearranged()


def test_a_file_that_changes_between_two_looks_is_torn(file: Path) -> None:
    files = followed(file)
    assert not files.torn
    file.write_text("package b\n")
    files.read(str(file))
    assert files.torn
