"""What is wrong with a package, a module or a file of theirs: a fact to be reported, never an exception."""

from __future__ import annotations

import attrs


@attrs.frozen(slots=True)
class Problem:
    """`message` says what, in the go command's terms; `advice` what to do, if anything helps.

    `path` is the absolute path of the file at fault and `offset` the byte offset in it; "" and -1 where there is none.
    """

    message: str
    advice: str = ""
    path: str = ""
    offset: int = -1
