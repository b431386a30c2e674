"""What Go knows of platforms and experiments, as tables.

Sources: internal/syslist, internal/platform, internal/buildcfg, cmd/go/internal/cfg/zdefaultcc.go (Go 1.26 and 1.27).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_SYSTEMS = (
    "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows"
    " zos"
)
SYSTEMS: Final = frozenset(_SYSTEMS.split())
"""Every GOOS that ever was: what counts in file names (internal/syslist: KnownOS)."""

_ARCHITECTURES = (
    "386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64"
    " ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm"
)
ARCHITECTURES: Final = frozenset(_ARCHITECTURES.split())
"""Every GOARCH that ever was (internal/syslist: KnownArch)."""

_UNIX = (
    "aix android darwin dragonfly freebsd hurd illumos ios linux netbsd openbsd solaris"
)
UNIX: Final = frozenset(_UNIX.split())
"""The systems for which the tag `unix` holds."""

IMPLIED: Final = {"android": "linux", "illumos": "solaris", "ios": "darwin"}
"""The system whose tag holds as well."""

WITHOUT_CGO: Final = frozenset(
    {
        ("js", "wasm"),
        ("linux", "sparc64"),
        ("plan9", "386"),
        ("plan9", "amd64"),
        ("plan9", "arm"),
        ("wasip1", "wasm"),
    }
)
"""The ports that cannot use cgo (internal/platform: distInfo)."""

CLANG: Final = frozenset({"darwin", "ios", "freebsd", "openbsd"})
"""The systems whose C compiler is clang if $CC does not say; it is gcc elsewhere."""

HOST_SYSTEMS: Final = {"win32": "windows", "cygwin": "windows", "sunos5": "solaris"}
"""sys.platform where it is not GOOS."""

HOST_ARCHITECTURES: Final = {
    "x86_64": "amd64",
    "amd64": "amd64",
    "i386": "386",
    "i686": "386",
    "x86": "386",
    "aarch64": "arm64",
    "arm64": "arm64",
    "armv6l": "arm",
    "armv7l": "arm",
    "armv8l": "arm",
    "loongarch64": "loong64",
    "ppc64le": "ppc64le",
    "ppc64": "ppc64",
    "riscv64": "riscv64",
    "s390x": "s390x",
}
"""platform.machine() in small letters -> GOARCH."""

ARCHITECTURE_SETTINGS: Final = {
    "386": ("GO386", "sse2"),
    "amd64": ("GOAMD64", "v1"),
    "arm": ("GOARM", "7"),
    "arm64": ("GOARM64", "v8.0"),
    "mips": ("GOMIPS", "hardfloat"),
    "mipsle": ("GOMIPS", "hardfloat"),
    "mips64": ("GOMIPS64", "hardfloat"),
    "mips64le": ("GOMIPS64", "hardfloat"),
    "ppc64": ("GOPPC64", "power8"),
    "ppc64le": ("GOPPC64", "power8"),
    "riscv64": ("GORISCV64", "rva20u64"),
    "wasm": ("GOWASM", ""),
}
"""GOARCH -> the variable that says which variant it is, and its default."""

RISCV_PROFILES: Final = ("rva20u64", "rva22u64", "rva23u64")


def cgo_supported(goos: str, goarch: str) -> bool:
    """Whether the port can use cgo at all."""
    return goos in SYSTEMS and (goos, goarch) not in WITHOUT_CGO


def links_externally(goos: str, goarch: str) -> bool:
    """Whether every program is linked by the C linker (cmd/go/internal/load: externalLinkingReason)."""
    return goos == "ios" or (goos == "android" and goarch != "arm64")


def architecture_tags(goarch: str, variant: str) -> list[str]:
    """The tags of an architecture's variant, "amd64.v2" (internal/buildcfg: gogoarchTags).

    `variant` is the value of the variable that `ARCHITECTURE_SETTINGS` names; what is none counts as the default.
    """
    if goarch == "amd64":
        return [f"amd64.v{level}" for level in range(1, _level(variant, r"v([1-4])", 1) + 1)]
    if goarch == "arm":
        return [f"arm.{level}" for level in range(5, _level(variant, r"([5-7])(?:,.*)?", 7) + 1)]
    if goarch == "arm64":
        return _arm64_tags(variant)
    if goarch in ("ppc64", "ppc64le"):
        return [f"{goarch}.power{level}" for level in range(8, _level(variant, r"power(8|9|10)", 8) + 1)]
    if goarch == "riscv64":
        newest = RISCV_PROFILES.index(variant) if variant in RISCV_PROFILES else 0
        return [f"riscv64.{profile}" for profile in RISCV_PROFILES[: newest + 1]]
    if goarch == "wasm":
        return ["wasm.satconv", "wasm.signext"]
    return [f"{goarch}.{variant}"] if goarch in ARCHITECTURE_SETTINGS else []


def _level(variant: str, pattern: str, default: int) -> int:
    match = re.fullmatch(pattern, variant)
    return int(match[1]) if match else default


def _arm64_tags(variant: str) -> list[str]:
    match = re.fullmatch(r"v([89])\.([0-9])(?:,.*)?", variant)
    major, minor = (int(match[1]), int(match[2])) if match else (8, 0)
    tags = [f"arm64.v{major}.{level}" for level in range(minor + 1)]
    if major == 9:  # v9.N has all of v8.(N+5)
        tags += [f"arm64.v8.{level}" for level in range(min(minor + 5, 9) + 1)]
    return tags


_REGISTER_ABI = frozenset({"amd64", "arm64", "loong64", "ppc64le", "ppc64", "riscv64"})
_BASELINES: Final = {
    26: ("dwarf5", "randomizedheapbase64", "greenteagc"),
    27: ("dwarf5", "randomizedheapbase64", "greenteagc", "jsonv2", "sizespecializedmalloc"),
}
"""Minor release -> experiments that are on by default, the register ABI's left out."""

