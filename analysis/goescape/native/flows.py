"""The flows of a package's findings, as steps: what `compiler.attach` makes of the compiler's log, out of graphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from goescape.escape import messages as kinds
from goescape.escape.batch import Batch
from goescape.escape.flow import Flow as Way
from goescape.escape.flow import Flows, location_text
from goescape.escape.messages import Message
from goescape.escape.trace import Hop
from goescape.findings.assemble import Assembler
from goescape.findings.evidence import Twin
from goescape.findings.messages import parse_line
from goescape.findings.model import Finding, Flow, Kind, PackageReport, Place, Step
from goescape.ir.nodes import Func
from goescape.ir.places import Pos
from goescape.ir.printing import text
from goescape.native.lines import Printer
from goescape.native.outcome import Outcome

_NOWHERE = Place("", 0, 0)


class _Told(NamedTuple):
    """What is told of one finding. `cut` is the number of the step to cut, -1 for none. `is_boxed`: the value is put
    into an interface at its own place, where the storage for it has the same name."""

    flow: Flow
    cut: int = -1
    is_boxed: bool = False


def explained(report: PackageReport, outcome: Outcome, printer: Printer, assembler: Assembler) -> PackageReport:
    """A report with flows, and with the steps to cut. `outcome` is what the report was made of."""
    teller = _Teller(outcome.batches, printer)
    messages = _messages(report.findings, outcome.messages, printer)
    told: list[_Told | None] = []
    for finding, message in zip(report.findings, messages, strict=True):
        told.append(teller.told(message, finding) if finding.kind.is_heap or finding.kind.is_leak else None)
    boxed = {_line(finding) for finding, one in zip(report.findings, told, strict=True) if one and one.is_boxed}
    findings = [
        _explained(finding, one, _line(finding) in boxed, assembler) if one is not None else finding
        for finding, one in zip(report.findings, told, strict=True)
    ]
    return replace(report, findings=tuple(findings), flows=True)


def _explained(finding: Finding, told: _Told, has_twin: bool, assembler: Assembler) -> Finding:
    if not told.flow.steps:
        return replace(finding, flow=told.flow)
    twin = Twin.NONE
    if has_twin:
        twin = Twin.VALUE if told.is_boxed or finding.kind is Kind.APPEND_ESCAPES else Twin.BOX
    found = assembler.explained(finding, told.flow, (), twin)
    return replace(found, cut=found.flow.steps[told.cut]) if found.flow is not None and told.cut >= 0 else found


def _line(finding: Finding) -> tuple[object, ...]:
    place = finding.place
    return place.file, place.line, place.column, finding.message


def _messages(findings: Sequence[Finding], messages: Sequence[Message], printer: Printer) -> Iterable[Message]:
    """The messages that findings were made of, one a finding."""
    if len(findings) == len(messages):
        return messages
    printed = zip(messages, printer.lines(messages), strict=True)
    return [message for message, said in printed for line in said.splitlines() if parse_line(line) is not None]


class _Teller:
    """Tells flows in the words of the compiler."""

    def __init__(self, batches: Mapping[Func, Batch], printer: Printer) -> None:
        self._batches = batches
        self._printer = printer
        self._narrators: dict[Batch, _Narrator] = {}

    def told(self, message: Message, finding: Finding) -> _Told:
        """What there is to tell of a message about what escapes or leaks."""
        batch = self._batches.get(message.func)
        if batch is None or message.location < 0:
            return _Told(Flow(()))
        narrator = self._narrators.get(batch)
        if narrator is None:
            narrator = self._narrators[batch] = _Narrator(batch, self._printer)
        return narrator.leak(message, finding.result) if finding.kind.is_leak else narrator.escape(message)


class _Narrator:
    """Makes steps of the hops in one graph."""

    def __init__(self, batch: Batch, printer: Printer) -> None:
        self._flows = Flows(batch.solution)
        self._graph = batch.graph
        self._package = batch.setting.package
        self._printer = printer

    def escape(self, message: Message) -> _Told:
        """Why something escapes, and the step to cut."""
        way = self._flows.of_escape(message.location)
        if way is None:
            return _Told(Flow(()))
        cut = self._flows.cut(message.location)
        number = self._last_step(way, cut) if cut is not None else -1
        return _Told(self._flow(way), number, self._is_boxed(way, message))

    def leak(self, message: Message, result: str) -> _Told:
        """How a parameter leaks, to the heap or to a result of that name."""
        param, flows = message.location, self._flows
        if message.kind != kinds.LEAKS_RESULT:
            return _Told(self._flow(flows.of_leak(param)))
        named = [index for index, one in enumerate(message.func.results) if one.name.name == result]
        ways = (flows.of_leak(param, index) for index in named)
        return _Told(self._flow(next(filter(None, ways), None)))

    def _flow(self, way: Way | None) -> Flow:
        """A way as steps; without any if there is none."""
        if way is None:
            return Flow(())
        own = len(way.hops) - way.joined
        steps = [step for hop in way.hops[:own] for step in self._steps(hop)]
        joined = [step for hop in way.hops[own:] for step in self._steps(hop)]
        return Flow((*steps, *joined), len(joined))

    def _last_step(self, way: Way, hop: Hop) -> int:
        """The number of the step that is the last on a hop of a way."""
        before = way.hops[: way.hops.index(hop) + 1]
        return sum(max(len(list(self._flows.operations(each))), 1) for each in before) - 1

    def _is_boxed(self, way: Way, message: Message) -> bool:
        """Whether a value goes into storage of an interface's that is called like itself, and stands at its place."""
        hop = way.hops[len(way.hops) - way.joined - 1]
        last = list(self._flows.operations(hop))[-1:]
        if not last or last[0].why != "interface-converted" or last[0].where.pos != message.pos:
            return False
        return self._named(hop.source) == self._named(hop.target)

    def _steps(self, hop: Hop) -> Iterator[Step]:
        """What is done on a hop, one step each; one without a name where nothing is said of it."""
        source, target = self._named(hop.source), self._named(hop.target)
        operations = list(self._flows.operations(hop))
        if not operations:
            node = self._graph.nodes[hop.source]
            yield Step(source, target, hop.derefs, "", "", self._place(node.pos) if node is not None else _NOWHERE)
        for where, why in operations:
            yield Step(source, target, hop.derefs, why, text(where, self._package), self._place(where.pos))

    def _named(self, location: int) -> str:
        return location_text(self._graph, location, self._package)

    def _place(self, pos: Pos) -> Place:
        return self._printer.place(pos) or _NOWHERE
