"""Packages by import path, found and listed when they are first asked for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence

from goescape.packages import importpath, platforms
from goescape.packages.directory import Listing, Part, list_files, list_folder
from goescape.packages.embed import EmbedError, embedded_files
from goescape.packages.environment import Environment
from goescape.packages.files import Files
from goescape.packages.gopath import GopathResolver
from goescape.packages.package import Module, Package
from goescape.packages.problem import Problem
from goescape.packages.resolver import Location, ModuleResolver, Resolver, StandardLibrary
from goescape.packages.stddb import DATABASE
from goescape.packages.variants import test_variants
from goescape.packages.versions import DEFAULT_LANGUAGE, Language, language_of
from goescape.packages.workspace import Workspace, find_workspace

COMMAND_LINE = "command-line-arguments"
"""The import path of a package that is named by its files."""

FILE_LANGUAGE: Language = (1, 21)
"""The least language that a file can have by its ``//go:build`` line (go/types: initFiles, Go 1.26)."""

_NEED_CGO = {
    "c_files": "C source files",
    "cxx_files": "C++ source files",
    "m_files": "Objective-C source files",
    "f_files": "Fortran source files",
}
_DROPPED_WITHOUT_CGO = ("c_files", "cxx_files", "m_files", "swig_files", "swig_cxx_files")


