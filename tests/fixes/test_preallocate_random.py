"""Preallocation in random functions: they must do the same with room as without, nil slices included."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from goescape.compiler.engine import CompilerEngine
from goescape.compiler.request import Request
from goescape.compiler.toolchain import build_environment
from goescape.fixes.edits.apply import applied, conflict
from goescape.fixes.model import Candidate, FixKind
from goescape.fixes.opening import open_module, scenes
from goescape.fixes.scene import Limits
from goescape.fixes.search import search
from goescape.source import Source

FUNCTIONS = 80
KINDS = (FixKind.PREALLOCATE_SLICE, FixKind.PREALLOCATE_MAP)

_MAIN = """package main

import (
	"encoding/json"
	"fmt"
)

var kept [][]int

type holder struct{ xs []int }

func show(out []int) string {
	text, _ := json.Marshal(out)
	return fmt.Sprint(string(text), out == nil, len(out))
}

func try(f func([]int, []int, map[int]int, string, int, *holder) string, args ...int) {
	defer func() { fmt.Println("end", recover(), kept); kept = nil }()
	xs, ys, m := []int(nil), []int{}, map[int]int(nil)
	for i, arg := range args {
		xs = append(xs, arg)
		if i > 0 {
			ys = append(ys, arg*3)
		}
		m = map[int]int{arg: i}
	}
	var h *holder
	if len(args) != 1 {
		h = &holder{xs}
	}
	fmt.Println(f(xs, ys, m, "aé"[:len(args)%2*3], len(args)-1, h), xs, ys, m)
}

