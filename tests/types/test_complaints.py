"""What is wrong in annotated code: a comment `//! text` on each faulty line.

go/types finds something wrong on these lines and on no others, save those that a problem elsewhere refers to; so does
our checker, once a line, in words that hold the text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from goescape.source import Source
from goescape.types.program import Program
from goescape.types.sizes import SIZES
from goescape.types.source import Sources
from tests.types.oracle import Oracle, Unit, read

FOLDER = Path(__file__).parent / "complaints"
_EXPECTATION = re.compile(r"//! (?P<text>.*?)\s*$")


@pytest.fixture(params=sorted(path.name for path in FOLDER.glob("*.go")))
def source(request: pytest.FixtureRequest) -> Source:
    path = FOLDER / request.param
    return Source(str(path), path.read_bytes())


def expected(source: Source) -> dict[int, str]:
    """The texts by 1-based line."""
    found = ((number, _EXPECTATION.search(line)) for number, line in enumerate(source.data.decode().split("\n"), 1))
    return {number: match["text"] for number, match in found if match}


def test_go_types_objects_to_the_same_lines(source: Source, oracle: Oracle) -> None:
    unit = Unit("p", "p", "p", str(FOLDER), (source.path,), {}, "", True)
    (kept,) = oracle.records([*oracle.standard, unit]).values()
    problems = read(kept)[source.path].problems
    own = [problem for problem in problems if not problem.message.startswith("\t")]
    assert {source.line_column(problem.offset)[0] for problem in own} == expected(source).keys()


def test_checker_objects_once_a_line(source: Source) -> None:
    standard = {"strings": {"strings.go": "package strings\n\nfunc explode(s string, n int) []string { return nil }\n"}}
    program = Program(Sources({**standard, "p": {"p.go": source.data.decode()}}), SIZES["amd64"])
    said: dict[int, list[str]] = defaultdict(list)
    for problem in program.check("p").problems():
        said[source.line_column(problem.start)[0]].append(problem.message)
    texts = expected(source)
    assert said.keys() == texts.keys()
    assert {line: messages for line, messages in said.items() if len(messages) > 1} == {}
    assert {line: said[line] for line, text in texts.items() if text not in said[line][0]} == {}
