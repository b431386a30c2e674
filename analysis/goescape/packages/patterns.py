"""Package patterns: ".", "./...", "std", "net/...", folders, import paths, lists of files.

Rules: cmd/go/internal/modload (load.go, search.go), cmd/go/internal/search, cmd/internal/pkgpattern, Go 1.26.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

import attrs

from goescape.packages import importpath
from goescape.packages.files import READABLE, Kind
from goescape.packages.gopath import GopathResolver
from goescape.packages.importpath import is_local
from goescape.packages.loader import Loader
from goescape.packages.modfile import parse_mod
from goescape.packages.package import Module
from goescape.packages.problem import Problem
from goescape.packages.versions import go_key

NARROW_ALL = "1.16"
"""The go line from which on "all" leaves out what only the tests of dependencies need."""

Predicate = Callable[[str], bool]


@attrs.frozen(slots=True)
class Match:
    """What a pattern stands for: import paths in order, and what is wrong with it. A pattern that names one package
    stands for it even if it is not there."""

    pattern: str
    paths: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def match(loader: Loader, patterns: Sequence[str]) -> list[Match]:
    """What each pattern stands for in the loader's folder; no pattern at all is "."."""
    patterns = [_clean(pattern) for pattern in patterns] or ["."]
    if all(pattern.endswith(".go") and not pattern.endswith("...") for pattern in patterns):
        paths = [os.path.normpath(os.path.join(loader.folder, pattern)) for pattern in patterns]
        return [_match_files(loader, " ".join(patterns), paths)]
    matcher = _Matcher(loader)
    return [matcher.match(pattern) for pattern in patterns]


def _clean(pattern: str) -> str:
    """A pattern in its canonical form, a leading "./" kept."""
    if os.path.isabs(pattern):
        return os.path.normpath(pattern)
    slashed = pattern.replace("\\", "/")
    clean = os.path.normpath(slashed).replace(os.sep, "/") if slashed else "."
    return clean if clean == "." or not slashed.startswith("./") else "./" + clean


def _match_files(loader: Loader, pattern: str, paths: list[str]) -> Match:
    missing = [path for path in paths if loader.files.kind(path) is not Kind.FILE]
    if missing:
        return Match(pattern, problems=(Problem(f"no such file: {missing[0]}", path=missing[0]),))
    if len({os.path.dirname(path) for path in paths}) > 1:
        return Match(pattern, problems=(Problem("named files must all be in one directory"),))
    return Match(pattern, (loader.files_package(paths).path,))


