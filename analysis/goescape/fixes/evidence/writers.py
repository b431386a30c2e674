"""What writers do with bytes and strings, as far as their types tell."""

from __future__ import annotations

from goescape.findings.model import Kind
from goescape.fixes.code import Code, bare
from goescape.fixes.evidence.statements import definition
from goescape.fixes.evidence.unseen import is_closed
from goescape.fixes.evidence.writer_contract import is_kept
from goescape.fixes.scene import Scene
from goescape.syntax.nodes import Assign, Call, CompositeLit, Expr, FuncDecl, Ident, Node, Selector, Star, ValueSpec
from goescape.types.lookup import lookup
from goescape.types.model import Func, Interface, Named, Pointer, Type, Var, unalias
from goescape.types.operand import VARIABLE

_METHODS = ("Write", "WriteString")
_WITHOUT_OWN = frozenset({("strings", "Builder"), ("os", "File"), ("bufio", "Writer")})
"""Types that nobody has the memory of as bytes (a bufio.Writer copies those that it lent out to where they are)."""
_SELF_CONTAINED = frozenset({("bytes", "Buffer"), ("strings", "Builder"), ("os", "File")})
"""Types that hand nothing on to another writer."""
_KEEPING = frozenset({"Write", "WriteByte", "WriteRune", "WriteString", "String", "Len", "Cap", "Grow", "Truncate"})
"""Methods of bytes.Buffer that give nobody its memory."""


def is_interface(code: Code, scene: Scene, writer: Expr) -> bool:
    """Whether a writer is a value of an interface that the standard library declares: whoever implements it has
    promised not to keep or change what it is given (io.Writer)."""
    t = code.type_of(writer)
    return t is not None and isinstance(t.under(), Interface) and _is_standard(scene, t)


def is_known(code: Code, scene: Scene, writer: Expr) -> bool:
    """Whether a writer is a variable, or a pointer to one, of a type of the standard library with the methods Write
    and WriteString of its own, which do the same: those of bufio, bytes, io, os, strings and others. How they cut what
    they hand on into pieces is left open by them."""
    t = code.type_of(writer)
    if t is None:
        return False
    pointer = unalias(t)
    named = pointer.elem if isinstance(pointer, Pointer) else t
    if isinstance(named.under(), Interface) or not isinstance(unalias(named), Named) or not _is_standard(scene, named):
        return False
    found = [lookup(t, True, code.package, name) for name in _METHODS]
    return all(isinstance(method, Func) and path is not None and len(path) == 1 for method, path, _ in found)


def leaves_alone(code: Code, scene: Scene, writer: Expr) -> bool:
    """Whether a known writer, or a value of an interface (`is_interface`), neither keeps nor changes the bytes that its
    method Write is given, and nor does any other writer that it may hand them on to."""
    return _named(code, writer) in _SELF_CONTAINED or is_kept(scene.module)


def _named(code: Code, writer: Expr) -> tuple[str, str]:
    """The package and name of a writer's type, or of what it is a pointer to."""
    t = code.type_of(writer)
    pointer = unalias(t) if t is not None else None
    named = unalias(pointer.elem) if isinstance(pointer, Pointer) else pointer
    return (named.obj.pkg.path, named.obj.name) if isinstance(named, Named) and named.obj.pkg is not None else ("", "")


def as_interface(code: Code, scene: Scene, writer: Expr) -> str | None:
    """What to write before a known writer to pass it as an interface: nothing, or the operator that takes its address.
    None where that would move a variable to the heap that is not there yet, one of a caller outside the module too."""
    t = code.type_of(writer)
    is_pointer = t is not None and isinstance(unalias(t), Pointer)
    if _is_lent(code, scene, writer, is_pointer):
        return None
    if is_pointer:
        return ""
    return "&" if code.mode_of(writer) == VARIABLE and _is_on_heap(code, scene, writer) else None


def _is_lent(code: Code, scene: Scene, writer: Expr, is_pointer: bool) -> bool:
    """Whether a pointer, or the address of a variable, comes from a parameter that does not leak it yet, of a function
    that others may call."""
    root, followed = bare(writer), 0 if is_pointer else -1
    while isinstance(root, (Selector, Star)):
        selection = code.selection_of(root) if isinstance(root, Selector) else None
        followed += selection is None or selection.indirect
        root = bare(root.x)
    head, variable = code.head, code.variable(root) if root is not None else None
    if not isinstance(head, FuncDecl) or variable is None or not head.name.name[:1].isupper():
        return False
    names = [name for field in (*head.receiver, *head.type.params) for name in field.names]
    declared = next((name for name in names if code.object_of(name) is variable), None)
    leaks = (Kind.LEAKING_PARAM, Kind.LEAKING_PARAM_CONTENT) if followed > 0 else (Kind.LEAKING_PARAM,)
    if declared is None or scene.findings(code.path, code.span(declared), *leaks):
        return False
    return not (scene.limits.exported or is_closed(scene.module, code.unit.key.partition(" ")[0]))


def _is_on_heap(code: Code, scene: Scene, variable: Expr) -> bool:
    """Whether the memory of a variable is no function's: it is a package's, or behind a pointer, or was moved."""
    root = bare(variable)
    while isinstance(root, Selector):
        selection = code.selection_of(root)
        if selection is None or selection.indirect:
            return True
        root = bare(root.x)
    if isinstance(root, Star):
        return True
    obj = code.object_of(root) if isinstance(root, Ident) else None
    if not isinstance(obj, Var):
        return False
    declared = definition(code, obj)
    return declared is None or scene.heap_at(code.path, code.span(declared)) is not None


def _is_standard(scene: Scene, t: Type) -> bool:
    found = unalias(t)
    if not isinstance(found, Named) or found.obj.pkg is None:
        return False
    return scene.module.loader.package(found.obj.pkg.path).standard


def receiver(call: Node) -> Expr | None:
    """What a method is called on, as far as syntax tells."""
    fun = bare(getattr(call, "fun", None))
    return fun.x if isinstance(fun, Selector) else None


def keeps_its_memory(code: Code, writer: Expr) -> bool:
    """Whether bytes that are written to a known writer are certainly none of its own memory."""
    if _named(code, writer) in _WITHOUT_OWN:
        return True
    t, variable = code.type_of(writer), code.variable(writer)
    if t is None or isinstance(unalias(t), Pointer) or variable is None or variable.site is not code.declared:
        return False
    return all(_is_declared_empty(code, ident) or _is_kept(code, ident) for ident in code.mentions(variable))


def _is_declared_empty(code: Code, ident: Ident) -> bool:
    above = code.parent(ident)
    if isinstance(above, ValueSpec):
        return code.defines(ident) and not above.values
    value = above.rhs[0] if isinstance(above, Assign) and len(above.rhs) == 1 and code.defines(ident) else None
    return isinstance(value, CompositeLit) and not value.elements


def _is_kept(code: Code, ident: Ident) -> bool:
    """Whether a mention of a buffer is a call of a method that gives nobody its memory."""
    above = code.parent(ident)
    is_called = isinstance(above, Selector) and isinstance(call := code.parent(above), Call) and call.fun is above
    return isinstance(above, Selector) and is_called and above.sel.name in _KEEPING
