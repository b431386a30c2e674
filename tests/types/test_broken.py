"""What a fault costs the code around it: see the prose of `broken/neighbours.txt`."""

from __future__ import annotations

from pathlib import Path

import pytest

from goescape.types.program import Program
from goescape.types.records import RecordWriter
from goescape.types.sizes import SIZES
from goescape.types.source import Sources
from tests import archive

ARCHIVE = archive.unpack((Path(__file__).parent / "broken" / "neighbours.txt").read_text(encoding="utf-8"))
WHOLE = ARCHIVE["whole.go"]
FAULTS = ARCHIVE["faults"].splitlines()
STANDARD = {
    "io": {
        "io.go": "package io\n\ntype Reader interface{ Read([]byte) (int, error) }\n\n"
        "type Writer interface{ Write([]byte) (int, error) }\n"
    },
    "strings": {"strings.go": "package strings\n\nfunc Fields(s string) []string { return nil }\n"},
}

Known = dict[str, tuple[str, frozenset[object]]]
"""Functions by name: the text, and the records by their place in it, with the name of each object."""


def known(program: Program) -> Known:
    """The functions of the package under test."""
    writer = RecordWriter(program)
    (file,) = program.unit("p").files
    text = file.syntax.source.data
    found: Known = {}
    for declared in file.declared:
        if declared.declaration.kind != "func" or not declared.declaration.names:
            continue
        start = file.syntax.start_of(declared.declaration)
        records = set()
        for record in writer.declaration(declared):
            obj: object = record.object
            if record.object is not None and record.object[0] == file.path:
                obj = text[record.object[1] :].split(maxsplit=1)[0].split(b"(")[0].strip(b'",')
            records.add((record.start - start, record.end - start, *record[2:-1], obj))
        found[declared.declaration.names[0].name] = (declared.declaration.text.decode(), frozenset(records))
    return found


def checked(text: str) -> Program:
    program = Program(Sources({**STANDARD, "p": {"whole.go": text}}), SIZES["amd64"])
    program.check("p")
    return program


@pytest.fixture(scope="module")
def before() -> Known:
    program = checked(WHOLE)
    assert not program.check("p").problems()
    return known(program)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("edited", [False, True], ids=["read", "edited"])
def test_what_a_fault_costs(fault: str, edited: bool, before: Known) -> None:
    change, _, costs = fault.partition("|")
    old, new = (part.strip(" ").replace("\\n", "\n").replace("\\t", "\t") for part in change.split("=>"))
    assert WHOLE.count(old) == 1
    broken = WHOLE.replace(old, new)
    program = checked(WHOLE if edited else broken)
    if edited:
        program.update("p/whole.go", broken.encode())
    problems = program.check("p").problems()
    assert program.unit("p").files[0].syntax.problems
    assert not [problem for problem in problems if "not analysed" in problem.message]
    after = known(program)
    at = WHOLE.index(old)
    lost = {
        name
        for name, (text, records) in before.items()
        if not WHOLE.index(text) <= at < WHOLE.index(text) + len(text) and after.get(name, ("", ()))[1] != records
    }
    assert lost == set(costs.split())
