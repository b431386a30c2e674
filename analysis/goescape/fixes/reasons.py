"""Why a fix is not offered. The value is what tables and `goescape fix --refused` print."""

from __future__ import annotations

import enum


class Reason(enum.Enum):
    """A precondition that does not hold. Grouped by what they are about."""

    CRASHED = "goescape failed on this function"
    GENERATED = "the file is generated"
    OUTSIDE_MODULE = "an edit would be outside the module"
    BROKEN = "the code has errors"
    COMMENT_LOST = "a comment would be lost"
    NAME_TAKEN = "the name that the new text needs means something else here"

    EXPORTED = "exported: callers outside the module may exist"
    UNSEEN_CALLERS = "it is mentioned in files that are not in this build"
    USED_AS_VALUE = "the function is used as a value"
