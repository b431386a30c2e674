"""How a session is, in one line for the user."""

from __future__ import annotations

import enum
from collections.abc import Collection
from dataclasses import dataclass

from goescape.findings.model import Engine, PackageReport
from goescape.folders import Folder


class State(enum.Enum):
    """How the session is, for a status line."""

    OFF = "off"
    BUSY = "busy"
    READY = "ready"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Status:
    """One line for the user; `detail` may have more. `toolchain` is "" as long as none was found."""

    state: State
    message: str
    detail: str = ""
    toolchain: str = ""


def status_of(folder: Folder, silence: str, predictions: str) -> Status:
    """What is known of a folder. `silence` says why no compiler is asked, `predictions` how right they were."""
    reports = folder.good.values()
    problems = [p for p in [folder.problem, *(report.problem for report in reports)] if p is not None]
    grave = [problem for problem in problems if not problem.local]
    if grave:
        return Status(State.WARNING, grave[0].summary, grave[0].advice or grave[0].detail)
    predicted = any(report.provenance.engine is Engine.NATIVE for report in reports)
    note, detail = (" (predicted)", silence) if predicted else ("", predictions)
    if problems:
        note, detail = " (predicted, as far as it compiles)", "; ".join(filter(None, [problems[0].summary, silence]))
    return Status(State.READY, f"{_heap_allocations(reports)} in {_names(folder)}{note}{_fixes(folder)}", detail)


def _heap_allocations(reports: Collection[PackageReport]) -> str:
    count = sum(f.is_heap_allocation for report in reports if not report.for_test for f in report.findings)
    return f"{count} heap allocations"


def _names(folder: Folder) -> str:
    return ", ".join(sorted(name for name in folder.good if "[" not in name))


def _fixes(folder: Folder) -> str:
    count = len(folder.offers.offers()) if folder.offers is not None else 0
    return f", {count} {'fix' if count == 1 else 'fixes'} proven" if count else ""
