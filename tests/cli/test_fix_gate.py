"""What depends on edited files, tests included, still builds: or it is said what does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from goescape.cli.gate import Break, Gate, GateError, dependents
from goescape.compiler.engine import CompilerEngine
from goescape.compiler.request import BuildOptions, Request
from goescape.fixes.opening import open_module
from goescape.fixes.scene import Limits
from goescape.packages.loader import Loader

from ..archive import write

FILES = """\
-- go.mod --
module m

go 1.24
-- low/low.go --
package low

func Low(x *int) int { return *x }
-- low/low_test.go --
package low

import "testing"

func TestLow(t *testing.T) { Low(new(int)) }
-- middle/middle.go --
package middle

import "m/low"

func Middle() int { return low.Low(new(int)) }
-- high/high.go --
package high

import "m/middle"

func High() int { return middle.Middle() }
-- tested/tested.go --
package tested
-- tested/tested_test.go --
package tested_test

import (
	"testing"

	"m/low"
)

func Test(t *testing.T) { low.Low(new(int)) }
-- apart/apart.go --
package apart
-- broken/broken.go --
package broken

import "m/low"

var X = low.Low(nil) + missing
"""


@pytest.fixture
def request_(tmp_path: Path) -> Request:
    write(tmp_path, FILES)
    return Request(str(tmp_path), ("./low",))


def loader_of(engine: CompilerEngine, request: Request) -> Loader:
    return open_module(request, engine.toolchain, Limits()).loader


async def test_dependents(engine: CompilerEngine, request_: Request) -> None:
    loader = loader_of(engine, request_)
    folder = request_.folder
    assert dependents(loader, [f"{folder}/low"]) == ["m/broken", "m/high", "m/low", "m/middle", "m/tested"]
    assert dependents(loader, [f"{folder}/middle", f"{folder}/apart"]) == ["m/apart", "m/high", "m/middle"]
    assert dependents(loader, [f"{folder}/none"]) == []


async def test_dependents_in_the_standard_library(engine: CompilerEngine) -> None:
    request = Request(f"{engine.toolchain.goroot}/src/text", ("./...",))
    found = dependents(loader_of(engine, request), [f"{engine.toolchain.goroot}/src/text/tabwriter"])
    assert "text/tabwriter" in found and "go/printer" in found and "sort" not in found


TEXTS = {
    "the same": "package low\n\nfunc Low(x *int) int { return *x }\n",
    "another type": "package low\n\nfunc Low(x int) int { return x }\n",
    "an error": "package low\n\nfunc Low(x *int) int { return y }\n",
}
BREAKS = {
    "the same": [],
    "another type": ["m/broken", "m/low [m/low.test]", "m/middle", "m/tested_test [m/tested.test]"],
    "an error": ["m/broken", "m/low", "m/low [m/low.test]", "m/middle", "m/tested_test [m/tested.test]"],
}


@pytest.mark.parametrize("name", TEXTS)
async def test_breaks(engine: CompilerEngine, request_: Request, name: str) -> None:
    gate = Gate(engine, request_, loader_of(engine, request_))
    breaks = await gate.breaks({f"{request_.folder}/low/low.go": TEXTS[name].encode()})
    own = [each.package for each in breaks if each.package != "m/high"]
    assert own == BREAKS[name]
    assert all(isinstance(each, Break) and each.detail for each in breaks)


async def test_what_was_broken_may_stay_so(engine: CompilerEngine, request_: Request) -> None:
    """Also where the complaint moves to another line; a new one is noticed."""
    path = f"{request_.folder}/broken/broken.go"
    gate = Gate(engine, request_, loader_of(engine, request_))
    text = Path(path).read_text(encoding="utf-8")
    assert await gate.breaks({path: text.replace("var X", "\nvar X").encode()}) == []
    broken = await gate.breaks({path: (text + "var Y = absent\n").encode()})
    assert [each.package for each in broken] == ["m/broken"]
    assert "undefined: absent" in broken[0].detail


async def test_a_compiler_that_does_not_end_is_told_of(engine: CompilerEngine, request_: Request) -> None:
    hurried = replace(request_, options=BuildOptions(timeout=0.001))
    gate = Gate(engine, hurried, loader_of(engine, hurried))
    with pytest.raises(GateError, match="was stopped after"):
        await gate.breaks({f"{request_.folder}/low/low.go": TEXTS["the same"].encode()})
