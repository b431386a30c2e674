"""goescape's compiler engine on the fixtures: the compiler's lines, and what goescape makes of them."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from goescape.compiler.engine import CompilerEngine
from goescape.compiler.request import BuildOptions, Request
from goescape.compiler.store import Store
from goescape.compiler.toolchain import find_toolchain
from goescape.findings.model import Finding
from goescape.source import Source

from .compare import compare
from .conftest import Compiled, require_c_compiler
from .expectation import Expectation
from .explanation import Explanation, Explanations, read_explanations
from .fixture import Build, Fixture, find_fixtures
from .observation import Message, Toolchain

FIXTURES = find_fixtures()
Answer = dict[str, list[Finding]]
Engine = Callable[[Fixture], list[Finding]]


@pytest.fixture(scope="session")
def found(toolchain: Toolchain, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The engine's findings of a fixture, with flows; one request analyses all that share a build."""
    store = Store(tmp_path_factory.mktemp("goescape"))
    answers: dict[Build, Answer] = {}

    def answer(fixture: Fixture) -> list[Finding]:
        build = fixture.build
        require_c_compiler(build)
        if build not in answers:
            together = [f.name for f in FIXTURES if f.build == build]
            with pytest.MonkeyPatch.context() as patch:
                for name in [name for name in os.environ if name.startswith(("GO", "CGO_"))]:
                    patch.delenv(name)
                patch.setenv("GOCACHE", toolchain.environment["GOCACHE"])
                patch.setenv("CGO_ENABLED", "1" if build.cgo else "0")
                answers[build] = asyncio.run(analyse(toolchain.binary, store, build, together))
        return answers[build][fixture.name]

    return answer


async def analyse(binary: str, store: Store, build: Build, names: list[str]) -> Answer:
    """The findings of packages, by fixture name; those of a package's test variants come with its own."""
    engine = CompilerEngine(await find_toolchain(binary), store)
    options = BuildOptions(tags=build.tags, inline="-l" not in build.flags, shared_build_cache=True)
    root = FIXTURES[0].root
    request = Request(str(root), tuple(f"./{name}" for name in names), tests=build.tests, options=options)
    analysis = await engine.explain(request, await engine.analyse(request))
    assert [report.problem for report in analysis.reports if report.problem] == []
    found: Answer = {name: [] for name in names}
    for report in analysis.reports:
        found[Path(report.folder).relative_to(root).as_posix()] += report.findings
    return found


def as_message(finding: Finding, root: Path) -> Message:
    file = os.path.relpath(finding.place.file, root) if finding.place.file else ""
    return Message(file.replace(os.sep, "/"), finding.place.line, finding.place.column, finding.message)


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)
def test_lines(fixture: Fixture, found: Engine, compiled: Compiled) -> None:
    """Every line of the compiler is a finding, and no other."""
    assert Counter(finding.line for finding in found(fixture)) == Counter(compiled(fixture, "-m"))


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)
def test_attributes(fixture: Fixture, found: Engine) -> None:
    """Category, allocation, span and flow are what the fixture's comments say."""
    findings = found(fixture)
    messages = [as_message(finding, fixture.root) for finding in findings]
    by_message = dict(zip(map(id, messages), findings, strict=True))
    pairs = compare(fixture.expectations, messages).pairs
    assert len(pairs) == len(fixture.expectations)
    wrong = [
        f"{e.file}:{e.line}: {e.text}\n    {key}: expected {expected!r}, found {shown!r}"
        for e, message in pairs
        for key, (expected, shown) in differences(e, by_message[id(message)]).items()
    ]
    assert not wrong, "\n".join(wrong)


def differences(expectation: Expectation, finding: Finding) -> dict[str, tuple[str, str]]:
    """What the comment says and the finding doesn't, by attribute: (expected, found)."""
    flow = finding.flow.steps if finding.flow else ()
    shown = {
        "category": finding.category.value if finding.category else "",
        "allocates": finding.allocates.value,
        "span": span_text(finding) if "span" in expectation.details else "",
        "flow": ", ".join(step.operation for step in flow),
    }
    said = dict(expectation.details)
    said["allocates"] = said.pop("shows", said.get("allocates", shown["allocates"]))
    if expectation.category:
        said["category"] = expectation.category
    return {key: (value, shown[key]) for key, value in said.items() if value != shown[key]}


def span_text(finding: Finding) -> str:
    place = finding.place
    return Source(place.file, Path(place.file).read_bytes()).text(place.span) if place.span else ""


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)
def test_flows(fixture: Fixture, found: Engine, compiled: Compiled) -> None:
    """The steps of every flow, up to where it joins another value's, are those that -m=2 prints."""
    explanations = read_explanations(compiled(fixture, "-m=2"))
    wrong = []
    for finding in explained(found(fixture)):
        flow = finding.flow
        assert flow is not None, finding.line
        own = [(s.operation, s.expression) for s in flow.steps[: len(flow.steps) - flow.joined] if s.operation]
        printed = [explanation.steps for explanation in explanations_of(finding, explanations)]
        if own not in printed and (own or printed):
            wrong.append(f"{finding.line}\n    engine   {own}\n    compiler {printed}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)
def test_functions(fixture: Fixture, found: Engine, compiled: Compiled) -> None:
    """The function of every explained finding in the package's files is the one that -m=2 names."""
    explanations = read_explanations(compiled(fixture, "-m=2"))
    wrong = []
    for finding in explained(found(fixture)):
        named = {explanation.declared for explanation in explanations_of(finding, explanations)}
        if named and as_message(finding, fixture.root).file in fixture.files and finding.function not in named:
            wrong.append(f"{finding.line}\n    engine   {finding.function}\n    compiler {named}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)
def test_spans(fixture: Fixture, found: Engine) -> None:
    """Every finding in the package's files that has a column has a span, and the span holds the point.

    Two kinds of messages stand before what they are about, on the same line: those of variadic arguments at the
    call's parenthesis, and those of a whole function at the receiver.
    """
    wrong = []
    for finding in found(fixture):
        place = finding.place
        if place.column and as_message(finding, fixture.root).file in fixture.files:
            source = Source(place.file, Path(place.file).read_bytes())
            point = source.offset(place.line, place.column)
            line = source.line_span(place.line - 1)
            ahead = finding.subject == "... argument" or source.data[line.start : point] == b"func "
            held = place.span is not None and (point in place.span or (ahead and place.span.start in line))
            if not held:
                wrong.append(f"{finding.line}\n    {place.span}: {span_text(finding)!r}")
    assert not wrong, "\n".join(wrong)


def explained(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that the compiler explains: values on the heap and leaking parameters, where they have a place."""
    return [f for f in findings if (f.kind.is_heap or f.kind.is_leak) and f.place.file]


def explanations_of(finding: Finding, explanations: Explanations) -> list[Explanation]:
    """What is printed at the finding's place of its subject; an append's subject is its whole call, and that of what
    became a constant only later is the text before."""
    place = finding.line.removesuffix(f": {finding.message}")
    if (place, finding.subject) in explanations:
        return explanations[place, finding.subject]
    if finding.subject != "append":
        return [one for (at, _), found in explanations.items() if at == place for one in found]
    here = (found for (at, subject), found in explanations.items() if at == place and subject.startswith("append("))
    return [explanation for found in here for explanation in found]
