"""Who can see in which order a struct's fields stand.

The order shows in literals without keys, in a value's bytes (package unsafe, assembly, C), in which of several faults a
comparison meets first, and by reflection: what prints, marshals or hashes any value goes by it. For reflection a value
has to be in an interface, so that no value from which the struct can be reached may be converted to one.

All answers are on the safe side, for a type that one package has to itself: a value that other packages can get from
what the package exports, or from type arguments, may end in an interface there.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from goescape.fixes.code import Code
from goescape.fixes.evidence.atomics import gives_address
from goescape.fixes.evidence.copying import stored_inline
from goescape.fixes.evidence.importers import importers, may_change
from goescape.fixes.evidence.interfaces import targets
from goescape.fixes.evidence.unseen import is_mentioned_unseen
from goescape.fixes.reasons import Reason
from goescape.fixes.scene import Scene
from goescape.syntax.nodes import Binary, CaseClause, CompositeLit, Expr, Ident, Index, KeyValue, Node, Selector, Switch
from goescape.types.model import (
    Alias,
    Array,
    Chan,
    Func,
    Interface,
    Map,
    Named,
    Object,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    unalias,
)
from goescape.types.unit import Declared, PackageUnit

_BY_BYTES = ("unsafe", "C")


def order_objection(scene: Scene, named: Named) -> Reason | None:
    """Why the order of a declared struct type's fields may be seen; None if it certainly is not. Where the user lets
    exported names change, by none of the main modules' code."""
    reach = Reach(scene, named)
    is_exported = _is_exported(scene, reach)
    if is_exported and not may_change(scene.module, reach.path):
        return Reason.EXPORTED
    units = [scene.unit]
    if is_exported:
        units += map(scene.program.unit, importers(scene.module, reach.path))
    if any(_names_bytes(unit, name) for unit in units for name in _BY_BYTES) or _has_other_files(scene):
        return Reason.UNSAFE
    unseen = partial(is_mentioned_unseen, scene.module, reach.path)
    if any(unseen(obj.name, exported=is_exported and obj.exported) for obj in _declared(scene, reach)):
        return Reason.UNSEEN_CALLERS
    codes = (scene.module.code(declared) for unit in units for file in unit.files for declared in file.declared)
    return next((reason for code in codes for reason in _seen_in(code, reach)), None)


class Reach:
    """From which types a declared struct type can be reached: by elements, fields, parameters and results, and those of
    exported methods, which reflection can call (text/template does).

    Types are those of any unit that has the struct; declared types of other packages are looked into where they are the
    user's own and the struct is not this package's alone.
    """

    def __init__(self, scene: Scene, named: Named) -> None:
        self.path = scene.unit.key.partition(" ")[0]
        self._scene = scene
        self._struct = named.under()
        self._place = self._first_field(self._struct)
        self._known: dict[Type, bool] = {}

    def leads(self, t: Type | None) -> bool:
        """Whether a value of a type has, or leads to, values of the struct."""
        if t is None:
            return False
        waiting, seen = [t], set[Type]()
        while waiting:
            current = unalias(waiting.pop())
            if self.is_struct(current) or self._known.get(current, False):
                self._known[t] = True
                return True
            if current not in seen and current not in self._known:
                seen.add(current)
                waiting += self._parts(current)
        self._known.update(dict.fromkeys(seen, False))
        return False

    def is_struct(self, t: Type) -> bool:
        """Whether a type is the struct, under any name."""
        under = t.under()
        if under is self._struct:
            return True
        one, other = under, self._struct
        alike = isinstance(one, Struct) and isinstance(other, Struct) and len(one.fields) == len(other.fields)
        return alike and self._first_field(under) == self._place

    def _first_field(self, struct: Type) -> tuple[str, int] | None:
        fields = struct.fields if isinstance(struct, Struct) else ()
        return self._scene.program.position(fields[0]) if fields else None

    def _parts(self, t: Type) -> list[Type]:
        """The types that a type is made of."""
        if isinstance(t, Named):
            return list(t.type_args) + (self._declared(t) if self._is_looked_into(t) else [])
        if isinstance(t, (Pointer, Slice, Array, Chan)):
            return [t.elem]
        if isinstance(t, Map):
            return [t.key, t.elem]
        if isinstance(t, Struct):
            return [field.type_of() for field in t.fields]
        if isinstance(t, Tuple):
            return [var.type_of() for var in t.vars]
        return [t.params, t.results] if isinstance(t, Signature) else []

    def _declared(self, t: Named) -> list[Type]:
        """What a declared type is, and its exported methods."""
        site = t.origin.obj.site
        methods = site.file.unit.methods.get(t.origin.obj.name, {}) if isinstance(site, Declared) else {}
        return [t.under(), *(method.type_of() for method in methods.values() if method.exported)]

    def _is_looked_into(self, t: Named) -> bool:
        package = t.origin.obj.pkg
        if package is None or package.path == self.path:
            return package is not None
        place = self._scene.program.position(t.origin.obj) if self._scene.limits.exported else None
        return place is not None and self._scene.module.holds(place[0])


