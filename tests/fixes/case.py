"""Cases of fixes: archives below `cases/<fix>/`, one Go module each.

What stands before the first file says what the case is about; a line `limits: exported` there lets exported names
change. Then come the module's files (go.mod is made where there is none), with comments at the end of the line on which
a candidate or a refusal begins:

    // fix "u"                        a candidate whose subject is u
    // fix "u" [notes: upper-bound]   with these notes, and no others
    // refused "u" [reason: NIL]      a refusal for that member of `Reason`
    // unproven "u" [reason: WORSE]   a candidate that the proof refuses, for that member of `Failure`

Every candidate and refusal of the case's fix must be expected, and every expectation must be met. Files below `want/`
are the texts after all proven candidates were applied; those that change nothing are left out. GOESCAPE_UPDATE=1 writes
them. A package main is run before and after: it must print the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from goescape.fixes.model import Candidate, FixKind, Refusal
from goescape.fixes.scene import Limits
from goescape.source import Source
from tests.archive import unpack

CASES = Path(__file__).parent / "cases"
WANTED = "want/"
GO_MOD = "module m\n\ngo 1.26\n"
_COMMENT = re.compile(r'// (?P<what>fix|refused|unproven) "(?P<subject>[^"]*)"(?P<rest>(?: \[\w+: [^\]]*\])*)')
_DETAIL = re.compile(r" \[(?P<key>\w+): (?P<value>[^\]]*)\]")


@dataclass(frozen=True, order=True)
class Expectation:
    """One comment, or what was found, in the same words. `line` is 1-based."""

    file: str
    line: int
    what: str
    subject: str
    detail: str = ""

    def __str__(self) -> str:
        detail = f" [{self.detail}]" if self.detail else ""
        return f'{self.file}:{self.line}: // {self.what} "{self.subject}"{detail}'


@dataclass(frozen=True)
class Case:
    """An archive on disk."""

    path: Path

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def kind(self) -> FixKind:
        return FixKind(self.path.parent.name)

    @property
    def files(self) -> dict[str, str]:
        """The module's files by relative path."""
        files = {name: text for name, text in unpack(self._text).items() if not name.startswith(WANTED)}
        return {"go.mod": GO_MOD, **files}

    @property
    def wanted(self) -> dict[str, str]:
        """The texts after the fix, by relative path, of those files that change."""
        return {n.removeprefix(WANTED): text for n, text in unpack(self._text).items() if n.startswith(WANTED)}

    @property
    def limits(self) -> Limits:
        """What is allowed."""
        return Limits(exported=re.search(r"^limits: exported$", self._text.partition("\n-- ")[0], re.M) is not None)

    @property
    def programs(self) -> list[str]:
        """The folders of package main, relative."""
        texts = ((name, text) for name, text in self.files.items() if name.endswith(".go"))
        mains = {str(Path(name).parent) for name, text in texts if re.search(r"^package main$", text, re.M)}
        return sorted(mains)

    @property
    def _text(self) -> str:
        return self.path.read_bytes().decode()

    def expectations(self) -> set[Expectation]:
        """What the comments say."""
        return {expected for name, text in self.files.items() for expected in _expectations(name, text)}

    def write(self, texts: dict[str, str]) -> None:
        """Make `texts` what is wanted."""
        kept = re.split(rf"^-- {WANTED}\S+ --\n", self._text, flags=re.M)[0]
        parts = [f"-- {WANTED}{name} --\n{text}" for name, text in sorted(texts.items())]
        self.path.write_text(kept + "".join(parts), encoding="utf-8", newline="")


def _expectations(name: str, text: str) -> list[Expectation]:
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        for match in _COMMENT.finditer(line):
            detail = ", ".join(f"{d['key']}: {d['value']}" for d in _DETAIL.finditer(match["rest"]))
            found.append(Expectation(name, number, match["what"], match["subject"], detail))
    return found


def cases() -> list[Case]:
    """All cases on disk."""
    return [Case(path) for path in sorted(CASES.glob("*/*.txt"))]


def observed(found: Candidate | Refusal, folder: Path, failure: str = "") -> Expectation:
    """What was found, as a comment would expect it; `failure` is why a candidate was not proven."""
    line, _ = Source(found.path, Path(found.path).read_bytes()).line_column(found.span.start)
    name = Path(found.path).relative_to(folder).as_posix()
    if isinstance(found, Refusal):
        return Expectation(name, line, "refused", found.subject, f"reason: {found.reason.name}")
    if failure:
        return Expectation(name, line, "unproven", found.subject, f"reason: {failure}")
    notes = ", ".join(sorted(note.name.lower().replace("_", "-") for note in found.notes))
    return Expectation(name, line, "fix", found.subject, f"notes: {notes}" if notes else "")