_BASELINE = re.compile(r"baseline := goexperiment\.Flags\{(.*?)\}", re.DOTALL)
_FIELD = re.compile(r"(\w+):\s*(\w+),")


def default_experiments(minor: int, goos: str, goarch: str, source: str = "") -> set[str]:
    """The experiments that Go 1.`minor` has on by default for a platform.

    `source` is the text of the GOROOT's internal/buildcfg/exp.go, which knows best; without it the nearest release of
    the table counts.
    """
    match = _BASELINE.search(source)
    if match:
        fields = _FIELD.findall(match[1])
        return {name.lower() for name, value in fields if _baseline_value(value, goos, goarch, source)}
    known = _BASELINES[min(_BASELINES, key=lambda each: abs(each - minor))]
    on = {name for name in known if name != "dwarf5" or _has_dwarf5(goos)}
    if goarch in _REGISTER_ABI or goarch == "s390x":
        on |= {"regabiwrappers", "regabiargs"}
    return on


def _baseline_value(value: str, goos: str, goarch: str, source: str) -> bool:
    if value == "dwarf5Supported":
        return _has_dwarf5(goos)
    if value in ("true", "false"):
        return value == "true"
    cases = re.findall(r"case ([^:]*):((?:\s*\w+ = true)+)", source)
    return any(f'"{goarch}"' in names and f"{value} = true" in body for names, body in cases)


def _has_dwarf5(goos: str) -> bool:
    return goos not in ("darwin", "ios", "aix")


def experiments(setting: str, defaults: Iterable[str], goarch: str) -> set[str]:
    """The experiments that are on, given GOEXPERIMENT: "name,noname,none" (internal/buildcfg: ParseGOEXPERIMENT)."""
    on = set(defaults)
    for word in setting.split(","):
        if word == "none":
            on.clear()
            continue
        name = word.removeprefix("no")
        names = {"regabiwrappers", "regabiargs"} if name == "regabi" else {name} - {""}
        on = on - names if word.startswith("no") else on | names
    register_abi = {"regabiwrappers", "regabiargs"}
    if goarch in _REGISTER_ABI:
        return on | register_abi
    return on if goarch == "s390x" else on - register_abi
