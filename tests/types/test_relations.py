"""Relations between types, and selectors, held against go/types: every pair of the types in relations/subject.go."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from goescape.syntax.nodes import Ident
from goescape.types.assignability import assignable_to, convertible_to
from goescape.types.checker import Checker, Environment
from goescape.types.identical import identical, identical_ignore_tags
from goescape.types.implements import assertable_to, implements
from goescape.types.lookup import lookup
from goescape.types.model import INVALID, Func, Interface, Package, Signature, Struct, Type, TypeName, TypeParam, Var
from goescape.types.operand import VALUE, Operand
from goescape.types.predicates import comparable
from goescape.types.program import Program
from goescape.types.results import Results
from goescape.types.sizes import SIZES
from goescape.types.source import Sources
from goescape.types.typeset import type_set_of
from goescape.types.typestring import type_string
from goescape.types.universe import ERROR

HERE = Path(__file__).parent
SUBJECT = (HERE / "relations" / "subject.go").read_text(encoding="utf-8")

Answer = tuple[str, ...]


@pytest.fixture(scope="module")
def oracle(go_binary: str, cache_folder: Path) -> dict[str, set[Answer]]:
    """What go/types says, by question: the subjects (and more) for which the answer is yes."""
    result = subprocess.run(
        [go_binary, "run", str(HERE / "relations_oracle" / "main.go")],
        input=SUBJECT,
        env={**os.environ, "GOCACHE": str(cache_folder / "relations"), "GOTOOLCHAIN": "local", "GOFLAGS": ""},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    answers: dict[str, set[Answer]] = {}
    for line in result.stdout.splitlines():
        question, *words = line.split("\t")
        answers.setdefault(question, set()).add(tuple(words))
    return answers


class Subject:
    """The subjects as our checker has them, and a checker to ask."""

    def __init__(self) -> None:
        program = Program(Sources({"p": {"subject.go": SUBJECT}}), SIZES["amd64"])
        unit = program.unit("p")
        assert not program.check("p").problems()
        self.package: Package = unit.package
        self.checker: Checker = program.checker
        file = unit.files[0]
        self.checker.env = Environment(unit.package, file, file.declared[0], file.scope, Results(0))
        self.types = dict(sorted(_types(unit.package)))
        self.names = sorted(_names(unit.package, self.types))

    def pairs(self) -> Iterator[tuple[str, Type, str, Type]]:
        for x, t in self.types.items():
            for y, u in self.types.items():
                yield x, t, y, u


def _types(package: Package) -> Iterator[tuple[str, Type]]:
    for obj in package.scope.names.values():
        t = obj.type_of()
        if isinstance(obj, Var):
            yield obj.name, t
        elif isinstance(obj, Func) and isinstance(t, Signature):
            yield from ((param.name, param.type_of()) for param in t.params.vars)


def _names(package: Package, types: dict[str, Type]) -> Iterator[str]:
    declared = [obj.type_of() for obj in package.scope.names.values() if isinstance(obj, TypeName)]
    for t in (*declared, *types.values()):
        yield from getattr(t, "methods", ()) if not isinstance(t, Interface) else ()
        under = t.under()
        if isinstance(under, Struct):
            yield from (field.name for field in under.fields)
        elif isinstance(under, Interface):
            yield from (method.name for method in under.methods)


@pytest.fixture(scope="module")
def subject() -> Subject:
    return Subject()


def test_types(oracle: dict[str, set[Answer]], subject: Subject) -> None:
    types = subject.types.items()
    assert {(x, type_string(t)) for x, t in types} == oracle["type"]
    assert {(x, type_string(t.under())) for x, t in types} == oracle["underlying"]
    assert {(x,) for x, t in types if comparable(t)} == oracle["comparable"]


@pytest.mark.parametrize(("question", "holds"), [("identical", identical), ("ignore_tags", identical_ignore_tags)])
def test_identity(oracle: dict[str, set[Answer]], subject: Subject, question: str, holds: object) -> None:
    assert callable(holds)
    assert {(x, y) for x, t, y, u in subject.pairs() if holds(t, u)} == oracle[question]


@pytest.mark.parametrize(
    ("question", "holds"), [("assignable", assignable_to), ("convertible", convertible_to)]
)
def test_assignability(oracle: dict[str, set[Answer]], subject: Subject, question: str, holds: object) -> None:
    assert callable(holds)
    c, e = subject.checker, Ident(-1, "x")
    assert {(x, y) for x, t, y, u in subject.pairs() if holds(c, Operand(VALUE, t, e), u)} == oracle[question]


def test_interfaces(oracle: dict[str, set[Answer]], subject: Subject) -> None:
    pairs = [(x, t, y, u, u.under()) for x, t, y, u in subject.pairs() if isinstance(u.under(), Interface)]
    assert {(x, y) for x, t, y, u, i in pairs if implements(t, i, False)[0]} == oracle["implements"]
    assert {(x, y) for x, t, y, u, i in pairs if implements(t, i, True)[0]} == oracle["satisfies"]
    ordinary = {y for _, _, y, u, i in pairs if type_set_of(i).is_method_set() and not isinstance(u, TypeParam)}
    said = {(x, y) for x, y in oracle["assertable"] if y in ordinary}
    assert {(x, y) for x, t, y, u, i in pairs if y in ordinary and assertable_to(i, t)[0]} == said


def test_lookup(oracle: dict[str, set[Answer]], subject: Subject) -> None:
    found: set[Answer] = set()
    for x, t in subject.types.items():
        for name in subject.names:
            for addressable in (False, True):
                obj, path, indirect = lookup(t, addressable, subject.package, name)
                if obj is not None or path is not None or indirect:
                    what = "-" if obj is None else f"{obj.name} {type_string(obj.type_of())}"
                    index = f"[{' '.join(map(str, path or ()))}]"
                    found.add((x, name, str(addressable).lower(), what, index, str(indirect).lower()))
    assert found == oracle["lookup"]


ENDLESS = """package p

import "unsafe"

type T[P any] struct{ *T[[]P] }
type U[P any] struct { u *[1]U[[]P]; V[P] }
type V[P any] U[P]
type W[P any] struct { *W[[]P]; *W[*P] }
type A[P any] = B[P]
type B[P any] struct { *A[[]P]; *A[*P]; error }
type X[P any] interface { X[[]P]; X[*P] }
type Y[P any] struct { a Y[[]P]; b Y[*P] }

var (
	t T[int]
	u U[int]
	w W[int]
	b A[int]
	x X[int]
	y Y[int]
)

const size = unsafe.Sizeof(y) + unsafe.Sizeof(Y[string]{})
"""


@pytest.mark.parametrize("name", ["t", "u", "w", "b", "x", "y"])
def test_types_that_contain_ever_new_instances_of_themselves(name: str) -> None:
    """Whatever is asked about them has an answer, before they are found to be wrong and after."""
    program = Program(Sources({"p": {"p.go": ENDLESS}}), SIZES["amd64"])
    package = program.unit("p").package
    obj = package.member(name)
    assert obj is not None
    for _ in range(2):
        t = obj.type_of()
        assert lookup(t, True, package, "missing") == (None, None, False)
        assert comparable(t)
        assert implements(t, ERROR, False)[0] == (name == "b" or t.under() is INVALID)
        program.check("p")
