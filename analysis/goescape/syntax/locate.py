"""From what the compiler says, a line, a column and a subject, to the construct that it speaks of.

Several constructs can share a position, and one construct can stand for what an inlined callee brought in:
the compiler gives a conversion, written or implied, the position of its operand (noder/writer.go,
convertExpr), and all of an inlined body that of the call's ``(``. The subject, the compiler's own spelling of
the expression, chooses.
"""

from __future__ import annotations

import re
from dataclasses import replace

from tree_sitter import Node

from goescape.source import Span
from goescape.syntax.anchors import FUNCTION_DECLARATIONS, Construct, anchored, case_type, sharing
from goescape.syntax.describe import BUILT_IN_FUNCTIONS, callee_of, describe, is_call
from goescape.syntax.site import Anchor, Role, Shape, Site
from goescape.syntax.text import Words, printed_words, source_words
from goescape.syntax.tree import SyntaxTree

_FIRST_UNPRINTED_COLUMN = 255
"""Columns from here on are left out (cmd/internal/src/pos.go, colMax)."""
_LONGEST_SEARCHED_LINE = 1 << 14
"""A longer line, in bytes, is data; it is not searched for a subject."""
_ZERO_COPY = "zero-copy "
"""How the subject of a message about a conversion starts that is not spelled out."""
_ARGUMENT = printed_words("... argument")
_DECLARING = frozenset({Role.DECLARED, Role.PARAMETER, Role.RECEIVER, Role.RESULT})
_NAMELESS = (
    (re.compile(r"func\d+|\d+"), "func_literal"),
    (re.compile(r"gowrap\d+"), "go_statement"),
    (re.compile(r"deferwrap\d+"), "defer_statement"),
    (re.compile(r".+-range\d+"), "for_statement"),
)
"""The last part of the names that the compiler makes up for functions, and what such a function is made from
(ir/func.go, closureName; rangefunc/rewrite.go).
"""
_OWN_VARIABLES = ("~r", ".autotmp_")
"""How the results of an inlined call, and the temporaries of a call's value, are named (inline/inl.go)."""
_CALLED = re.compile(r"(\.?)\b([^\W\d]\w*)(?:\[[^()]*\])?\(")
_BRACKETS = re.compile(r"\[[^\[\]]*\]")


def locate(tree: SyntaxTree, line: int, column: int, subject: str = "", anchor: Anchor = Anchor.VALUE) -> Site | None:
    """The construct at the compiler's 1-based `line` and 1-based byte `column`.

    Column 0 means that none was printed; the line is then searched, from column 255 on, for the one construct
    that the compiler would print as `subject`. Where nothing, or more than one thing, fits, the site is the
    line without its margins and of the shape OTHER. None where the file has no such line or column, or the
    line is blank: the position is then of another text than this.
    """
    if not 1 <= line <= len(tree.source.line_starts):
        return None
    row = tree.source.line_span(line - 1)
    if column <= 0:
        return _search(tree, row, subject, anchor) or _whole_line(tree, row)
    offset = row.start + column - 1
    return _site_at(tree, offset, subject, anchor) or _whole_line(tree, row) if offset < row.end else None


def _site_at(tree: SyntaxTree, offset: int, subject: str, anchor: Anchor) -> Site | None:
    """The site whose position is `offset`; the token there if it starts elsewhere; None between tokens."""
    path = tree.path(offset)
    token = path[-1]
    if token.child_count or not token.start_byte <= offset < token.end_byte:
        return None
    if token.start_byte != offset:
        return Site(tree.span(token), tree.span(token), Shape.OTHER)
    constructs = _constructs(path, anchor)
    printed = _printed(subject, anchor)
    for construct in constructs:
        if _is_spelled(tree, construct, anchor, printed):
            return describe(tree, construct, subject, written=True)
    construct = _likely(tree, constructs, subject, printed)
    site = describe(tree, construct, subject, written=False)
    if anchor is Anchor.NAME and path[construct.at - 1].type == "type_case":
        return replace(site, shape=Shape.NAME, role=Role.DECLARED)
    is_own = anchor in (Anchor.CALL, Anchor.FUNCTION) or _is_own(tree, construct, subject, site)
    return site if is_own else replace(site, brought_in=True)


def _constructs(path: list[Node], anchor: Anchor) -> list[Construct]:
    """What a message of this kind can be about at the token that ends `path`, innermost first."""
    if anchor is Anchor.VALUE:
        return sharing(anchored(path))
    return [(case_type(path) if anchor is Anchor.NAME else None) or anchored(path)]


