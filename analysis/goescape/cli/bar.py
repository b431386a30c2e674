"""The progress bar of an analysis, on a terminal."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


class Bar:
    """On standard error, as long as it is entered; then it is gone."""

    def __init__(self) -> None:
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._progress.add_task("analysing", total=None)

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def expect(self, total: int | None) -> None:
        """So many packages are to be done; None where that is not known."""
        self._progress.update(self._task, total=total)

    def analysed(self, package: str) -> None:
        """One more is done."""
        self._progress.update(self._task, advance=1, description=f"analysed {package}")

    def ask_for_flows(self) -> None:
        """All are done, and will be once more."""
        self._progress.update(self._task, completed=0, description="asking for flows")

    def explained(self, _package: str) -> None:
        """One more has its flows."""
        self._progress.update(self._task, advance=1)
