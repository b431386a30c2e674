"""A function from its declaration or a literal (noder/reader.go: funcBody, funcLit)."""

from __future__ import annotations

import sys
from typing import Final

from goescape.ir.lower import expressions, statements
from goescape.ir.lower.builder import RULES, Builder, Context, Unsupported
from goescape.ir.lower.closures import declare_parameters, end_closure, new_closure
from goescape.ir.nodes import Closure, Func
from goescape.syntax import nodes as syntax
from goescape.types.model import PkgName, Signature, Type, TypeParam
from goescape.types.unit import Declared

expressions.fill()
statements.fill()


def build(context: Context, func: Func, mapping: dict[TypeParam, Type] | None = None) -> None:
    """Make a declared function's parameters and body. `mapping` is what its type parameters stand for in an instance,
    which is then compiled for shapes and has a dictionary as a parameter more.

    Where that can't be done, the function and the closures in it have a `problem` afterwards, and no body.
    """
    site = func.site
    assert site is not None and func.obj is not None
    builder: Builder | None = None
    try:
        builder = Builder(context, site, func, mapping)
        wrong = _fault(builder)
        if wrong:
            _give_up(func, builder, wrong)
            return
        signature = func.obj.type_of()
        if not isinstance(signature, Signature):
            raise Unsupported("its type is not known")
        declare_parameters(builder, signature, mapping is not None)
        if site.declaration.body is not None:
            _build_body(builder, site.declaration.body.node)
    except Unsupported as error:
        _give_up(func, builder, missing_import(site) or str(error))
    except RecursionError:
        _give_up(func, builder, "nested too deeply")
    except Exception as error:
        _give_up(func, builder, f"goescape failed in it: {error.__class__.__name__}: {error}")


def function_literal(b: Builder, node: syntax.FuncLit) -> Closure:
    """A closure, and its body."""
    signature = b.raw_type_of(node)
    assert isinstance(signature, Signature)
    child, closure = new_closure(b, b.pos(node), signature, "func")
    _build_body(child, node.body)
    end_closure(child)
    return closure


def _build_body(b: Builder, body: syntax.Node) -> None:
    assert isinstance(body, syntax.Block)
    b.func.body = b.stmts(body.stmts)


# ------------------------------------------------------------------------------------------------------- problems

_HARMLESS: Final = ("declared and not used", "missing return", "imported and not used")
"""What is complained of in code that can be read nevertheless."""


def _fault(b: Builder) -> str:
    """What is wrong with text that is no Go, or has no types; "" where nothing is."""
    problems = b.site.declaration.problems
    if problems:
        return f"syntax error: {problems[0].message}"
    return fault_between(b, -1, sys.maxsize)


def fault_between(b: Builder, first: int, end: int) -> str:
    """What is wrong with the types of the nodes from `first` on, before `end`; "" where nothing is."""
    for problem in b.problems():
        if first <= problem.node < end and not any(text in problem.message for text in _HARMLESS):
            return problem.message
    return ""


def missing_import(site: Declared) -> str:
    """Why a package is not known that a declaration names; "" where all are."""
    for results in (site.head, site.body):
        for obj in results.objects.values() if results is not None else ():
            if isinstance(obj, PkgName) and obj.imported.missing:
                return f"package {obj.imported.path}: {obj.imported.missing}"
    return ""


def _give_up(func: Func, builder: Builder | None, reason: str) -> None:
    for each in (func, *(builder.made if builder is not None else ())):
        each.problem = reason
        each.body = None


RULES.function_literal = function_literal