class _Matcher:
    """Finds what patterns stand for."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader
        self._files = loader.files
        self._mains = [Module(one.path, "", one.folder, one.go, main=True) for one in loader.workspace.mains]
        self._metas: dict[str, Callable[[], Iterable[str]]] = {
            "std": self._standard,
            "cmd": self._commands,
            "work": self._in_mains,
            "all": self._all,
            "tool": self._tools,
        }

    def match(self, pattern: str) -> Match:
        meta = self._metas.get(pattern)
        if meta is not None:
            return Match(pattern, tuple(meta()))
        if is_local(pattern) or os.path.isabs(pattern):
            return self._match_local(pattern)
        if "..." not in pattern:
            return Match(pattern, (pattern,))
        return Match(pattern, tuple(self._match_paths(pattern)), tuple(self._absent(pattern)))

    def _standard(self) -> list[str]:
        root = self._loader.std.root
        return sorted(self._walk(root, "", _is_standard, _is_standard)) if root else []

    def _commands(self) -> list[str]:
        root = self._loader.std.root
        if not root:
            return []
        found = self._walk(os.path.join(root, "cmd"), "cmd", _everything, _everything)
        return sorted([path for path in found if not self._is_vendored_program(path)])

    def _is_vendored_program(self, path: str) -> bool:
        return path.startswith("cmd/vendor") and self._loader.package(path).name == "main"

    def _in_mains(self) -> list[str]:
        return sorted({path for main in self._mains for path in self._in_module(main, _everything, _everything)})

    def _tools(self) -> list[str]:
        return [tool for main in self._loader.workspace.mains for tool in main.file.tools]

    def _all(self) -> list[str]:
        """What the main modules have, their tests' imports, their tools, and all that these need.

        In a module before go 1.16, the tests of all these count as well.
        """
        loader, workspace = self._loader, self._loader.workspace
        go = workspace.work.go if workspace.work else workspace.mains[0].go if workspace.mains else ""
        wide = bool(go) and go_key(go) < go_key(NARROW_ALL)
        waiting = [*self._in_mains(), *self._tools()]
        found = set(waiting)
        while waiting:
            package = loader.package(waiting.pop())
            imports = package.imports
            if wide or (package.module is not None and package.module.main):
                imports = (*imports, *package.test_imports, *package.external_test_imports)
            new = {path for path in imports if path not in found}
            found |= new
            waiting += new
        return sorted([path for path in found if not importpath.flaw(path)])

    def _match_paths(self, pattern: str) -> list[str]:
        """The packages of the standard library and of all modules whose paths match."""
        wanted, leads_there = matcher(pattern), tree_matcher(pattern)
        found: set[str] = set()
        root = self._loader.std.root
        if root:
            found.update(self._walk(root, "", wanted, leads_there, nested=True))
            if leads_there("cmd"):
                found.update(self._walk(os.path.join(root, "cmd"), "cmd", wanted, leads_there, nested=True))
        for module in self._loader.resolver.modules():
            if module.folder and leads_there(module.path):
                found.update(self._in_module(module, wanted, leads_there))
        vendor = self._loader.workspace.vendor
        if vendor is not None:
            found.update([path for path in vendor.packages if wanted(path)])
        if isinstance(self._loader.resolver, GopathResolver):
            for folder in self._loader.environment.gopath:
                found.update(self._walk(os.path.join(folder, "src"), "", wanted, leads_there))
        return sorted(found)

    def _absent(self, pattern: str) -> Iterator[Problem]:
        """The modules that may have packages whose paths match, but are not on this machine."""
        leads_there = tree_matcher(pattern)
        for module in self._loader.resolver.modules():
            if not module.folder and leads_there(module.path) and self._loader.workspace.vendor is None:
                yield Problem(
                    f"module {module.path}@{module.version} is not in the module cache",
                    f"run `go mod download {module.path}`",
                )

    def _in_module(self, module: Module, wanted: Predicate, leads_there: Predicate) -> Iterator[str]:
        """The packages of a module, its vendor folder and nested modules left out."""
        local = module.main or (module.replacement is not None and not module.replacement.version)
        ignored = self._ignored(module.folder)
        return self._walk(module.folder, module.path, wanted, leads_there, nested=local, vendor=True, ignored=ignored)

    def _ignored(self, root: str) -> Predicate:
        """Whether a path below a module's folder ("a/b") is one that the go.mod there says to ignore."""
        data = self._files.read(os.path.join(root, "go.mod"))
        patterns = parse_mod(data, root, strict=False).ignore if data else []
        rooted = ["/" + one[2:].strip("/") + "/" for one in patterns if one.startswith("./")]
        anywhere = ["/" + one.strip("/") + "/" for one in patterns if not one.startswith("./")]

        def ignored(path: str) -> bool:
            slashed = f"/{path}/"
            return slashed.startswith(tuple(rooted)) or any(one in slashed for one in anywhere)

        return ignored if patterns else _nothing

    def _walk(
        self,
        root: str,
        prefix: str,
        wanted: Predicate,
        leads_there: Predicate,
        *,
        nested: bool = False,
        vendor: bool = False,
        ignored: Predicate | None = None,
    ) -> Iterator[str]:
        """The import paths of the packages below `root`, whose own import path is `prefix` ("" for none).

        Leaves out nested modules with `nested`, and vendor folders with `vendor`.
        """
        waiting = [(root, prefix)]
        while waiting:
            folder, path = waiting.pop()
            entries = self._files.entries(folder) or {}
            if folder != root and nested and entries.get("go.mod") in READABLE:
                continue
            if path and wanted(path) and self._is_package(folder, path):
                yield path
            if vendor and folder != root and os.path.basename(folder) == "vendor":
                continue
            for name, kind in entries.items():
                inner = f"{path}/{name}" if path else name
                if kind is not Kind.FOLDER or _is_skipped(name) or not leads_there(inner):
                    continue
                below = os.path.join(folder, name)
                if ignored is None or not ignored(below[len(root) + 1 :].replace(os.sep, "/")):
                    waiting.append((below, inner))

    def _is_package(self, folder: str, path: str) -> bool:
        if path == "builtin" or (path == "runtime/cgo" and not self._loader.environment.cgo):
            return False
        listing = self._loader.listing(folder)
        return listing.has_go_files() or bool(listing.invalid_go_files)

    def _match_local(self, pattern: str) -> Match:
        """Folders, given by a path or by a pattern of paths."""
        absolute = os.path.normpath(os.path.join(self._loader.folder, pattern))
        if "..." not in pattern:
            folders = [absolute]
        else:
            top = os.path.dirname(absolute[: absolute.index("...")] + "x")
            folders = list(self._folders(top, matcher(absolute.replace(os.sep, "/"))))
        found: list[str] = []
        problems: list[Problem] = []
        for folder in folders:
            path, problem = self._path_of(folder)
            if path:
                found.append(path)
            elif problem is not None and "..." not in pattern:
                problems.append(problem)
        if not folders:
            problems.append(Problem(f"pattern {pattern} matched no packages"))
        return Match(pattern, tuple(found), tuple(problems))

    def _folders(self, top: str, wanted: Predicate) -> Iterator[str]:
        """The folders at and below `top` that hold packages, in the order of their paths."""
        main = next((one for one in self._mains if _inside(top, one.folder) is not None), None)
        ignored = self._ignored(main.folder) if main else _nothing
        waiting = [top]
        while waiting:
            folder = waiting.pop()
            entries = self._files.entries(folder) or {}
            if folder != top and not self._loader.workspace.gopath_mode and entries.get("go.mod") in READABLE:
                continue
            if main and ignored(_inside(folder, main.folder) or ""):
                continue
            if wanted(folder.replace(os.sep, "/")) and self._is_package(folder, folder):
                yield folder
            below = [name for name, kind in entries.items() if kind is Kind.FOLDER and not _is_skipped(name)]
            waiting += [os.path.join(folder, name) for name in reversed(below)]

    def _path_of(self, folder: str) -> tuple[str, Problem | None]:
        """The import path of the package in a folder, or why there is none."""
        if self._files.kind(folder) is not Kind.FOLDER:
            return "", Problem(f"stat {folder}: directory not found")
        listing = self._loader.listing(folder)
        if not (listing.has_go_files() or listing.invalid_go_files or listing.ignored_go_files):
            return "", Problem(f"no Go files in {folder}")
        for main in sorted(self._mains, key=lambda one: -len(one.folder)):
            inside = _inside(folder, main.folder)
            if inside is not None:
                return self._path_in_main(main, inside, folder)
        inside = _inside(folder, self._loader.std.root) if self._loader.std.root else None
        if inside:
            return ("", Problem('"builtin" is a pseudo-package')) if inside == "builtin" else (inside, None)
        return self._path_elsewhere(folder, listing.own.files)

    def _path_in_main(self, main: Module, inside: str, folder: str) -> tuple[str, Problem | None]:
        if not inside.startswith("vendor/"):
            return (f"{main.path}/{inside}" if inside else main.path), None
        vendor = self._loader.workspace.vendor
        path = inside.removeprefix("vendor/")
        if vendor is None:
            return "", Problem(f"without -mod=vendor, directory {folder} has no package path")
        if path not in vendor.packages:
            return "", Problem(f"directory {folder} is not a package listed in vendor/modules.txt")
        return path, None

    def _path_elsewhere(self, folder: str, names: list[str]) -> tuple[str, Problem | None]:
        """The import path of a folder in GOPATH or the module cache; without modules it is a package of its own."""
        loader = self._loader
        if isinstance(loader.resolver, GopathResolver):
            path = loader.resolver.import_path(folder)
            if path:
                return path, None
        for module in loader.resolver.modules():
            inside = _inside(folder, module.folder) if module.folder else None
            if inside is not None:
                return (f"{module.path}/{inside}" if inside else module.path), None
        if not self._mains and names:
            return loader.files_package([os.path.join(folder, name) for name in names]).path, None
        return "", Problem(f"directory {folder} outside main module or its selected dependencies")


