"""Packages: which files make which package, and what they import, without running the go command.

`open_loader` is the way in: from a folder and the variables of a process to a `Loader`, which gives packages by import
path and whatever patterns stand for (`goescape.packages.patterns.match`).
"""

from __future__ import annotations

import os
from collections.abc import Mapping

import attrs

from goescape.packages.environment import Wanted, find_environment, find_goroot
from goescape.packages.files import Cached, Files, Mounted
from goescape.packages.loader import Loader
from goescape.packages.modfile import parse_mod
from goescape.packages.stddb import DATABASE, StdDatabase
from goescape.packages.versions import language_of
from goescape.packages.workspace import find_upward


def open_loader(folder: str, process: Mapping[str, str], files: Files, wanted: Wanted | None = None) -> Loader:
    """A loader for work in the absolute `folder`.

    Where there is no Go, the standard library that goescape ships stands in for it, mounted at the database's path: of
    the oldest release that is new enough for the module.
    """
    wanted = wanted or Wanted()
    if not wanted.goroot and not find_goroot(process, files):
        database = StdDatabase(_shipped_release(folder, files))
        root = str(DATABASE)
        files = Mounted(files, root, database.tree())
        wanted = attrs.evolve(wanted, goroot=root, release=database.version)
    cached = Cached(files)
    return Loader(find_environment(process, cached, wanted), cached, os.path.normpath(folder))


def _shipped_release(folder: str, files: Files) -> int:
    """The minor release to take for the module around a folder, by the go line of its go.mod."""
    known = StdDatabase.minors()
    root = find_upward(folder, "go.mod", files)
    path = os.path.join(root, "go.mod")
    module = parse_mod(files.read(path) or b"", path) if root else None
    wanted = language_of(module.go) if module is not None else None
    return next((minor for minor in known if wanted is not None and wanted <= (1, minor)), known[-1])