class Loader:
    """The packages that can be reached from an absolute `folder`. Nothing raises on what is in them.

    What is loaded stays; after a change of files that matter, a new loader is made on files that were told of it.
    """

    def __init__(self, environment: Environment, files: Files, folder: str) -> None:
        self.environment = environment
        self.files = files
        self.folder = folder
        self.std = StandardLibrary(environment.std, files)
        self.workspace = self._workspace()
        self.resolver: Resolver = self._resolver()
        self._locations: dict[str, Location] = {}
        self._listings: dict[str, Listing] = {}
        self._packages: dict[str, Package] = {}
        self._closures: dict[str, frozenset[str]] = {}

    def _workspace(self) -> Workspace:
        """The workspace; work in GOROOT/src is on the standard library itself, which is in no module."""
        found = find_workspace(self.environment, self.files, self.folder)
        roots = [main.folder for main in found.mains]
        if self.std.root and any(_is_below(root, self.std.root) for root in roots):
            return Workspace()
        return found

    def _resolver(self) -> Resolver:
        if self.workspace.gopath_mode:
            return GopathResolver(self.environment.gopath, self.files, self.std)
        return ModuleResolver(self.workspace, self.environment, self.files, self.std)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the environment and with go.mod, go.work or the vendor folder."""
        return (*self.environment.problems, *self.workspace.problems)

    @property
    def std_is_shipped(self) -> bool:
        """Whether the standard library is the one that goescape ships, which has declarations alone."""
        return self.environment.goroot == str(DATABASE)

    def package(self, id: str) -> Package:
        """The package with an import path, or the variant of one with an id such as "p [q.test]"."""
        found = self._packages.get(id)
        if found is None:
            found = self._packages[id] = self._load(id)
        return found

    def tests(self, path: str) -> tuple[Package, ...]:
        """What the tests of a package are made of: it with its own tests, its external tests, and all that is
        compiled anew for them because it imports the package. Empty without tests."""
        variants = test_variants(self, self.package(path))
        for variant in variants:
            self._packages[variant.id] = variant
        return variants

    def files_package(self, paths: Sequence[str]) -> Package:
        """The package that Go files (absolute paths, all in one folder) make, "command-line-arguments"."""
        folder = os.path.dirname(paths[0])
        names = sorted([os.path.basename(path) for path in paths if os.path.dirname(path) == folder])
        listing = list_files(folder, names, self.files, self.environment)
        mains = [main for main in self.workspace.mains if _is_below(folder, main.folder)]
        module = Module(mains[0].path, "", mains[0].folder, mains[0].go, main=True) if mains else None
        package = self._assemble(COMMAND_LINE, Location(folder, module), listing)
        self._packages[COMMAND_LINE] = package
        return package

    def dependencies(self, packages: Iterable[Package]) -> list[Package]:
        """Packages and all that they are built from, each after what it needs."""
        order: list[Package] = []
        seen: set[str] = set()
        for package in packages:
            self._visit(package, seen, order)
        return order

    def _visit(self, package: Package, seen: set[str], order: list[Package]) -> None:
        if package.id in seen:
            return
        seen.add(package.id)
        open_packages = [(package, iter(package.needs))]
        while open_packages:
            current, needs = open_packages[-1]
            for id in needs:
                if id not in seen:
                    seen.add(id)
                    needed = self.package(id)
                    open_packages.append((needed, iter(needed.needs)))
                    break
            else:
                order.append(current)
                open_packages.pop()

    def closure(self, id: str) -> frozenset[str]:
        """The ids of all packages that a package is built from, itself left out unless it is in a cycle."""
        known = self._closures.get(id)
        if known is None:
            for package in self.dependencies([self.package(id)]):
                if package.id not in self._closures:
                    self._closures[package.id] = self._close(package)
            known = self._closures[id]
        return known

    def _close(self, package: Package) -> frozenset[str]:
        """The closure of a package after those of what it needs; those in a cycle with it are not there yet."""
        needs = set(package.needs)
        for id in package.needs:
            known = self._closures.get(id)
            needs |= known if known is not None else {one.id for one in self.dependencies([self.package(id)])}
        return frozenset(needs)

    def reaches(self, id: str, target: str) -> bool:
        """Whether a package imports the package `target`, directly or through others, tests left out."""
        return target in self.closure(id)

    def listing(self, folder: str) -> Listing:
        """The files of a folder."""
        found = self._listings.get(folder)
        if found is None:
            found = self._listings[folder] = list_folder(folder, self.files, self.environment)
        return found

    def locate(self, path: str) -> Location:
        """Where a package is."""
        found = self._locations.get(path)
        if found is None:
            found = self._locations[path] = self.resolver.find(path)
        return found

    def resolve(self, written: str, package: Package) -> str:
        """The import path that one as written in a package means."""
        return self.resolver.resolve(written, package.path, package.folder, package.standard)

    def _load(self, id: str) -> Package:
        path, _, test = id.partition(" [")
        tested = test.removesuffix(".test]")
        if tested and tested != path and id not in self._packages:
            self.tests(tested)
            if id in self._packages:
                return self._packages[id]
        location = self.locate(path)
        if not location.folder:
            problem = location.problem or Problem(f"cannot find package {path}")
            return Package(id, path, standard=location.standard, module=location.module, problems=(problem,))
        return self._assemble(path, location, self.listing(location.folder))

    def _assemble(self, path: str, location: Location, listing: Listing) -> Package:
        folder, standard = location.folder, location.standard
        language = self._language(location.module)
        imports, import_map = self._resolved(listing.own, path, folder, standard)
        others = self._other_files(listing)
        problems = [location.problem] if location.problem else []
        problems += listing.problems
        problems += _emptiness(listing)
        embeds, wrong = _embedded(listing.own, folder, self.files)
        problems += wrong
        problems += _foreign_problems(listing, others)
        problems += self.import_problems(listing.own, path, location)
        problems += self._link_problems(listing)
        return Package(
            id=path,
            path=path,
            name=listing.name,
            folder=folder,
            module=location.module,
            standard=standard,
            go_files=_paths(folder, listing.own.files),
            cgo_files=_paths(folder, listing.cgo_files),
            ignored_go_files=_paths(folder, listing.ignored_go_files),
            invalid_go_files=_paths(folder, listing.invalid_go_files),
            test_go_files=_paths(folder, listing.test.files),
            external_test_go_files=_paths(folder, listing.external_test.files),
            other_files={kind: _paths(folder, names) for kind, names in others.items()},
            ignored_other_files=_paths(folder, listing.ignored_other_files),
            imports=imports,
            test_imports=self._resolved(listing.test, path, folder, standard)[0],
            external_test_imports=self._resolved(listing.external_test, path, folder, standard)[0],
            import_map=import_map,
            implicit=self._implicit(path, standard, listing, imports),
            embed_patterns=tuple(listing.own.embeds),
            embed_files=embeds,
            test_embed_patterns=tuple(listing.test.embeds),
            test_embed_files=_embedded(listing.test, folder, self.files)[0],
            external_test_embed_patterns=tuple(listing.external_test.embeds),
            external_test_embed_files=_embedded(listing.external_test, folder, self.files)[0],
            language=language,
            languages={
                os.path.join(folder, name): max((1, minor), FILE_LANGUAGE) for name, minor in listing.languages.items()
            },
            problems=tuple(problems),
        )

    def _language(self, module: Module | None) -> Language:
        """What a module's go line asks for, as far as this release of Go knows it; its own outside all modules."""
        if module is None:
            return self.environment.language
        return min(language_of(module.go) or DEFAULT_LANGUAGE, self.environment.language)

    def _resolved(
        self, part: Part, path: str, folder: str, standard: bool
    ) -> tuple[tuple[str, ...], Mapping[str, str]]:
        """The ids that a part imports, sorted, and those that differ from the path as written by that path."""
        resolve = self.resolver.resolve
        pairs = [(written, resolve(written, path, folder, standard)) for written in part.imports if written != "C"]
        ids = tuple(sorted([id for _, id in pairs]))
        return ids, {written: id for written, id in pairs if id != written}

    def _other_files(self, listing: Listing) -> Mapping[str, list[str]]:
        if self.environment.cgo:
            return listing.others
        return {kind: names for kind, names in listing.others.items() if kind not in _DROPPED_WITHOUT_CGO}

    def _implicit(self, path: str, standard: bool, listing: Listing, imports: Iterable[str]) -> tuple[str, ...]:
        """What is linked in without being imported (cmd/go/internal/load: load, LinkerDeps)."""
        needed: list[str] = []
        if listing.cgo_files:
            needed.append("unsafe")
            if not standard or path != "runtime/cgo":
                needed += ["runtime/cgo"]
            if not standard or path not in ("runtime/cgo", "runtime/race", "runtime/msan", "runtime/asan"):
                needed += ["syscall"]
        if listing.others.get("swig_files") or listing.others.get("swig_cxx_files"):
            needed += ["unsafe", "runtime/cgo", "syscall", "sync"]
        if listing.name == "main":
            needed += self.linked()
        there = set(imports)
        return tuple([one for one in dict.fromkeys(needed) if one not in there])

    def linked(self) -> list[str]:
        """The packages that are in every program."""
        environment = self.environment
        needed = ["runtime"]
        if environment.cgo and platforms.links_externally(environment.goos, environment.goarch):
            needed.append("runtime/cgo")
        if environment.goarch == "arm":
            needed.append("math")
        return needed + [f"runtime/{name}" for name in environment.instruments]

    def _link_problems(self, listing: Listing) -> list[Problem]:
        """Say so where a program cannot be linked without the C linker."""
        environment = self.environment
        if listing.name != "main" or environment.cgo:
            return []
        if not platforms.links_externally(environment.goos, environment.goarch):
            return []
        target = f"{environment.goos}/{environment.goarch}"
        return [Problem(f"{target} requires external (cgo) linking, but cgo is not enabled", "set CGO_ENABLED=1")]

    def import_problems(self, part: Part, path: str, location: Location) -> list[Problem]:
        """What a package imports that it may not."""
        found = []
        for written, (name, offset) in part.imports.items():
            if written == "C":
                continue
            target = self.resolver.resolve(written, path, location.folder, location.standard)
            message, advice = f'local import "{written}" in non-local package', ""
            if not importpath.is_local(written):
                message, advice = self._objection(target, path, location)
            if message:
                found.append(Problem(message, advice, os.path.join(location.folder, name), offset))
        return found

    def _objection(self, target: str, path: str, location: Location) -> tuple[str, str]:
        """Why the package `path` may not import `target`, and what to do; "" if it may."""
        there = self.locate(target)
        if not there.folder:
            return "", ""
        if not _may_see(target, there, path, location):
            return f"use of internal package {target} not allowed", ""
        if there.standard:
            return "", ""
        if there.folder != location.folder and self.listing(there.folder).name == "main":
            return f'import "{target}" is a program, not an importable package', ""
        if location.module is None or there.module is None or not location.module.main:
            return "", ""
        if isinstance(self.resolver, ModuleResolver) and not self.resolver.is_explicit(there.module):
            module = f"{there.module.path}@{there.module.version}"
            return f"package {path} imports {target} from implicitly required module", f"run `go get {module}`"
        return "", ""


