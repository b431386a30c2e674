"""A Go file's syntax tree, and the way from a byte offset down to the token there.

The tree is tree-sitter-go's; no other module makes one. What that grammar (0.25) cannot read although Go can
is rewritten, byte for byte in the same length, before it is parsed a second time, so that offsets stay true
and one construct does not spoil the functions around it. Nor does one that is no Go: if it does, it is blanked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import tree_sitter_go
from tree_sitter import Language, Node, Parser, Query, QueryCursor

from goescape.source import Source, Span
from goescape.syntax.mending import mended

LANGUAGE = Language(tree_sitter_go.language())
_DECLARED_NAMES = Query(
    LANGUAGE,
    """
    [
      (function_declaration name: (_) @name)
      (type_spec name: (_) @name)
      (type_alias name: (_) @name)
      (type_parameter_declaration name: (_) @name)
      (parameter_declaration name: (_) @name)
      (variadic_parameter_declaration name: (_) @name)
      (var_spec name: (_) @name)
      (const_spec name: (_) @name)
      (short_var_declaration left: (expression_list (identifier) @name))
      (range_clause left: (expression_list (identifier) @name))
      (receive_statement left: (expression_list (identifier) @name))
      (type_switch_statement alias: (expression_list (identifier) @name))
      (import_spec name: (_) @name)
    ]
    """,
)


@dataclass(frozen=True, eq=False)
class SyntaxTree:
    """The syntax of one version of a file. Offsets in it are byte offsets in `source`."""

    source: Source
    root: Node

    @classmethod
    def parse(cls, source: Source) -> SyntaxTree:
        """The tree of any bytes at all: what is not Go becomes ERROR nodes, nothing is raised."""
        data = source.data if source.data.endswith(b"\n") else source.data + b"\n"
        root = _parse(data)
        for rewrite in (_without_unknown_syntax, _without_faults):
            if root.has_error:
                rewritten = rewrite(data, root)
                root = _parse(rewritten) if rewritten != data else root
                data = rewritten
        return cls(source, root)

    @property
    def has_error(self) -> bool:
        """Whether some of the text could not be read as Go."""
        return self.root.has_error

    def path(self, offset: int) -> list[Node]:
        """The nodes that hold the byte at `offset`, from the file to the innermost (a token, except in a
        gap).
        """
        cursor = self.root.walk()
        nodes = [self.root]
        while cursor.goto_first_child_for_byte(offset) is not None:
            node = cursor.node
            if node is None or not node.start_byte <= offset < node.end_byte:
                break
            nodes.append(node)
        return nodes

    def tokens(self, span: Span) -> Iterator[list[Node]]:
        """The path to each token that starts in `span`, in order. The list is the same one, changed."""
        cursor = self.root.walk()
        path = [self.root]
        while path[-1].start_byte < span.end:
            if cursor.goto_first_child_for_byte(span.start) is not None:
                path.append(self.root)
            else:
                if path[-1].start_byte >= span.start:
                    yield path
                while not cursor.goto_next_sibling():
                    if not cursor.goto_parent():
                        return
                    path.pop()
            path[-1] = cursor.node or self.root

    def text(self, node: Node) -> bytes:
        """The source's bytes of `node` (a node itself knows only the text that was parsed)."""
        return self.source.data[node.start_byte : node.end_byte]

    def span(self, node: Node) -> Span:
        """The extent of `node`, within the file even where a newline was added to its end."""
        start, end, size = node.start_byte, node.end_byte, len(self.source.data)
        return Span(start, end) if end <= size else Span(min(start, size), size)

    @cached_property
    def declared_names(self) -> frozenset[str]:
        """Every name that the file declares or imports under, in whatever scope; not fields and methods."""
        captures = QueryCursor(_DECLARED_NAMES).captures(self.root)
        return frozenset(self.source.text(self.span(node)) for node in captures.get("name", []))

    @cached_property
    def has_line_directives(self) -> bool:
        """Whether ``//line`` or ``/*line*/`` gives some of the file another name or other lines.

        The compiler's positions are then not, or not all, positions in this file
        (cmd/compile/internal/syntax/parser.go, updateBase; ``//line`` counts at a line's start only).
        """
        found = (self.path(match.start())[-1].type for match in _LINE_DIRECTIVE.finditer(self.source.data))
        return "comment" in found


def _parse(data: bytes) -> Node:
    return Parser(LANGUAGE).parse(data).root_node


_LINE_DIRECTIVE = re.compile(rb"^//line [^\n]*:\d+\s*$|/\*line [^\n]*?:\d+\*/", re.M)
_METHOD_HEAD = re.compile(rb"^func[ \t]*\([^()\n]*\)[ \t]*\w+[ \t]*(?=\[)", re.M)
_TOKEN = re.compile(
    rb"""//[^\n]* | /\*.*?\*/ | "(?:\\.|[^"\\\n])*" | `[^`]*` | '(?:\\.|[^'\\\n])*' | [\[\](){}]""",
    re.X | re.S,
)
_CLOSERS = {b"(": b")", b"[": b"]", b"{": b"}"}


def _without_unknown_syntax(data: bytes, _root: Node) -> bytes:
    """`data`, as long as before, with the constructs replaced that the grammar does not know.

    They are ``new`` of an expression (go1.26), which becomes a call of another name, and the type parameters
    of a method (go1.27), which become blanks.
    """
    out = bytearray(data)
    for start in _calls_of_new(data):
        out[start : start + 3] = b"New"
    for match in _METHOD_HEAD.finditer(data):
        end = _closing(data, match.end())
        out[match.end() : end] = b" " * (end - match.end())
    return bytes(out)


def _without_faults(data: bytes, root: Node) -> bytes:
    """`data`, as long as before, with blanks for the declarations that are no Go, if those spoil others in `root`."""
    read = {child.start_byte for child in root.named_children if not child.has_error}
    return mended(data, lambda declaration: not _parse(b"package p\n" + declaration + b"\n").has_error, read)


def _calls_of_new(data: bytes) -> Iterator[int]:
    """Where ``new(`` takes what does not parse as a type."""
    for match in re.finditer(rb"\bnew\(", data):
        argument = data[match.end() : _closing(data, match.end() - 1) - 1]
        if _parse(b"package p\nvar _ " + argument + b"\n").has_error:
            yield match.start()


def _closing(data: bytes, opening: int) -> int:
    """The offset after the bracket that closes the one at `opening`; of the line's end if none does."""
    waiting: list[bytes] = []
    for match in _TOKEN.finditer(data, opening):
        token = match.group()
        if token in _CLOSERS:
            waiting.append(_CLOSERS[token])
        elif token in _CLOSERS.values():
            if not waiting or token != waiting.pop():
                break
            if not waiting:
                return match.end()
    end = data.find(b"\n", opening)
    return end if end >= 0 else len(data)
