"""Calls of predeclared functions, and of those of package unsafe (go/types/builtins.go, universe.go).

`BUILTINS` has them by name; those of unsafe are capitalised.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from goescape.syntax.nodes import Call
from goescape.types import builtin_collections as collections
from goescape.types import builtin_numbers as numbers
from goescape.types import builtin_unsafe as unsafe
from goescape.types.assignment import assign_operand
from goescape.types.builtin_signature import no_value_of, value_of
from goescape.types.checker import Checker, expr, expr_or_type, multi_expr, use
from goescape.types.model import EMPTY_INTERFACE, IS_UNTYPED, Basic, Pointer, Tuple
from goescape.types.operand import BAD, CONSTANT, TYPE, VALUE, Operand, bad

_NEW_OF_VALUE: Final = (1, 26)
"""The release of new with a value."""


class BuiltinRule:
    """How a builtin is called.

    `check(c, call, args)` answers the call's operand, bad after a problem; it records the signature of a call that is
    no constant. It gets at least `count` arguments, no more unless `variadic`, none of them bad. Where `special`, it
    is they in the call that are counted, and it checks them itself. A `statement` may stand on its own.
    """

    __slots__ = ("check", "count", "special", "statement", "variadic")

    def __init__(
        self,
        check: Callable[[Checker, Call, list[Operand]], Operand],
        count: int,
        variadic: bool = False,
        special: bool = False,
        statement: bool = False,
    ) -> None:
        self.check = check
        self.count = count
        self.variadic = variadic
        self.special = special
        self.statement = statement


def call_builtin(c: Checker, name: str, e: Call) -> Operand:
    """Check the call `e` of the builtin `name`."""
    rule = BUILTINS[name]
    if e.spread and name != "append":
        c.problem(e, f"invalid operation: invalid use of ... with built-in {name}")
        use(c, e.args)
        return bad(e)
    env = c.env
    constant_size = name == "len" or name == "cap"
    outer = env.has_call_or_receive
    if constant_size:
        env.has_call_or_receive = False
    args = [] if rule.special else _values(c, e)
    x = _checked(c, name, rule, e, args)
    if constant_size:
        env.has_call_or_receive = outer
    if x.mode != BAD and x.mode != CONSTANT:
        env.has_call_or_receive = True
    return x


def _checked(c: Checker, name: str, rule: BuiltinRule, e: Call, args: list[Operand]) -> Operand:
    for x in args:
        if x.mode == BAD:
            return bad(e)
    count = len(e.args) if rule.special else len(args)
    if count < rule.count or (count > rule.count and not rule.variadic):
        few = "not enough" if count < rule.count else "too many"
        c.problem(e, f"invalid operation: {few} arguments for {name} (expected {rule.count}, found {count})")
        return bad(e)
    return rule.check(c, e, args)


def _values(c: Checker, e: Call) -> list[Operand]:
    """The values of a call's arguments; all results of `g` for `f(g())`."""
    args = e.args
    if len(args) != 1:
        return [expr(c, arg) for arg in args]
    x = multi_expr(c, args[0])
    t = x.type
    if t.__class__ is Tuple and x.mode != BAD:
        return [Operand(VALUE, var.type_of(), args[0]) for var in t.vars]
    return [x]


# -------------------------------------------------------------------------------------------------------- the rest


def _new(c: Checker, e: Call, args: list[Operand]) -> Operand:
    """new(T) or new(value)"""
    x = expr_or_type(c, e.args[0])
    if x.mode == BAD:
        return bad(e)
    if x.mode != TYPE:
        t = x.type
        if isinstance(t, Basic) and t.info & IS_UNTYPED:
            assign_operand(c, x, None, "argument to new")
            if x.mode == BAD:
                return bad(e)
        if c.env.version < _NEW_OF_VALUE:
            c.problem(e.fun, "new of a value requires go1.26 or later")
    return value_of(c, e, Pointer(x.type), x.type)


def _panic(c: Checker, e: Call, args: list[Operand]) -> Operand:
    """panic(x)"""
    assign_operand(c, args[0], EMPTY_INTERFACE, "argument to panic")
    return bad(e) if args[0].mode == BAD else no_value_of(c, e, EMPTY_INTERFACE)


def _print(c: Checker, e: Call, args: list[Operand]) -> Operand:
    """print(x, y, ...) and println(x, y, ...)"""
    for x in args:
        assign_operand(c, x, None, "argument to built-in")
        if x.mode == BAD:
            return bad(e)
    return no_value_of(c, e, *[x.type for x in args])


def _recover(c: Checker, e: Call, args: list[Operand]) -> Operand:
    """recover() interface{}"""
    return value_of(c, e, EMPTY_INTERFACE)


BUILTINS: Final = {
    "append": BuiltinRule(collections.append, 1, variadic=True),
    "cap": BuiltinRule(collections.capacity, 1),
    "clear": BuiltinRule(collections.clear, 1, statement=True),
    "close": BuiltinRule(collections.close, 1, statement=True),
    "complex": BuiltinRule(numbers.make_complex, 2),
    "copy": BuiltinRule(collections.copy, 2, statement=True),
    "delete": BuiltinRule(collections.delete, 2, statement=True),
    "imag": BuiltinRule(numbers.imaginary_part, 1),
    "len": BuiltinRule(collections.length, 1),
    "make": BuiltinRule(collections.make, 1, variadic=True, special=True),
    "max": BuiltinRule(numbers.maximum, 1, variadic=True),
    "min": BuiltinRule(numbers.minimum, 1, variadic=True),
    "new": BuiltinRule(_new, 1, special=True),
    "panic": BuiltinRule(_panic, 1, statement=True),
    "print": BuiltinRule(_print, 0, variadic=True, statement=True),
    "println": BuiltinRule(_print, 0, variadic=True, statement=True),
    "real": BuiltinRule(numbers.real_part, 1),
    "recover": BuiltinRule(_recover, 0, statement=True),
    "Add": BuiltinRule(unsafe.add, 2),
    "Alignof": BuiltinRule(unsafe.alignof, 1),
    "Offsetof": BuiltinRule(unsafe.offsetof, 1, special=True),
    "Sizeof": BuiltinRule(unsafe.sizeof, 1),
    "Slice": BuiltinRule(unsafe.slice_of, 2),
    "SliceData": BuiltinRule(unsafe.slice_data, 1),
    "String": BuiltinRule(unsafe.string_of, 2),
    "StringData": BuiltinRule(unsafe.string_data, 1),
}
