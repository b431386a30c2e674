"""A loader says what `go list` says: of the standard library, and of the modules in cases/*.txt.

Each case is an archive (see tests/archive.py). Above its first file, lines that begin with "go " are run first, and
lines that begin with "list " (after variables such as GOOS=windows) are compared; `-C` names a folder, `-test` asks for
what tests are made of. Files below proxy/MODULE@VERSION/ are modules that can be downloaded; below work/, where the
commands run, is the rest.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import zipfile
from pathlib import Path

import pytest

from goescape.packages import open_loader
from goescape.packages.files import Disk
from goescape.packages.versions import escape
from tests.archive import write
from tests.packages.golist import ask, compare, variables

_COMMAND = re.compile(r"go |list |[A-Z0-9_]+=")

CASES = sorted((Path(__file__).parent / "cases").glob("*.txt"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path, tmp_path: Path, go_binary: str) -> None:
    text = path.read_text(encoding="utf-8")
    write(tmp_path, text)
    make_proxy(tmp_path / "proxy")
    modcache = str(tmp_path / "modcache")
    online = variables(Path(go_binary), modcache) | {
        "GOPROXY": (tmp_path / "proxy" / "served").as_uri(),
        "GOPATH": str(tmp_path / "gopath"),
        "GOFLAGS": "-modcacherw",
    }
    commands = text.partition("\n-- ")[0].splitlines()
    compared = 0
    for command in filter(_COMMAND.match, commands):
        words = shlex.split(command)
        if words[0] == "go":
            subprocess.run([go_binary, *words[1:]], cwd=tmp_path / "work", env=online, check=True)
        else:
            differences = list(_compared(words, tmp_path, online | {"GOPROXY": "off"}))
            assert not differences, command + "\n" + "\n".join(differences)
            compared += 1
    assert compared


def _compared(words: list[str], root: Path, environment: dict[str, str]) -> list[str]:
    settings, patterns = words[: words.index("list")], words[words.index("list") + 1 :]
    own = dict(word.replace("$WORK", str(root / "work")).split("=", 1) for word in settings)
    folder = root / "work"
    if patterns[:1] == ["-C"]:
        folder, patterns = folder / patterns[1], patterns[2:]
    tests = patterns[:1] == ["-test"]
    patterns = patterns[1:] if tests else patterns
    environment = environment | own
    loader = open_loader(str(folder), environment, Disk())
    return list(compare(loader, ask(folder, environment, patterns, tests), patterns, tests))


def make_proxy(root: Path) -> None:
    """Make a module proxy of the folders MODULE@VERSION below `root`."""
    folders = [path.parent for path in root.rglob("go.mod")]
    for folder in folders:
        path, _, version = folder.relative_to(root).as_posix().partition("@")
        target = root / "served" / escape(path) / "@v"
        target.mkdir(parents=True, exist_ok=True)
        with (target / "list").open("a") as file:
            file.write(version + "\n")
        (target / f"{version}.info").write_text(json.dumps({"Version": version, "Time": "2024-01-01T00:00:00Z"}))
        (target / f"{version}.mod").write_bytes((folder / "go.mod").read_bytes())
        with zipfile.ZipFile(target / f"{version}.zip", "w") as archive:
            for file_path in sorted(folder.rglob("*")):
                if file_path.is_file():
                    archive.write(file_path, f"{path}@{version}/{file_path.relative_to(folder).as_posix()}")


@pytest.mark.parametrize(
    ("target", "tests"),
    [
        ({"CGO_ENABLED": "0"}, True),
        ({"CGO_ENABLED": "1", "GOOS": "linux", "GOARCH": "amd64"}, False),
        ({"CGO_ENABLED": "0", "GOOS": "windows", "GOARCH": "amd64"}, False),
        ({"CGO_ENABLED": "1", "GOOS": "darwin", "GOARCH": "arm64"}, False),
        ({"CGO_ENABLED": "0", "GOOS": "js", "GOARCH": "wasm"}, False),
        ({"GOFLAGS": "-tags=netgo,purego,race -race", "CGO_ENABLED": "1"}, False),
        ({"GOEXPERIMENT": "jsonv2,nogreenteagc,arenas", "CGO_ENABLED": "0"}, False),
        ({"GOAMD64": "v3", "GOARCH": "amd64", "CGO_ENABLED": "0"}, False),
    ],
    ids=lambda value: ",".join(value.values()) if isinstance(value, dict) else "",
)
def test_standard_library(target: dict[str, str], tests: bool, tmp_path: Path, go_binary: str) -> None:
    environment = variables(Path(go_binary), str(tmp_path / "modcache"), **target)
    patterns = ["std"] if tests else ["std", "cmd"]
    loader = open_loader(str(tmp_path), environment, Disk())
    assert not list(compare(loader, ask(tmp_path, environment, patterns, tests), patterns, tests))
    assert len(loader.package("net/http").go_files) > 20
