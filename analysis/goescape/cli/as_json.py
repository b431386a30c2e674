"""Findings as JSON, for scripts. The format is described in docs/json.md; `FORMAT` grows when it changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from goescape.compiler.engine import Analysis
from goescape.findings.directives import Judgement
from goescape.findings.model import Finding, Flow, PackageReport, Place, Problem, Step, Unanalysed

FORMAT = 1


def dump(analysis: Analysis, selection: Callable[[Finding], bool], judgement: Judgement) -> str:
    """The analysis as one JSON object. Lines and columns are 1-based, columns and offsets count bytes."""
    packages = [_package(report, selection, judgement) for report in analysis.reports]
    return json.dumps({"format": FORMAT, "packages": packages}, ensure_ascii=False, indent=1)


def _package(report: PackageReport, selection: Callable[[Finding], bool], judgement: Judgement) -> dict[str, Any]:
    said_by = report.provenance
    return {
        "package": report.package,
        "folder": report.folder,
        "files": list(report.files),
        "release": said_by.release,
        "engine": said_by.engine.value,
        "toolchain": said_by.toolchain,
        "when": said_by.when.isoformat(timespec="seconds"),
        "problem": _problem(report.problem) if report.problem else None,
        "unanalysed": [_unanalysed(one) for one in report.unanalysed],
        "findings": [_finding(finding, judgement) for finding in report.findings if selection(finding)],
    }


def _unanalysed(one: Unanalysed) -> dict[str, Any]:
    return {"function": one.function, "reason": one.reason, "place": _place(one.place) if one.place else None}


def _problem(problem: Problem) -> dict[str, Any]:
    place = _place(problem.place) if problem.place else None
    return {"summary": problem.summary, "advice": problem.advice, "detail": problem.detail, "place": place}


def _finding(finding: Finding, judgement: Judgement) -> dict[str, Any]:
    ignored = judgement.ignored.get(finding)
    return {
        **_place(finding.place),
        "function": finding.function,
        "kind": finding.kind.value,
        "category": finding.category.value if finding.category else None,
        "allocates": finding.allocates.value,
        "subject": finding.subject,
        "message": finding.message,
        "line_text": finding.line,
        "ignored": ignored.reason if ignored is not None else None,
        "breaks_assertion": finding in judgement.broken,
        "result": finding.result or None,
        "level": finding.level if finding.result else None,
        "inlined_at": [_place(place) for place in finding.inlined_at],
        "flow": _flow(finding.flow) if finding.flow is not None else None,
        "cut": _step(finding.cut) if finding.cut is not None else None,
    }


def _flow(flow: Flow) -> dict[str, Any]:
    return {"joined": flow.joined, "steps": [_step(step) for step in flow.steps]}


def _step(step: Step) -> dict[str, Any]:
    return {
        "from": step.source,
        "to": step.target,
        "derefs": step.derefs,
        "operation": step.operation,
        "expression": step.expression,
        **_place(step.place),
        "inlined_at": [_place(place) for place in step.inlined_at],
    }


def _place(place: Place) -> dict[str, Any]:
    span = [place.span.start, place.span.end] if place.span else None
    return {"file": place.file, "line": place.line, "column": place.column, "span": span}
