"""The files of a folder that make a package, sorted into lists as ``go list`` names them.

Rules: go/build (build.go: Context.Import), Go 1.26.
"""

from __future__ import annotations

import os

import attrs

from goescape.packages.constraints import ConstraintError, name_matches
from goescape.packages.environment import Environment
from goescape.packages.files import Files, Kind
from goescape.packages.header import Header, leading_constraint, read_header
from goescape.packages.problem import Problem

LISTS = {
    ".c": "c_files",
    ".cc": "cxx_files",
    ".cpp": "cxx_files",
    ".cxx": "cxx_files",
    ".m": "m_files",
    ".h": "h_files",
    ".hh": "h_files",
    ".hpp": "h_files",
    ".hxx": "h_files",
    ".f": "f_files",
    ".F": "f_files",
    ".for": "f_files",
    ".f90": "f_files",
    ".s": "s_files",
    ".S": "s_files",
    ".sx": "s_files",
    ".swig": "swig_files",
    ".swigcxx": "swig_cxx_files",
    ".syso": "syso_files",
}
"""Extension -> the list that a file in another language is in."""

_CAPITAL_ASSEMBLY = frozenset({".S", ".sx"})
"""Assembly for the C compiler: part of the build only if cgo is used."""

Place = tuple[str, int]
"""Where an import or a pattern stands: base name of the file, byte offset."""


@attrs.define(slots=True)
class Part:
    """What the files of one part of a package (its own, its in-package tests', its external tests') say.

    `imports` and `embeds` map each import path and each ``//go:embed`` pattern, as written and in sorted order, to
    where it first stands.
    """

    files: list[str] = attrs.Factory(list)
    imports: dict[str, Place] = attrs.Factory(dict)
    embeds: dict[str, Place] = attrs.Factory(dict)


@attrs.define(slots=True)
class Listing:
    """A folder's files, by base name in the order of names, and what they say.

    `own.files` are the Go files that do not use cgo. `name` is the package's, "" where no Go file says it.
    `languages` has the N of go1.N of the files whose ``//go:build`` line implies one. `others` has the files in other
    languages by the list they are in.
    """

    folder: str
    name: str = ""
    own: Part = attrs.Factory(Part)
    test: Part = attrs.Factory(Part)
    external_test: Part = attrs.Factory(Part)
    cgo_files: list[str] = attrs.Factory(list)
    ignored_go_files: list[str] = attrs.Factory(list)
    ignored_other_files: list[str] = attrs.Factory(list)
    invalid_go_files: list[str] = attrs.Factory(list)
    others: dict[str, list[str]] = attrs.Factory(dict)
    languages: dict[str, int] = attrs.Factory(dict)
    problems: list[Problem] = attrs.Factory(list)

    def has_go_files(self) -> bool:
        """Whether any Go file takes part, tests included."""
        return bool(self.own.files or self.cgo_files or self.test.files or self.external_test.files)


def list_folder(folder: str, files: Files, environment: Environment) -> Listing:
    """The package in a folder. A folder that cannot be read is a problem."""
    entries = files.entries(folder)
    if entries is None:
        listing = Listing(folder)
        listing.problems.append(Problem(f"cannot find package in {folder}: the folder cannot be read"))
        return listing
    names = [name for name, kind in entries.items() if kind is not Kind.FOLDER and kind is not Kind.LINK_TO_FOLDER]
    return list_files(folder, names, files, environment)


def list_files(folder: str, names: list[str], files: Files, environment: Environment) -> Listing:
    """The package that the named files of a folder make, each left out if its constraint says so."""
    sorter = _Sorter(folder, files, environment)
    for name in names:
        sorter.add(name)
    return sorter.finish()


def has_go_files(folder: str, files: Files) -> bool:
    """Whether a folder has any file that is called .go, whatever is in it."""
    entries = files.entries(folder)
    return entries is not None and any(
        name.endswith(".go") and kind in (Kind.FILE, Kind.LINK_TO_FILE) for name, kind in entries.items()
    )


