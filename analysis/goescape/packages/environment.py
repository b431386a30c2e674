"""What the go command would take from its environment, found without running it.

Sources: cmd/go/internal/cfg (cfg.go), go/build (defaultGOPATH), cmd/go/internal/base (goflags.go), Go 1.26.
"""

from __future__ import annotations

import os
import platform
import re
import sys
from collections.abc import Iterator, Mapping, Sequence

import attrs

from goescape.packages import platforms
from goescape.packages.files import READABLE, Files, Kind
from goescape.packages.problem import Problem
from goescape.packages.versions import Language, language_of

INSTRUMENTS = ("race", "msan", "asan")


@attrs.frozen(slots=True)
class Environment:
    """Where Go is and what is built for. All paths are absolute.

    `goroot` is "" where there is no Go; `release` is that GOROOT's ("go1.26.6") and `language` what it compiles by
    default. `tags` are all tags that hold, those of the platform and the release included. `mod` is -mod ("" for the
    default), `modfile` -modfile, `work` GOWORK, `modules` GO111MODULE. `instruments` has what is built in of "race",
    "msan", "asan". `problems` says what of the settings could not be used.
    """

    goroot: str
    release: str
    language: Language
    gopath: tuple[str, ...]
    modcache: str
    goos: str
    goarch: str
    cgo: bool
    tags: frozenset[str]
    mod: str = ""
    modfile: str = ""
    work: str = ""
    modules: str = ""
    instruments: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def std(self) -> str:
        """GOROOT/src; "" where there is no Go."""
        return os.path.join(self.goroot, "src") if self.goroot else ""


@attrs.frozen(slots=True)
class Wanted:
    """What a user asks for besides the environment; "" and () leave it as it is. `goroot` and `release` name a
    standard library that is not a toolchain's (the shipped one)."""

    goos: str = ""
    goarch: str = ""
    tags: tuple[str, ...] = ()
    goroot: str = ""
    release: str = ""


def find_environment(process: Mapping[str, str], files: Files, wanted: Wanted | None = None) -> Environment:
    """The environment that the variables of a process make, with a user's ``go env -w`` settings and GOROOT's own."""
    wanted = wanted or Wanted()
    user = _variables(files.read(_user_settings(process)))
    goroot = wanted.goroot or find_goroot(process, files, user.get("GOROOT", ""))
    own = _variables(files.read(os.path.join(goroot, "go.env"))) if goroot else {}
    values = _Variables({**own, **user, **{name: value for name, value in process.items() if value}})
    flags = dict(_flags(values["GOFLAGS"]))
    release = wanted.release or (release_of(goroot, files) if goroot else "")
    language = language_of(release) or (1, 0)
    host = host_platform()
    goos = wanted.goos or values["GOOS"] or host[0]
    goarch = wanted.goarch or values["GOARCH"] or host[1]
    cgo = _cgo(values, (goos, goarch), host, files)
    gopath = tuple(part for part in values["GOPATH"].split(os.pathsep) if part) or _default_gopath(process, goroot)
    instruments = tuple(name for name in INSTRUMENTS if flags.get(name, "false") not in ("false", "0"))
    tags = {*(wanted.tags or _words(flags.get("tags", ""))), *instruments}
    tags |= _platform_tags(goos, goarch, cgo) | _release_tags(language)
    tags |= set(platforms.architecture_tags(goarch, _variant(values, goarch)))
    tags |= _experiment_tags(values["GOEXPERIMENT"], language, goos, goarch, files, goroot)
    return Environment(
        goroot=goroot,
        release=release,
        language=language,
        gopath=gopath,
        modcache=values["GOMODCACHE"] or (os.path.join(gopath[0], "pkg", "mod") if gopath else ""),
        goos=goos,
        goarch=goarch,
        cgo=cgo,
        tags=frozenset(tags),
        mod=flags.get("mod", ""),
        modfile=flags.get("modfile", ""),
        work=values["GOWORK"],
        modules=values["GO111MODULE"],
        instruments=instruments,
        problems=tuple(_doubts(goroot, goos, goarch)),
    )


class _Variables(dict[str, str]):
    """Variables; one that is not set is empty."""

    def __missing__(self, name: str) -> str:
        return ""


def _variables(data: bytes | None) -> dict[str, str]:
    """The settings in a go.env file: lines NAME=value."""
    found = {}
    for line in (data or b"").decode("utf-8", "replace").split("\n"):
        name, equals, value = line.partition("=")
        if equals and "A" <= name[:1] <= "Z":
            found[name] = value.rstrip("\r")
    return found


def _user_settings(process: Mapping[str, str]) -> str:
    """The file that ``go env -w`` writes; "" if there is none to read."""
    named = process.get("GOENV", "")
    if named:
        return "" if named == "off" else named
    home = process.get("HOME", "")
    if sys.platform == "win32":
        folder = process.get("AppData") or process.get("APPDATA", "")
    elif sys.platform == "darwin":
        folder = os.path.join(home, "Library", "Application Support") if home else ""
    else:
        folder = process.get("XDG_CONFIG_HOME", "") or (os.path.join(home, ".config") if home else "")
    return os.path.join(folder, "go", "env") if folder else ""


def _flags(text: str) -> Iterator[tuple[str, str]]:
    """The flags in GOFLAGS as (name, value); a flag without a value is "true". Quotes keep spaces together."""
    for match in re.finditer(r"(?:'[^']*'|\"[^\"]*\"|[^\s'\"])(?:[^\s]*)", text):
        word = match[0]
        if word[0] in "'\"" and word[-1] == word[0]:
            word = word[1:-1]
        name, equals, value = word.partition("=")
        yield name.lstrip("-"), value if equals else "true"


