"""Asking the go command: one ``go list -export`` that lists, compiles and prints, package by package.

``go list -e -export -gcflags=-m`` runs the same compile action as ``go build -gcflags=-m`` (same text, same
order, same build cache), links nothing, says which package failed and why, and costs no more
(cmd/go/internal/list, go1.22 to go1.27).
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from goescape.compiler.process import Completed, run
from goescape.compiler.request import Request

Progress = Callable[[str], None]
"""Hears the names of packages as they are done."""

FIELDS = "ImportPath,Name,Dir,ForTest,DepOnly,Standard,GoFiles,CgoFiles,SFiles,BuildID,Module,Error,DepsErrors"


@dataclass(frozen=True, slots=True)
class Package:
    """One package, or test variant of one, as `go list` tells it. Paths are absolute.

    `import_path` is as the compiler's header has it (``m/p [m/p.test]``). `errors` are the go command's words,
    the package's own first, then those of its dependencies. `immutable` tells that its text can't change under
    the same toolchain and go.sum: the standard library, and modules in the module cache. `build_id` is the
    go command's own hash of all that went into the compilation; "" when it failed.
    """

    import_path: str
    name: str
    folder: str
    for_test: str
    dependency_only: bool
    immutable: bool
    go_files: tuple[str, ...]
    uses_cgo: bool
    uses_assembly: bool
    errors: tuple[str, ...]
    build_id: str
    go_mod: str

    @property
    def compiled_as(self) -> str:
        """The path that the compiler is told (-p): ``main`` for a program, else the import path."""
        return "main" if self.name == "main" and not self.for_test else self.import_path.split(" ", 1)[0]

    @property
    def is_test_main(self) -> bool:
        """Whether this is the program that the go command writes to run a package's tests."""
        return self.name == "main" and self.import_path.endswith(".test") and not self.for_test


@dataclass(frozen=True, slots=True)
class Listing:
    """The go command's whole answer. `said` is its standard error: the compiler's lines under headers."""

    packages: tuple[Package, ...]
    said: str
    status: int
    killed_by: str

    @property
    def roots(self) -> list[Package]:
        """The packages that the patterns named, with their test variants."""
        return [p for p in self.packages if not p.dependency_only and not p.is_test_main]

    @property
    def compiled(self) -> frozenset[str]:
        """The import paths of the packages that compiled."""
        return frozenset(p.import_path for p in self.packages if p.build_id and not p.errors)


async def list_packages(
    binary: str,
    request: Request,
    *,
    compiler_flags: Sequence[str],
    environment: Mapping[str, str],
    scratch: Path,
    progress: Progress | None = None,
) -> Listing:
    """List and compile the packages of a request. `progress` hears the header of each package that the compiler
    speaks of, when it does. Raises `ProcessError`, and `OSError` when the scratch folder can't be written.
    """

    def on_line(line: str) -> None:
        if progress is not None and line.startswith("# "):
            progress(line[2:])

    with _overlay(request, scratch) as overlay:
        flags = _build_flags([*compiler_flags, *([] if request.options.inline else ["-l"])])
        done = await run(
            [binary, *_arguments(request, f"-json={FIELDS}", overlay.index), *flags, "--", *request.patterns],
            folder=request.folder,
            environment=environment,
            timeout=request.options.timeout,
            on_error_line=on_line if progress is not None else None,
            background=request.background,
        )
    return _listing(done, overlay)


async def count_packages(binary: str, request: Request, *, environment: Mapping[str, str], scratch: Path) -> int:
    """How many packages and test variants a request names, without compiling any."""
    template = "-f={{if not .DepOnly}}{{.ImportPath}}{{end}}"
    with _overlay(request, scratch) as overlay:
        arguments = [binary, *_arguments(request, template, overlay.index), "--", *request.patterns]
        done = await run(arguments, folder=request.folder, environment=environment, timeout=request.options.timeout)
    return len(done.stdout.split(b"\n")) - 1


