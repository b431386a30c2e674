"""The parts of a program: packages, their files, and the declarations in these.

A declaration (`Declared`) is the unit of change: it holds the objects that it declares and what is known of it. All
that is here is mutable, and belongs to one `Program`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goescape.types.model import Func, Object, Package, Scope, Site
from goescape.types.results import Results

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goescape.syntax.declaration import Declaration
    from goescape.syntax.document import GoFile
    from goescape.types.checker import Environment
    from goescape.types.program import Program


class Declared(Site):
    """A top-level declaration, as part of one package.

    `objects` are those that it declares, in the order of `declaration.names`; `head` and `body` what is known so far
    of its head and of its function body, None where nothing is. `waiting` are checks put off until all heads of the
    package are known: environments with something in `pending`.
    """

    __slots__ = ("body", "checked", "head", "objects", "places", "waiting")

    def __init__(self, file: FileUnit, declaration: Declaration) -> None:
        super().__init__(file, declaration)
        self.objects: tuple[Object, ...] = ()
        self.places: dict[Object, int] | None = None
        self.reset()

    def reset(self) -> None:
        """Forget what is known."""
        self.head: Results | None = None
        self.body: Results | None = None
        self.waiting: list[Environment] = []
        self.checked = False
        """Whether the head is known whole."""

    def head_results(self) -> Results:
        """The head's results, for a rule to add to."""
        if self.head is None:
            lowered = self.declaration.head
            self.head = Results(lowered.first + lowered.count)
        return self.head

    def place(self, obj: Object) -> int:
        """The index of `obj` among the objects."""
        if self.places is None:
            self.places = {obj: index for index, obj in enumerate(self.objects)}
        return self.places[obj]


class FileUnit:
    """A file as part of one package. `version` is its language version; `scope` its block, whose names (imports) are
    there once `opened`."""

    __slots__ = ("declared", "opened", "package", "path", "places", "scope", "syntax", "unit", "version")

    def __init__(self, unit: PackageUnit, path: str, syntax: GoFile, version: tuple[int, int]) -> None:
        self.unit = unit
        self.package = unit.package
        self.path = path
        self.syntax = syntax
        self.version = version
        self.scope = Scope(unit.package.scope)
        self.opened = False
        self.declared: tuple[Declared, ...] = ()
        """Those of `syntax`, in order."""
        self.places: dict[int, Declared] = {}

    def find(self, declaration: Declaration) -> Declared:
        """The unit of a declaration of `syntax`. Raises KeyError for one that is not this file's."""
        return self.places[id(declaration)]

    def take(self, declared: tuple[Declared, ...]) -> None:
        """Set the declarations."""
        self.declared = declared
        self.places = {id(each.declaration): each for each in declared}


class PackageUnit:
    """A package and its files.

    `key` is its import path, followed by " [q.test]" where it is made for the tests of q (as `go list -test` names
    it), whose path is `tested`. `imports` maps import paths as written to what they resolve to, where these differ.
    """

    __slots__ = ("bodies", "edits", "files", "imports", "key", "methods", "package", "program", "repeated", "tested")

    def __init__(self, program: Program, key: str, tested: str, package: Package, imports: Mapping[str, str]) -> None:
        self.program = program
        self.key = key
        self.tested = tested
        self.package = package
        self.imports = imports
        self.bodies = True
        """Whether its functions' bodies are known."""
        self.edits = 0
        """How many edits changed its text, or made something stale in it."""
        self.files: tuple[FileUnit, ...] = ()
        self.methods: dict[str, dict[str, Func]] = {}
        """By the name of the defined type they belong to, and their own: the first of those that have it."""
        self.repeated: dict[tuple[str, str], tuple[Declared, ...]] = {}
        """Declarations of one name (with the receiver's type, "" for functions) that others declare as well."""
