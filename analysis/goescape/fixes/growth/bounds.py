"""How often a loop runs, where that is known before it."""

from __future__ import annotations

from dataclasses import dataclass

from goescape.fixes.code import Code, bare
from goescape.fixes.evidence.effects import is_local_to, is_pure, writes
from goescape.fixes.evidence.flow import within
from goescape.fixes.evidence.statements import definition, initial_value
from goescape.fixes.evidence.uses import Role, uses
from goescape.fixes.growth.counts import NONE, Count, Factor, constant, one
from goescape.fixes.reasons import Reason
from goescape.syntax.document import comments_of
from goescape.syntax.nodes import (
    Assign,
    BasicLit,
    Binary,
    Call,
    CompositeLit,
    Expr,
    For,
    Ident,
    IncDec,
    KeyValue,
    Node,
    Range,
    Selector,
    Stmt,
)
from goescape.syntax.walk import walk
from goescape.types.model import (
    INT,
    IS_STRING,
    IS_UNSIGNED,
    UNTYPED_INT,
    Array,
    Basic,
    Chan,
    Map,
    Pointer,
    Signature,
    Slice,
    Type,
    Var,
    unalias,
)
from goescape.types.predicates import is_basic, is_string
from goescape.types.typeset import common_under

_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "!=": "!="}
_LARGEST = 2**31 - 1
"""More than any constant that is a sensible number of elements."""


@dataclass(frozen=True)
class Rounds:
    """How often the body of a loop runs, as long as nothing leaves the loop.

    - `may_be_fewer`: whether `count` is the most that it can be.
    - `may_not_start`: whether it may be none at all although `count` is more than 0.
    """

    count: Count
    may_be_fewer: bool = False
    may_not_start: bool = False


def rounds(code: Code, loop: For | Range) -> Rounds | Reason:
    """How often a loop's body runs. What the count reads has the value that it has right before the loop."""
    return _ranged(code, loop) if isinstance(loop, Range) else _counted(code, loop)


# ---------------------------------------------------------------------------------------------------------- range


def _ranged(code: Code, loop: Range) -> Rounds | Reason:
    x = bare(loop.x)
    t = code.type_of(loop.x)
    if x is None or t is None:
        return Reason.UNKNOWN_ROUNDS
    under = common_under(t)
    if isinstance(under, Basic) and not under.info & IS_STRING:
        return _counted_range(code, loop.x)
    if isinstance(under, (Chan, Signature)) or under is None:
        return Reason.UNKNOWN_ROUNDS
    if isinstance(x, CompositeLit):
        return _literal(x, under)
    text = _text_of(code, x)
    length = length_of(code, text if text is not None else x)
    if length is None:
        return Reason.COMPUTED_ROUNDS
    return Rounds(one(length), _is_string(under) or (text is not None and not _has_bytes(under)))


def _counted_range(code: Code, x: Expr) -> Rounds | Reason:
    if not _is_int(code.type_of(x)):
        return Reason.UNKNOWN_ROUNDS
    count = number(code, x)
    return Rounds(count) if count is not None else Reason.COMPUTED_ROUNDS


def _text_of(code: Code, x: Node) -> Expr | None:
    """The string that a conversion converts; None of anything else."""
    converts = isinstance(x, Call) and code.is_type(x.fun) and len(x.args) == 1
    return x.args[0] if isinstance(x, Call) and converts and _is_string(code.type_of(x.args[0])) else None


def _is_string(t: Type | None) -> bool:
    return t is not None and is_string(t)


def _has_bytes(t: Type | None) -> bool:
    return isinstance(t, Slice) and is_basic(t.elem, IS_UNSIGNED)


def _literal(x: CompositeLit, t: Type) -> Rounds | Reason:
    if isinstance(t, Array):
        return Rounds(constant(t.length)) if t.length >= 0 else Reason.UNKNOWN_ROUNDS
    if isinstance(t, Slice) and any(isinstance(element, KeyValue) for element in x.elements):
        return Reason.UNKNOWN_ROUNDS
    return Rounds(constant(len(x.elements)), may_be_fewer=isinstance(t, Map))


# -------------------------------------------------------------------------------------------------------- counted


@dataclass(frozen=True)
class _Header:
    """`for i := start; i RELATION limit; i += step`; `others` where more conditions follow with &&."""

    variable: Var
    start: Expr
    relation: str
    limit: Expr
    step: int
    others: bool


