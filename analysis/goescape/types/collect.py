"""What is declared where: the scopes of packages and files, and methods by their receiver base types.

Nothing here looks inside a declaration, save that an alias which has methods is followed to its type
(go/types/resolver.go).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from goescape.syntax.nodes import GenDecl, Ident, ImportSpec, Paren, Star, TypeSpec
from goescape.types.model import Const, Func, Object, Package, PkgName, TypeName, Var, is_exported
from goescape.types.results import TypeProblem
from goescape.types.unit import Declared, FileUnit, PackageUnit

if TYPE_CHECKING:
    from goescape.syntax.declaration import DeclaredName

# ------------------------------------------------------------------------------------------------------- packages


def make_objects(declared: Declared, loader: Callable[[Object], None]) -> None:
    """Give a declaration fresh objects, none of them loaded."""
    make = _MAKERS.get(declared.declaration.kind)
    declared.places = None
    if make is None:
        declared.objects = ()
        return
    package = declared.file.package
    objects: list[Object] = []
    for name in declared.declaration.names:
        obj = make(name, package, declared)
        obj.loader = loader
        objects.append(obj)
    declared.objects = tuple(objects)


def _make_const(name: DeclaredName, package: Package, declared: Declared) -> Object:
    return Const(name.name, package, None, None, declared)


def _make_var(name: DeclaredName, package: Package, declared: Declared) -> Object:
    return Var(name.name, package, None, declared)


def _make_type_name(name: DeclaredName, package: Package, declared: Declared) -> Object:
    return TypeName(name.name, package, None, declared)


def _make_func(name: DeclaredName, package: Package, declared: Declared) -> Object:
    return Func(name.name, package, None, declared)


_MAKERS: Final[dict[str, Callable[[DeclaredName, Package, Declared], Object]]] = {
    "const": _make_const,
    "var": _make_var,
    "type": _make_type_name,
    "func": _make_func,
}


def fill_scope(unit: PackageUnit) -> None:
    """Put the objects of a package's declarations into its scope, the first of a name, and its methods in order."""
    scope = unit.package.scope
    scope.names.clear()
    unit.methods.clear()
    methods: list[Declared] = []
    for file in unit.files:
        for declared in file.declared:
            kind = declared.declaration.kind
            if kind == "func":
                if any(name.receiver for name in declared.declaration.names):
                    methods.append(declared)
                elif declared.objects and declared.objects[0].name != "init":
                    scope.insert(declared.objects[0])
            elif kind != "import":
                for obj in declared.objects:
                    if not _must_be_func(obj):
                        scope.insert(obj)
    for declared in methods:
        _associate(unit, declared)
    unit.repeated = repeated_names(unit)


def repeated_names(unit: PackageUnit) -> dict[tuple[str, str], tuple[Declared, ...]]:
    """The names that a package's declarations declare more than once, see `PackageUnit.repeated`."""
    first: dict[tuple[str, str], Declared] = {}
    found: dict[tuple[str, str], list[Declared]] = {}
    for declared in (declared for file in unit.files for declared in file.declared):
        for name in declared.declaration.names:
            key = (name.receiver, name.name)
            if key not in first:
                first[key] = declared
            elif name.name not in ("_", "init"):
                found.setdefault(key, [first[key]]).append(declared)
    return {key: tuple(several) for key, several in found.items()}


def _must_be_func(obj: Object) -> bool:
    assert obj.pkg is not None
    return obj.name == "init" or (obj.name == "main" and obj.pkg.name == "main")


# -------------------------------------------------------------------------------------------------------- methods


def _associate(unit: PackageUnit, declared: Declared) -> None:
    """Put a method where the type that it belongs to finds it. One whose receiver is wrong belongs to none."""
    method = declared.objects[0]
    assert isinstance(method, Func)
    name = declared.declaration.names[0]
    if method.name == "_" or not name.receiver:
        return
    base, pointer = base_type(unit, name.receiver, name.pointer)
    if base is not None:
        method.pointer_receiver = pointer
        unit.methods.setdefault(base, {}).setdefault(method.name, method)


def base_type(unit: PackageUnit, name: str, pointer: bool) -> tuple[str | None, bool]:
    """The name of the defined type that a receiver's type name stands for through aliases, and whether there is a
    pointer on the way (go/types: resolveBaseTypeName)."""
    seen: set[str] = set()
    while name not in seen:
        seen.add(name)
        obj = unit.package.scope.names.get(name)
        if not isinstance(obj, TypeName) or not isinstance(obj.site, Declared):
            return None, False
        declared = obj.site
        written = declared.declaration.names[declared.place(obj)]
        if not written.alias:
            return name, pointer
        target = _alias_target(declared, written.spec)
        if target.__class__ is Star and not pointer:
            pointer = True
            target = target.x
            while target.__class__ is Paren:
                target = target.x
        if not isinstance(target, Ident):
            return None, False
        name = target.name
    return None, False


def _alias_target(declared: Declared, index: int) -> object:
    decl = declared.declaration.head.node
    spec = decl.specs[index] if isinstance(decl, GenDecl) and index < len(decl.specs) else None
    if not isinstance(spec, TypeSpec) or spec.type_params:
        return None
    target: object = spec.type
    while target.__class__ is Paren:
        target = target.x
    return target


# ---------------------------------------------------------------------------------------------------------- files


def open_file(file: FileUnit) -> None:
    """Put what a file imports into its scope, on first use. Names that were there before keep their objects."""
    if file.opened:
        return
    file.opened = True
    old, file.scope.names = file.scope.names, {}
    for declared in file.declared:
        if declared.declaration.kind == "import":
            declared.objects = ()
    for written in file.syntax.imports:
        declared = file.find(written.declaration)
        imported = file.unit.program.imported(file.unit, written.path)
        name = imported.name if written.name is None else written.name
        obj = old.pop(name, None)
        if isinstance(obj, PkgName) and obj.imported is imported:
            obj.site, obj.node = declared, written.node
        else:
            obj = PkgName(name, file.package, imported, declared, written.node)
        declared.objects += (obj,)
        if name == ".":
            _import_names(file, imported)
        else:
            file.scope.insert(obj)


def imports_of(file: FileUnit) -> list[PkgName]:
    """The names of a file's imports, once it is open."""
    objects = (obj for declared in file.declared for obj in declared.objects)
    return [obj for obj in objects if isinstance(obj, PkgName)]


def _import_names(file: FileUnit, imported: Package) -> None:
    """import . "path": every exported name becomes one of the file's."""
    imported.member("")
    for name, obj in imported.scope.names.items():
        if is_exported(name):
            file.scope.names.setdefault(name, obj)


def load_imports(declared: Declared) -> None:
    """Complete the head of an import declaration: the names that it gives are defined there."""
    open_file(declared.file)
    decl = declared.declaration.head.node
    if declared.head is not None or not isinstance(decl, GenDecl):
        return
    results = declared.head_results()
    by_node = {obj.node: obj for obj in declared.objects}
    for spec in decl.specs:
        obj = by_node.get(spec.id)
        if not isinstance(spec, ImportSpec) or not isinstance(obj, PkgName):
            continue
        if spec.name is not None:
            results.objects[spec.name.id] = obj
        if obj.imported.missing and obj.imported.path != "C":
            results.problems.append(
                TypeProblem(spec.path.id, f"could not import {obj.imported.path} ({obj.imported.missing})")
            )