def _likely(tree: SyntaxTree, constructs: list[Construct], subject: str, printed: Words) -> Construct:
    """The construct meant by a subject that none of them spells: the conversion to the type it names, if any.

    A conversion's operand may be printed differently, being a constant or inlined, but not its type.
    """
    for conversion in constructs[1:]:
        node = conversion.node
        if subject.startswith(_ZERO_COPY) and node.type == "type_conversion_expression":
            return conversion
        to = node.child_by_field_name("type") or node.child_by_field_name("function")
        words = source_words(to, tree.source.data, to.start_byte, len(printed)) if to is not None else ()
        if words and printed[: len(words)] == words and len(printed) > len(words):
            return conversion
    return constructs[0]


def _printed(subject: str, anchor: Anchor) -> Words:
    if anchor not in (Anchor.CALL, Anchor.FUNCTION):
        return printed_words(subject)
    name = _last_name(subject)
    return (next((origin for pattern, origin in _NAMELESS if pattern.fullmatch(name)), name),)


def _is_spelled(tree: SyntaxTree, construct: Construct, anchor: Anchor, printed: Words) -> bool:
    """Whether the compiler may print a construct so in a message of this kind."""
    node = construct.node
    if anchor is Anchor.FUNCTION or node.type in FUNCTION_DECLARATIONS:
        name = node.child_by_field_name("name")
        return printed == (node.type if name is None else tree.source.text(tree.span(name)),)
    if anchor is Anchor.CALL:
        function = node.child_by_field_name("function")
        is_literal = function is not None and function.type == "func_literal"
        return printed == ("func_literal" if is_literal else _last_name(callee_of(tree, node)),)
    if is_call(node) and len(printed) <= len(_ARGUMENT):
        callee = callee_of(tree, node)
        if printed == (_ARGUMENT if callee not in BUILT_IN_FUNCTIONS else (callee,)):
            return True
    words = source_words(node, tree.source.data, construct.start, len(printed) + 1)
    leaves_out_type = node.type == "literal_value" and printed[-len(words) :] == words
    return words == printed or leaves_out_type


def _is_own(tree: SyntaxTree, construct: Construct, subject: str, site: Site) -> bool:
    """Whether a subject that is not what the source says can still be the construct's own.

    Only calls, the loops over functions and functions themselves stand for code that was inlined. A call is
    printed otherwise than written when its arguments are, when a method's receiver becomes its first argument,
    when its value has been put into a variable; a built-in function, or one of unsafe, is no inlined one.
    """
    if site.shape is Shape.STATEMENT:
        return construct.node.type != "for_statement" or subject == "func literal" or subject.startswith("#")
    if site.shape is Shape.FUNCTION:
        return False
    if site.shape is not Shape.CALL or subject.startswith(_OWN_VARIABLES):
        return True
    callee = callee_of(tree, construct.node)
    name = _last_name(callee)
    if callee.startswith("unsafe.") or (callee in BUILT_IN_FUNCTIONS and callee not in tree.declared_names):
        return True
    return any(called == name and (dot or "." not in callee) for dot, called in _CALLED.findall(subject))


def _last_name(function: str) -> str:
    """``M`` of ``pkg.(*T[int]).M[string]``."""
    while (shorter := _BRACKETS.sub("", function)) != function:
        function = shorter
    return function.rpartition(".")[2]


def _whole_line(tree: SyntaxTree, row: Span) -> Site | None:
    text = tree.source.data[row.start : row.end]
    start = row.start + len(text) - len(text.lstrip())
    end = row.start + len(text.rstrip())
    return Site(Span(start, end), Span(start, end), Shape.OTHER) if start < end else None


def _search(tree: SyntaxTree, row: Span, subject: str, anchor: Anchor) -> Site | None:
    """The one construct of a long line, beyond the columns that are printed, that is spelled as `subject`."""
    if len(row) > _LONGEST_SEARCHED_LINE:
        return None
    printed = _printed(subject, anchor)
    sites: set[Site] = set()
    for path in tree.tokens(Span(row.start + _FIRST_UNPRINTED_COLUMN - 1, row.end)):
        for construct in _constructs(path, anchor):
            if _is_spelled(tree, construct, anchor, printed):
                site = describe(tree, construct, subject, written=True)
                if _is_meant(site, anchor):
                    sites.add(site)
    return sites.pop() if len(sites) == 1 else None


def _is_meant(site: Site, anchor: Anchor) -> bool:
    """Whether a name that is spelled right is declared, or used, as the message has it."""
    if site.shape is not Shape.NAME:
        return True
    return site.role in _DECLARING if anchor is Anchor.NAME else site.role not in (Role.CALLED, *_DECLARING)
