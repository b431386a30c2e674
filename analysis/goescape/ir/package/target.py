"""A package as it is when escape analysis starts: its functions, in the compiler's order.

The order is that in which the compiler comes upon them: `init`, then what is declared, then what came up while bodies
were read, the last declared body first (noder/unified.go: readBodies).
"""

from __future__ import annotations

from operator import is_

from goescape.ir.nodes import Func, Target
from goescape.ir.package.context import PackageContext
from goescape.ir.package.init import build_init, lay_out
from goescape.ir.package.init_order import Initial, initialisation_order
from goescape.ir.package.wrappers import Wrappers
from goescape.ir.places import Bases
from goescape.release import GoRelease
from goescape.types.model import Func as FuncObject
from goescape.types.model import Interface, Named, Object, Signature, TypeName
from goescape.types.program import Program
from goescape.types.typeset import type_set_of
from goescape.types.unit import Declared, PackageUnit


def build_target(
    program: Program, unit: PackageUnit, release: GoRelease, bases: Bases, wrappers: bool = False
) -> Target:
    """All that is compiled of a package. A function that cannot be lowered is there, with its `problem`.

    Of `wrappers`, which the compiler makes for promoted methods and method values, nothing is ever said without
    inlining, and nothing calls them that could be known: they are there on demand.
    """
    return KeptTarget(program, unit, release, bases).build(wrappers)


class KeptTarget:
    """What is compiled of a package unit, from one version of its texts to the next.

    What is declared is read again if the head of a declaration is another one, or a variable's initial value, or the
    order of these. Bodies are read again as `kept` says, after what was declared has been come upon.
    """

    def __init__(self, program: Program, unit: PackageUnit, release: GoRelease, bases: Bases) -> None:
        self._program = program
        self._unit = unit
        self._context = PackageContext(program, unit, release, bases)
        self._blank = self._context.mark()
        self._declared = self._blank
        self._read_from: list[object] = []

    def build(self, wrappers: bool = False) -> Target:
        """All that is compiled now. Functions that are as they were before are the same objects."""
        self._program.check(self._unit.key)
        context = self._context
        order = initialisation_order(self._program, self._unit)
        heads = self._heads(order)
        if self._read_from and len(heads) == len(self._read_from) and all(map(is_, heads, self._read_from)):
            context.rewind(self._declared)
            context.read_bodies()
        else:
            context.rewind(self._blank)
            context.kept.forget_stale()
            init = build_init(context, order)
            _Declarations(context).read()
            self._declared, self._read_from = context.mark(), heads
            context.read_bodies()
            if init is not None:
                lay_out(context, init)
        if wrappers:
            Wrappers(context).make()
        target = Target(self._unit.package, context.function)
        target.funcs = context.funcs
        target.imprecise = context.imprecise
        return target

    def _heads(self, order: list[Initial]) -> list[object]:
        """What the reading of declarations depends on."""
        found: list[object] = [declared.head for file in self._unit.files for declared in file.declared]
        for initial in order:
            found += (initial.site.declaration, initial.variables[0])
        return found


class _Declarations:
    """Reads what a package's files declare (noder/writer.go: pkgDecl)."""

    def __init__(self, context: PackageContext) -> None:
        self._context = context
        self._inits = 0

    def read(self) -> None:
        """Come upon all declared types and functions; functions join what is compiled."""
        for file in self._context.unit.files:
            for site in file.declared:
                for obj in site.objects:
                    if isinstance(obj, FuncObject):
                        self._function(site, obj)
                    elif site.declaration.kind != "import" and not _is_constraint(obj):
                        self._context.reader.type(obj.type_of())

    def _function(self, site: Declared, obj: FuncObject) -> None:
        signature = obj.type_of()
        if obj.name == "_" or not isinstance(signature, Signature):
            return
        if signature.type_params or signature.recv_type_params:
            return
        context = self._context
        if signature.recv is not None:
            context.reader.type(signature.recv.type_of())
        else:
            context.reader.signature(signature)
        if obj.name == "init" and signature.recv is None:
            func = context.declared(site, obj, f"init.{self._inits}")
            self._inits += 1
        else:
            found = context.function(obj).func
            assert isinstance(found, Func)
            func = found
        context.funcs.append(func)


def _is_constraint(obj: Object) -> bool:
    """Whether a type can be nothing but a constraint, or is none: without type arguments."""
    t = obj.type_of()
    if not isinstance(obj, TypeName):
        return False
    if isinstance(t, Named) and t.type_params:
        return True
    under = t.under()
    return isinstance(under, Interface) and not type_set_of(under).is_method_set()
