"""Where modules are: the folders that hold a go.mod."""

from __future__ import annotations

import os

SKIPPED_FOLDERS = frozenset({"vendor", "testdata", "node_modules"})
"""Folders that the go command leaves out of ``./...``, and one that holds no Go."""


def module_root(folder: str) -> str | None:
    """The folder, `folder` or one above it, that holds go.mod."""
    while not os.path.isfile(os.path.join(folder, "go.mod")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
    return folder


def module_folders(root: str) -> list[str]:
    """The folders below a root that hold a go.mod, as the go command would see them; the root itself when none."""
    found = []
    for folder, names, files in os.walk(root):
        names[:] = sorted(n for n in names if n not in SKIPPED_FOLDERS and not n.startswith((".", "_")))
        if "go.mod" in files:
            found.append(folder)
    return found or [root]
