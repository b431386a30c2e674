"""Closures that the text has, and the parameters of any function (noder/reader.go: funcLit; ir/func.go: DeclareParams,
NewClosureFunc)."""

from __future__ import annotations

from typing import Final

from goescape.ir.lower.builder import Builder, closure_variable
from goescape.ir.nodes import PPARAM, PPARAMOUT, Closure, Name, Param
from goescape.ir.places import Pos
from goescape.types.model import UINTPTR, Array, Pointer, Signature, Type, Var
from goescape.types.universe import TYP

DICTIONARY: Final = ".dict"
"""The name of the parameter that an instance's types come from at run time."""
_WORDS: Final[Type] = Pointer(Array(TYP[UINTPTR], 0))


def new_closure(b: Builder, pos: Pos, signature: Signature, kind: str) -> tuple[Builder, Closure]:
    """A function within the one that `b` builds, with its parameters declared, and what builds it. `signature` is as
    the checker has it; `kind` is as of `Context.closure`."""
    func = b.context.closure(b.func, pos, kind)
    closure = func.closure = Closure(pos, b.resolve(signature), func)
    if func.owner is not None:
        func.owner.type = closure.type
    b.made.append(func)
    child = Builder(b.context, b.site, func, b.mapping, b)
    if b.dictionary is not None:
        child.dictionary = closure_variable(func, b.dictionary, b.dictionary.pos)
    declare_parameters(child, signature, False)
    return child, closure


def end_closure(child: Builder) -> None:
    """Note that a closure's body is built. That of an instance has the dictionary as well, the last of what it
    captures."""
    if child.dictionary is not None:
        child.func.captured.append(child.dictionary)


def declare_parameters(b: Builder, signature: Signature, shaped: bool) -> None:
    """Declare the receiver, the dictionary of an instance (`shaped`), parameters and results, in this order."""
    func = b.func
    if signature.recv is not None:
        func.recv = _param(b, signature.recv, PPARAM, "~p")
    if shaped:
        func.params.append(_dictionary(b))
    for var in signature.params.vars:
        func.params.append(_param(b, var, PPARAM, "~p"))
    if signature.variadic:
        func.params[-1].spread = True
    first = len(func.dcl)
    for var in signature.results.vars:
        func.results.append(_param(b, var, PPARAMOUT, "~r", first))
    b.results = tuple([each.type for each in func.results])


def _param(b: Builder, var: Var, cls: int, prefix: str, first: int = 0) -> Param:
    """One of these. What has no name is numbered, among all parameters or all results."""
    func, written = b.func, var.name
    pos = b.start_of(var.node) if var.node >= 0 else func.pos
    t = b.resolve(var.type_of())
    text = written if written not in ("", "_") else f"{prefix}{len(func.dcl) - first}"
    name = Name(text, pos, t, cls, func)
    name.obj = var
    name.pkg = var.pkg if text is written else None
    func.dcl.append(name)
    b.locals[var] = name
    return Param(written, pos, t, name)


def _dictionary(b: Builder) -> Param:
    """The dictionary: a pointer to words."""
    name = b.dictionary = Name(DICTIONARY, b.func.pos, _WORDS, PPARAM, b.func)
    name.pkg = b.site.file.package
    b.func.dcl.append(name)
    return Param(DICTIONARY, b.func.pos, _WORDS, name)
