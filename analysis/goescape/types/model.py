"""Go's types and objects as values.

A `Type` is what go/types calls a type; an `Object` is what a name stands for. Both may be *unfinished*: an object of
a package, a declared type and an instance are completed on first use by their `loader`, so that importing a package
costs nothing but its names. Ask `obj.type_of()` and `t.under()`, which load; the plain attributes may be None.

Composite types are not unique: compare with `identical`, never with `==` (which is `is`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from goescape.syntax.declaration import Declaration
    from goescape.types.constant import Value
    from goescape.types.typeset import TypeSet
    from goescape.types.unit import FileUnit

# ---------------------------------------------------------------------------------------------------------- types


class Type:
    """Any type. `under()` is the underlying type: itself, but for `Named`, `Alias` and `TypeParam`."""

    __slots__ = ()

    def under(self) -> Type:
        return self


class Basic(Type):
    """A predeclared or untyped type, or unsafe.Pointer. `kind` is one of the numbers below, `info` flags of `IS_*`.

    `byte` and `rune` are objects of their own, of kind UINT8 and INT32: two basic types are identical if their kinds
    are equal.
    """

    __slots__ = ("info", "kind", "name")

    def __init__(self, kind: int, info: int, name: str) -> None:
        self.kind = kind
        self.info = info
        self.name = name


(
    INVALID_KIND,
    BOOL,
    INT,
    INT8,
    INT16,
    INT32,
    INT64,
    UINT,
    UINT8,
    UINT16,
    UINT32,
    UINT64,
    UINTPTR,
    FLOAT32,
    FLOAT64,
    COMPLEX64,
    COMPLEX128,
    STRING,
    UNSAFE_POINTER,
    UNTYPED_BOOL,
    UNTYPED_INT,
    UNTYPED_RUNE,
    UNTYPED_FLOAT,
    UNTYPED_COMPLEX,
    UNTYPED_STRING,
    UNTYPED_NIL,
) = range(26)

IS_BOOLEAN: Final = 1
IS_INTEGER: Final = 2
IS_UNSIGNED: Final = 4
IS_FLOAT: Final = 8
IS_COMPLEX: Final = 16
IS_STRING: Final = 32
IS_UNTYPED: Final = 64
IS_ORDERED: Final = IS_INTEGER | IS_FLOAT | IS_STRING
IS_NUMERIC: Final = IS_INTEGER | IS_FLOAT | IS_COMPLEX
IS_CONST_TYPE: Final = IS_BOOLEAN | IS_NUMERIC | IS_STRING


class Pointer(Type):
    __slots__ = ("elem",)

    def __init__(self, elem: Type) -> None:
        self.elem = elem


class Slice(Type):
    __slots__ = ("elem",)

    def __init__(self, elem: Type) -> None:
        self.elem = elem


class Array(Type):
    """`length` is -1 where it is unknown (an error)."""

    __slots__ = ("elem", "length")

    def __init__(self, elem: Type, length: int) -> None:
        self.elem = elem
        self.length = length


class Map(Type):
    __slots__ = ("elem", "key")

    def __init__(self, key: Type, elem: Type) -> None:
        self.key = key
        self.elem = elem


SEND_RECV: Final = 0
SEND_ONLY: Final = 1
RECV_ONLY: Final = 2


class Chan(Type):
    """`direction` is SEND_RECV, SEND_ONLY or RECV_ONLY."""

    __slots__ = ("direction", "elem")

    def __init__(self, direction: int, elem: Type) -> None:
        self.direction = direction
        self.elem = elem


class Struct(Type):
    """`tags` is empty, or has one entry (unquoted) a field."""

    __slots__ = ("fields", "index", "tags")

    def __init__(self, fields: tuple[Var, ...], tags: tuple[str, ...] = ()) -> None:
        self.fields = fields
        self.tags = tags
        self.index: dict[str, int] | None = None
        """Field index by name, made by `lookup` on first use."""


class Tuple(Type):
    """Parameters, results, or the type of a call with several or no results."""

    __slots__ = ("vars",)

    def __init__(self, vars: tuple[Var, ...] = ()) -> None:
        self.vars = vars


class Signature(Type):
    """`params` of a variadic function end with a `Slice` (of a string for append's special case in instances)."""

    __slots__ = ("params", "recv", "recv_type_params", "results", "type_params", "variadic")

    def __init__(
        self,
        params: Tuple,
        results: Tuple,
        variadic: bool = False,
        recv: Var | None = None,
        type_params: tuple[TypeParam, ...] = (),
        recv_type_params: tuple[TypeParam, ...] = (),
    ) -> None:
        self.params = params
        self.results = results
        self.variadic = variadic
        self.recv = recv
        self.type_params = type_params
        self.recv_type_params = recv_type_params


class Interface(Type):
    """`methods` are the explicit ones, exported ones first, each by name. `implicit` for the interface around a bare
    constraint.

    The `type_set` is computed by `typeset.type_set_of` on first use.
    """

    __slots__ = ("embedded", "implicit", "methods", "type_set")

    def __init__(
        self, methods: tuple[Func, ...] = (), embedded: tuple[Type, ...] = (), implicit: bool = False
    ) -> None:
        self.methods = methods
        self.embedded = embedded
        self.implicit = implicit
        self.type_set: TypeSet | None = None


class Term:
    __slots__ = ("tilde", "type")

    def __init__(self, tilde: bool, type: Type) -> None:
        self.tilde = tilde
        self.type = type


class Union(Type):
    __slots__ = ("terms",)

    def __init__(self, terms: tuple[Term, ...]) -> None:
        self.terms = terms


class Named(Type):
    """A declared type, or an instance of a generic one.

    `origin` is itself but for an instance. `methods` holds the declared ones of an origin by name (unresolved until
    asked), those of an instance as they are asked for (`lookup.method_of`). `loader(self)` must set `underlying`, and
    is called at most once; a type whose underlying type is asked for while it is being loaded is invalid.
    """

    __slots__ = ("instances", "loader", "methods", "obj", "origin", "type_args", "type_params", "underlying", "valid")

    def __init__(self, obj: TypeName, loader: Callable[[Named], None] | None = None) -> None:
        self.obj = obj
        self.origin: Named = self
        self.type_params: tuple[TypeParam, ...] = ()
        self.type_args: tuple[Type, ...] = ()
        self.underlying: Type | None = None
        self.methods: dict[str, Func] = {}
        self.loader = loader
        self.valid = False
        """Whether it is known not to contain itself (`validtype`)."""
        self.instances: dict[tuple[object, ...], Named] | None = None
        """Of an origin: its instances by what identical arguments have in common (`instantiate`)."""

    def under(self) -> Type:
        found = self.underlying
        if found is not None:
            return found
        load, self.loader = self.loader, None
        if load is not None:
            load(self)
        if self.underlying is None:
            return INVALID
        return self.underlying


class Alias(Type):
    """A declared alias, or an instance of a generic one: `rhs` as written, kept for printing.

    Resolve with `unalias`. `loader(self)` must set `rhs`.
    """

    __slots__ = ("instances", "loader", "obj", "origin", "rhs", "type_args", "type_params")

    def __init__(self, obj: TypeName, rhs: Type | None = None, loader: Callable[[Alias], None] | None = None) -> None:
        self.obj = obj
        self.origin: Alias = self
        self.type_params: tuple[TypeParam, ...] = ()
        self.type_args: tuple[Type, ...] = ()
        self.rhs = rhs
        self.loader = loader
        self.instances: dict[tuple[object, ...], Alias] | None = None
        """Of an origin, as of a `Named`."""

    def target(self) -> Type:
        """What it stands for, one step."""
        if self.rhs is None:
            load, self.loader = self.loader, None
            if load is not None:
                load(self)
        return self.rhs if self.rhs is not None else INVALID

    def under(self) -> Type:
        return unalias(self).under()


class TypeParam(Type):
    """`bound` is the constraint as written; `under()` is the constraint's interface (go/types: TypeParam.iface)."""

    __slots__ = ("bound", "index", "interface", "obj")

    def __init__(self, obj: TypeName, index: int, bound: Type | None = None) -> None:
        self.obj = obj
        self.index = index
        self.bound = bound
        self.interface: Interface | None = None

    def under(self) -> Type:
        return self.constraint()

    def constraint(self) -> Interface:
        """The constraint as an interface; one is put around a bare type or union."""
        if self.interface is None:
            bound = self.bound if self.bound is not None else INVALID
            inner = bound.under()
            if inner is INVALID:
                return EMPTY_INTERFACE
            if inner.__class__ is Interface and unalias(bound).__class__ is not TypeParam:
                assert isinstance(inner, Interface)
                self.interface = inner
            else:
                self.interface = Interface((), (bound,), implicit=True)
        return self.interface


def unalias(t: Type) -> Type:
    """`t` without aliases around it (those inside stay)."""
    while t.__class__ is Alias:
        assert isinstance(t, Alias)
        t = t.target()
    return t


INVALID: Final = Basic(INVALID_KIND, 0, "invalid type")
"""The type of what is wrong or unknown. Nothing is complained of where it is an operand."""


def is_invalid(t: Type | None) -> bool:
    """Whether `t` is INVALID, or an alias of it."""
    return t is INVALID or (t.__class__ is Alias and unalias(t) is INVALID)


EMPTY_INTERFACE: Final = Interface()
EMPTY_TUPLE: Final = Tuple()

# -------------------------------------------------------------------------------------------------------- objects


class Site:
    """The declaration that objects belong to: where they can be found in the text.

    An object's offset in its file is `file.syntax.start_of(declaration)` plus the place of its `node`.
    """

    __slots__ = ("declaration", "file")

    def __init__(self, file: FileUnit, declaration: Declaration) -> None:
        self.file = file
        self.declaration = declaration


class Object:
    """What a name stands for. `node` is the id of its defining identifier within `site` (-1: none).

    `loader(self)` completes an object of a package on first use and must set `type`.
    """

    __slots__ = ("loader", "name", "node", "pkg", "site", "type")

    def __init__(self, name: str, pkg: Package | None, type: Type | None, site: Site | None = None, node: int = -1):
        self.name = name
        self.pkg = pkg
        self.type = type
        self.site = site
        self.node = node
        self.loader: Callable[[Object], None] | None = None

    def type_of(self) -> Type:
        """The type, loaded if need be; INVALID in a cycle or where it is wrong."""
        found = self.type
        if found is not None:
            return found
        load, self.loader = self.loader, None
        if load is not None:
            load(self)
        return self.type if self.type is not None else INVALID

    @property
    def exported(self) -> bool:
        return is_exported(self.name)


class PkgName(Object):
    __slots__ = ("imported", "used")

    def __init__(self, name: str, pkg: Package, imported: Package, site: Site, node: int) -> None:
        super().__init__(name, pkg, INVALID, site, node)
        self.imported = imported
        self.used = False


class Const(Object):
    __slots__ = ("value",)

    def __init__(
        self,
        name: str,
        pkg: Package | None,
        type: Type | None,
        value: Value | None,
        site: Site | None = None,
        node: int = -1,
    ) -> None:
        super().__init__(name, pkg, type, site, node)
        self.value = value


class TypeName(Object):
    __slots__ = ()


class Var(Object):
    """A variable, parameter, result or struct field. `origin` is the field or parameter of the generic type that this
    one was made from by substitution, else itself."""

    __slots__ = ("embedded", "is_field", "origin", "used")

    def __init__(
        self,
        name: str,
        pkg: Package | None,
        type: Type | None,
        site: Site | None = None,
        node: int = -1,
        is_field: bool = False,
        embedded: bool = False,
    ) -> None:
        super().__init__(name, pkg, type, site, node)
        self.is_field = is_field
        self.embedded = embedded
        self.used = False
        self.origin: Var = self


class Func(Object):
    """A function, method (declared, of an interface, or of an instance). `pointer_receiver` as declared, known before
    its type is; `origin` as for `Var`."""

    __slots__ = ("origin", "pointer_receiver")

    def __init__(
        self, name: str, pkg: Package | None, type: Type | None, site: Site | None = None, node: int = -1
    ) -> None:
        super().__init__(name, pkg, type, site, node)
        self.pointer_receiver = False
        self.origin: Func = self


class Label(Object):
    __slots__ = ("used",)

    def __init__(self, name: str, pkg: Package | None, site: Site | None, node: int) -> None:
        super().__init__(name, pkg, INVALID, site, node)
        self.used = False


class Builtin(Object):
    """A predeclared function, or one of package unsafe: `name` says which."""

    __slots__ = ()


class Nil(Object):
    __slots__ = ()


class Package:
    """A package's names. Ask `member(name)`, which collects them on first use: importing costs nothing but a header.

    `missing` says why nothing is known of it (every name in it is then of INVALID type, without complaint); package C
    is such a one.
    """

    __slots__ = ("go_version", "imports", "loader", "missing", "name", "path", "scope")

    def __init__(self, path: str, name: str, scope: Scope, go_version: tuple[int, int] | None = None) -> None:
        self.path = path
        self.name = name
        self.scope = scope
        self.go_version = go_version
        self.imports: dict[str, Package] = {}
        self.missing = ""
        self.loader: Callable[[Package], None] | None = None
        """Fills `scope`."""

    def member(self, name: str) -> Object | None:
        """The object declared under `name` at package level, exported or not."""
        load = self.loader
        if load is not None:
            self.loader = None
            load(self)
        return self.scope.names.get(name)


class Scope:
    """Names of a block. The chain is: function blocks, file, package, universe."""

    __slots__ = ("is_func", "names", "parent")

    def __init__(self, parent: Scope | None, is_func: bool = False) -> None:
        self.parent = parent
        self.names: dict[str, Object] = {}
        self.is_func = is_func

    def lookup(self, name: str) -> Object | None:
        """The object of `name` in this block or one around it."""
        scope: Scope | None = self
        while scope is not None:
            found = scope.names.get(name)
            if found is not None:
                return found
            scope = scope.parent
        return None

    def insert(self, obj: Object) -> Object | None:
        """Declare `obj`; the object already there under its name, if any, which then stays. `_` is never declared."""
        name = obj.name
        if name == "_":
            return None
        other = self.names.setdefault(name, obj)
        return None if other is obj else other


FIELD: Final = 0
METHOD_VALUE: Final = 1
METHOD_EXPR: Final = 2


class Selection:
    """What `x.f` selects, where it is no qualified identifier (go/types.Selection).

    `path` is the field indices from the receiver to the selected field, or to the embedded field that has the method,
    followed by the method's index in what declares it; `indirect` where a pointer was followed on the way.
    """

    __slots__ = ("indirect", "kind", "obj", "path", "recv", "type")

    def __init__(
        self, kind: int, recv: Type, obj: Object, path: tuple[int, ...], indirect: bool, type: Type
    ) -> None:
        self.kind = kind
        self.recv = recv
        self.obj = obj
        self.path = path
        self.indirect = indirect
        self.type = type


class Instance:
    """What the type parameters of a generic function or type stand for at a use: `type` is the result."""

    __slots__ = ("type", "type_args")

    def __init__(self, type_args: tuple[Type, ...], type: Type) -> None:
        self.type_args = type_args
        self.type = type


def is_exported(name: str) -> bool:
    """Whether other packages see `name` (go/token.IsExported: its first letter is upper case)."""
    return name[:1].isupper()
