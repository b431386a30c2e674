"""What an edit makes stale.

The unit of change is the top-level declaration, in two parts: its head (all but a function's body) and its body. What
was found out about a part depends on the part's nodes and on the *names* that its check used (`Results.names`):
objects of packages, and names that it looked for at package level and did not find. So:

1. Declarations of the new text are matched with those of the old. Where nodes are equal the results stay, though the
   text may have moved or its comments changed. Where the body alone differs, the body is stale.
2. A declaration whose head differs is stale; so is what came or went. An import's names count as the file's objects.
3. Of a name that is declared more than once, the first declaration counts: where that changes, all of them are stale.
4. A stale head makes its objects stale, and whatever used one of these: heads, transitively, and bodies. A method is
   part of its receiver base type, since what implements which interface hangs on it.
5. A name that is new at package or file level makes stale who looked for it without success; one that hides a
   predeclared name, all of the package.

What is stale gets fresh objects, not loaded, in place of the old ones; what is not keeps its objects and results.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Union

from goescape.types.collect import base_type, fill_scope, imports_of, make_objects, open_file, repeated_names
from goescape.types.declare import load_object
from goescape.types.model import Object
from goescape.types.unit import Declared, FileUnit, PackageUnit
from goescape.types.universe import UNIVERSE

if TYPE_CHECKING:
    from goescape.syntax.declaration import Declaration
    from goescape.syntax.document import GoFile

Name = Union[Object, "tuple[str, str]"]
"""What a check depends on, see `Results.names`."""


@dataclass(slots=True)
class Update:
    """What an edit did. `lowered` are the declarations whose text is new, and differs in more than blanks and comments;
    `heads` and `bodies` those of all files of which nothing is known any more, or not yet."""

    lowered: list[Declared] = field(default_factory=list)
    heads: list[Declared] = field(default_factory=list)
    bodies: list[Declared] = field(default_factory=list)


def replace_syntax(files: Sequence[FileUnit], syntax: GoFile, units: Iterable[PackageUnit]) -> Update:
    """Put the new version of a file in place of the old one, in each of the packages that it is part of."""
    update = Update()
    stale = _Stale(units)
    for file in files:
        _match(file, syntax, update, stale)
    stale.spread()
    stale.renew()
    update.heads += filter(_is_there, stale.heads)
    update.bodies += [declared for declared in filter(_is_there, stale.bodies) if declared not in update.bodies]
    return update


def _is_there(declared: Declared) -> bool:
    return declared.file.places.get(id(declared.declaration)) is declared


# -------------------------------------------------------------------------------------------------------- matching


def _match(file: FileUnit, syntax: GoFile, update: Update, stale: _Stale) -> None:
    """Give a file its new declarations, those that are known already with their results."""
    old = {id(declared.declaration): declared for declared in file.declared}
    found = [old.pop(id(declaration), None) for declaration in syntax.declarations]
    rest: dict[object, list[Declared]] = {}
    for declared in old.values():
        rest.setdefault(_key(declared.declaration), []).append(declared)
    taken: list[Declared] = []
    for declaration, known in zip(syntax.declarations, found, strict=True):
        if known is None:
            alike = rest.get(_key(declaration))
            known = alike.pop(0) if alike else None
            known = _take(file, declaration, known, update, stale)
        taken.append(known)
    for gone in (declared for alike in rest.values() for declared in alike):
        stale.remove(gone)
    if taken != list(file.declared):
        stale.reorder(file.unit)
    file.syntax = syntax
    file.take(tuple(taken))


def _key(declaration: Declaration) -> object:
    """What two versions of one declaration have in common."""
    return declaration.kind, tuple([(name.name, name.receiver) for name in declaration.names])


def _take(
    file: FileUnit, declaration: Declaration, known: Declared | None, update: Update, stale: _Stale
) -> Declared:
    """The declared unit for a declaration whose text is new. `known` is what it is a new version of."""
    if known is None:
        new = Declared(file, declaration)
        make_objects(new, load_object)
        update.lowered.append(new)
        stale.add(new)
        return new
    old = known.declaration
    known.declaration = declaration
    if old.head.node != declaration.head.node or old.names != declaration.names:
        update.lowered.append(known)
        stale.change(known)
    elif _body(old) != _body(declaration):
        update.lowered.append(known)
        update.bodies.append(known)
        known.body = None
    return known


def _body(declaration: Declaration) -> object:
    return None if declaration.body is None else declaration.body.node


# --------------------------------------------------------------------------------------------------------- spreading


class _Stale:
    """Which declarations are stale: `heads` (then the body, too) and `bodies`, in the order in which they turned up."""

    def __init__(self, units: Iterable[PackageUnit]) -> None:
        self._units = [unit for unit in units if unit.files]
        self.heads: dict[Declared, None] = {}
        self.bodies: dict[Declared, None] = {}
        self._names: list[Name] = []
        self._scopes: dict[PackageUnit, None] = {}
        self._imports: dict[FileUnit, None] = {}

    def add(self, declared: Declared) -> None:
        """There is a declaration that was not there before."""
        self.heads[declared] = None
        self._declares(declared)
        for obj in declared.objects:
            self._new_name(declared.file.unit, obj.name)

    def remove(self, declared: Declared) -> None:
        """A declaration is gone."""
        self._declares(declared)
        if declared.declaration.kind != "import":
            self._names += declared.objects
            self._spoil_base(declared)

    def change(self, declared: Declared) -> None:
        """A declaration's head is another; the names that it declares are the same."""
        self._declares(declared)
        self._spoil(declared)

    def reorder(self, unit: PackageUnit) -> None:
        """Declarations follow each other in another order: what is the first of a name may be another one."""
        self._scopes[unit] = None

    def _declares(self, declared: Declared) -> None:
        """What a declaration puts into a scope has to be put there anew."""
        if declared.declaration.kind == "import":
            self._imports[declared.file] = None
        else:
            self._scopes[declared.file.unit] = None
            for name in declared.declaration.names:
                if name.receiver:
                    self._spoil_type(declared.file.unit, base_type(declared.file.unit, name.receiver, False)[0])

    def _spoil(self, declared: Declared) -> None:
        """A head is stale, and so is what it declares."""
        if declared in self.heads:
            return
        self.heads[declared] = None
        if declared.declaration.kind != "import":
            self._scopes[declared.file.unit] = None
            self._names += declared.objects
            self._spoil_base(declared)

    def _spoil_base(self, declared: Declared) -> None:
        """The type that a method belongs to, or belonged to, is stale with it."""
        if declared.declaration.kind != "func" or not declared.objects:
            return
        method = declared.objects[0]
        unit = declared.file.unit
        for base, methods in unit.methods.items():
            if methods.get(method.name) is method:
                self._spoil_type(unit, base)

    def _spoil_type(self, unit: PackageUnit, name: str | None) -> None:
        obj = None if name is None else unit.package.scope.names.get(name)
        if obj is not None and isinstance(obj.site, Declared):
            self._spoil(obj.site)

    def _new_name(self, unit: PackageUnit, name: str) -> None:
        """There is a name in a package's or file's scope that was not there before."""
        self._names.append((unit.package.path, name))
        if name in UNIVERSE.names:
            for declared in (declared for file in unit.files for declared in file.declared):
                self._spoil(declared)
        for file in self._dot_importers(unit):
            self._names.append((file.package.path, name))

    def _dot_importers(self, unit: PackageUnit) -> Iterator[FileUnit]:
        """The files that have all names of the package in their scope."""
        for other in self._units:
            for file in other.files:
                if file.opened and any(obj.name == "." and obj.imported is unit.package for obj in imports_of(file)):
                    yield file

    def spread(self) -> None:
        """Follow the names to all that uses them."""
        for file in self._imports:
            self._open_again(file)
        for unit in tuple(self._scopes):
            self._spoil_repeated(unit)
        if not self._names:
            return
        heads: dict[Name, list[Declared]] = {}
        bodies: dict[Name, list[Declared]] = {}
        for declared in (declared for unit in self._units for file in unit.files for declared in file.declared):
            for results, users in ((declared.head, heads), (declared.body, bodies)):
                for name in results.names if results is not None else ():
                    users.setdefault(name, []).append(declared)
        while self._names:
            name = self._names.pop()
            for declared in heads.pop(name, ()):
                self._spoil(declared)
            for declared in bodies.pop(name, ()):
                self.bodies[declared] = None

    def _spoil_repeated(self, unit: PackageUnit) -> None:
        """Names that are, or were, declared more than once: which declaration is theirs may have changed."""
        before, after = unit.repeated, repeated_names(unit)
        for key in before.keys() | after.keys():
            if before.get(key) != after.get(key):
                for declared in (*before.get(key, ()), *after.get(key, ())):
                    self._spoil(declared)

    def _open_again(self, file: FileUnit) -> None:
        """Take a file's new imports: names that stand for something else, or nothing, are stale."""
        if not file.opened:
            return
        before, objects = dict(file.scope.names), [declared.objects for declared in file.declared]
        file.opened = False
        open_file(file)
        after = file.scope.names
        for declared, old in zip(file.declared, objects, strict=True):
            if declared.objects != old:
                self._spoil(declared)
        self._names += [obj for name, obj in before.items() if after.get(name) is not obj]
        for name in after:
            if name not in before:
                self._new_name(file.unit, name)
                hidden = file.package.scope.names.get(name)
                if hidden is not None:
                    self._names.append(hidden)

    def renew(self) -> None:
        """Forget all that is stale, and put fresh objects into the scopes."""
        for declared in self.heads:
            if declared.declaration.body is not None:
                self.bodies[declared] = None
            declared.reset()
            if declared.declaration.kind != "import":
                make_objects(declared, load_object)
        for declared in self.bodies:
            declared.body = None
        for unit in self._scopes:
            fill_scope(unit)
            for file in self._dot_importers(unit):
                file.opened = False