class _Sorter:
    """Puts files into the lists of one `Listing`."""

    def __init__(self, folder: str, files: Files, environment: Environment) -> None:
        self._listing = Listing(folder)
        self._prefix = folder + os.sep
        self._files = files
        self._tags = environment.tags
        self._cgo = environment.cgo
        self._capital_assembly: list[str] = []
        self._first = ""

    def add(self, name: str) -> None:
        if name.startswith(("_", ".")):
            return
        dot = name.rfind(".")
        extension = name[dot:] if dot >= 0 else ""
        if extension == ".go":
            self._add_go(name)
        elif extension in LISTS:
            self._add_other(name, extension)

    def finish(self) -> Listing:
        listing = self._listing
        for part in (listing.own, listing.test, listing.external_test):
            part.imports = dict(sorted(part.imports.items()))
            part.embeds = dict(sorted(part.embeds.items()))
        if listing.cgo_files:
            listing.others.setdefault("s_files", []).extend(self._capital_assembly)
            listing.others["s_files"].sort()
        else:
            listing.ignored_other_files += self._capital_assembly
            listing.ignored_other_files.sort()
        return listing

    def _add_other(self, name: str, extension: str) -> None:
        if not name_matches(name, self._tags) or not self._wants_other(name, extension):
            self._listing.ignored_other_files.append(name)
        elif extension in _CAPITAL_ASSEMBLY:
            self._capital_assembly.append(name)
        else:
            self._listing.others.setdefault(LISTS[extension], []).append(name)

    def _wants_other(self, name: str, extension: str) -> bool:
        if extension == ".syso":
            return True
        constraint = leading_constraint(self._files, self._prefix + name)
        if constraint is None:
            return False
        try:
            return constraint.holds(self._tags)
        except ConstraintError:
            return False

    def _add_go(self, name: str) -> None:
        listing = self._listing
        if not name_matches(name, self._tags):
            listing.ignored_go_files.append(name)
            return
        path = self._prefix + name
        header = read_header(self._files, path)
        if header is None:
            self._invalid(name, Problem(f"open {path}: the file cannot be read", path=path))
            return
        try:
            wanted = header.constraint.holds(self._tags)
        except ConstraintError as error:
            self._invalid(name, Problem(f"{name}: {error}", path=path, offset=max(header.constraint.offset, 0)))
            return
        if not wanted or header.name == "documentation":
            listing.ignored_go_files.append(name)
            return
        if header.problem is not None:
            self._invalid(name, header.problem)
        self._place(name, header)

    def _place(self, name: str, header: Header) -> None:
        """Put a Go file that takes part into its list."""
        listing, package = self._listing, header.name
        is_test = name.endswith("_test.go")
        is_external = is_test and package.endswith("_test") and package != listing.name
        if is_external:
            package = package.removesuffix("_test")
        self._check_name(name, package, header)
        cgo = header.imports_cgo()
        if cgo and is_test:
            offset = next(one.offset for one in header.imports if one.path == "C")
            self._invalid(name, self._problem(name, f"use of cgo in test {name} not supported", offset))
            cgo = False
        if cgo and not self._cgo:
            listing.ignored_go_files.append(name)
            return
        part = listing.external_test if is_external else listing.test if is_test else listing.own
        (listing.cgo_files if cgo else part.files).append(name)
        language = header.constraint.language()
        if language >= 0:
            listing.languages[name] = language
        for one in header.imports:
            part.imports.setdefault(one.path, (name, one.offset))
        for embed in header.embeds:
            part.embeds.setdefault(embed.pattern, (name, embed.offset))

    def _check_name(self, name: str, package: str, header: Header) -> None:
        """Note a file of another package than the first file's."""
        listing = self._listing
        if not listing.name:
            listing.name = package
            self._first = name
        elif package != listing.name:
            message = f"found packages {listing.name} ({self._first}) and {package} ({name}) in {listing.folder}"
            self._invalid(name, self._problem(name, message, header.name_offset))

    def _problem(self, name: str, message: str, offset: int) -> Problem:
        return Problem(message, path=self._prefix + name, offset=offset)

    def _invalid(self, name: str, problem: Problem) -> None:
        if name not in self._listing.invalid_go_files:
            self._listing.invalid_go_files.append(name)
        self._listing.problems.append(problem)