def _is_standard(path: str) -> bool:
    return importpath.is_reserved(path) and not importpath.within(path, "cmd")


def _everything(_: str) -> bool:
    return True


def _nothing(_: str) -> bool:
    return False


def _is_skipped(name: str) -> bool:
    return name.startswith((".", "_")) or name == "testdata"


def _inside(folder: str, root: str) -> str | None:
    """The path, with "/", from `root` to a folder in it; None for any other folder."""
    if folder == root:
        return ""
    return folder[len(root) + 1 :].replace(os.sep, "/") if folder.startswith(root + os.sep) else None


_VENDOR = "\0"


def matcher(pattern: str) -> Predicate:
    """Whether a path is one that a pattern with "..." stands for.

    "..." is any text but does not reach into vendor folders; "/..." at the end may also be nothing.
    """
    text = re.escape(_without_vendor(pattern)).replace(re.escape(_VENDOR), _VENDOR)
    dots = re.escape("...")
    if text.endswith(f"/{_VENDOR}/{dots}"):
        text = text.removesuffix(f"/{_VENDOR}/{dots}") + f"(/vendor|/{_VENDOR}/{dots})"
    elif text == f"{_VENDOR}/{dots}":
        text = f"(/vendor|/{_VENDOR}/{dots})"
    if text.endswith("/" + dots):
        text = text.removesuffix("/" + dots) + f"(/{dots})?"
    compiled = re.compile(text.replace(dots, f"[^{_VENDOR}]*"))
    return lambda path: compiled.fullmatch(_without_vendor(path)) is not None


def _without_vendor(path: str) -> str:
    """A path whose elements "vendor", the last left out, are made something that "..." is not."""
    if "vendor" not in path:
        return path
    elements = path.split("/")
    return "/".join([*[_VENDOR if one == "vendor" else one for one in elements[:-1]], elements[-1]])


def tree_matcher(pattern: str) -> Predicate:
    """Whether a path, or one below it, may be one that a pattern stands for."""
    dots = pattern.find("...")
    head = pattern if dots < 0 else pattern[:dots]
    return lambda path: _starts(head, path) or (dots >= 0 and path.startswith(head))


def _starts(text: str, path: str) -> bool:
    """Whether `text` is a path, or begins with one and a slash."""
    return text == path or text.startswith(path + "/")
