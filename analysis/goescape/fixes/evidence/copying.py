"""Whether values of a type may be copied where a pointer was before."""

from __future__ import annotations

from collections.abc import Iterator

from goescape.fixes.reasons import Reason
from goescape.fixes.scene import Scene
from goescape.types.lookup import lookup
from goescape.types.model import INVALID, Array, Func, Named, Pointer, Struct, Type, TypeParam, unalias


def copy_objection(scene: Scene, t: Type) -> Reason | None:
    """Why a value of a type cannot stand for a pointer to one: it must stay where it is, or is larger than the user
    allows."""
    parts = list(stored_inline(t))
    if any(part is INVALID or isinstance(part, TypeParam) for part in parts):
        return Reason.UNKNOWN_SIZE
    if any(_must_not_copy(scene, part) for part in parts):
        return Reason.MUST_NOT_COPY
    return Reason.TOO_LARGE if scene.program.sizes.sizeof(t) > scene.limits.max_copy else None


def stored_inline(t: Type) -> Iterator[Type]:
    """A type and the types of all that its values have in them: fields and elements, without following pointers."""
    waiting, seen = [unalias(t)], set[Type]()
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        yield current
        under = current.under()
        if isinstance(under, Struct):
            waiting += [unalias(field.type_of()) for field in under.fields]
        elif isinstance(under, Array):
            waiting.append(unalias(under.elem))


def _must_not_copy(scene: Scene, part: Type) -> bool:
    """Whether a value must stay where it is: it is a lock, as `go vet` has it (a pointer to it can be locked, and it
    itself cannot; x/tools, passes/copylock), or it may hold its own address.

    Code of others may keep a value's address in the value where the compiler does not see it (strings.Builder does). So
    whatever is declared outside the module and has a pointer to its own type in it counts as such.
    """
    return _is_lock(part) or (isinstance(part, Named) and _is_foreign(scene, part) and _points_to_itself(part))


def _is_lock(t: Type) -> bool:
    return all(_needs_pointer(t, name) for name in ("Lock", "Unlock"))


def _needs_pointer(t: Type, method: str) -> bool:
    """Whether a pointer to a type has a method that the type itself has not."""
    by_pointer, _, _ = lookup(t, True, None, method)
    by_value, _, _ = lookup(t, False, None, method)
    return isinstance(by_pointer, Func) and not isinstance(by_value, Func)


def _is_foreign(scene: Scene, t: Named) -> bool:
    place = scene.program.position(t.origin.obj)
    return place is None or not scene.module.holds(place[0])


def _points_to_itself(t: Named) -> bool:
    under = t.under()
    fields = under.fields if isinstance(under, Struct) else ()
    pointed = [unalias(field.type_of()) for field in fields]
    elems = [unalias(each.elem) for each in pointed if isinstance(each, Pointer)]
    return any(isinstance(elem, Named) and elem.origin is t.origin for elem in elems)
