"""What every iteration makes alike is made once, before the loop.

Three things can be made once even where somebody keeps them, since nobody can tell one from another (they can't be
compared, or compare by value, and nobody can change them):

- a function literal that mentions nothing that the loop declares: it captures the same variables before the loop;
- a method value ``x.M`` whose receiver is the address of a variable, or a copy of one that the loop does not change;
- a variable converted to an empty interface, where nothing changes the variable.

None of them can panic, so that it does not matter that they are made even if the loop has no iteration. They are
looked for where every iteration makes them that does not leave the loop before.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from goescape.fixes.code import Code, bare
from goescape.fixes.edits.lines import moved
from goescape.fixes.evidence.names import fresh, is_predeclared
from goescape.fixes.evidence.statements import Listed, insertion, margin
from goescape.fixes.finders.invariance import loops_to_leave, objection
from goescape.fixes.finders.reuse_in_loop import reused
from goescape.fixes.model import Candidate, Edit, FixKind, Gain, Note, Refusal
from goescape.fixes.scene import Scene
from goescape.syntax.nodes import Call, Defer, FuncLit, Go, Ident, Node, Selector
from goescape.types.model import (
    METHOD_VALUE,
    Func,
    Interface,
    Pointer,
    Signature,
    Slice,
    Type,
    TypeParam,
    Var,
    unalias,
)

KIND = FixKind.HOIST_OUT_OF_LOOP


@dataclass(frozen=True)
class _Invariant:
    """An expression that a loop evaluates, a name for its value, the variable that must not change, and the type that
    it is converted to."""

    node: Node
    wanted: str
    kept: Var | None = None
    conversion: str = ""


def find(code: Code, scene: Scene) -> Iterator[Candidate | Refusal]:
    """Function literals, method values and values in interfaces that a loop makes anew each time."""
    alike: dict[tuple[str, int], tuple[Listed, list[_Invariant]]] = {}
    for node in code.nodes:
        invariant = _invariant(code, scene, node)
        loops = loops_to_leave(code, invariant.node, invariant.kept) if invariant is not None else []
        if invariant is not None and loops:
            key = _value(code, invariant, loops[-1]), loops[-1].stmt.id
            alike.setdefault(key, (loops[-1], []))[1].append(invariant)
    names: set[str] = set()
    for (value, _), (loop, invariants) in alike.items():
        yield _judged(code, invariants, value, loop, names)
    yield from reused(code, scene)


def _invariant(code: Code, scene: Scene, node: Node) -> _Invariant | None:
    """What a node is, if it can be made once and costs an allocation."""
    if not isinstance(node, (FuncLit, Selector, Ident)) or not code.loops_around(node):
        return None
    places = (code.span(node), code.span(code.unparenthesised(node)))
    if not any(scene.heap_at(code.path, place) is not None for place in places):
        return None
    if isinstance(node, FuncLit):
        return _Invariant(node, _parameter_name(code, node) or "fn") if _is_handed_on(code, node) else None
    return _bound(code, node) if isinstance(node, Selector) else _boxed(code, node)


# ------------------------------------------------------------------------------------------------------- its kinds


def _is_handed_on(code: Code, literal: FuncLit) -> bool:
    """Whether a function literal is an argument, or is deferred with no arguments of its own: a statement that has some
    makes a function of it, and them. To start a goroutine costs so much more that it is left where it is."""
    call = code.parent(code.unparenthesised(literal))
    if not isinstance(call, Call) or code.is_type(call.fun) or code.builtin(call) or isinstance(code.parent(call), Go):
        return False
    if bare(call.fun) is not literal:
        return True
    return isinstance(code.parent(call), Defer) and not call.args and not literal.type.results


def _parameter(code: Code, argument: Node) -> Var | None:
    """The parameter that an argument is handed to; of a variadic one, the parameter for all."""
    argument = code.unparenthesised(argument)
    call = code.parent(argument)
    if not isinstance(call, Call) or call.spread or code.is_type(call.fun) or code.builtin(call):
        return None
    t = code.type_of(call.fun)
    signature = t.under() if t is not None else None
    index = next((at for at, each in enumerate(call.args) if each is argument), -1)
    if not isinstance(signature, Signature) or index < 0 or not signature.params.vars:
        return None
    params = signature.params.vars
    return params[index] if index < len(params) else params[-1] if signature.variadic else None


def _parameter_name(code: Code, argument: Node) -> str:
    parameter = _parameter(code, argument)
    return parameter.name if parameter is not None and parameter.name != "_" else ""


def _bound(code: Code, selector: Selector) -> _Invariant | None:
    """A method value ``x.M``, not called, of a method of a variable's own type: it has the variable's address or a copy
    of it. Where it would follow a pointer it could panic."""
    selection, variable = code.selection_of(selector), code.variable(selector.x)
    above = code.parent(code.unparenthesised(selector))
    called = isinstance(above, Call) and bare(above.fun) is selector
    if selection is None or selection.kind != METHOD_VALUE or variable is None or called or len(selection.path) != 1:
        return None
    t = unalias(variable.type_of())
    if isinstance(t, TypeParam) or isinstance(t.under(), Interface) or not isinstance(selection.obj, Func):
        return None
    by_pointer, is_pointer = selection.obj.pointer_receiver, isinstance(t.under(), Pointer)
    if is_pointer and not by_pointer:
        return None
    has_address = by_pointer and not is_pointer
    wanted = _parameter_name(code, selector) or selector.sel.name[:1].lower() + selector.sel.name[1:]
    return _Invariant(selector, wanted, None if has_address else variable)


def _boxed(code: Code, ident: Ident) -> _Invariant | None:
    """A variable as an argument for an empty interface."""
    parameter, variable = _parameter(code, ident), code.variable(ident)
    if parameter is None or variable is None or not _is_empty_interface(_element(code, ident, parameter)):
        return None
    t = unalias(variable.type_of())
    if isinstance(t, TypeParam) or isinstance(t.under(), Interface):
        return None
    interface = "any" if code.file.version >= (1, 18) and is_predeclared(code, "any") else "interface{}"
    return _Invariant(ident, f"boxed{ident.name[:1].upper()}{ident.name[1:]}", variable, interface)


def _element(code: Code, argument: Node, parameter: Var) -> Type:
    """The type that an argument is converted to."""
    t = parameter.type_of()
    call = code.parent(code.unparenthesised(argument))
    fun = code.type_of(call.fun) if isinstance(call, Call) else None
    signature = fun.under() if fun is not None else None
    variadic = isinstance(signature, Signature) and signature.variadic and signature.params.vars[-1] is parameter
    return t.elem if variadic and isinstance(t, Slice) else t


def _is_empty_interface(t: Type) -> bool:
    under = t.under()
    if isinstance(unalias(t), TypeParam) or not isinstance(under, Interface):
        return False
    return not under.methods and not under.embedded


# ----------------------------------------------------------------------------------------------------------- edits


def _value(code: Code, invariant: _Invariant, loop: Listed) -> str:
    """How the value is written before a loop."""
    text = moved(code, invariant.node, margin(code, loop))
    return f"{invariant.conversion}({text})" if invariant.conversion else text


def _judged(
    code: Code, alike: list[_Invariant], value: str, loop: Listed, names: set[str]
) -> Candidate | Refusal:
    """The fix that puts before a loop what it makes in one or several places. `names` are those that other fixes
    declare."""
    first = alike[0].node
    span = code.span(first)
    subject = "func literal" if isinstance(first, FuncLit) else code.written(first)
    reason = objection(code, loop)
    if reason is not None:
        return Refusal(KIND, code.path, span, subject, code.name, reason)
    name = _name(code, alike[0].wanted, names)
    before = insertion(code, loop, f"{name} := {value}", above_comments=True)
    spans = [code.span(each.node) for each in alike]
    edits = (before, *(Edit(code.path, each.start, each.end, name.encode()) for each in spans))
    return Candidate(KIND, code.path, span, subject, code.name, edits, Gain.RUN_TIME, notes=(Note.ONCE,), allocates=1)


def _name(code: Code, wanted: str, taken: set[str]) -> str:
    """A free name that is not taken yet."""
    names = itertools.chain([wanted], (f"{wanted}{number}" for number in itertools.count(2)))
    name = next(name for name in names if name not in taken and fresh(code, name) == name)
    taken.add(name)
    return name
