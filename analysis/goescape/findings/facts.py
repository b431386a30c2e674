"""What a package's declarations tell of the names in the compiler's text."""

from __future__ import annotations

import enum
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from goescape.findings import expressions
from goescape.findings.model import Step
from goescape.syntax import FileFacts, Type, TypeTable, WrittenType

_METHOD_EXPRESSION = re.compile(r"\(\*?(?:[^\W\d][\w./]*\.)?(?P<type>[^\W\d]\w*)(?:\[.*\])?\)\.\w+", re.S)
_NAMES = re.compile(r"[^\W\d]\w*(?:\[[^\[\]]*\])?(?:\.[^\W\d]\w*)*")
_DICTIONARY = re.compile(r"\(&(?:[\w/]*\.)*\.dict\.")
"""How the arguments of a call of a generic function begin."""
_BUILTIN_CALLS = frozenset({"panic", "print", "println", "copy", "delete", "clear", "min", "max", "recover"})


class Callee(enum.Enum):
    """Whom a call in a flow calls, as far as known."""

    KNOWN = enum.auto()
    """A function or method that the compiler knows: what it does with its parameters is in its leak tags."""
    UNKNOWN = enum.auto()
    """A method of an interface, or a function value: it may keep what it gets."""
    FOREIGN = enum.auto()
    """A function without a Go body, or cgo."""
    REFLECTION = enum.auto()
    APPEND = enum.auto()


@dataclass(frozen=True)
class PackageFacts:
    """The declarations of all files of a package."""

    functions: frozenset[str]
    bodyless: frozenset[str]
    types_with_methods: frozenset[str]
    methods: frozenset[str]
    fields: frozenset[str]
    packages: frozenset[str]
    read_types: Callable[[], TypeTable] = TypeTable

    @cached_property
    def types(self) -> TypeTable:
        """What names mean at package level; read when first asked for."""
        return self.read_types()

    @staticmethod
    def of(files: Iterable[FileFacts], read_types: Callable[[], TypeTable] = TypeTable) -> PackageFacts:
        """The facts of several files as one."""
        files = list(files)
        declared = [function for file in files for function in file.functions]
        imports = [spec for file in files for spec in file.imports]
        return PackageFacts(
            functions=frozenset(f.name.removesuffix("[...]") for f in declared if not f.receiver),
            bodyless=frozenset(f.name for f in declared if not f.has_body),
            types_with_methods=frozenset(f.receiver for f in declared if f.receiver),
            methods=frozenset().union(*(n for file in files for n in file.methods.values()))
            | frozenset().union(*(file.interface_methods for file in files)),
            fields=frozenset().union(*(file.fields for file in files)),
            packages=frozenset(spec.name or spec.path.rsplit("/", 1)[-1] for spec in imports),
            read_types=read_types,
        )

    def is_method_value(self, selector: str) -> bool:
        """Whether the last name of a printed selector is a method here, and no field."""
        name = selector.rsplit(".", 1)[-1]
        return name in self.methods and name not in self.fields

    def is_array(self, name: str) -> bool:
        """Whether what a printed name or selector names is certainly an array: by its last name, a field's, or as
        a variable of the package."""
        if "." not in name:
            found = self.types.underlying(self.types.variables.get(name.lstrip("*")))
            return found is not None and found.form is Type.ARRAY
        return name.rpartition(".")[2] in self._array_fields

    @cached_property
    def _array_fields(self) -> frozenset[str]:
        """The fields that are arrays wherever the package declares a field of the name."""
        forms: dict[str, set[bool]] = defaultdict(set)
        for name, written in self._fields():
            found = self.types.underlying(written)
            forms[name].add(found is not None and found.form is Type.ARRAY)
        return frozenset(name for name, are_arrays in forms.items() if are_arrays == {True})

    def _fields(self) -> Iterator[tuple[str, WrittenType]]:
        waiting = list(self.types.types.values())
        while waiting:
            written = waiting.pop()
            yield from written.fields
            waiting += [inner for _, inner in written.fields]
            waiting += [written.element] if written.element is not None else []

    def callee(self, step: Step) -> Callee:
        """Whom the call of a ``call parameter`` step calls.

        The compiler prints the call of a method whose receiver's type is known as the call of a method
        expression, ``(*T).m(x)`` or ``T.m(x)``; a selector that is neither that nor a package's function is a
        method of an interface or a field of function type.
        """
        name = expressions.callee(step.expression)
        if name == "append":
            return Callee.APPEND
        if name.startswith(("reflect.", "(*reflect.")):
            return Callee.REFLECTION
        if name in self.bodyless or name.startswith(("_Cfunc_", "_cgo", "C.")) or "unsafe." in name:
            return Callee.FOREIGN
        if _METHOD_EXPRESSION.fullmatch(name) or name == "func literal" or _DICTIONARY.search(step.expression):
            return Callee.KNOWN
        return Callee.KNOWN if self._is_declared(name, inlined=bool(step.inlined_at)) else Callee.UNKNOWN

    def _is_declared(self, name: str, *, inlined: bool) -> bool:
        """Whether a name, qualified or not, is a declared function or a method expression ``T.m``."""
        if not _NAMES.fullmatch(name):
            return False
        first, *rest = re.sub(r"\[.*?\]", "", name).split(".")
        if not rest:
            return first in self.functions or first in _BUILTIN_CALLS - {"panic"}
        if first in self.types_with_methods:
            return len(rest) == 1
        known_package = first in self.packages or inlined
        return known_package and (len(rest) == 1 or (len(rest) == 2 and rest[0][:1].isupper()))
