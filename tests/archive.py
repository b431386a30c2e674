"""Several files in one text, as Go's own tests have them: each begins with a line ``-- path --``."""

from __future__ import annotations

import re
from pathlib import Path

_MARK = re.compile(r"^-- (?P<path>\S+) --\n", re.MULTILINE)


def unpack(archive: str) -> dict[str, str]:
    """The texts of an archive by path; what stands before the first mark is a comment."""
    _, *parts = _MARK.split(archive)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def write(folder: Path, archive: str) -> None:
    """Write the files of an archive below a folder."""
    for name, text in unpack(archive).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
