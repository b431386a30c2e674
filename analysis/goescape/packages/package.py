"""What is known of a package: immutable values."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import attrs

from goescape.packages.problem import Problem
from goescape.packages.versions import Language, ModuleVersion

_NOTHING: Mapping[str, str] = MappingProxyType({})


@attrs.frozen(slots=True)
class Module:
    """A module. `version` is "" for a main module. `folder` is absolute, "" if its files are in a vendor folder.

    `go` is the go line of its go.mod ("" without one), `replacement` what stands in for it (an absolute folder with
    version "", or another module).
    """

    path: str
    version: str
    folder: str
    go: str
    main: bool = False
    replacement: ModuleVersion | None = None


@attrs.frozen(slots=True)
class Package:
    """A package: its files, as absolute paths in the order of their names, and what they import.

    `id` is `path`, followed by " [q.test]" for what is compiled anew for the tests of q; `tested` is that q.
    `name` is its package clause's. `module` is None in the standard library and outside all modules.
    `imports` are the resolved ids of what its Go files import, sorted, "C" left out; `import_map` has those that
    differ from the path as written. `implicit` are the packages that it needs without importing them: cgo's runtime,
    and what every program links. The tests' lists are those of the folder, whatever variant this is.
    `language` is the language of its files, except those in `languages` (by absolute path).
    `problems` says what is wrong with it; one that is not there at all has no `folder`.
    """

    id: str
    path: str
    name: str = ""
    folder: str = ""
    tested: str = ""
    module: Module | None = None
    standard: bool = False
    go_files: tuple[str, ...] = ()
    cgo_files: tuple[str, ...] = ()
    ignored_go_files: tuple[str, ...] = ()
    invalid_go_files: tuple[str, ...] = ()
    test_go_files: tuple[str, ...] = ()
    external_test_go_files: tuple[str, ...] = ()
    other_files: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    ignored_other_files: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    test_imports: tuple[str, ...] = ()
    external_test_imports: tuple[str, ...] = ()
    import_map: Mapping[str, str] = _NOTHING
    implicit: tuple[str, ...] = ()
    embed_patterns: tuple[str, ...] = ()
    embed_files: tuple[str, ...] = ()
    test_embed_patterns: tuple[str, ...] = ()
    test_embed_files: tuple[str, ...] = ()
    external_test_embed_patterns: tuple[str, ...] = ()
    external_test_embed_files: tuple[str, ...] = ()
    language: Language = (1, 0)
    languages: Mapping[str, Language] = attrs.field(factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def missing(self) -> bool:
        """Whether there is no such package."""
        return not self.folder and self.path != "unsafe"

    @property
    def needs(self) -> tuple[str, ...]:
        """The ids of all packages that it is built from, directly."""
        return (*self.imports, *self.implicit)

    @property
    def compiled_files(self) -> tuple[str, ...]:
        """Its Go files in the order in which they are compiled: those that use cgo come last."""
        return (*self.go_files, *self.cgo_files)

    def language_of(self, path: str) -> Language:
        """The language of one of its files."""
        return self.languages.get(path, self.language)
