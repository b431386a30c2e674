"""What ``goescape fix`` says to people."""

from __future__ import annotations

import os
from collections.abc import Mapping

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from goescape.cli.fix_table import Row, table
from goescape.cli.rounds import Item, Outcome
from goescape.explain.fixes import refusal, title
from goescape.explain.labels import Label, label
from goescape.explain.language import Language
from goescape.fixes.model import FixKind
from goescape.fixes.proof import Proof


class FixReport:
    """Prints an outcome. Paths are shown relative to `folder`."""

    def __init__(self, outcome: Outcome, folder: str, language: Language, console: Console) -> None:
        self._outcome = outcome
        self._folder = folder
        self._language = language
        self._out = console

    def made(self) -> None:
        """Print a line for each fix that was made."""
        for item in self._outcome.made:
            if isinstance(item.found, Proof):
                self._line(item, title(item.found, self._language), "green")

    def left(self) -> None:
        """Print a line for each place where none was, with the reason."""
        for item in self._outcome.left:
            if item.reason is not None:
                reason = refusal(item.reason, self._language)
                detail = item.found.detail.strip().split("\n")[0] if isinstance(item.found, Proof) else ""
                subject = " ".join(item.about.subject.split())
                self._line(item, f"{subject}: {reason}" + (f" ({detail})" if detail else ""), "yellow")

    def summary(self, done: Label) -> None:
        """Print the table, and a line that counts; `done` is what was done with the fixes."""
        rows = table((*self._outcome.made, *self._outcome.left))
        if rows:
            self._table(rows)
        made, files = len(self._outcome.made), len(self._outcome.after)
        text = label(done, self._language, count=made, files=files) if made else label(Label.FIX_NONE, self._language)
        self._out.print(Text(text, "bold"))
        if self._outcome.unfinished:
            self._out.print(label(Label.FIX_UNFINISHED, self._language))

    def _line(self, item: Item, text: str, colour: str) -> None:
        where = f"{self._shown(item.place.file)}:{item.place.line}:{item.place.column}"
        kind = f"[{item.about.kind.value}] "
        self._out.print(Text.assemble((where, "bold"), ": ", (kind, f"bold {colour}"), text))

    def _shown(self, path: str) -> str:
        relative = os.path.relpath(path, self._folder)
        return relative if len(relative) < len(path) else path

    def _table(self, rows: Mapping[FixKind, Row]) -> None:
        heads = [label(name, self._language) for name in (Label.FIX, Label.FIX_CANDIDATES, Label.FIX_PROVEN)]
        widths = [max(cell_len(heads[0]), *(len(kind.value) for kind in rows)), *map(cell_len, heads[1:])]
        refused = label(Label.FIX_REFUSED, self._language)
        self._out.print()
        self._out.print(Text("  ".join([*map(_padded, heads, widths), refused]), "bold"))
        for kind, row in rows.items():
            cells = [f"{kind.value:<{widths[0]}}", f"{row.candidates:>{widths[1]}}", f"{row.proven:>{widths[2]}}"]
            reasons = [f"{count:>5}  {refusal(reason, self._language)}" for reason, count in row.refused.most_common()]
            blank = " " * len("  ".join(cells))
            for number, reason in enumerate(reasons or [""]):
                line = blank if number else "  ".join(cells)
                self._out.print(f"{line}  {reason}".rstrip())
        self._out.print()


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))