def _words(text: str) -> list[str]:
    """Tags, between commas or (as before Go 1.13) spaces."""
    return [word for word in re.split(r"[,\s]+", text) if word]


def host_platform() -> tuple[str, str]:
    """GOOS and GOARCH of this machine."""
    system = platforms.HOST_SYSTEMS.get(sys.platform, re.sub(r"\d+$", "", sys.platform))
    machine = platform.machine().lower()
    if machine.startswith("mips"):
        order = "le" if sys.byteorder == "little" else ""
        return system, ("mips64" if "64" in machine else "mips") + order
    return system, platforms.HOST_ARCHITECTURES.get(machine, machine)


def find_goroot(process: Mapping[str, str], files: Files, setting: str = "") -> str:
    """The folder of a Go installation: GOROOT, else that of `go` on PATH, else where Go is usually put; "" for none."""
    for folder in _goroot_candidates(process, files, setting):
        if _is_goroot(folder, files):
            return folder
    return ""


def _goroot_candidates(process: Mapping[str, str], files: Files, setting: str) -> Iterator[str]:
    for named in (process.get("GOROOT", ""), setting):
        if named:
            yield os.path.normpath(named)
    command = "go.exe" if sys.platform == "win32" else "go"
    for folder in process.get("PATH", "").split(os.pathsep):
        binary = os.path.join(folder, command)
        if folder and files.kind(binary) is Kind.FILE:
            yield os.path.dirname(os.path.dirname(os.path.abspath(binary)))
            yield os.path.dirname(os.path.dirname(os.path.realpath(binary)))
    home = process.get("HOME") or process.get("USERPROFILE", "")
    if home:
        sdk = os.path.join(home, "sdk")
        installed = [name for name in files.entries(sdk) or () if language_of(name) is not None]
        for name in sorted(installed, key=lambda name: language_of(name) or (0, 0), reverse=True):
            yield os.path.join(sdk, name)
    yield from _USUAL_PLACES


_USUAL_PLACES = (
    "/usr/local/go",
    "/usr/lib/go",
    "/usr/lib/golang",
    "/usr/share/go",
    "/opt/homebrew/opt/go/libexec",
    "/usr/local/opt/go/libexec",
    "C:\\Program Files\\Go",
    "C:\\Go",
)


def _is_goroot(folder: str, files: Files) -> bool:
    """Whether the standard library's source is there, of a release that can be told."""
    return files.kind(os.path.join(folder, "src", "runtime")) is Kind.FOLDER and bool(release_of(folder, files))


_RELEASE = re.compile(r"\b(go1\.\d+(?:\.\d+)?(?:(?:alpha|beta|rc)\d+)?)\b")


def release_of(goroot: str, files: Files) -> str:
    """The release of a GOROOT, "go1.26.6"; a development version is "go1.27". "" if it does not say."""
    text = (files.read(os.path.join(goroot, "VERSION")) or b"").decode("utf-8", "replace").partition("\n")[0]
    match = _RELEASE.search(text)
    return match[1] if match else ""


def _default_gopath(process: Mapping[str, str], goroot: str) -> tuple[str, ...]:
    home = process.get("USERPROFILE" if sys.platform == "win32" else "HOME", "")
    folder = os.path.join(home, "go") if home else ""
    return (folder,) if folder and os.path.normpath(folder) != os.path.normpath(goroot or os.curdir) else ()


def _cgo(values: Mapping[str, str], target: tuple[str, str], host: tuple[str, str], files: Files) -> bool:
    """Whether cgo is on: as CGO_ENABLED says, else where the target is this machine and has a C compiler."""
    setting = values["CGO_ENABLED"]
    if setting in ("0", "1"):
        return setting == "1"
    if target != host or not platforms.cgo_supported(*target):
        return False
    return bool(values["CC"]) or _on_path("clang" if target[0] in platforms.CLANG else "gcc", values["PATH"], files)


def _on_path(command: str, path: str, files: Files) -> bool:
    names = [command, command + ".exe"] if sys.platform == "win32" else [command]
    folders = [folder for folder in path.split(os.pathsep) if folder]
    return any(files.kind(os.path.join(folder, name)) in READABLE for folder in folders for name in names)


def _platform_tags(goos: str, goarch: str, cgo: bool) -> set[str]:
    tags = {goos, goarch, "gc", platforms.IMPLIED.get(goos, goos)}
    if cgo:
        tags.add("cgo")
    if goos in platforms.UNIX:
        tags.add("unix")
    return tags


def _release_tags(language: Language) -> set[str]:
    return {f"go1.{minor}" for minor in range(1, language[1] + 1)}


def _variant(values: Mapping[str, str], goarch: str) -> str:
    name, default = platforms.ARCHITECTURE_SETTINGS.get(goarch, ("", ""))
    return values[name] or default


def _experiment_tags(
    setting: str, language: Language, goos: str, goarch: str, files: Files, goroot: str
) -> set[str]:
    source = files.read(os.path.join(goroot, "src", "internal", "buildcfg", "exp.go")) if goroot else None
    text = (source or b"").decode("utf-8", "replace")
    defaults = platforms.default_experiments(language[1], goos, goarch, text)
    on = platforms.experiments(setting, defaults, goarch)
    tags = {f"goexperiment.{name}" for name in on}
    return tags | {"boringcrypto"} if "boringcrypto" in on else tags


def _doubts(goroot: str, goos: str, goarch: str) -> Sequence[Problem]:
    found = []
    if not goroot:
        found.append(Problem("there is no Go installation", "install Go, put it on PATH or set GOROOT"))
    if goos not in platforms.SYSTEMS or goarch not in platforms.ARCHITECTURES:
        found.append(Problem(f"unsupported GOOS/GOARCH pair {goos}/{goarch}", "see `go tool dist list`"))
    return found
