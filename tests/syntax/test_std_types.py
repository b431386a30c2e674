"""The types of all expressions of some packages of the standard library, held against go/types."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from goescape.findings.assemble import Trees
from goescape.findings.layout import layout_of
from goescape.source import Span
from goescape.syntax import Type, type_of

from .toolchain import Go

PACKAGES = ["strconv", "text/template", "encoding/json", "go/types"]
Truth = dict[str, list[tuple[Span, int, int, bool]]]


@pytest.fixture(scope="module")
def truth(go: Go, tmp_path_factory: pytest.TempPathFactory) -> Truth:
    """By file: each expression's extent, the size and the alignment of its type, and whether it is a string."""
    folder = tmp_path_factory.mktemp("oracle")
    source = Path(__file__).parent / "types_oracle" / "main.go"
    found: Truth = defaultdict(list)
    for line in go.run(folder, "run", str(source), *PACKAGES).splitlines():
        file, start, end, size, alignment, is_string = json.loads(line)
        found[file].append((Span(start, end), size, alignment, is_string))
    return found


def test_types(truth: Truth) -> None:
    """What is said is right; most is."""
    trees = Trees(lambda path: Path(path).read_bytes(), {})
    counts: Counter[str] = Counter()
    wrong = []
    for folder in {Path(file).parent for file in truth}:
        files = [file for file in truth if Path(file).parent == folder]
        table = trees.facts(files).types
        for file in files:
            tree = trees.get(file)
            assert tree is not None
            for span, size, alignment, is_string in truth[file]:
                written = type_of(tree, span, table)
                layout, underlying = layout_of(written, table), table.underlying(written)
                counts["unknown" if layout is None else "known"] += 1
                if underlying is None:
                    continue
                says_string = underlying.form is Type.NAMED and underlying.name == "string"
                same = layout is None or (layout.size, layout.alignment) == (size, alignment)
                if not same or says_string != is_string:
                    wrong.append(f"{file}: {tree.source.text(span)}: {layout}, not {size}, {alignment}, {is_string}")
    assert not wrong, "\n".join(wrong[:50])
    assert counts["known"] > 20_000
    assert counts["known"] > counts["unknown"]
