"""Whether a program wrote a file."""

from __future__ import annotations

import re

from goescape.syntax.document import GoFile

_MARK = re.compile(rb"^// Code generated .* DO NOT EDIT\.\r?$", re.M)


def is_generated(file: GoFile) -> bool:
    """Whether the file says so on a line before its package clause (cmd/go: "go help generate")."""
    return _MARK.search(file.source.data, 0, file.package_span.start) is not None
