"""What is kept of a package's IR from one build to the next.

A body that is read (a function's, or an instance's) is the unit. What its reading yields depends on three things: the
text of its declaration, since places are relative to that; what the checker found out about head and body, which it
finds out anew where anything that they use has changed (`types.update`); and the type arguments, of an instance. As
long as these are the same objects, the functions that were made of it stay, closures included, and reading it again
comes down to what it came upon: types, which the reader looks at once more, and instances that it asked for. So the
order in which things come up is found as in the first build, though hardly anything is built.

A function whose text has changed is made anew, and its name then stands for the new one: whoever calls it keeps its
own nodes. `Func` objects are never changed by a later build, so that what is known of one holds as long as it is there.
"""

from __future__ import annotations

from typing import TypeAlias

from goescape.ir.nodes import Func, Name
from goescape.ir.package.instances import Instance
from goescape.ir.places import Pos
from goescape.syntax.declaration import Declaration
from goescape.types.identical import identical
from goescape.types.model import Func as FuncObject
from goescape.types.model import Object, Type, Var
from goescape.types.results import Results
from goescape.types.unit import Declared

InstanceKey: TypeAlias = "tuple[FuncObject, str]"
Asked: TypeAlias = "tuple[FuncObject, tuple[Type, ...]]"
"""A generic function, and type arguments that it is to be compiled for."""


class Built:
    """What was made of a body: the closures in it, in order, the calls to complain of, and the instances it asked for;
    and what it was made from."""

    __slots__ = ("asked", "body", "closures", "declaration", "head", "imprecise")

    def __init__(
        self, site: Declared, closures: list[Func], imprecise: list[tuple[Func, Pos]], asked: list[Asked]
    ) -> None:
        self.declaration: Declaration = site.declaration
        self.head: Results | None = site.head
        self.body: Results | None = site.body
        self.closures = closures
        self.imprecise = imprecise
        self.asked = asked

    def is_current(self, site: Declared) -> bool:
        """Whether nothing has changed that it was made from."""
        return site.declaration is self.declaration and site.head is self.head and site.body is self.body


class Kept:
    """Of one package: its functions by object and name, instances, the names of what is elsewhere, and bodies by the
    function they were made into."""

    def __init__(self) -> None:
        self.functions: dict[tuple[FuncObject, str], Name] = {}
        self.imported: dict[FuncObject, Name] = {}
        self.variables: dict[Var, Name] = {}
        self.bodies: dict[Func, Built] = {}
        self._instances: dict[InstanceKey, Instance] = {}

    def instance(self, key: InstanceKey, args: tuple[Type, ...]) -> Instance | None:
        """The instance that was made for type arguments, if they mean the same still."""
        found = self._instances.get(key)
        if found is None or not all(map(identical, found.args, args)):
            return None
        return found

    def keep_instance(self, key: InstanceKey, instance: Instance) -> None:
        self._instances[key] = instance

    def built(self, func: Func) -> Built | None:
        """What was made of a function's body, if that still holds."""
        found = self.bodies.get(func)
        assert func.site is not None
        return found if found is not None and found.is_current(func.site) else None

    def forget_stale(self) -> None:
        """Let go of the names of what declarations declared before they changed."""
        self.imported = {obj: name for obj, name in self.imported.items() if _is_there(obj)}
        self.variables = {var: name for var, name in self.variables.items() if _is_there(var)}

    def let_go(self, funcs: list[Func], instances: set[InstanceKey]) -> None:
        """Keep nothing but the functions that are compiled, and the instances that were come upon and have no body."""
        there = frozenset(funcs)

        def is_needed(key: InstanceKey, func: Func) -> bool:
            return key in instances and (func in there or func not in self.bodies)

        self._instances = {key: one for key, one in self._instances.items() if is_needed(key, _latest(one.func))}
        self.functions = {key: name for key, name in self.functions.items() if name.func in there}
        self.bodies = {func: built for func, built in self.bodies.items() if func in there}


def _is_there(obj: Object) -> bool:
    return not isinstance(obj.site, Declared) or obj in obj.site.objects


def _latest(func: Func) -> Func:
    """The function that one's name stands for now."""
    latest = func.owner.func if func.owner is not None else None
    assert isinstance(latest, Func)
    return latest
