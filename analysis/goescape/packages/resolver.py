"""Where the package with a given import path is.

Rules: cmd/go/internal/modload (import.go: importFromModules, load.go: stdVendor), Go 1.26. Where the go command gives
up for want of a checksum or a download, what is on this machine is used all the same and the want reported.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Protocol

import attrs

from goescape.packages import importpath
from goescape.packages.directory import has_go_files
from goescape.packages.environment import Environment
from goescape.packages.files import READABLE, Files, Kind
from goescape.packages.graph import ModuleGraph, Pruning, Summary, newest
from goescape.packages.modcache import ModuleCache
from goescape.packages.modfile import ModFile, parse_mod
from goescape.packages.package import Module
from goescape.packages.problem import Problem
from goescape.packages.vendoring import Vendor
from goescape.packages.versions import ModuleVersion, go_key
from goescape.packages.workspace import MainModule, Workspace

PRUNED_SINCE = "1.17"
"""The go line from which on a module's graph is pruned."""


@attrs.frozen(slots=True)
class Location:
    """Where a package is: its absolute folder ("" if it is nowhere) and its module (None in the standard library).

    `problem` says what is wrong with that, or why it is nowhere.
    """

    folder: str = ""
    module: Module | None = None
    standard: bool = False
    problem: Problem | None = None


class Resolver(Protocol):
    """Finds packages."""

    def find(self, path: str) -> Location:
        """Where the package with a resolved import path is."""

    def resolve(self, written: str, importer: str, folder: str, standard: bool) -> str:
        """The import path that `written` means in the package `importer`, which is in `folder`."""

    def modules(self) -> list[Module]:
        """All modules that packages can be from, main modules first."""


class StandardLibrary:
    """The packages of GOROOT/src."""

    def __init__(self, root: str, files: Files) -> None:
        self.root = root
        self._files = files

    def folder(self, path: str) -> str:
        """The folder of a package of the standard library; "" if there is none."""
        if not self.root or not importpath.is_reserved(path):
            return ""
        folder = os.path.join(self.root, path.replace("/", os.sep))
        return folder if has_go_files(folder, self._files) else ""

    def vendored(self, written: str, importer: str) -> str:
        """The import path that `written` means in a package of the standard library."""
        if importpath.is_reserved(written):
            return written
        prefix = "cmd/vendor/" if importpath.within(importer, "cmd") else "vendor/"
        folder = os.path.join(self.root, (prefix + written).replace("/", os.sep))
        return prefix + written if self._files.kind(folder) is Kind.FOLDER else written


