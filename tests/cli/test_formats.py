"""What is printed of the example module. ``GOESCAPE_UPDATE=1`` writes the texts that are compared."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from goescape.findings.model import Allocates, Category, Engine, Kind

from .conftest import EXAMPLE, Goescape

PAGES = Path(__file__).parent / "printed"
TARGET = ("--goos", "linux", "--goarch", "amd64")
PRINTED = {
    "check.en.txt": ("check", "--locale", "en"),
    "check.zh-CN.txt": ("check", "--locale", "zh-CN"),
    "explain-variable.en.txt": ("explain", "main.go:34", "--locale", "en"),
    "explain-parameter.zh-CN.txt": ("explain", "main.go:28:19", "--locale", "zh-CN"),
}


@pytest.mark.parametrize("name", PRINTED)
def test_text(goescape: Goescape, name: str) -> None:
    command, *options = PRINTED[name]
    said = goescape(command, *TARGET, *options)
    assert (said.status, said.error) == (0, "")
    assert "\x1b" not in said.output
    shown = re.sub(r"\S+(?=/src/[a-z]+/[a-z]+\.go:)", "$GOROOT", said.output)
    shown = re.sub(r"\bGo 1\.\d+(\.\d+)?", "Go $RELEASE", shown)
    page = PAGES / name
    if os.environ.get("GOESCAPE_UPDATE"):
        page.parent.mkdir(exist_ok=True)
        page.write_text(shown, encoding="utf-8")
    assert shown == page.read_text(encoding="utf-8")


def test_the_systems_language_is_the_default(goescape: Goescape, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("LANG", "zh_CN.UTF-8")
    assert goescape("check", *TARGET).output == goescape("check", *TARGET, "--locale", "zh-CN").output


PLACE = {"file": str, "line": int, "column": int, "span": (list, type(None))}
FINDING = {
    **PLACE,
    "function": str,
    "kind": str,
    "category": (str, type(None)),
    "allocates": str,
    "subject": str,
    "message": str,
    "line_text": str,
    "ignored": (str, type(None)),
    "breaks_assertion": bool,
    "result": (str, type(None)),
    "level": (int, type(None)),
    "inlined_at": list,
    "flow": (dict, type(None)),
    "cut": (dict, type(None)),
}
STEP = {**PLACE, "from": str, "to": str, "derefs": int, "operation": str, "expression": str, "inlined_at": list}
PACKAGE = {
    **dict.fromkeys(["package", "folder", "release", "engine", "toolchain", "when"], str),
    **dict.fromkeys(["files", "unanalysed", "findings"], list),
    "problem": (dict, type(None)),
}


def demand(value: dict[str, Any], schema: dict[str, Any]) -> None:
    """Just these members, of these types."""
    assert value.keys() == schema.keys()
    assert {name for name, kind in schema.items() if not isinstance(value[name], kind)} == set()


def test_json_is_what_the_manual_says(goescape: Goescape) -> None:
    said = json.loads(goescape("check", "--format", "json").output)
    demand(said, {"format": int, "packages": list})
    assert [package["package"] for package in said["packages"]] == [
        "example.com/orders",
        "example.com/orders/money",
        "example.com/orders/store",
    ]
    for package in said["packages"]:
        demand(package, PACKAGE)
        assert Engine(package["engine"]) is Engine.COMPILER
        for finding in package["findings"]:
            demand(finding, FINDING)
            Kind(finding["kind"]), Allocates(finding["allocates"]), Category(finding["category"] or "unexplained")
            for step in finding["flow"]["steps"] if finding["flow"] else ():
                demand(step, STEP)


def test_json_and_gc_have_the_same_lines(goescape: Goescape) -> None:
    """And the spans are what the messages are about: bytes of the file."""
    packages = json.loads(goescape("check", "--format", "json").output)["packages"]
    sections = [(f"# {p['package']}", *(f["line_text"] for f in p["findings"])) for p in packages]
    assert goescape("check", "--format", "gc").output.splitlines() == [line for lines in sections for line in lines]
    main = (EXAMPLE / "main.go").read_bytes()
    found = {f["message"]: f["span"] for f in packages[0]["findings"] if f["line"] == 29}
    start, end = found["s.Total escapes to heap"]
    assert main[start:end] == b"s.Total"


SELECTED = {
    "--kind moved-to-heap": {"moved-to-heap": 4},
    "--kind leaks --function Put": {"leaking-param-content": 1},
    "--category closure-capture": {"moved-to-heap": 1},
    "--category closure-capture --category append-growth": {"moved-to-heap": 1, "append-escapes": 2},
    "--function watch --kind heap": {"moved-to-heap": 1, "escapes": 1},
    "--function (*Store).Put --kind heap": {"moved-to-heap": 1, "append-escapes": 1},
    "--function Store.Put --kind heap": {"moved-to-heap": 1, "append-escapes": 1},
    "--function Put --kind heap": {"moved-to-heap": 1, "append-escapes": 1},
    "--function 每日报告 --kind heap": {"escapes": 2},
    "--no-inline --kind heap ./store": {"moved-to-heap": 1, "escapes": 4, "append-escapes": 1},
}


@pytest.mark.parametrize("options", SELECTED)
def test_selection(goescape: Goescape, options: str) -> None:
    packages = json.loads(goescape("check", "--format", "json", *options.split()).output)["packages"]
    assert Counter(f["kind"] for p in packages for f in p["findings"]) == Counter(SELECTED[options])


def test_a_place_of_which_nothing_is_said(goescape: Goescape) -> None:
    said = goescape("explain", "main.go:1")
    assert (said.output, said.error, said.status) == ("the compiler says nothing about main.go:1\n", "", 0)


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a pseudo-terminal")
@pytest.mark.parametrize("without", ["", "NO_COLOR"])
def test_colours_are_for_terminals(environment: pytest.MonkeyPatch, without: str) -> None:
    environment.setenv("TERM", "xterm-256color")
    if without:
        environment.setenv(without, "1")
    ours, theirs = os.openpty()
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        command = [sys.executable, "-m", "goescape", "check", "./money"]
        with subprocess.Popen(command, cwd=EXAMPLE, stdout=theirs, stderr=subprocess.DEVNULL):
            os.close(theirs)
            shown = b""
            try:
                while chunk := terminal.read(4096):
                    shown += chunk
            except OSError:  # Linux tells the end of a terminal so
                pass
    assert b"money.go:17:41" in shown
    coloured = re.search(rb"\x1b\[[\d;]*3\dm", shown) is not None
    assert coloured is (not without)
