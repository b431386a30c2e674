"""The modules that are being worked on, and how the modules they need are found.

Source: cmd/go/internal/modload (init.go, modfile.go), Go 1.26.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

import attrs

from goescape.packages.environment import Environment
from goescape.packages.files import Files, Kind
from goescape.packages.modfile import ModFile, Replacements, parse_mod, parse_sum, parse_work
from goescape.packages.problem import Problem
from goescape.packages.vendoring import Vendor, inconsistencies, read_vendor
from goescape.packages.versions import ModuleVersion, go_key, language_of

DEFAULT_GO = "1.16"
"""The go line that a main module without one has (cmd/go/internal/gover: DefaultGoModVersion); a go.work: 1.18."""


@attrs.frozen(slots=True)
class MainModule:
    """A module that is worked on: its path, its absolute folder, its go.mod."""

    path: str
    folder: str
    file: ModFile

    @property
    def go(self) -> str:
        """Its go line, or what counts without one."""
        return self.file.go or DEFAULT_GO


@attrs.frozen(slots=True)
class Workspace:
    """The main modules: one, those of a go.work, or none outside all modules.

    `gopath_mode` is on where there are no modules at all (GO111MODULE=off). `vendor` is the vendor folder that all
    other packages are from; None if they are from the module cache. `replace` has absolute folders. `sums` are the
    modules that go.sum vouches for; None where nobody asks.
    """

    mains: tuple[MainModule, ...] = ()
    work: ModFile | None = None
    vendor: Vendor | None = None
    replace: Replacements = attrs.Factory(dict)
    exclude: frozenset[ModuleVersion] = frozenset()
    sums: frozenset[ModuleVersion] | None = None
    gopath_mode: bool = False
    problems: tuple[Problem, ...] = ()

    def main(self, path: str) -> MainModule | None:
        """The main module with this path."""
        return next((main for main in self.mains if main.path == path), None)

    def replacement(self, module: ModuleVersion) -> ModuleVersion | None:
        """What stands in for a module: another module, or an absolute folder with version ""."""
        return self.replace.get(module) or self.replace.get(ModuleVersion(module.path, ""))


def find_workspace(environment: Environment, files: Files, folder: str) -> Workspace:
    """The main modules for work in the absolute `folder`."""
    if environment.modules == "off":
        return Workspace(gopath_mode=True)
    work_path = _find_work(environment, files, folder)
    if work_path:
        return _with_work(work_path, environment, files)
    root = find_upward(folder, "go.mod", files)
    if not root:
        return Workspace(gopath_mode=environment.modules == "auto")
    main, problems = _read_main(root, files, environment.modfile)
    if main is None:
        return Workspace(problems=tuple(problems))
    problems += _too_new(main.file, environment)
    return _assemble((main,), None, environment, files, problems)


def find_upward(folder: str, name: str, files: Files, stop: str = "") -> str:
    """The nearest folder, from `folder` upwards, that holds the file `name`; "" if none does before `stop`."""
    while True:
        if files.kind(os.path.join(folder, name)) is Kind.FILE:
            return folder
        parent = os.path.dirname(folder)
        if parent in (folder, stop):
            return ""
        folder = parent


def _find_work(environment: Environment, files: Files, folder: str) -> str:
    if environment.work not in ("", "auto"):
        return "" if environment.work == "off" else environment.work
    root = find_upward(folder, "go.work", files, stop=environment.goroot)
    return os.path.join(root, "go.work") if root else ""


def _with_work(path: str, environment: Environment, files: Files) -> Workspace:
    data = files.read(path)
    if data is None:
        return Workspace(problems=(Problem(f"cannot read {path}", "set GOWORK=off or repair it", path),))
    work = parse_work(data, path)
    problems = [*work.problems, *_too_new(work, environment)]
    mains: list[MainModule] = []
    for use in work.use:
        main, wrong = _read_main(os.path.normpath(os.path.join(os.path.dirname(path), use)), files)
        problems += wrong
        if main is None:
            continue
        if any(other.path == main.path for other in mains):
            problems.append(Problem(f"module {main.path} appears multiple times in workspace", path=path))
            continue
        mains.append(main)
        if go_key(main.go) > go_key(work.go or "1.18"):
            message = f"module {main.path} requires go >= {main.go}, but go.work lists go {work.go}"
            problems.append(Problem(message, "run `go work use`", path))
    return _assemble(tuple(mains), work, environment, files, problems)


def _read_main(folder: str, files: Files, modfile: str = "") -> tuple[MainModule | None, list[Problem]]:
    path = os.path.join(folder, "go.mod")
    data = files.read(os.path.join(folder, modfile) if modfile else path)
    if data is None:
        return None, [Problem(f"cannot load module {folder}: cannot read go.mod", path=path)]
    file = parse_mod(data, path)
    problems = list(file.problems)
    if not file.module:
        problems.append(Problem("no module declaration in go.mod", "run `go mod edit -module=example.com/mod`", path))
    return MainModule(file.module or "command-line-arguments", folder, file), problems


def _too_new(file: ModFile, environment: Environment) -> list[Problem]:
    """Say so when a module needs a newer Go than there is."""
    wanted, has = language_of(file.go), environment.language
    if wanted is None or wanted <= has or not environment.release:
        return []
    release = environment.release.removeprefix("go")
    return [Problem(f"{os.path.basename(file.path)} requires go >= {file.go} (running go {release})", path=file.path)]


def _assemble(
    mains: tuple[MainModule, ...],
    work: ModFile | None,
    environment: Environment,
    files: Files,
    problems: list[Problem],
) -> Workspace:
    vendor = _find_vendor(mains, work, environment, files, problems)
    replace = _replacements(mains, work, problems)
    if vendor is not None:
        problems += inconsistencies(vendor, [main.file for main in mains], work)
    sums = None
    if work is None and vendor is None and environment.mod != "mod":
        name = (environment.modfile.removesuffix(".mod") if environment.modfile else "go") + ".sum"
        sums = frozenset(parse_sum(files.read(os.path.join(mains[0].folder, name)) or b""))
    exclude = frozenset([module for main in mains for module in main.file.exclude])
    return Workspace(mains, work, vendor, replace, exclude, sums, problems=tuple(problems))


def _find_vendor(
    mains: Sequence[MainModule],
    work: ModFile | None,
    environment: Environment,
    files: Files,
    problems: list[Problem],
) -> Vendor | None:
    """The vendor folder if it is to be used: -mod says so, or it is there, of the right kind, and go is 1.14 on."""
    if environment.mod in ("mod", "readonly") or not mains:
        return None
    folder = os.path.join(os.path.dirname(work.path) if work else mains[0].folder, "vendor")
    if environment.mod == "vendor":
        return read_vendor(folder, files)
    go = work.go if work else mains[0].go
    if files.kind(folder) is not Kind.FOLDER or not go or go_key(go) < go_key("1.14"):
        return None
    vendor = read_vendor(folder, files)
    return vendor if vendor.workspace == (work is not None) else None


def _replacements(mains: Sequence[MainModule], work: ModFile | None, problems: list[Problem]) -> Replacements:
    """All replacements, with absolute folders. What a go.work replaces, its modules cannot."""
    found: Replacements = {}
    if work is not None:
        found = {old: _absolute(new, os.path.dirname(work.path)) for old, new in work.replace.items()}
    settled = {old.path for old in found}
    for main in mains:
        for old, written in main.file.replace.items():
            if old.path in settled:
                continue
            new = _absolute(written, main.folder)
            if found.setdefault(old, new) != new:
                message = f"conflicting replacements for {old}: {found[old]} and {new}"
                problems.append(Problem(message, f"run `go work edit -replace {old}=[override]`", main.file.path))
    return found


def _absolute(module: ModuleVersion, folder: str) -> ModuleVersion:
    if module.version:
        return module
    return ModuleVersion(os.path.normpath(os.path.join(folder, module.path.replace("/", os.sep))), "")