def _counted(code: Code, loop: For) -> Rounds | Reason:
    header = _header(code, loop)
    if header is None:
        return Reason.UNKNOWN_ROUNDS
    inside = [use for use in uses(code, header.variable) if within(code, use.ident, loop.body)]
    if any(use.role is not Role.READ for use in inside) or _is_moving(code, loop, header.limit):
        return Reason.UNKNOWN_ROUNDS
    start, limit = number(code, header.start), number(code, header.limit)
    if start is None or limit is None:
        return Reason.COMPUTED_ROUNDS
    way = limit.minus(start) if header.step > 0 else start.minus(limit)
    if header.relation in ("<=", ">="):
        way = way.plus(constant(1))
    return Rounds(_divided(way, abs(header.step)), header.others, header.others)


def _header(code: Code, loop: For) -> _Header | None:
    init, step = loop.init, _step(code, loop.post)
    if not isinstance(init, Assign) or init.op != ":=" or len(init.lhs) != 1 or len(init.rhs) != 1 or step is None:
        return None
    variable, by = code.variable(init.lhs[0]), step[1]
    if variable is None or step[0] is not variable or not _is_int(variable.type_of()):
        return None
    first, *others = _conjuncts(loop.cond)
    if not isinstance(first, Binary) or first.op not in _FLIPPED:
        return None
    relation, limit = first.op, first.y
    if code.variable(first.y) is variable:
        relation, limit = _FLIPPED[first.op], first.x
    elif code.variable(first.x) is not variable:
        return None
    fits = relation in (("<", "<=") if by > 0 else (">", ">=")) or _meets(code, relation, init.rhs[0], limit, by)
    return _Header(variable, init.rhs[0], relation, limit, by, bool(others)) if fits else None


def _meets(code: Code, relation: str, start: Expr, limit: Expr, by: int) -> bool:
    """Whether a variable certainly comes to be equal to the limit of ``i != limit``."""
    low, high = (start, limit) if by > 0 else (limit, start)
    least, most = number(code, low), number(code, high)
    return relation == "!=" and abs(by) == 1 and least == NONE and most is not None and most.is_natural


def _conjuncts(cond: Expr | None) -> list[Node | None]:
    inner = bare(cond)
    if isinstance(inner, Binary) and inner.op == "&&":
        return [*_conjuncts(inner.x), *_conjuncts(inner.y)]
    return [inner]


def _step(code: Code, post: Stmt | None) -> tuple[Var | None, int] | None:
    """The variable that a post statement counts with, and by how much each time."""
    if isinstance(post, IncDec):
        return code.variable(post.x), 1 if post.op == "++" else -1
    if isinstance(post, Assign) and post.op in ("+=", "-=") and len(post.lhs) == 1:
        by = code.value_of(post.rhs[0])
        if isinstance(by, int) and not isinstance(by, bool) and 0 < by <= _LARGEST:
            return code.variable(post.lhs[0]), by if post.op == "+=" else -by
    return None


def _is_moving(code: Code, loop: For, limit: Expr) -> bool:
    """Whether the loop assigns what its limit reads."""
    changed = writes(code, [loop.body])
    read = {code.object_of(node) for node in walk(limit) if isinstance(node, Ident)}
    if any(obj in changed.variables for obj in read):
        return True
    texts = {code.text(node) for node in walk(limit) if isinstance(node, Selector)}
    assigned = (node for node in walk(loop.body) if isinstance(node, (Assign, IncDec)))
    lefts = (left for node in assigned for left in (node.lhs if isinstance(node, Assign) else (node.x,)))
    return any(code.text(left) in texts for left in lefts)


