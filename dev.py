#!/usr/bin/env python3
"""Sets up this checkout and runs what is asked for. Needs Python 3.10 or newer with pip, and nothing else.

    python3 dev.py demo       print the findings for the example module
    python3 dev.py test       check style, types and layers, and run the tests (arguments go to pytest)
    python3 dev.py editors    test in real editors: Visual Studio Code and Neovim
    python3 dev.py run ...    run a command of the environment, such as: goescape check -C examples/orders
    python3 dev.py lock       renew the lock files from pyproject.toml

Everything is installed into .venv, at the versions and hashes of requirements.lock; what only tests need, at
those of requirements-dev.lock.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
SCRIPTS = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
USE, DEVELOP = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
NEEDS_DEVELOP = frozenset({"test", "editors", "run"})
OLDEST = (3, 10)


def main(arguments: list[str]) -> int:
    """Run the command that the arguments name; returns its exit status."""
    commands = {"demo": demo, "test": test, "editors": editors, "run": run, "lock": lock}
    if not arguments or arguments[0] not in commands:
        print(__doc__)
        return 2
    set_up(DEVELOP if arguments[0] in NEEDS_DEVELOP else USE)
    return commands[arguments[0]](arguments[1:])


def demo(arguments: list[str]) -> int:
    """The findings of the example module."""
    return call("goescape", "check", "-C", str(ROOT / "examples" / "orders"), *arguments)


def test(arguments: list[str]) -> int:
    """Style, types, layers, tests; the first failure ends it."""
    steps = (
        ("ruff", "check", "."),
        ("mypy",),
        ("lint-imports", "--no-cache"),
        ("pytest", "-m", "not editor", *arguments),
    )
    for step in steps:
        print(f"--- {' '.join(step)}", flush=True)
        status = call(*step)
        if status:
            return status
    return 0


def editors(arguments: list[str]) -> int:
    """Real editors; a missing one is a failure."""
    return call("python", "-m", "tests.editors", *arguments)


def run(arguments: list[str]) -> int:
    """Any command of the environment."""
    return call(*arguments)


def lock(arguments: list[str]) -> int:
    """Resolve pyproject.toml for every supported Python and system, with uv."""
    install("uv")
    for target, groups in ((USE, ("build",)), (DEVELOP, ("build", "dev", "editors"))):
        command = ["uv", "pip", "compile", "pyproject.toml", "--universal", "--generate-hashes", "--quiet"]
        command += ["--python-version", ".".join(map(str, OLDEST)), "--extra", "toolchain", "--no-emit-index-url"]
        command += [word for group in groups for word in ("--group", group)]
        status = call(*command, "--custom-compile-command", "python3 dev.py lock", "-o", str(target), *arguments)
        if status:
            return status
    return 0


def call(*command: str) -> int:
    """Run a command with the environment's scripts first on PATH."""
    path = os.pathsep.join([str(SCRIPTS), os.environ.get("PATH", "")])
    return subprocess.call(command, cwd=ROOT, env={**os.environ, "PATH": path, "VIRTUAL_ENV": str(ENVIRONMENT)})


def set_up(lock: Path) -> None:
    """Make .venv hold what a lock file says, unless it does."""
    if sys.version_info < OLDEST:
        sys.exit(f"goescape needs Python {'.'.join(map(str, OLDEST))} or newer; this is {sys.version.split()[0]}")
    wanted = hashlib.sha256(lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes() + sys.version.encode())
    stamp = ENVIRONMENT / f"installed-{lock.stem}"
    if PYTHON.exists() and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted.hexdigest():
        return
    print(f"installing what {lock.name} lists into .venv (once)", file=sys.stderr, flush=True)
    if not PYTHON.exists():
        venv.create(ENVIRONMENT, clear=True, symlinks=os.name != "nt", with_pip=False)
    install("--require-hashes", "-r", str(lock))
    install("--no-build-isolation", "--no-deps", "-e", str(ROOT))
    stamp.write_text(wanted.hexdigest(), encoding="utf-8")


def install(*what: str) -> None:
    """Install into .venv with the pip of the Python that runs this file: a system without ensurepip will do.

    Of this Python's packages pip alone is shown to .venv's, or pip would take the others for installed there.
    """
    spec = importlib.util.find_spec("pip")
    if spec is None or spec.origin is None:
        sys.exit("this Python has no pip; install it (on Debian: apt-get install python3-pip)")
    with tempfile.TemporaryDirectory() as alone:
        shutil.copytree(Path(spec.origin).parent, Path(alone, "pip"))
        command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what]
        status = subprocess.call(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": alone})
    if status:
        sys.exit(f"pip could not install {' '.join(what)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
