"""What `go list` says, and where a `Loader` says something else."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from goescape.packages.loader import Loader
from goescape.packages.package import Package
from goescape.packages.patterns import match

Record = dict[str, Any]

FILE_LISTS = {
    "GoFiles": "go_files",
    "CgoFiles": "cgo_files",
    "IgnoredGoFiles": "ignored_go_files",
    "InvalidGoFiles": "invalid_go_files",
    "TestGoFiles": "test_go_files",
    "XTestGoFiles": "external_test_go_files",
    "IgnoredOtherFiles": "ignored_other_files",
    "EmbedFiles": "embed_files",
    "TestEmbedFiles": "test_embed_files",
    "XTestEmbedFiles": "external_test_embed_files",
}
"""Field of `go list` -> field of `Package`."""

OTHER_LISTS = {
    "CFiles": "c_files",
    "CXXFiles": "cxx_files",
    "MFiles": "m_files",
    "HFiles": "h_files",
    "FFiles": "f_files",
    "SFiles": "s_files",
    "SwigFiles": "swig_files",
    "SwigCXXFiles": "swig_cxx_files",
    "SysoFiles": "syso_files",
}

PATTERN_LISTS = {
    "EmbedPatterns": "embed_patterns",
    "TestEmbedPatterns": "test_embed_patterns",
    "XTestEmbedPatterns": "external_test_embed_patterns",
}

IMPORT_LISTS = {"Imports": "imports", "TestImports": "test_imports", "XTestImports": "external_test_imports"}

FIELDS = (
    "ImportPath,Name,Dir,Standard,ForTest,Module,Error,ImportMap,Deps,DepOnly,Incomplete,"
    + ",".join((*FILE_LISTS, *OTHER_LISTS, *PATTERN_LISTS, *IMPORT_LISTS))
)


def variables(go: Path, modcache: str = "", **own: str) -> dict[str, str]:
    """The variables of a process in which that `go` works offline, with nothing of a user's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GO", "CGO_"))}
    path = f"{go.parent}{os.pathsep}{kept.get('PATH', '')}"
    settings = {"GOENV": "off", "GOPROXY": "off", "GOTOOLCHAIN": "local", "GOSUMDB": "off"}
    if os.environ.get("GOCACHE"):
        settings["GOCACHE"] = os.environ["GOCACHE"]
    if modcache:
        settings["GOMODCACHE"] = modcache
    return {**kept, "PATH": path, **settings, **own}


def ask(folder: Path, environment: Mapping[str, str], patterns: Sequence[str], tests: bool = False) -> list[Record]:
    """The packages that patterns stand for, with all dependencies, as `go list` has them."""
    go = os.path.join(environment["PATH"].split(os.pathsep)[0], "go")
    flags = ["-e", f"-json={FIELDS}", "-deps", "-pgo=off", *(["-test"] if tests else [])]
    command = [go, "list", *flags, "--", *patterns]
    done = subprocess.run(command, cwd=folder, env=dict(environment), capture_output=True, check=False)
    decoder, text, at, found = json.JSONDecoder(), done.stdout.decode(), 0, []
    while at < len(text):
        record, at = decoder.raw_decode(text, at)
        at += 1
        found.append(record)
    if not found and done.returncode:
        raise RuntimeError(done.stderr.decode())
    return found


def load(loader: Loader, patterns: Sequence[str], tests: bool = False) -> tuple[dict[str, Package], set[str]]:
    """The same of a loader, by id, and the ids that the patterns themselves stand for."""
    roots = [loader.package(path) for one in match(loader, patterns) for path in one.paths]
    variants = [variant for root in roots for variant in loader.tests(root.path)] if tests else []
    linked = [loader.package(path) for path in TEST_MAIN] if variants else []
    everything = loader.dependencies([*roots, *linked, *variants])
    return {package.id: package for package in everything}, {root.id for root in roots}


TEST_MAIN = ("os", "reflect", "testing", "testing/internal/testdeps", "runtime")


