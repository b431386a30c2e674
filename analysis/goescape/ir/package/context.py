"""What the functions of one compiled package share: the one implementation of `lower.builder.Context`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from goescape.ir.dictionary.known import KnownEntries
from goescape.ir.layouts import Layouts
from goescape.ir.lower.builder import Unsupported
from goescape.ir.lower.functions import build
from goescape.ir.nodes import PEXTERN, PFUNC, Func, Imported, Name
from goescape.ir.package.bounds import REASON
from goescape.ir.package.dictionaries import Dictionaries
from goescape.ir.package.instances import Instance, build_forwarding, key_of, make_instance, shapes_of
from goescape.ir.package.kept import Asked, Built, InstanceKey, Kept
from goescape.ir.package.pragmas import pragmas_of
from goescape.ir.package.reading import Reader, ReaderMark
from goescape.ir.package.symbols import ClosureNames, function_name, receiver_of
from goescape.ir.places import NO_POS, Bases, Pos
from goescape.ir.shapes import ShapedTypes, has_shape, shape_arguments, shaped_instance
from goescape.release import GoRelease
from goescape.types.instantiate import instantiate
from goescape.types.model import Func as FuncObject
from goescape.types.model import Named, Object, Pointer, Signature, Type, TypeParam, Var
from goescape.types.program import Program
from goescape.types.unit import Declared, PackageUnit


class Mark(NamedTuple):
    """What a context had come upon at some time, as in its fields. `names` are those of the functions."""

    names: list[Name]
    built: list[Func]
    imprecise: list[tuple[Func, Pos]]
    reader: ReaderMark
    dictionaries: set[tuple[FuncObject | Named, str]]
    functions: dict[FuncObject, Name]
    instances: dict[InstanceKey, Name]
    asked_for: set[Name]
    bodies: list[Func | Instance]
    shapes: list[Callable[[], object]]
    met: set[InstanceKey]


class PackageContext:
    """`funcs` is what is compiled, in the order in which it came up; `built`, what of it was read, in that order. What
    is come upon is put on the list of bodies to be read, the last of which is read first; instances for shapes are come
    upon before any body is read."""

    def __init__(self, program: Program, unit: PackageUnit, release: GoRelease, bases: Bases) -> None:
        self.program = program
        self.unit = unit
        self.release = release
        self.bases = bases
        self.sizes = program.sizes
        self.layouts = Layouts()
        self.entries = KnownEntries(self)
        self.funcs: list[Func] = []
        self.built: list[Func] = []
        self.imprecise: list[tuple[Func, Pos]] = []
        self.reader = Reader(program, unit.package, self)
        self.kept = Kept()
        self._dictionaries = Dictionaries(program, self.reader)
        self._functions: dict[FuncObject, Name] = {}
        self._instances: dict[tuple[FuncObject, str], Name] = {}
        self._asked_for: set[Name] = set()
        self._closure_names = ClosureNames()
        self._bodies: list[Func | Instance] = []
        self._shapes: list[Callable[[], object]] = []
        self._asked: list[Asked] = []
        self._met: set[InstanceKey] = set()

    # ------------------------------------------------------------------------------------------- lower.builder.Context

    def function(self, obj: FuncObject, type_args: tuple[Type, ...] = ()) -> Name:
        """The name of a function or method."""
        origin = obj.origin
        if type_args:
            if self.reader.bounds.refuses(origin, type_args):
                raise Unsupported(REASON)
            self._asked.append((origin, type_args))
            instance = self._instance(origin, type_args)
            self._asked_for.add(instance)
            return instance
        name = self._functions.get(origin)
        if name is None:
            name = self._functions[origin] = self._named(origin)
        return name

    def variable(self, obj: Var) -> Name:
        """The name of a package's variable."""
        name = self.kept.variables.get(obj)
        if name is None:
            t = obj.type_of()
            name = self.kept.variables[obj] = Name(obj.name, self._place(obj), t, PEXTERN)
            name.obj = obj
            name.pkg = None if obj.pkg is self.unit.package else obj.pkg
        return name

    def closure(self, around: Func, pos: Pos, kind: str) -> Func:
        """The next closure within a function."""
        name = self._closure_names.next(around, kind)
        func = Func(name, name, pos, around.site or self._site(pos))
        func.parent = around
        func.duplicate = around.duplicate
        if kind == "range":
            func.range_parent = around.range_parent or around
        func.wrapper = kind in ("gowrap", "deferwrap")
        func.owner = _owner(func, None)
        func.owner.pkg = around.owner.pkg if around.owner is not None else None
        self.funcs.append(func)
        return func

    # --------------------------------------------------------------------------------------------------- new functions

    def made(self, name: str, pos: Pos, t: Type) -> Func:
        """A new function that nothing declares. It is not among `funcs` yet."""
        func = Func(name, name, pos, None)
        func.owner = _owner(func, t)
        return func

    def declared(self, site: Declared, obj: FuncObject, name: str) -> Func:
        """The function that a declaration declares, under a name of its own where it is an ``init``. Its body is to be
        read."""
        owner = self.kept.functions.get((obj, name))
        if owner is None:
            func = self._from(site, obj, name)
            owner = func.owner = self.kept.functions[obj, name] = _owner(func, obj.type_of())
        func = _function_of(owner)
        self._bodies.append(func)
        return func

    def _from(self, site: Declared, obj: FuncObject, name: str) -> Func:
        declaration = site.declaration
        func = Func(name, name, self.bases.of(site) + declaration.head.places.anchor[0], site)
        func.obj = obj
        func.pragma = pragmas_of(declaration)
        return func

    def _named(self, obj: FuncObject) -> Name:
        name = function_name(obj)
        if obj.pkg is self.unit.package and isinstance(obj.site, Declared) and obj.site.declaration.kind == "func":
            owner = self.declared(obj.site, obj, name).owner
            assert owner is not None
            return owner
        known = self.kept.imported.get(obj)
        if known is not None:
            return known
        found = self.kept.imported[obj] = Name(name, NO_POS, obj.type_of(), PFUNC)
        if obj.pkg is not None:
            found.func = Imported(obj.pkg.path, name, obj)
        if obj.pkg is not self.unit.package:
            found.pkg = obj.pkg
        return found

    def _instance(self, origin: FuncObject, args: tuple[Type, ...]) -> Name:
        base, _ = receiver_of(origin)
        if any(map(has_shape, args)):
            args = shape_arguments(_type_params(origin, base), args)
        key = (origin, key_of(args))
        found = self._instances.get(key)
        if found is None:
            if base is None:
                return self._new_instance(key, self._made_instance(key, args, None))
            self.reader.type(_instance_of(base, args))
            found = self._instances.get(key)
            if found is None:
                raise Unsupported(REASON)
        return found

    def _new_instance(self, key: tuple[FuncObject, str], instance: Instance) -> Name:
        name = instance.func.owner
        assert name is not None
        self._instances[key] = name
        self._met.add(key)
        if instance.recv is None:
            assert name.type is not None
            self.reader.signature(name.type)
            if not instance.is_shaped:
                self._shapes.append(partial(self._instance, instance.origin, shapes_of(instance)))
        self._bodies.append(instance)
        return name

    def _made_instance(self, key: InstanceKey, args: tuple[Type, ...], t: Named | None) -> Instance:
        found = self.kept.instance(key, args)
        if found is None:
            found = make_instance(self, key[0], args, t)
            self.kept.keep_instance(key, found)
        return _latest_instance(found)

    # --------------------------------------------------------------------------------------------------- reading.Found

    def function_instance(self, origin: FuncObject, args: tuple[Type, ...]) -> None:
        """A generic function's instance, and the one for its shapes. Nothing comes of them if what is read turns out
        not to need them."""
        if self.reader.bounds.refuses(origin, args):
            return
        self._instance(origin, args)
        if not any(map(has_shape, args)):
            self._instance(origin, shape_arguments(_type_params(origin, None), args))
            self._dictionaries.of_function(origin, args)

    def receiver(self, t: Named) -> None:
        """A generic type's instance, of which a method is selected."""
        self.reader.type(t)
        if not any(map(has_shape, t.type_args)) and not self.reader.bounds.refuses(t.origin, t.type_args):
            self._read_shaped(t)
            self._dictionaries.of_type(t)

    def method(self, method: FuncObject) -> None:
        """A method of a type that the package declares."""
        self.function(method)

    def instance(self, t: Named, shaped: bool) -> None:
        """A generic type's instance."""
        if not shaped:
            self._shapes.append(partial(self._read_shaped, t))

    def instance_method(self, t: Named, method: FuncObject) -> None:
        """A method of a generic type's instance."""
        key = (method, key_of(t.type_args))
        if key not in self._instances:
            self._new_instance(key, self._made_instance(key, t.type_args, t))

    # ------------------------------------------------------------------------------------------------- once more

    def mark(self) -> Mark:
        """All that was come upon so far, to go back to."""
        return Mark(
            [func.owner for func in self.funcs if func.owner is not None],
            self.built.copy(),
            self.imprecise.copy(),
            self.reader.mark(),
            self._dictionaries.known.copy(),
            self._functions.copy(),
            self._instances.copy(),
            self._asked_for.copy(),
            self._bodies.copy(),
            self._shapes.copy(),
            self._met.copy(),
        )

    def rewind(self, mark: Mark) -> None:
        """Go back to a mark, with the functions that its names stand for now."""
        self.layouts = Layouts()
        self.funcs = [_function_of(name) for name in mark.names]
        self.built = mark.built.copy()
        self.imprecise = mark.imprecise.copy()
        self.reader.rewind(mark.reader)
        self._dictionaries.known = mark.dictionaries.copy()
        self._functions = mark.functions.copy()
        self._instances = mark.instances.copy()
        self._asked_for = mark.asked_for.copy()
        self._closure_names = ClosureNames()
        self._bodies = [
            _function_of(body.owner) if isinstance(body, Func) else _latest_instance(body) for body in mark.bodies
        ]
        self._shapes = mark.shapes.copy()
        self._asked = []
        self._met = mark.met.copy()

    def read_bodies(self) -> None:
        """Build what was come upon, and what that comes upon."""
        while self._shapes or self._bodies:
            if self._shapes:
                self._shapes.pop()()
                continue
            body = self._bodies.pop()
            if isinstance(body, Func):
                self._read_body(body, None)
            elif body.recv is not None or body.func.owner in self._asked_for:
                self._read_instance(body)
            else:
                del self._instances[body.origin, key_of(body.args)]
        self.funcs = [_function_of(func.owner) for func in self.funcs]
        self.kept.let_go(self.funcs, self._met)

    def _read_shaped(self, t: Named) -> None:
        shaped = shaped_instance(t.origin, t.type_args)
        assert isinstance(shaped, Named)
        self.reader.instance(shaped)

    def _read_instance(self, instance: Instance) -> None:
        if instance.is_shaped:
            func = self._read_body(instance.func, instance.mapping)
        else:
            if isinstance(instance.recv, Named):
                self._dictionaries.of_type(instance.recv)
            elif isinstance(instance.recv, Pointer) and isinstance(instance.recv.elem, Named):
                self._dictionaries.of_type(instance.recv.elem)
            func = self._read_forwarding(instance)
        self.funcs.append(func)

    def _read_body(self, func: Func, mapping: ShapedTypes | None) -> Func:
        """The function with its body: what was made of it before, if that holds."""
        site = func.site
        assert site is not None
        self.reader.body(site, mapping)
        if not self._is_kept(func):
            func = self._fresh(func)
            self._record(func, partial(build, self, func, mapping))
        self.built.append(func)
        return func

    def _read_forwarding(self, instance: Instance) -> Func:
        func = instance.func
        if not self._is_kept(func):
            func = self._fresh(func)
            self._record(func, partial(build_forwarding, self, instance._replace(func=func)))
        return func

    def _is_kept(self, func: Func) -> bool:
        """Whether what was made of a function's body holds still: then, all that it came upon is come upon."""
        built = self.kept.built(func)
        if built is None or func.problem == REASON:
            return False
        try:
            for origin, args in built.asked:
                self.function(origin, args)
        except Unsupported:
            return False
        self.funcs += built.closures
        self.imprecise += built.imprecise
        return True

    def _fresh(self, func: Func) -> Func:
        """A function without a body: a new one in place of one that has been built."""
        if func not in self.kept.bodies:
            return func
        site, obj, owner = func.site, func.obj, func.owner
        assert site is not None and obj is not None and owner is not None
        found = self._from(site, obj, func.name)
        found.key, found.duplicate, found.owner = func.key, func.duplicate, owner
        owner.func, owner.pos = found, found.pos
        return found

    def _record(self, func: Func, build: Callable[[], None]) -> None:
        assert func.site is not None
        closures, imprecise, asked = len(self.funcs), len(self.imprecise), len(self._asked)
        build()
        made, calls = self.funcs[closures:], self.imprecise[imprecise:]
        self.kept.bodies[func] = Built(func.site, made, calls, self._asked[asked:])

    # --------------------------------------------------------------------------------------------------------- places

    def _site(self, pos: Pos) -> Declared | None:
        found = self.bases.exact(pos)
        return found[0].site if found is not None else None

    def _place(self, obj: Object) -> Pos:
        """Where the identifier stands that defines an object."""
        site, node = obj.site, obj.node
        if not isinstance(site, Declared) or node < 0:
            return NO_POS
        part = site.declaration.part_of(node)
        return self.bases.of(site) + part.places.start[node - part.first]


def _function_of(name: Name | None) -> Func:
    assert name is not None
    func = name.func
    assert isinstance(func, Func)
    return func


def _latest_instance(instance: Instance) -> Instance:
    """An instance whose function may have been made anew."""
    func = _function_of(instance.func.owner)
    return instance if func is instance.func else instance._replace(func=func)


def _owner(func: Func, t: Type | None) -> Name:
    name = Name(func.name, func.pos, t, PFUNC)
    name.func = func
    return name


def _instance_of(base: Named, args: tuple[Type, ...]) -> Type:
    return (shaped_instance if any(map(has_shape, args)) else instantiate)(base.origin, args)


def _type_params(origin: FuncObject, base: Named | None) -> tuple[TypeParam, ...]:
    """Those of a generic function, or of the type that a method belongs to."""
    if base is not None:
        return base.origin.type_params
    signature = origin.type_of()
    return signature.type_params if isinstance(signature, Signature) else ()
