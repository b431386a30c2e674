"""Code that nobody writes by hand, or has not finished writing: nothing raises, and what is whole has its verdicts."""

from __future__ import annotations

from pathlib import Path

import pytest

from goescape.compiler.engine import CompilerEngine
from goescape.findings.model import PackageReport
from goescape.native.engine import NativeEngine

from ..archive import unpack
from .conftest import Asked, outputs

MOD = "-- go.mod --\nmodule m\n\ngo 1.26\n"
CASES = {path.stem: path for path in sorted(Path(__file__).with_name("odd").glob("*.txtar"))}
DEEP = 10_000
"""How deep what is nested is nested, where the compiler can do it in a second or two."""


def said(reports: tuple[PackageReport, ...]) -> str:
    """All that is said of packages: the first problem of each, the lines, and what is not analysed, and why."""
    lines = []
    for report in reports:
        lines += [f"# {report.package}"]
        if report.problem is not None:
            lines += [f"problem: {report.problem.summary}"]
        lines += report.output.splitlines()
        lines += [f"not analysed: {one.function}: {one.reason}" for one in report.unanalysed]
    return "".join(line + "\n" for line in lines)


@pytest.mark.parametrize("name", CASES)
async def test_what_is_said_of_odd_code(name: str, native: NativeEngine, asked: Asked) -> None:
    files = unpack(CASES[name].read_text(encoding="utf-8"))
    expected = files.pop("expected")
    archive = "".join(f"-- {path} --\n{text}" for path, text in files.items())
    analysis = await native.analyse(asked(archive))
    assert analysis.problem is None
    assert said(analysis.reports).replace(str(asked("").folder), "ROOT") == expected


async def test_bytes_that_are_no_text(native: NativeEngine, asked: Asked) -> None:
    request = asked(MOD + "-- m.go --\n")
    text = b'package m\n\nfunc F(p *int) *int { return p }\n\nfunc G() any { return "\xff\x80" }\n\nfunc H\xff() {}\n'
    Path(request.folder, "m.go").write_bytes(text + b"\nfunc I() *int { return new(int) }\n")
    (report,) = (await native.analyse(request)).reports
    places = [line.partition(": ")[0] for line in report.output.splitlines()]
    assert places == ["./m.go:3:8", "./m.go:5:23", "./m.go:9:27"]


async def test_a_file_that_is_no_go(native: NativeEngine, asked: Asked) -> None:
    request = asked(MOD + "-- m.go --\n-- n.go --\npackage m\n\nfunc F() *int { return new(int) }\n")
    Path(request.folder, "m.go").write_bytes(b"package m\n" + bytes(range(256)) * 20)
    (report,) = (await native.analyse(request)).reports
    assert report.problem is not None
    assert report.output == "./n.go:3:27: new(int) escapes to heap\n"


async def test_a_folder_without_a_module(native: NativeEngine, asked: Asked) -> None:
    request = asked('-- m.go --\npackage m\n\nimport "fmt"\n\nfunc F(p *int) { fmt.Println(*p) }\n')
    assert list(outputs(await native.analyse(request)).values()) == [
        [
            "./m.go:5:8: p does not escape",
            "./m.go:5:29: ... argument does not escape",
            "./m.go:5:30: *p escapes to heap",
        ]
    ]


NESTED = {
    "parentheses": "func F(x *int) *int { return " + "(" * DEEP + "x" + ")" * DEEP + " }",
    "else": "func F(x *int, n int) *int {\n" + "if n == 1 { return x } else " * DEEP + "{ return nil }\n}",
    "blocks": "func F(x *int) *int { " + "{ y := x; _ = y; " * (DEEP // 5) + "}" * (DEEP // 5) + "; return x }",
    "operators": "func F(x string) string { return " + "x + " * (DEEP // 10) + "x }",
    "calls": "func F(x *int) *int { return " + "F(" * (DEEP // 10) + "x" + ")" * (DEEP // 10) + " }",
    "selectors": "type T struct{ t *T }\n\nfunc F(x *T) *T { return x" + ".t" * (DEEP // 20) + " }",
    "method calls": "type T struct{}\n\nfunc (t *T) m() *T { return t" + ".m()" * (DEEP // 10) + " }",
    "closures": "func F(x *int) { " + "_ = func() { _ = x; " * (DEEP // 200) + "}" * (DEEP // 200) + " }",
    "loops": "func F(x *int) { " + "for { " * (DEEP // 20) + "_ = new(int)" + "}" * (DEEP // 20) + " }",
}
HUGE = {
    "a literal": "func F() []int { return []int{" + "1, " * 20_000 + "} }",
    "a map": "var M = map[string]int{" + ", ".join(f'"{i}": {i}' for i in range(2_000)) + "}",
    "a string": 'const s = "' + "a" * 100_000 + '"\n\nfunc F() any { return s + s }',
    "constants": "const c = 1 << 500\n\nfunc F() any { return c >> 490 }",
    "an array": "func F() { var a [1 << 30]byte; _ = a }\n\nfunc G() any { return new([1 << 40]int) }",
    "a chain": "func F(x0 *int) *int {\n" + "".join(f"x{i + 1} := x{i}\n" for i in range(2_000)) + "return x2000\n}",
    "callees": "".join(f"func f{i}(p *int) *int {{ return f{i + 1}(p) }}\n" for i in range(1_000))
    + "func f1000(p *int) *int { return p }",
}


@pytest.mark.parametrize("body", [*NESTED.values(), *HUGE.values()], ids=[*NESTED, *HUGE])
async def test_what_is_nested_or_huge(body: str, engine: CompilerEngine, native: NativeEngine, asked: Asked) -> None:
    request = asked(f"{MOD}-- m.go --\npackage m\n\n{body}\n")
    compiled = await engine.analyse(request)
    assert compiled.is_good
    assert outputs(await native.analyse(request)) == outputs(compiled)


async def test_a_generated_file_of_50_000_lines(native: NativeEngine, asked: Asked) -> None:
    one = "\nfunc F{0}(t *T, x int) *T {{\n\tif x > {0} {{\n\t\treturn nil\n\t}}\n\tu := &T{{a: t.a}}\n\treturn u\n}}\n"
    text = "package m\n\ntype T struct{ a *int }\n" + "".join(one.format(i) for i in range(6_250))
    assert text.count("\n") > 50_000
    lines = outputs(await native.analyse(asked(f"{MOD}-- m.go --\n{text}")))["m"]
    assert len(lines) == 2 * 6_250
    assert lines[-1] == "./m.go:50001:7: &T{...} escapes to heap"


async def test_what_c_declares_is_not_analysed(
    native: NativeEngine, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CGO_ENABLED", "1")
    whole = "func F(p *int) *int { return p }"
    text = f'package m\n\n// int f(int);\nimport "C"\n\n{whole}\n\nfunc G() int {{ return int(C.f(1)) }}\n'
    (report,) = (await native.analyse(asked(f"{MOD}-- m.go --\n{text}"))).reports
    assert report.output == "./m.go:6:8: leaking param: p to result ~r0 level=0\n"
    assert [(one.function, one.reason) for one in report.unanalysed] == [
        ("G", "package C: what C declares is not known")
    ]
