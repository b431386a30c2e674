"""Types and constants as the compiler prints them: what it says of functions that are added to a fixture."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from goescape.ir.nodes import Literal
from goescape.ir.places import NO_POS
from goescape.ir.printing import text, type_text
from goescape.ir.printing.typetext import link_text
from goescape.types.model import Const, Object, Package, Type, Var
from goescape.types.predicates import default_type
from goescape.types.program import Program
from goescape.types.sizes import SIZES
from goescape.types.source import Sources
from tests import archive

FOLDER = Path(__file__).parent
MODULE = "example.com/m"

SHOW_TYPE = """
func message{i}() any {{ return new(typeOf{i}) }}
func link{i}() {{ var s [2][1]typeOf{i}; swap(s[:]) }}
type typeOf{i} = {written}
"""
SHOW_LINK = "func swap[T any](s []T) { s[0], s[1] = s[1], s[0] }\n"
SHOW_CONSTANT = "func constant{i}() any {{ return {name} }}\n"

NEW = re.compile(r"new\((.*)\) escapes to heap")
SHAPED = re.compile(r"swap\[go\.shape\.\[1\](.*)\] ignoring self-assignment in")


def package_of(name: str) -> tuple[dict[str, str], Package]:
    """The files of a fixture, and what our checker makes of its package p."""
    files = archive.unpack((FOLDER / name).read_text(encoding="utf-8"))
    packages: dict[str, dict[str, str]] = {}
    for path, source in files.items():
        folder, _, file = path.rpartition("/")
        packages.setdefault(f"{MODULE}/{folder}", {})[file] = source
    program = Program(Sources(packages), SIZES["amd64"])
    assert [problem.message for problem in program.check(f"{MODULE}/p").problems()] == []
    return files, program.package(f"{MODULE}/p")


def members(package: Package, kind: type[Object]) -> list[Object]:
    return [obj for obj in package.scope.names.values() if isinstance(obj, kind)]


def messages(files: Mapping[str, str], folder: Path, go_binary: str) -> list[str]:
    """What the compiler says of package p, without places, in order."""
    for path, source in {**files, "go.mod": f"module {MODULE}\n\ngo 1.26\n"}.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source, encoding="utf-8")
    result = subprocess.run(
        [go_binary, "build", "-gcflags=-m -l", "./p"],
        cwd=folder,
        env={**os.environ, "GOFLAGS": "", "GOTOOLCHAIN": "local", "GOWORK": "off"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return [re.sub(r"^\S+?:\d+:\d+: ", "", line) for line in result.stderr.splitlines() if line[:1] != "#"]


def found(pattern: re.Pattern[str], lines: list[str]) -> list[str]:
    """What the pattern's group is in each line that begins with it."""
    return [match[1] for line in lines if (match := pattern.match(line))]


def test_types(tmp_path: Path, go_binary: str) -> None:
    files, package = package_of("types.txtar")
    written = dict(re.findall(r"^\t(\w+)\s+((?:.|\n\t\t|\n\t[})])+)$", files["p/p.go"].partition("var (")[2], re.M))
    variables = members(package, Var)
    assert list(written) == [var.name for var in variables]
    shown = [SHOW_TYPE.format(i=i, written=source) for i, source in enumerate(written.values())]
    files["p/p.go"] += "".join(shown) + SHOW_LINK
    said = messages(files, tmp_path, go_binary)
    types = [var.type_of() for var in variables]
    assert [type_text(t, package) for t in types] == found(NEW, said)
    assert sorted({link_text(t) for t in types}) == sorted(set(found(SHAPED, said)))


def test_constants(tmp_path: Path, go_binary: str) -> None:
    files, package = package_of("constants.txtar")
    constants = members(package, Const)
    files["p/p.go"] += "".join(SHOW_CONSTANT.format(i=i, name=each.name) for i, each in enumerate(constants))
    said = [line.removesuffix(" escapes to heap") for line in messages(files, tmp_path, go_binary)]
    printed = {each.name: text(literal(each), package) for each in constants if isinstance(each, Const)}
    assert printed == dict(zip(printed, said, strict=True))


def literal(constant: Const) -> Literal:
    t: Type = default_type(constant.type_of())
    assert constant.value is not None
    return Literal(NO_POS, t, constant.value)