# -------------------------------------------------------------------------------------------------- what others can do


def _is_exported(scene: Scene, reach: Reach) -> bool:
    """Whether other packages can get at values: by what the package exports, if anything can import it."""
    package, unit = scene.unit.package, scene.unit
    tests = scene.program.test_units(unit.tested or reach.path)
    if package.name == "main" and not any(key.startswith(f"{reach.path}_test ") for key in tests):
        return False
    exported = [obj for obj in package.scope.names.values() if obj.exported]
    methods = [method for named in unit.methods.values() for method in named.values() if method.exported]
    return any(reach.leads(obj.type_of()) for obj in (*exported, *methods))


def _declared(scene: Scene, reach: Reach) -> Iterator[Object]:
    """What a package declares by whose name values can be had."""
    methods = (method for named in scene.unit.methods.values() for method in named.values())
    objects = (*scene.unit.package.scope.names.values(), *methods)
    return (obj for obj in objects if reach.leads(obj.type_of()))


def _names_bytes(unit: PackageUnit, path: str) -> bool:
    return any(spec.path == path for file in unit.files for spec in file.syntax.imports)


def _has_other_files(scene: Scene) -> bool:
    """Whether the package has files in other languages."""
    package = scene.module.loader.package(scene.unit.key.partition(" ")[0])
    return any(package.other_files.values())


# ------------------------------------------------------------------------------------------------- what the code does


def _seen_in(code: Code, reach: Reach) -> Iterator[Reason]:
    if not code.is_sound:
        yield Reason.BROKEN
        return
    for node in code.nodes:
        t = code.type_of(node)
        if not isinstance(node, Expr) or isinstance(node, KeyValue) or t is None or not reach.leads(t):
            continue
        if isinstance(node, CompositeLit) and _is_unkeyed(code, node, reach):
            yield Reason.UNKEYED
        if _is_compared(code, node, t, reach):
            yield Reason.COMPARED
        if gives_address(code, node):
            yield Reason.ATOMIC
        if not code.is_type(node):
            yield from _handed(code, node)
        elif _is_argument(code, node) or any(reach.leads(each) for each in _arguments(t)):
            yield Reason.IN_INTERFACE


def _handed(code: Code, node: Node) -> Iterator[Reason]:
    """Whether the expression around a value may convert it to an interface, or it is an instance of a generic function,
    which may."""
    converted = targets(code, node)
    if converted is None or any(isinstance(each.under(), Interface) for each in converted) or _is_generic(code, node):
        yield Reason.IN_INTERFACE


def _is_generic(code: Code, node: Node) -> bool:
    name = node.sel if isinstance(node, Selector) else node
    found = code.object_of(name) if isinstance(name, Ident) else None
    signature = found.origin.type_of() if isinstance(found, Func) else None
    return isinstance(signature, Signature) and bool(signature.type_params)


def _is_argument(code: Code, node: Node) -> bool:
    """Whether a type is a type argument."""
    above = code.parent(node)
    return isinstance(above, Index) and any(node is each for each in above.indices)


def _arguments(t: Type | None) -> tuple[Type, ...]:
    """The type arguments of an instance."""
    return t.type_args if isinstance(t, (Named, Alias)) else ()


def _is_unkeyed(code: Code, literal: CompositeLit, reach: Reach) -> bool:
    t = code.type_of(literal)
    under = t.under() if t is not None else None
    if isinstance(under, Pointer):
        under = under.elem.under()
    is_struct = under is not None and reach.is_struct(under)
    return is_struct and any(not isinstance(element, KeyValue) for element in literal.elements)


def _is_compared(code: Code, node: Node, t: Type, reach: Reach) -> bool:
    """Whether values with the struct in them are compared, by an operator, a switch or as the keys of a map, where that
    may panic: for an interface in the struct."""
    above, under = code.parent(code.unparenthesised(node)), t.under()
    if isinstance(under, Map):
        t = under.key
    elif not isinstance(above, (Switch, CaseClause)) and not (isinstance(above, Binary) and above.op in ("==", "!=")):
        return False
    structs = [part for part in stored_inline(t) if reach.is_struct(part)]
    return any(isinstance(part.under(), Interface) for struct in structs for part in stored_inline(struct))
