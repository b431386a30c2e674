"""Names that are mentioned where a build does not look: files that constraints leave out, assembly, linknames."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import partial

from goescape.fixes.scene import Module
from goescape.packages import importpath
from goescape.packages.files import READABLE, Kind
from goescape.packages.package import Package
from goescape.packages.patterns import match
from goescape.types.unit import Declared

_READ = (".go", ".s", ".S", ".sx", ".c", ".h", ".cc", ".cpp", ".cxx", ".m", ".swig", ".swigcxx")
"""How the names of files end that may mention a Go function."""
_LINKNAME = re.compile(rb"^//(?:go:linkname|export)\s.*$", re.M)
_MODULE = re.compile(rb'^module\s+"?([^\s"]+)', re.M)


class Unseen:
    """What the folders of the main modules hold beside the files of this build.

    - `packages`: the import paths of the main modules' packages.
    - `strays`: the other files that may mention Go names, with their bytes: those that constraints leave out, those
      below testdata and folders that patterns skip, and files in other languages.
    - `linknames`: the ``//go:linkname`` and ``//export`` lines of all Go files.
    - `nested`: the paths of modules in folders of the main modules that are not worked on themselves.
    """

    def __init__(self, module: Module) -> None:
        self._files = module.loader.files
        self._mains = [main.folder for main in module.loader.workspace.mains]
        self.packages: tuple[str, ...] = match(module.loader, ["work"])[0].paths
        self.strays: dict[str, bytes] = {}
        self.linknames: list[bytes] = []
        self.nested: list[str] = []
        built = {path for name in self.packages for path in built_files(module.loader.package(name))}
        for path in self._walk():
            data = self._files.read(path) or b""
            if path.endswith(".go"):
                self.linknames += _LINKNAME.findall(data)
            if path not in built:
                self.strays[path] = data

    def _walk(self) -> Iterator[str]:
        """The files to be read. Nested modules are noted."""
        waiting = list(self._mains)
        while waiting:
            folder = waiting.pop()
            entries = self._files.entries(folder) or {}
            if folder not in self._mains and entries.get("go.mod") in READABLE:
                self._note(os.path.join(folder, "go.mod"))
                continue
            for name, kind in entries.items():
                path = os.path.join(folder, name)
                if kind is Kind.FOLDER and not name.startswith(".") and name != "vendor" and path not in self._mains:
                    waiting.append(path)
                elif kind in READABLE and name.endswith(_READ):
                    yield path

    def _note(self, path: str) -> None:
        found = _MODULE.search(self._files.read(path) or b"")
        if found is not None:
            self.nested.append(found[1].decode(errors="replace"))


def built_files(package: Package) -> tuple[str, ...]:
    """The Go files of a package that this build has, tests included."""
    return (*package.compiled_files, *package.test_go_files, *package.external_test_go_files)


def is_closed(module: Module, path: str) -> bool:
    """Whether nothing outside the main modules can import the package `path` of one of them."""
    package = module.loader.package(path)
    if package.name == "main":
        return _is_program(module, path)
    parent = importpath.internal_parent(path)
    if not parent or package.module is None or not package.module.main:
        return False
    if not importpath.within(parent, package.module.path):
        return False
    return not any(importpath.within(name, parent) for name in module.once(Unseen).nested)


def _is_program(module: Module, path: str) -> bool:
    """Whether a package main runs by itself: a plugin's main function is missing or empty."""
    main = module.program.package(path).member("main")
    block = module.code(main.site).block if main is not None and isinstance(main.site, Declared) else None
    return block is not None and bool(block.stmts)


def is_mentioned_unseen(module: Module, path: str, name: str, exported: bool) -> bool:
    """Whether a name that the package `path` declares may be mentioned by what this build has not, or by a name for the
    linker. For an `exported` one, files count that import the package as well."""
    word = re.compile(rb"(?<![A-Za-z0-9_])" + re.escape(name.encode()) + rb"(?![A-Za-z0-9_])")
    package = module.loader.package(path)
    mentions = partial(_mentions, module, word)
    if any(mentions(file) for file in _left_out(package)) or any(_linknames(module, word, package)):
        return True
    if package.module is None or not package.module.main:
        return False
    unseen = module.once(Unseen)
    if any(word.search(line) for line in unseen.linknames):
        return True
    quoted = b'"' + path.encode() + b'"'
    return exported and any(quoted in data and word.search(data) for data in unseen.strays.values())


def _mentions(module: Module, word: re.Pattern[bytes], path: str) -> bool:
    return word.search(module.loader.files.read(path) or b"") is not None


def _left_out(package: Package) -> Iterator[str]:
    """The files in a package's folder that the checker does not read."""
    yield from (*package.ignored_go_files, *package.invalid_go_files, *package.ignored_other_files)
    for kind, paths in package.other_files.items():
        if kind != "syso_files":
            yield from paths


def _linknames(module: Module, word: re.Pattern[bytes], package: Package) -> Iterator[bool]:
    for path in built_files(package):
        for directive in module.program.file(path).directives:
            if directive.text.startswith(("//go:linkname", "//export")):
                yield word.search(directive.text.encode()) is not None
