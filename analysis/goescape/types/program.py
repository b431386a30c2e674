"""A program under analysis: packages, loaded by need, and what is known of their declarations.

In: a `PackageSource`, which says which files make which package, and `Sizes`. Out: `Results` of heads and bodies, and
objects. Importing a package costs a listing of its files; collecting its names costs parsing them; a declaration is
checked when something asks for what it declares; a body, when it is asked for itself. An edit goes to `update`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final, NamedTuple

from goescape.source import Source
from goescape.syntax.declaration import Declaration
from goescape.syntax.deep import with_deep_stack
from goescape.syntax.document import GoFile, parse
from goescape.syntax.nodes import Block
from goescape.syntax.outlines import Outlines
from goescape.types import rules
from goescape.types.body import check_body
from goescape.types.checker import Checker, Environment
from goescape.types.collect import fill_scope, load_imports, make_objects, open_file
from goescape.types.declare import load_object, not_analysed, run_waiting
from goescape.types.model import Alias, Named, Object, Package, Scope, Signature, TypeName
from goescape.types.results import Results
from goescape.types.sizes import Sizes
from goescape.types.source import EXTERNAL_TEST, PLAIN, TEST, PackageFiles, PackageSource
from goescape.types.unit import Declared, FileUnit, PackageUnit
from goescape.types.universe import UNIVERSE, UNSAFE
from goescape.types.update import Update, replace_syntax

rules.fill()

CGO_REASON: Final = "what C declares is not known"


class Problem(NamedTuple):
    """A problem's place, as byte offsets in the file at `path`, and what it says."""

    path: str
    start: int
    end: int
    message: str


class PackageResults:
    """What `Program.check` yields. `heads` and `bodies` are those that were not known before and were checked now;
    all results are with the unit's declarations."""

    def __init__(self, unit: PackageUnit) -> None:
        self.unit = unit
        self.heads: list[Declared] = []
        self.bodies: list[Declared] = []

    def problems(self) -> list[Problem]:
        """All problems of the package, by file and place."""
        declared = (each for file in self.unit.files for each in file.declared)
        return sorted(problem for each in declared for problem in problems_of(each))


def problems_of(declared: Declared) -> Iterator[Problem]:
    """What is known to be wrong in a declaration."""
    declaration, file = declared.declaration, declared.file
    base = file.syntax.start_of(declaration)
    for results in (declared.head, declared.body):
        for problem in results.problems if results is not None else ():
            part = declaration.part_of(problem.node)
            at = max(problem.node - part.first, 0)
            start, end = part.places.start[at], part.places.end[at]
            yield Problem(file.path, base + (end - 1 if problem.at_end else start), base + end, problem.message)