class ModuleResolver:
    """Finds packages in the standard library, the main modules, and the modules or the vendor folder they need."""

    def __init__(self, workspace: Workspace, environment: Environment, files: Files, std: StandardLibrary) -> None:
        self._workspace = workspace
        self._files = files
        self._std = std
        self._goroot = environment.goroot
        self._cache = ModuleCache(environment.modcache, files)
        self._roots = self._root_versions()
        self._graph: ModuleGraph | None = None
        self._mod_files: dict[ModuleVersion, ModFile | None] = {}
        self._modules: dict[ModuleVersion, tuple[Module, Problem | None]] = {}
        self._lazy = len(workspace.mains) == 1 and workspace.work is None and _is_pruned(workspace.mains[0].go)

    def resolve(self, written: str, importer: str, folder: str, standard: bool) -> str:
        return self._std.vendored(written, importer) if standard else written

    def modules(self) -> list[Module]:
        """All modules, as `Resolver.modules`; with a vendor folder, the main modules alone."""
        if self._workspace.vendor is not None:
            return [self._main(main) for main in self._workspace.mains]
        return [self.module(version)[0] for version in self.graph().modules()]

    def find(self, path: str) -> Location:
        wrong = importpath.flaw(path)
        if wrong:
            return Location(problem=Problem(wrong))
        standard = self._std.folder(path)
        if standard:
            return Location(standard, standard=True)
        if self._workspace.vendor is not None:
            return self._find_vendored(path, self._workspace.vendor)
        found = self._find_in_modules(path)
        if found is None:
            return Location(problem=self._absence(path))
        return found

    def is_explicit(self, module: Module) -> bool:
        """Whether the main modules may import from a module directly: their go.mod says that they need it."""
        workspace, version = self._workspace, ModuleVersion(module.path, module.version)
        if module.main or workspace.vendor is not None:
            return True
        if workspace.work is not None:
            return self.graph().requires(version)
        return self._roots.get(module.path) == module.version

    def _root_versions(self) -> dict[str, str]:
        """The version of each module that a single main module's go.mod has, the newest if there are several."""
        if self._workspace.work is not None:
            return {}
        return newest(self._requirements_of_mains())

    def _requirements_of_mains(self) -> list[ModuleVersion]:
        required = [one.module for main in self._workspace.mains for one in main.file.require]
        return [module for module in required if module not in self._workspace.exclude]

    def graph(self) -> ModuleGraph:
        """The whole module graph, read when it is first needed."""
        if self._graph is None:
            mains = self._workspace.mains
            self._graph = ModuleGraph([main.path for main in mains], self._summary)
            if self._workspace.work is not None:
                self._graph.read_workspace()
            elif mains:
                pruning = Pruning.PRUNED if self._lazy else Pruning.UNPRUNED
                self._graph.read(self._requirements_of_mains(), pruning)
        return self._graph

    def _summary(self, module: ModuleVersion) -> Summary:
        main = None if module.version else self._workspace.main(module.path)
        file = main.file if main else self._mod_file(module)
        if file is None:
            return Summary((), Pruning.UNPRUNED)
        exclude = self._workspace.exclude
        require = tuple([one.module for one in file.require if one.module not in exclude])
        return Summary(require, Pruning.PRUNED if _is_pruned(file.go) else Pruning.UNPRUNED)

    def _mod_file(self, module: ModuleVersion) -> ModFile | None:
        """The go.mod of a module, or of what replaces it."""
        if module in self._mod_files:
            return self._mod_files[module]
        actual = self._workspace.replacement(module) or module
        path = self._cache.mod_path(actual) if actual.version else os.path.join(actual.path, "go.mod")
        data = self._files.read(path)
        file = self._mod_files[module] = None if data is None else parse_mod(data, path, strict=False)
        return file

    def _find_in_modules(self, path: str) -> Location | None:
        """The only module that holds a package, first among the roots, then in the whole graph."""
        if self._lazy:
            found = self._search(path, self._selected_root)
            if found is not None:
                return found
        return self._search(path, self.graph().selected)

    def _selected_root(self, path: str) -> str | None:
        return "" if self._workspace.main(path) else self._roots.get(path)

    def _search(self, path: str, selected: _Selected) -> Location | None:
        found: list[Location] = []
        absent: Problem | None = None
        for prefix in _prefixes(path):
            version = selected(prefix)
            if version is None:
                continue
            module, problem = self.module(ModuleVersion(prefix, version))
            if not module.folder:
                absent = absent or problem
                continue
            folder = self._folder_in(path, module)
            if folder:
                found.append(Location(folder, module, problem=problem))
        if len(found) > 1:
            return attrs.evolve(found[0], problem=_ambiguity(path, found))
        if found:
            return found[0]
        return Location(problem=absent) if absent else None

    def _folder_in(self, path: str, module: Module) -> str:
        """The folder of a package in a module; "" if the module does not have it."""
        inside = path[len(module.path) + 1 :]
        folder = os.path.join(module.folder, inside.replace("/", os.sep)) if inside else module.folder
        if not has_go_files(folder, self._files):
            return ""
        is_local = module.main or (module.replacement is not None and not module.replacement.version)
        return "" if is_local and self._in_nested_module(folder, module.folder) else folder

    def _in_nested_module(self, folder: str, root: str) -> bool:
        while folder != root and len(folder) > len(root):
            entries = self._files.entries(folder)
            if entries is not None and entries.get("go.mod") in READABLE:
                return True
            folder = os.path.dirname(folder)
        return False

    def _main(self, main: MainModule) -> Module:
        return Module(main.path, "", main.folder, main.go, main=True)

    def module(self, version: ModuleVersion) -> tuple[Module, Problem | None]:
        """A module of the build, without a folder if it is not on this machine, and what is wrong with it."""
        known = self._modules.get(version)
        if known is None:
            known = self._modules[version] = self._make_module(version)
        return known

    def _make_module(self, version: ModuleVersion) -> tuple[Module, Problem | None]:
        main = None if version.version else self._workspace.main(version.path)
        if main is not None:
            return self._main(main), None
        replacement = self._workspace.replacement(version)
        actual = replacement or version
        file = self._mod_file(version)
        go = file.go if file else ""
        if not actual.version:
            problem = None
            if self._files.kind(actual.path) is not Kind.FOLDER:
                message = f"{version}: replacement directory {actual.path} does not exist"
                problem = Problem(message, "correct the replace line in go.mod")
            folder = "" if problem else actual.path
            return Module(*version, folder, go, replacement=replacement), problem
        if not self._cache.holds(actual):
            problem = Problem(f"module {actual} is not in the module cache", f"run `go mod download {actual.path}`")
            return Module(*version, "", go, replacement=replacement), problem
        problem = None
        if self._workspace.sums is not None and actual not in self._workspace.sums:
            problem = Problem(f"missing go.sum entry for module {actual}", f"run `go mod download {actual.path}`")
        return Module(*version, self._cache.folder(actual), go, replacement=replacement), problem

    def _find_vendored(self, path: str, vendor: Vendor) -> Location:
        for main in self._workspace.mains:
            if importpath.within(path, main.path):
                folder = self._folder_in(path, self._main(main))
                if folder:
                    return Location(folder, self._main(main))
        folder = os.path.join(vendor.folder, path.replace("/", os.sep))
        version = vendor.packages.get(path)
        if version is None or not has_go_files(folder, self._files):
            return Location(problem=self._absence(path))
        replacement = self._workspace.replacement(version)
        return Location(folder, Module(*version, "", vendor.modules[version].go, replacement=replacement))

    def _absence(self, path: str) -> Problem:
        """Why there is no package of this path, and what to do."""
        if importpath.is_reserved(path):
            where = os.path.join(self._goroot, "src", *path.split("/")) if self._goroot else "no Go installation"
            return Problem(f"package {path} is not in std ({where})")
        if not self._workspace.mains:
            message = f"no required module provides package {path}: go.mod file not found"
            return Problem(message, "run `go mod init` in the folder of the module")
        if self._workspace.vendor is not None:
            command = "work" if self._workspace.work else "mod"
            message = f"cannot find module providing package {path}: import lookup disabled by -mod=vendor"
            return Problem(message, f"run `go {command} vendor`")
        for old in self._workspace.replace:
            if importpath.within(path, old.path) and self.graph().selected(old.path) is None:
                message = f"module {old.path} provides package {path} and is replaced but not required"
                return Problem(message, f"run `go get {old.path}`")
        return Problem(f"no required module provides package {path}", f"run `go get {path}`")


class _Selected(Protocol):
    def __call__(self, path: str, /) -> str | None: ...


def _is_pruned(go: str) -> bool:
    return go_key(go or "1.16") >= go_key(PRUNED_SINCE)


def _prefixes(path: str) -> Iterator[str]:
    """The path and all that it is within, longest first."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def _ambiguity(path: str, found: list[Location]) -> Problem:
    modules = [one.module for one in reversed(found)]
    names = ", ".join([f"{ModuleVersion(one.path, one.version)} ({one.folder})" for one in modules if one])
    return Problem(f"ambiguous import: found package {path} in multiple modules: {names}", "remove one of them")