def _divided(count: Count, by: int) -> Count:
    """Rounded up."""
    if by == 1:
        return count
    if count.value is not None:
        return constant(-(-count.value // by))
    above = count.plus(constant(by - 1))
    text = above.text if len(above.terms) == 1 and not above.constant else f"({above.text})"
    nodes = tuple(node for factor in count.factors for node in factor.nodes)
    panics = any(factor.may_panic for factor in count.factors)
    return one(Factor(f"{text}/{by}", nodes, count.in_memory, count.is_natural, may_panic=panics))


# -------------------------------------------------------------------------------------------------------- numbers


def number(code: Code, e: Expr | None) -> Count | None:
    """What an expression of type int comes to, in terms of lengths and variables; None where that is not to be had
    without running something."""
    return _number(code, bare(e))


def _number(code: Code, e: Node | None) -> Count | None:
    if e is None:
        return None
    value = code.value_of(e)
    if isinstance(value, int) and not isinstance(value, bool):
        return _constant(code, e, value)
    if not _is_int(code.type_of(e)):
        return None
    if isinstance(e, Binary):
        return _operation(code, e)
    if isinstance(e, Call):
        return _called(code, e)
    if isinstance(e, (Ident, Selector)) and is_pure(code, e) and isinstance(_named(code, e), Var):
        return one(_variable(code, e))
    return None


def _named(code: Code, e: Ident | Selector) -> object:
    return code.object_of(e if isinstance(e, Ident) else e.sel)


def _constant(code: Code, e: Node, value: int) -> Count | None:
    """A constant, by its name where it has one that fits."""
    if abs(value) > _LARGEST:
        return None
    named = isinstance(e, (Ident, Selector)) and _is_int(code.type_of(e))
    is_length = isinstance(e, Call) and code.builtin(e) == "len" and not isinstance(bare(e.args[0]), BasicLit)
    if (named or is_length) and _is_plain(code, e):
        return one(Factor(code.written(e), (e,), is_natural=value >= 0, value=value))
    return constant(value)


def _operation(code: Code, e: Binary) -> Count | None:
    x, y = number(code, e.x), number(code, e.y)
    if x is None or y is None:
        return None
    if e.op == "+":
        return x.plus(y)
    if e.op == "-":
        return x.minus(y)
    if e.op == "*" and (x.value is not None or y.value is not None):
        return x.times(y)
    if e.op == "/" and y.value is not None and y.value > 0 and x.is_natural and x.value is None:
        return _halved(x, y.value)
    return None


def _halved(count: Count, by: int) -> Count:
    """Rounded down."""
    text = count.text if len(count.terms) == 1 and not count.constant else f"({count.text})"
    nodes = tuple(node for factor in count.factors for node in factor.nodes)
    panics = any(factor.may_panic for factor in count.factors)
    return one(Factor(f"{text}/{by}", nodes, count.in_memory, may_panic=panics))


def _called(code: Code, e: Call) -> Count | None:
    name = code.builtin(e)
    if name in ("len", "cap") and len(e.args) == 1 and not isinstance(_core(code, e.args[0]), Chan):
        length = length_of(code, e.args[0], name)
        return one(length) if length is not None else None
    if name in ("min", "max") and _is_plain(code, e):
        return _extreme(code, e, name)
    return None


def _extreme(code: Code, e: Call, name: str) -> Count | None:
    """The smallest or the largest of several."""
    counts = [count for arg in e.args if (count := number(code, arg)) is not None]
    if len(counts) < len(e.args):
        return None
    some_or_all = (any, all) if name == "min" else (all, any)
    in_memory = some_or_all[0](count.in_memory for count in counts)
    natural = some_or_all[1](count.is_natural for count in counts)
    panics = any(factor.may_panic for count in counts for factor in count.factors)
    return one(Factor(code.written(e), (e,), in_memory, natural, may_panic=panics))


def _variable(code: Code, e: Ident | Selector) -> Factor:
    """A variable: as good as what it was once and for all set to, where that is known."""
    known = _only_value(code, e)
    count = number(code, known) if known is not None else None
    if count is None:
        return Factor(code.written(e), (e,), in_memory=False, is_natural=False)
    weight = max((factor.weight for factor in count.factors), default=0)
    return Factor(code.written(e), (e,), count.in_memory, count.is_natural, count.value, weight=weight)


def _only_value(code: Code, e: Ident | Selector) -> Expr | None:
    """The expression whose value a local variable always has."""
    variable = code.variable(e)
    if variable is None or not is_local_to(code, variable):
        return None
    if any(use.role in (Role.ASSIGN, Role.STORE) for use in uses(code, variable)):
        return None
    ident = definition(code, variable)
    return initial_value(code, ident) if ident is not None else None


def length_of(code: Code, operand: Node, function: str = "len") -> Factor | None:
    """The length (or capacity) of a string, slice, array or map; None where to write it again would be to do something
    again."""
    x = bare(operand)
    if x is None or not is_pure(code, x, may_panic=True) or not _is_plain(code, x):
        return None
    under = _core(code, x)
    if isinstance(under, Pointer):
        under = under.elem.under()
    value = under.length if isinstance(under, Array) and under.length >= 0 else None
    weight, text = _weight(code, under), f"{function}({code.written(x)})"
    return Factor(text, (x,), weight != 0, True, value, not is_pure(code, x), max(weight, 0))


def _core(code: Code, x: Node) -> Type | None:
    t = code.type_of(x)
    return common_under(t) if t is not None else None


def _weight(code: Code, t: Type | None) -> int:
    """The bytes that each element takes of what has a length; -1 where that depends on a type parameter."""
    sizeof = code.program.sizes.sizeof
    if isinstance(t, (Slice, Array)):
        return sizeof(t.elem)
    if isinstance(t, Map):
        return max(sizeof(t.key), 0) + max(sizeof(t.elem), 0)
    return 1


def _is_plain(code: Code, e: Node) -> bool:
    """Whether an expression can be written again: on one line, without comments."""
    text = code.text(e)
    return b"\n" not in text and not comments_of(text)


def _is_int(t: Type | None) -> bool:
    found = unalias(t) if t is not None else None
    return isinstance(found, Basic) and found.kind in (INT, UNTYPED_INT)
