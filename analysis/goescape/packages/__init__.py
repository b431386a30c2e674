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
from goescape.packages.stddb import DATABASE, StdDatabase


def open_loader(folder: str, process: Mapping[str, str], files: Files, wanted: Wanted | None = None) -> Loader:
    """A loader for work in the absolute `folder`.

    Where there is no Go, the standard library that goescape ships stands in for it, mounted at the database's path.
    """
    wanted = wanted or Wanted()
    if not wanted.goroot and not find_goroot(process, files):
        database = StdDatabase(StdDatabase.minors()[-1])
        root = str(DATABASE)
        files = Mounted(files, root, database.tree())
        wanted = attrs.evolve(wanted, goroot=root, release=database.version)
    cached = Cached(files)
    return Loader(find_environment(process, cached, wanted), cached, os.path.normpath(folder))
