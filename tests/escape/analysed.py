"""A package of a module, analysed, with all that is known of it."""

from __future__ import annotations

from pathlib import Path

from goescape.escape import EscapeResult, analyse
from goescape.inline.devirtualise import devirtualise
from goescape.ir.nodes import Node
from goescape.ir.package.target import build_target
from goescape.ir.passes.prepare import prepare
from goescape.ir.places import Pos
from goescape.ir.printing import text
from goescape.native.driver import Pipeline
from goescape.packages.environment import Wanted
from goescape.syntax.deep import with_deep_stack
from goescape.types.opened import OpenPrograms


class Analysed:
    """The result for the package at an import path."""

    def __init__(self, folder: Path, path: str, goroot: Path) -> None:
        self._pipeline = Pipeline(OpenPrograms().of(str(folder), Wanted(goroot=str(goroot)), {}), None)
        self._pipeline.follow(frozenset((path,)))
        self.result: EscapeResult = with_deep_stack(lambda: self._analyse(path))

    def place(self, pos: Pos) -> str:
        """``file:line:column``, of a file's name without its folder."""
        found = self._pipeline.printer.place(pos)
        assert found is not None
        return f"{Path(found.file).name}:{found.line}:{found.column}"

    def text(self, node: Node | None) -> str:
        return text(node, self.target.package)

    def _analyse(self, path: str) -> EscapeResult:
        pipeline = self._pipeline
        program = pipeline.program
        self.target = build_target(program, program.unit(path), pipeline.release, pipeline.bases)
        devirtualise(self.target)
        prepare(self.target)
        assert not any(func.problem for func in self.target.funcs)
        return analyse(self.target, pipeline.summaries, pipeline.release, program.sizes)
