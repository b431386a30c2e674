"""What is analysed together, and in which order, is what the comments at the end of the file say."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from goescape.ir.order import bottom_up
from goescape.ir.package.target import build_target
from goescape.ir.places import Bases
from goescape.release import NEWEST
from goescape.syntax.deep import with_deep_stack
from goescape.types.program import Program
from goescape.types.sizes import SIZES
from goescape.types.source import Sources

FILE = Path(__file__).parent / "batches.go"


def test_batches() -> None:
    text = FILE.read_text(encoding="utf-8")
    program = Program(Sources({"p": {"p.go": text}}), SIZES["amd64"])
    target = with_deep_stack(partial(build_target, program, program.unit("p"), NEWEST, Bases()))
    batches = [([func.name for func in batch], recursive) for batch, recursive in bottom_up(target.funcs)]
    expected = re.findall(r"^// (.*?)(?: \((recursive)\).*)?$", text, re.M)
    assert batches == [(names.split(), bool(recursive)) for names, recursive in expected]