func main() {
	for _, f := range []func([]int, []int, map[int]int, string, int, *holder) string{%s} {
		try(f)
		try(f, 5)
		try(f, -1, 2)
		try(f, 4, 0, 7, 9, 9)
	}
}
"""
_STARTS = (
    "var out []int",
    "out := []int{}",
    "out := make([]int, 0)",
    "out := []int(nil)",
    "var out, no []int\n\t_ = no",
)
_BEFORE = (
    "if len(xs) == 2 {\n\t\treturn show(out)\n\t}",
    "xs = append(xs, 1)",
    "delete(m, 5)",
    "h.xs = ys",
    "defer func() { _ = recover() }()",
    'fmt.Println("before")',
    "ys, xs = xs, ys",
    "early := append(out, 1)\n\t_ = early",
)
_LOOPS = (
    "for i, x := range xs {",
    "for i := 0; i < len(ys); i++ {\n\tx := ys[i]",
    "for i := 1; i < len(xs); i++ {\n\tx := xs[i]",
    "for i := len(xs) - 1; i >= 0; i -= 2 {\n\tx := xs[i]",
    "for i, r := range s {\n\tx := int(r)",
    "for i, x := range m {",
    "for i := range n {\n\tx := i * 2",
    "for i := 0; i < n; i++ {\n\tx := i",
    "for i, x := range h.xs {",
    "for i := 0; i < len(xs) && xs[i] > 0; i++ {\n\tx := xs[i]",
    "for i := 0; i < 12; i += 5 {\n\tx := i",
    "for i, x := range []int{3, 4, 3} {",
    "for i := min(len(xs), len(ys)); i > 0; i-- {\n\tx := i",
)
_STEPS = (
    "out = append(out, x)",
    "out = append(out, x, i)",
    "out = append(out, ys...)",
    "if x > 3 {\n\tout = append(out, x)\n}",
    "if x > 3 {\n\tout = append(out, x)\n} else {\n\tout = append(out, i)\n}",
    "if x > 3 {\n\tcontinue\n}",
    "if x < 0 {\n\tbreak\n}",
    "if x == 7 {\n\treturn show(out)\n}",
    "if x == 7 {\n\treturn fmt.Sprint(i)\n}",
    "if out == nil {\n\tfmt.Println(i)\n}",
    "if len(out) > 2 {\n\tout[0] = x\n}",
    "for _, y := range ys {\n\tout = append(out, y)\n}",
    "for _, y := range ys {\n\tif y == x {\n\t\tcontinue\n\t}\n\tout = append(out, y)\n}",
    "switch {\ncase x > 4:\n\tout = append(out, x)\n\tcontinue\ncase x > 2:\n\tbreak\n}",
    "kept = append(kept, out)",
    "xs = append(xs[:0:0], i)",
    "fmt.Println(10 / x)",
    "if i == 3 {\n\tout = out[:1]\n}",
    "seen[x] = i",
    "if _, ok := seen[x]; ok {\n\tcontinue\n}",
)
_AFTER = (
    "return show(out)",
    "return fmt.Sprint(len(out), seen)",
    "for _, x := range out {\n\t\tn += x\n\t}\n\treturn fmt.Sprint(n, seen)",
    "a := append(out, 1)\n\tb := append(out, 2)\n\treturn fmt.Sprint(a, b)",
    "return show(append(out, n))",
    "kept = append(kept, out)\n\treturn fmt.Sprint(out == nil)",
    "f := func() int { return len(out) }\n\treturn fmt.Sprint(f(), seen)",
    "return fmt.Sprint(cap(out))",
)


def program(seed: int) -> str:
    """A program of random functions that append and store, and print what can be seen of it."""
    chosen = random.Random(seed)  # noqa: S311
    functions = [_function(chosen, number) for number in range(FUNCTIONS)]
    names = ", ".join(f"f{number}" for number in range(FUNCTIONS))
    return _MAIN.replace("%s", names) + "".join(functions)


def _function(chosen: random.Random, number: int) -> str:
    result = chosen.random() < 0.15
    head = f"func f{number}(xs, ys []int, m map[int]int, s string, n int, h *holder) string {{\n"
    parts = ["seen := map[int]int{}", *([] if result else [chosen.choice(_STARTS)])]
    parts += chosen.sample(_BEFORE, chosen.choice((0, 0, 0, 1, 2)))
    for _ in range(chosen.choice((1, 1, 1, 2))):
        steps = chosen.sample(_STEPS, chosen.choice((0, 0, 1, 2)))
        steps.insert(chosen.randrange(len(steps) + 1), chosen.choice(_STEPS[:3]))
        parts.append("\n".join([chosen.choice(_LOOPS), "_, _ = i, x", *steps, "}"]))
    if not result:
        return "\n" + head + "\n".join([*parts, "_, _ = len(out), seen", chosen.choice(_AFTER)]) + "\n}\n"
    body = "\n".join([*parts, "_ = seen", chosen.choice(("return out, 1", "return"))])
    body = body.replace("return show(out)", "return out, 2").replace("return fmt.Sprint(i)", "return nil, i")
    inner = f"func r{number}(xs, ys []int, m map[int]int, s string, n int, h *holder) (out []int, code int) {{\n"
    outer = f"out, code := r{number}(xs, ys, m, s, n, h)\nreturn fmt.Sprint(show(out), code)\n}}\n"
    return f"\n{inner}{body}\n}}\n\n{head}{outer}"


@pytest.mark.parametrize("seed", [1])
async def test_random_functions_do_the_same(seed: int, engine: CompilerEngine, tmp_path: Path) -> None:
    before = _write(tmp_path / "before", program(seed))
    request = Request(str(before.parent), ("./...",))
    analysis = await engine.analyse(request)
    assert analysis.is_good, [report.problem for report in analysis.reports]
    module = open_module(request, engine.toolchain, Limits())
    kept: list[Candidate] = []
    for scene in scenes(module, analysis):
        for found in search(scene, KINDS):
            if isinstance(found, Candidate) and not any(conflict(found, other) for other in kept):
                kept.append(found)
    assert len(kept) > FUNCTIONS / 4
    text = applied({str(before): Source(str(before), before.read_bytes())}, kept)[str(before)]
    after = _write(tmp_path / "after", text.decode())
    assert _run(engine, before.parent) == _run(engine, after.parent)


def _write(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "go.mod").write_text("module m\n\ngo 1.26\n", encoding="utf-8")
    path = folder / "main.go"
    path.write_text(text, encoding="utf-8")
    return path


def _run(engine: CompilerEngine, folder: Path) -> str:
    environment = build_environment(engine.toolchain, cache=engine.store.folder, shared_build_cache=False)
    done = subprocess.run(
        [engine.toolchain.binary, "run", "."], cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
