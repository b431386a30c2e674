"""A vendor folder: vendor/modules.txt, and whether it is in step with go.mod or go.work.

Source: cmd/go/internal/modload (vendor.go), Go 1.26.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

import attrs

from goescape.packages.files import Files
from goescape.packages.modfile import ModFile, Replacements
from goescape.packages.problem import Problem
from goescape.packages.versions import ModuleVersion, go_key, is_semantic


@attrs.define(slots=True)
class Vendored:
    """A module that modules.txt has: its own go line, whether go.mod names it, what replaces it (as written)."""

    go: str = ""
    explicit: bool = False
    replacement: ModuleVersion | None = None


@attrs.define(slots=True)
class Vendor:
    """A vendor folder. `packages` maps import paths to the modules they are from; `workspace` says whose it is."""

    folder: str
    workspace: bool = False
    modules: dict[ModuleVersion, Vendored] = attrs.Factory(dict)
    packages: dict[str, ModuleVersion] = attrs.Factory(dict)

    @property
    def list_path(self) -> str:
        """Where modules.txt is."""
        return os.path.join(self.folder, "modules.txt")


def read_vendor(folder: str, files: Files) -> Vendor:
    """The vendor folder; without a modules.txt it has no modules."""
    vendor = Vendor(folder)
    text = (files.read(vendor.list_path) or b"").decode("utf-8", "replace")
    first = text.partition("\n")[0]
    vendor.workspace = first.startswith("## ") and "workspace" in _annotations(first)
    module: ModuleVersion | None = None
    for line in text.split("\n"):
        if line.startswith("# "):
            module = _read_module(vendor, line.split()[1:])
        elif module is not None and line.startswith("## "):
            _annotate(vendor.modules[module], _annotations(line))
        elif module is not None and len(line.split()) == 1:
            vendor.packages[line.strip()] = module
    return vendor


def _annotations(line: str) -> list[str]:
    return [part.strip() for part in line[3:].split(";")]


def _read_module(vendor: Vendor, words: list[str]) -> ModuleVersion | None:
    """Read "path version", "path => ..." or "path version => ..."."""
    if len(words) < 2:
        return None
    if is_semantic(words[1]):
        module, rest = ModuleVersion(words[0], words[1]), words[2:]
    elif words[1] == "=>":
        module, rest = ModuleVersion(words[0], ""), words[1:]
    else:
        return None
    known = vendor.modules.setdefault(module, Vendored())
    if rest[:1] == ["=>"] and len(rest) in (2, 3):
        known.replacement = ModuleVersion(rest[1], rest[2] if len(rest) == 3 else "")
    return module


def _annotate(module: Vendored, annotations: Iterable[str]) -> None:
    for word in annotations:
        if word == "explicit":
            module.explicit = True
        elif word.startswith("go "):
            module.go = word.removeprefix("go ")


def inconsistencies(vendor: Vendor, mod_files: Iterable[ModFile], work: ModFile | None) -> list[Problem]:
    """Where modules.txt is out of step with the go.mod files (and the go.work file, if there is one)."""
    mod_files = list(mod_files)
    lax = work is None and all(go_key(file.go or "1.16") < go_key("1.14") for file in mod_files)
    found = _missing_requirements(vendor, mod_files) if not lax else []
    replacements: Replacements = {}
    for file in [*mod_files, *([work] if work else [])]:
        replacements.update(file.replace)
    found += _different_replacements(vendor, replacements, lax)
    required = {one.module for file in mod_files for one in file.require}
    found += [
        (module, "is marked as explicit in vendor/modules.txt, but not explicitly required in go.mod")
        for module, known in vendor.modules.items()
        if known.explicit and module not in required and module in vendor.packages.values()
    ]
    advice = f"run `go {'work' if work else 'mod'} vendor`, or use -mod=readonly or -mod=mod"
    return [Problem(f"inconsistent vendoring: {module} {text}", advice, vendor.list_path) for module, text in found]


_Finding = tuple[ModuleVersion, str]


def _missing_requirements(vendor: Vendor, mod_files: Iterable[ModFile]) -> list[_Finding]:
    text = "is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt"
    modules = [one.module for file in mod_files for one in file.require]
    return [(module, text) for module in modules if not vendor.modules.get(module, Vendored()).explicit]


def _different_replacements(
    vendor: Vendor, replacements: Mapping[ModuleVersion, ModuleVersion], lax: bool
) -> list[_Finding]:
    found: list[_Finding] = []
    for old, new in replacements.items():
        marked = vendor.modules.get(old, Vendored()).replacement
        if marked is None:
            if not lax:
                found.append((old, "is replaced in go.mod, but not marked as replaced in vendor/modules.txt"))
        elif marked.version != new.version or (new.version and marked.path != new.path):
            found.append((old, f"is replaced by {new} in go.mod, but marked as replaced by {marked}"))
    for old, known in vendor.modules.items():
        versionless = ModuleVersion(old.path, "")
        if known.replacement is not None and old not in replacements and versionless not in replacements:
            found.append((old, "is marked as replaced in vendor/modules.txt, but not replaced in go.mod"))
    return found
