"""Where the standard library that goescape ships cannot be read, that is what is said, and all else goes on."""

from __future__ import annotations

import pytest

from goescape.native.engine import NativeEngine
from goescape.packages import stddb

from .conftest import Asked

ARCHIVE = """\
-- go.mod --
module m

go 1.24
-- m.go --
package m

import "time"

var now = time.Now()
"""
WHOLE = stddb.DATABASE.read_bytes()
DAMAGED = {
    "missing": None,
    "another file": b"something else",
    "cut": WHOLE[:300_000],
    "overwritten": WHOLE[:300_000] + b"?" * (len(WHOLE) - 300_000),
}


@pytest.mark.parametrize("how", DAMAGED)
async def test_it_is_said_in_one_line(
    how: str,
    asked: Asked,
    native: NativeEngine,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    database = tmp_path_factory.mktemp("installed") / "std.db"
    data = DAMAGED[how]
    if data is not None:
        database.write_bytes(data)
    request = asked(ARCHIVE)
    monkeypatch.setattr(stddb, "DATABASE", database)
    for _ in range(2):
        analysis = await native.analyse(request)
        assert analysis.problem is not None
        assert analysis.problem.summary == stddb.trouble()
        assert str(database) in analysis.problem.summary
        assert "\n" not in analysis.problem.summary
        assert analysis.problem.advice == "install goescape again"
        assert analysis.reports == ()