def _may_see(target: str, there: Location, path: str, location: Location) -> bool:
    """The rule of "internal": only the tree around such a folder may import what is in it."""
    parent = importpath.internal_parent(target)
    if parent is None:
        return True
    if importpath.within(path, "crypto") and importpath.within(target, "crypto/internal/fips140"):
        return True
    if importpath.within(path, "crypto/internal/fips140"):
        return importpath.within(target, "crypto/internal")
    if there.module is None:
        below = target[len(parent) :].lstrip("/").count("/") + 1
        root = there.folder
        for _ in range(below):
            root = os.path.dirname(root)
        return _is_below(location.folder, root)
    if path == COMMAND_LINE:
        return location.module is not None and importpath.within(location.module.path, parent)
    return importpath.within(path, parent)


def _is_below(folder: str, root: str) -> bool:
    return folder == root or folder.startswith(root + os.sep)


def _paths(folder: str, names: Iterable[str]) -> tuple[str, ...]:
    return tuple([os.path.join(folder, name) for name in names])


def _embedded(part: Part, folder: str, files: Files) -> tuple[tuple[str, ...], list[Problem]]:
    """The files that a part embeds, as absolute paths, and what is wrong with its patterns; then there are none."""
    if not part.embeds:
        return (), []
    found: set[str] = set()
    for pattern, (name, offset) in part.embeds.items():
        try:
            found.update(embedded_files(folder, pattern, files))
        except EmbedError as error:
            return (), [Problem(f"pattern {pattern}: {error}", path=os.path.join(folder, name), offset=offset)]
    return tuple([os.path.join(folder, *path.split("/")) for path in sorted(found)]), []


def _emptiness(listing: Listing) -> list[Problem]:
    """Say so where no Go file takes part."""
    if listing.has_go_files() or listing.problems:
        return []
    if listing.ignored_go_files:
        return [Problem(f"build constraints exclude all Go files in {listing.folder}", "choose other tags or a target")]
    return [Problem(f"no Go files in {listing.folder}")]


def _foreign_problems(listing: Listing, others: Mapping[str, list[str]]) -> list[Problem]:
    """Files in languages that only cgo and SWIG can use."""
    if listing.cgo_files or others.get("swig_files") or others.get("swig_cxx_files"):
        return []
    return [
        Problem(f"{what} not allowed when not using cgo or SWIG: {' '.join(others[kind])}")
        for kind, what in _NEED_CGO.items()
        if others.get(kind)
    ]