class Program:
    """See the module. Not for use by several threads at once."""

    def __init__(self, packages: PackageSource, sizes: Sizes, outlines: Outlines | None = None) -> None:
        self.source = packages
        self.outlines = outlines
        self.sizes = sizes
        self.checker = Checker(self)
        self._units: dict[str, PackageUnit] = {}
        self._files: dict[str, list[FileUnit]] = {}
        self._syntax: dict[str, GoFile] = {}

    # ------------------------------------------------------------------------------------------------- packages

    def package(self, path: str, importer: str = "") -> Package:
        """The package of an import path (or unit key) as code of the unit `importer` means it. Its names are collected
        when `member` first asks. Never raises: one that does not exist is `missing`."""
        if importer:
            return self.imported(self._unit(importer), path)
        return UNSAFE if path == "unsafe" else self._unit(path).package

    def imported(self, unit: PackageUnit, path: str) -> Package:
        """The package that an import of `path`, as written, means in `unit`."""
        if path == "unsafe":
            return UNSAFE
        if path == "C":
            return _missing(path, CGO_REASON)
        resolved = unit.imports.get(path, path)
        tested = unit.tested
        if tested and self._has_tests(tested) and (resolved == tested or self.source.reaches(resolved, tested)):
            resolved = f"{resolved} [{tested}.test]"
        return self._unit(resolved).package

    def unit(self, key: str) -> PackageUnit:
        """The files and declarations of a package: of "p", or, as made for the tests of p, of "p [p.test]" (p with its
        in-package tests), "p_test [p.test]" (its external tests) or "q [p.test]" (q, which imports p)."""
        unit = self._unit(key)
        unit.package.member("")
        return unit

    def units(self) -> list[PackageUnit]:
        """All units that were needed so far, those included of which nothing but the name was."""
        return list(self._units.values())

    def test_units(self, path: str) -> list[str]:
        """The keys of the units that the tests of the package `path` add: none, one or two."""
        keys = [f"{path} [{path}.test]"] if self._has_tests(path) else []
        if self.source.package(path, EXTERNAL_TEST).files:
            keys.append(f"{path}_test [{path}.test]")
        return keys

    def _has_tests(self, path: str) -> bool:
        """Whether there is a package `path [path.test]` that differs from the plain one."""
        return bool(self.source.package(path, TEST).files)

    def _unit(self, key: str) -> PackageUnit:
        unit = self._units.get(key)
        if unit is None:
            unit = self._units[key] = self._new_unit(key)
        return unit

    def _new_unit(self, key: str) -> PackageUnit:
        path, _, rest = key.partition(" [")
        tested = rest.removesuffix(".test]")
        if tested and path == tested + "_test":
            parts = [self.source.package(tested, EXTERNAL_TEST)]
        elif tested and path == tested:
            parts = [self.source.package(path, PLAIN), self.source.package(path, TEST)]
        else:
            parts = [self.source.package(path, PLAIN)]
        return self._assemble(key, path, tested, parts)

    def _assemble(self, key: str, path: str, tested: str, parts: list[PackageFiles]) -> PackageUnit:
        missing = next((part.missing for part in parts if part.missing), "")
        name = next((part.name for part in parts if part.name), "")
        if missing or not name:
            package = _missing(path, missing or "no Go files")
        else:
            package = Package(parts[0].path, name, Scope(UNIVERSE))
        imports = {written: resolved for part in parts for written, resolved in part.imports.items()}
        unit = PackageUnit(self, key, tested, package, imports)
        unit.bodies = all(part.bodies for part in parts)
        if not package.missing:
            package.loader = partial(self._collect, unit, parts)
        return unit

    def _collect(self, unit: PackageUnit, parts: Iterable[PackageFiles], package: Package) -> None:
        """Parse a package's files and fill its scope: the loader of `package`."""
        files: list[FileUnit] = []
        for source in (file for part in parts for file in part.files):
            file = FileUnit(unit, source.path, self.file(source.path), source.version)
            file.take(tuple([Declared(file, declaration) for declaration in file.syntax.declarations]))
            for declared in file.declared:
                make_objects(declared, load_object)
            self._files.setdefault(source.path, []).append(file)
            files.append(file)
        unit.files = tuple(files)
        fill_scope(unit)

    def file(self, path: str) -> GoFile:
        """The present version of a file, parsed at first need; an empty one where it cannot be read."""
        syntax = self._syntax.get(path)
        if syntax is None:
            syntax = self._syntax[path] = parse(Source(path, self.source.read(path)), self.outlines)
        return syntax

    # -------------------------------------------------------------------------------------------------- results

    def check(self, key: str) -> PackageResults:
        """Check all that is not known yet of a package: heads first, in the order that go/types takes (types, aliases,
        then the rest), then bodies. `key` is as for `unit`."""
        results = PackageResults(self.unit(key))
        with_deep_stack(partial(self._check, results))
        return results

    def head_results(self, file: FileUnit, declaration: Declaration) -> Results:
        """What is known of a declaration's head: all there is."""
        declared = file.find(declaration)
        if not declared.checked:
            with_deep_stack(partial(self._complete, declared))
        return declared.head_results()

    def body_results(self, file: FileUnit, declaration: Declaration) -> Results | None:
        """What is known of a function's body: all there is; None for what has no body."""
        declared = file.find(declaration)
        if declared.body is None and (file.unit.bodies or not declaration.is_blank) and declaration.body is not None:
            with_deep_stack(partial(self._check_body, declared))
        return declared.body

    def position(self, obj: Object) -> tuple[str, int] | None:
        """The file and the byte offset of the identifier that defines `obj` (of an import without a name: the spec);
        None for what is predeclared or made up."""
        if obj.node < 0:
            obj.type_of()
        declared, node = obj.site, obj.node
        if declared is None or node < 0:
            return None
        file, part = declared.file, declared.declaration.part_of(node)
        return file.path, file.syntax.start_of(declared.declaration) + part.places.start[node - part.first]

    def _check(self, results: PackageResults) -> None:
        everything = [declared for file in results.unit.files for declared in file.declared]
        results.heads = [declared for declared in everything if not declared.checked]
        types = [obj for declared in results.heads for obj in declared.objects if isinstance(obj, TypeName)]
        for obj in types:
            if isinstance(obj.type_of(), Named):
                obj.type_of().under()
        for obj in types:
            t = obj.type_of()
            if isinstance(t, Alias):
                t.target()
        for declared in results.heads:
            self._load(declared)
        for declared in results.heads:
            self._complete(declared)
        for declared in everything if results.unit.bodies else ():
            if declared.body is None and declared.declaration.body is not None:
                self._check_body(declared)
                results.bodies.append(declared)

    def _load(self, declared: Declared) -> None:
        """Complete what a declaration declares."""
        if declared.declaration.kind == "import":
            load_imports(declared)
            return
        for obj in declared.objects:
            t = obj.type_of()
            if isinstance(obj, TypeName) and isinstance(t, Named):
                t.under()
            elif isinstance(obj, TypeName) and isinstance(t, Alias):
                t.target()

    def _complete(self, declared: Declared) -> None:
        """Find out all there is to know of a declaration's head."""
        if not declared.checked:
            declared.checked = True
            self._load(declared)
            run_waiting(self.checker, declared)

    def _check_body(self, declared: Declared) -> None:
        """Check a function's body. A failure of the checker costs this body alone, and is noted as a problem of it."""
        lowered = declared.declaration.body
        assert lowered is not None
        c, file = self.checker, declared.file
        open_file(file)
        signature = declared.objects[0].type_of() if declared.objects else None
        results = declared.body = Results(lowered.first + lowered.count)
        block = lowered.node
        if not isinstance(signature, Signature) or not isinstance(block, Block):
            return
        outer, depth = c.env, len(c.stack)
        c.env = Environment(file.package, file, declared, file.scope, results)
        try:
            check_body(c, signature, block)
        except Exception as error:
            results.problems.append(not_analysed(block, error))
        c.env = outer
        del c.stack[depth:]

    # ---------------------------------------------------------------------------------------------------- edits

    def update(self, path: str, data: bytes) -> Update:
        """Take a new text of a file. What is stale by it is forgotten, and checked again when it is asked for."""
        old = self._syntax.get(path)
        if old is None:
            return Update()
        new = self._syntax[path] = old.edited(Source(path, data))
        files = self._files.get(path, ())
        update = replace_syntax(files, new, self._units.values())
        stale = [declared.file for declared in (*update.heads, *update.bodies)]
        for unit in dict.fromkeys(file.unit for file in (*files, *stale)):
            unit.edits += 1
        return update


def _missing(path: str, reason: str) -> Package:
    """A package of which nothing is known but its path."""
    package = Package(path, path.rpartition("/")[2], Scope(UNIVERSE))
    package.missing = reason
    return package
