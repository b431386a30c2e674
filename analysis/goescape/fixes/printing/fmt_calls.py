"""Reading calls of package fmt that make a text: the texts and values that it consists of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from goescape.fixes.code import Code, bare
from goescape.fixes.printing.format_verbs import Verb, parts_of
from goescape.syntax.nodes import BasicLit, Call, Expr, Node
from goescape.types.constant import text_of
from goescape.types.model import Type
from goescape.types.predicates import is_string

_FORMATTING = ("Sprintf", "Errorf")
_PRINTING = ("Sprint", "Sprintln")
_V = Verb("", "v")


@dataclass(frozen=True, slots=True)
class Value:
    """An argument, printed by a verb."""

    arg: Expr
    verb: Verb


Part: TypeAlias = "str | Value"
"""A text is a Go string literal, as it is to be written."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A call of fmt.Sprintf, Errorf, Sprint or Sprintln, and what its text consists of, in order. Each argument is
    printed once, in the order that they are written in."""

    call: Call
    function: str
    parts: tuple[Part, ...]

    @property
    def values(self) -> list[Value]:
        return [part for part in self.parts if isinstance(part, Value)]


def printed(code: Code, call: Call) -> Printed | None:
    """What a call prints; None of calls of other functions, and of those that print something else than each of their
    arguments once, in order: a format that is no literal or does not fit the arguments, a spread slice."""
    callee = code.callee(call)
    if callee is None or call.spread or not code.is_call_of(call, "fmt", *_FORMATTING, *_PRINTING):
        return None
    parts = _formatted(code, call) if callee.name in _FORMATTING else _listed(code, call, callee.name == "Sprintln")
    return Printed(call, callee.name, tuple(parts)) if parts is not None else None


def _formatted(code: Code, call: Call) -> list[Part] | None:
    literal, args = bare(call.args[0]), call.args[1:]
    if not isinstance(literal, BasicLit) or literal.kind != "string" or not _is_readable(code, literal):
        return None
    quote = literal.text[0]
    parts = parts_of(literal.text[1:-1])
    verbs = [part for part in parts if isinstance(part, Verb)]
    if len(verbs) != len(args) or not all(verb.takes_next for verb in verbs):
        return None
    waiting = iter(args)
    return [Value(next(waiting), part) if isinstance(part, Verb) else f"{quote}{part}{quote}" for part in parts]


def _is_readable(code: Code, literal: BasicLit) -> bool:
    """Whether each percent sign of a literal is written as one."""
    value = code.value_of(literal)
    return value is not None and text_of(value).count(b"%") == literal.text.count("%")


def _listed(code: Code, call: Call, line: bool) -> list[Part]:
    """The operands of fmt.Sprint have blanks between two that are no strings, those of Sprintln always (fmt/print.go:
    doPrint, doPrintln)."""
    parts: list[Part] = []
    for before, arg in zip((None, *call.args), call.args, strict=False):
        if before is not None and (line or not (_is_string(code, before) or _is_string(code, arg))):
            parts.append('" "')
        parts.append(Value(arg, _V))
    return [*parts, '"\\n"'] if line else parts


def _is_string(code: Code, e: Node) -> bool:
    t = code.type_of(e)
    return isinstance(t, Type) and is_string(t)

