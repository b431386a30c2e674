"""Programs as a whole: packages and their variants, what is missing, what is deep, what goes wrong."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from goescape.syntax.nodes import BasicLit
from goescape.types.checker import RULES, Checker
from goescape.types.model import Named, Type
from goescape.types.operand import Operand
from goescape.types.program import Program
from goescape.types.sizes import SIZES
from goescape.types.source import Sources
from goescape.types.typestring import type_string


def program_of(packages: Mapping[str, Mapping[str, str]]) -> Program:
    return Program(Sources(packages), SIZES["amd64"])


def single(text: str) -> Program:
    return program_of({"p": {"p.go": text}})


def messages(program: Program, key: str = "p") -> list[str]:
    return [problem.message for problem in program.check(key).problems()]


def type_of(program: Program, name: str, key: str = "p") -> str:
    obj = program.package(key).member(name)
    assert obj is not None
    return type_string(obj.type_of())


DEPTH = 4000
DEEP = {
    "parentheses": f"var X = {'(' * DEPTH}1{')' * DEPTH}",
    "sum": f"var X = 1{' + 1' * 4 * DEPTH}",
    "right-leaning sum": f"var X = 1{' + (1' * DEPTH}{')' * DEPTH}",
    "pointers": f"var P {'*' * DEPTH}int\n\nvar X = 1",
    "literals": f"type T []T\n\nvar L = T{'{' * DEPTH}{'}' * DEPTH}\n\nvar X = 1",
    "calls": f"func f(x int) int {{ return x }}\n\nvar X = {'f(' * DEPTH}1{')' * DEPTH}",
    "else-if": f"func f(x int) {{ if x == 0 {{}}{' else if x == 1 {}' * DEPTH} }}\n\nvar X = 1",
    "blocks": f"func f() {{{'{' * DEPTH}{'}' * DEPTH}}}\n\nvar X = 1",
    "closures": f"func f() {{{'func() {' * DEPTH}{'}()' * DEPTH}}}\n\nvar X = 1",
    "declarations": "\n".join(f"var X{i} = X{i + 1}" for i in range(DEPTH)) + f"\n\nvar X{DEPTH} = 1\n\nvar X = X0",
    "types": "\n".join(f"type T{i} struct{{ t T{i + 1} }}" for i in range(DEPTH)) + f"\ntype T{DEPTH} int\nvar X = 1",
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_code_is_checked_like_any_other(name: str) -> None:
    program = single(f"package p\n\n{DEEP[name]}\n")
    assert messages(program) == []
    assert type_of(program, "X") == "int"


def test_failure_of_the_checker_costs_one_function(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = RULES[BasicLit]

    def fail(c: Checker, e: BasicLit, hint: Type | None) -> Operand:
        if e.text == "666":
            raise ZeroDivisionError("a fault")
        return rule(c, e, hint)

    monkeypatch.setitem(RULES, BasicLit, fail)
    program = single("package p\n\nfunc F() { _ = 666 }\n\nvar V = 666\n\nfunc G() int { return V + nothing + 1 }\n")
    problems = messages(program)
    assert len(problems) == 3
    assert all(problem.startswith("not analysed: ZeroDivisionError: a fault") for problem in problems[:2])
    assert problems[2] == "undefined: nothing"


def test_missing_package_costs_what_uses_it() -> None:
    text = 'package p\n\nimport "nowhere"\n\nvar V = nowhere.X\n\nvar W = 1\n\nfunc F() nowhere.T { return V }\n'
    program = single(text)
    problems = messages(program)
    assert len(problems) == 1
    assert problems[0].startswith("could not import nowhere")
    assert [type_of(program, name) for name in "VWF"] == ["invalid type", "int", "func() invalid type"]


def test_packages_may_import_each_other_in_a_circle() -> None:
    program = program_of(
        {
            "p": {"p.go": 'package p\n\nimport "q"\n\ntype T struct{ q.U }\n'},
            "q": {"q.go": 'package q\n\nimport "p"\n\ntype U struct{ t *p.T }\n'},
        }
    )
    assert messages(program, "p") == messages(program, "q") == []


def test_importing_loads_what_is_used_alone() -> None:
    program = program_of(
        {
            "p": {"p.go": 'package p\n\nimport "q"\n\nvar V q.T\n'},
            "q": {"q.go": 'package q\n\nimport "r"\n\ntype T struct{ u U }\n\ntype U = r.R\n\nfunc F() U {}\n'},
            "r": {"r.go": "package r\n\ntype R struct{}\n"},
        }
    )
    assert messages(program) == []
    unit = program.unit("q")
    known = [declared.head is not None for file in unit.files for declared in file.declared]
    assert known == [False, True, True, False]
    assert program.package("r").loader is not None
    assert all(declared.body is None for file in unit.files for declared in file.declared)


TESTED = {
    "p": {
        "p.go": "package p\n\ntype T struct{}\n",
        "p_test.go": "package p\n\nvar ForTests T\n",
        "x_test.go": 'package p_test\n\nimport (\n\t"p"\n\t"q"\n)\n\nvar _ p.T = q.Make()\n\nvar V = p.ForTests\n',
    },
    "q": {"q.go": 'package q\n\nimport "p"\n\nfunc Make() p.T { return p.T{} }\n'},
    "r": {"r.go": "package r\n"},
}


def test_tests_are_checked_against_the_package_with_its_tests() -> None:
    program = program_of(TESTED)
    assert program.test_units("p") == ["p [p.test]", "p_test [p.test]"]
    assert program.test_units("q") == program.test_units("r") == []
    assert messages(program, "p [p.test]") == messages(program, "p_test [p.test]") == messages(program) == []
    assert type_of(program, "V", "p_test [p.test]") == "p.T"
    plain, tested = program.package("p").member("T"), program.package("p [p.test]").member("T")
    assert plain is not None and tested is not None and plain is not tested
    assert program.package("p").member("ForTests") is None


def test_dependents_are_made_again_for_tests() -> None:
    program = program_of(TESTED)
    program.check("p_test [p.test]")
    make = program.package("q", "p_test [p.test]").member("Make")
    assert make is not None
    (result,) = make.type_of().results.vars  # type: ignore[attr-defined]
    t = result.type_of()
    assert isinstance(t, Named)
    assert t.obj is program.package("p [p.test]").member("T")


def test_positions_are_those_of_identifiers() -> None:
    text = "package p\n\nconst (\n\tA = iota\n\tBee\n)\n\nfunc (T) Method() {}\n\ntype T struct{ field int }\n"
    program = single(text)
    package = program.package("p")
    for name in ("A", "Bee", "T"):
        obj = package.member(name)
        assert obj is not None
        place = program.position(obj)
        assert place is not None
        assert place[0] == "p/p.go"
        assert text[place[1] :].startswith(name)
    named = package.member("T").type_of()  # type: ignore[union-attr]
    assert isinstance(named, Named)
    assert program.position(named.methods["Method"]) == ("p/p.go", text.index("Method"))