@dataclass(frozen=True, slots=True)
class Overlay:
    """Unsaved text as the go command takes it: the path of the `index`, "" where there is none. `copies` matches the
    names of the files that hold the text, by which the go command's errors call them; `paths` are those that they
    stand for."""

    index: str = ""
    copies: re.Pattern[str] = re.compile(r"(?!)")
    paths: tuple[str, ...] = ()

    def restored(self, text: str) -> str:
        """What the go command said, with the names that the user knows."""
        return self.copies.sub(lambda found: self.paths[int(found["number"])], text)


def _arguments(request: Request, form: str, overlay: str) -> list[str]:
    """The arguments of a `go list` that looks at what the request names."""
    arguments = ["list", "-e", form]
    if request.tests:
        arguments.append("-test")
    if request.options.tags:
        arguments.append("-tags=" + ",".join(request.options.tags))
    if overlay:
        arguments.append(f"-overlay={overlay}")
    return arguments


def _build_flags(compiler_flags: Sequence[str]) -> list[str]:
    return ["-export", "-deps", "-gcflags=" + " ".join(compiler_flags)]


def _listing(done: Completed, overlay: Overlay) -> Listing:
    packages = [_package(raw) for raw in _objects(done.stdout.decode(errors="replace"))]
    restored = (replace(each, errors=tuple(map(overlay.restored, each.errors))) for each in packages)
    said = overlay.restored(done.stderr.decode(errors="replace"))
    return Listing(tuple(restored), said, done.status, done.killed_by)


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """The JSON objects that stand one after the other in `text`; a last, cut-off one is left out."""
    decoder, at = json.JSONDecoder(), 0
    while (at := text.find("{", at)) >= 0:
        try:
            value, at = decoder.raw_decode(text, at)
        except ValueError:
            return
        yield value


def _package(raw: dict[str, Any]) -> Package:
    folder = raw.get("Dir", "")
    module = raw.get("Module") or {}
    replaced = module.get("Replace") or module
    own = [raw["Error"]] if raw.get("Error") else []
    return Package(
        import_path=raw["ImportPath"],
        name=raw.get("Name", ""),
        folder=folder,
        for_test=raw.get("ForTest", ""),
        dependency_only=raw.get("DepOnly", False),
        immutable=raw.get("Standard", False) or bool(replaced.get("Version")),
        go_files=tuple(str(Path(folder, f)) for f in (*raw.get("GoFiles", ()), *raw.get("CgoFiles", ()))),
        uses_cgo=bool(raw.get("CgoFiles")),
        uses_assembly=bool(raw.get("SFiles")),
        errors=tuple(_error_text(e) for e in (*own, *(raw.get("DepsErrors") or ()))),
        build_id=raw.get("BuildID", ""),
        go_mod=module.get("GoMod", ""),
    )


def _error_text(error: dict[str, Any]) -> str:
    position, text = error.get("Pos"), str(error["Err"])
    if text == "import cycle not allowed":
        text += ": " + " imports ".join(error.get("ImportStack") or ())
    return f"{position}: {text}" if position else text


@contextmanager
def _overlay(request: Request, scratch: Path) -> Iterator[Overlay]:
    """The -overlay file for the unsaved text. Gone at the end."""
    overlays = request.overlays
    if not overlays:
        yield Overlay()
        return
    with tempfile.TemporaryDirectory(prefix="overlay-", dir=scratch) as folder:
        replaced = {}
        for number, (path, text) in enumerate(overlays.items()):
            copy = Path(folder, f"{number}.go")
            copy.write_bytes(text)
            replaced[path] = str(copy)
        index = Path(folder, "overlay.json")
        index.write_text(json.dumps({"Replace": replaced}), encoding="utf-8")
        shown = {folder, os.path.relpath(folder, request.folder)}
        copies = rf"(?:{'|'.join(map(re.escape, sorted(shown)))})[\\/](?P<number>\d+)\.go\b"
        yield Overlay(str(index), re.compile(copies), tuple(overlays))


def split_output(said: str) -> tuple[dict[str, list[str]], list[str]]:
    """The compiler's lines by header (``# import/path``), in order, and the lines before the first header."""
    packages: dict[str, list[str]] = {}
    loose: list[str] = []
    current = loose
    for line in said.split("\n"):
        if line.startswith("# "):
            current = packages.setdefault(line[2:], [])
        elif line:
            current.append(line)
    return packages, loose