def compare(loader: Loader, records: Iterable[Record], patterns: Sequence[str], tests: bool = False) -> Iterator[str]:
    """One line for each field of each package that differs."""
    ours, roots = load(loader, patterns, tests)
    theirs = {record["ImportPath"]: record for record in records if not is_test_main(record)}
    for id in sorted(theirs.keys() - ours.keys()):
        if "..." not in id and id != "C":
            yield f"{id}: only in go list"
    for id in sorted(ours.keys() - theirs.keys()):
        if not ours[id].problems:
            yield f"{id}: not in go list"
    for id in sorted(ours.keys() & theirs.keys()):
        yield from differences(loader, ours[id], theirs[id], id in roots, tests)


def is_test_main(record: Record) -> bool:
    """Whether it is the generated program that runs tests."""
    return record["ImportPath"].endswith(".test") and record.get("Name") == "main"


def differences(loader: Loader, package: Package, record: Record, is_root: bool, tests: bool) -> Iterator[str]:
    """One line for each field that differs."""
    ours = shape(loader, package, is_root, tests)
    theirs = {name: _of_record(record, name) for name in ours}
    if package.problems and theirs["Error"] and not record.get("Name"):
        return  # go list refuses it for want of a checksum, say
    for name, value in ours.items():
        if name == "Deps" and record.get("Incomplete"):
            continue
        if name == "InvalidGoFiles" and theirs["Error"] and not theirs[name]:
            continue  # left out where it comes from the go command's index of a module
        if value != theirs.get(name):
            yield f"{package.id}: {name}: {_show(value)}, go list has {_show(theirs[name])}"


def shape(loader: Loader, package: Package, is_root: bool, tests: bool) -> Record:
    """A package in the terms of `go list`."""
    if package.missing:
        return {"Error": bool(package.problems)}
    found: Record = {
        "Name": package.name,
        "Dir": package.folder,
        "Standard": package.standard,
        "ForTest": package.tested,
        "Module": _module(package),
        "Error": bool(package.problems),
        "ImportMap": dict(package.import_map),
        "Deps": sorted(_closure(loader, package)),
        "DepOnly": not is_root,
    }
    for name, field in FILE_LISTS.items():
        files = getattr(package, field)
        found[name] = [os.path.relpath(path, package.folder).replace(os.sep, "/") for path in files]
    for name, field in OTHER_LISTS.items():
        found[name] = [os.path.basename(path) for path in package.other_files.get(field, ())]
    for name, field in (*PATTERN_LISTS.items(), *IMPORT_LISTS.items()):
        found[name] = list(getattr(package, field))
    if not (tests and is_root):
        del found["TestEmbedFiles"], found["XTestEmbedFiles"]
    if package.tested:
        # go list repeats lists of the package that is tested, and sorts those of variants in its own way.
        for name in (*PATTERN_LISTS, "TestEmbedFiles", "XTestEmbedFiles", "TestImports", "XTestImports", "DepOnly"):
            found.pop(name, None)
        if package.path.endswith("_test"):
            del found["Standard"]  # never set there
        for name in ("GoFiles", "Imports", "EmbedFiles"):
            found[name] = sorted(set(found[name]))
    return found


def _closure(loader: Loader, package: Package) -> set[str]:
    return {one.id for one in loader.dependencies([package])} - {package.id}


def _module(package: Package) -> tuple[str, ...]:
    module = package.module
    if module is None:
        return ()
    replacement = module.replacement
    return (module.path, module.version, module.go, replacement.path if replacement else "")


def _of_record(record: Record, name: str) -> Any:
    value = record.get(name)
    if name == "Module":
        return _module_of_record(value)
    if name == "Error":
        return value is not None
    if name in ("Standard", "DepOnly"):
        return bool(value)
    if name == "ImportMap":
        return value or {}
    if name in ("Imports", "TestImports", "XTestImports"):
        value = sorted([path for path in value or [] if path != "C"])
    if record.get("ForTest") and name in ("GoFiles", "Imports", "EmbedFiles"):
        return sorted(set(value or []))
    return value or ([] if name not in ("Name", "Dir", "ForTest") else "")


def _module_of_record(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    replacement = value.get("Replace") or {}
    path = replacement.get("Dir") or replacement.get("Path", "")
    if replacement.get("Version"):
        path = replacement["Path"]
    return (value["Path"], value.get("Version", ""), value.get("GoVersion", ""), path)


def _show(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 300 else text[:300] + "..."

