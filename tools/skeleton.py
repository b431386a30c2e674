"""A Go file with everything blanked that no importer needs: comments, bodies of functions that are not generic (those
that are generic are compiled by who uses them), elements of literals.

The result has the size and the line breaks of the original, so that every offset and line that is left is true; runs
of blanks cost next to nothing once compressed.
"""

from __future__ import annotations

from tree_sitter import Node

from goescape.source import Source
from goescape.syntax import SyntaxTree

_BLANK = bytes.maketrans(bytes(byte for byte in range(256) if byte != ord("\n")), b" " * 255)
_DIRECTIVES = (b"//go:", b"//export ", b"//line ", b"/*line ")


def skeleton(data: bytes) -> bytes:
    """`data` without what is inside function bodies and package-level literals, and without comments.

    Kept are directives, whatever gives a constant its value or an array its length, and all of a file in which some
    text could not be read.
    """
    tree = SyntaxTree.parse(Source("", data))
    if tree.has_error:
        return data
    out = bytearray(data)
    for start, end in _unneeded(data, tree.root):
        out[start:end] = out[start:end].translate(_BLANK)
    return bytes(out)


def _unneeded(data: bytes, root: Node) -> list[tuple[int, int]]:
    """The ranges of `data` to blank."""
    ranges: list[tuple[int, int]] = []
    waiting = list(root.children)
    while waiting:
        node = waiting.pop()
        kind = node.type
        if kind == "comment":
            if not data.startswith(_DIRECTIVES, node.start_byte):
                ranges.append((node.start_byte, node.end_byte))
        elif _is_generic(node):
            continue
        elif kind == "block" or (kind == "literal_value" and not _counts(node)):
            ranges.append((node.start_byte + 1, node.end_byte - 1))
        else:
            waiting += node.children
    return ranges


def _is_generic(node: Node) -> bool:
    """Whether a node is a generic function, or a method of a generic type."""
    if node.type == "function_declaration":
        return node.child_by_field_name("type_parameters") is not None
    receiver = node.child_by_field_name("receiver") if node.type == "method_declaration" else None
    return receiver is not None and b"[" in (receiver.text or b"")


def _counts(literal: Node) -> bool:
    """Whether the elements of a literal make its type: those of ``[...]T{...}``."""
    parent = literal.parent
    kind = parent.child_by_field_name("type") if parent is not None else None
    return kind is not None and kind.type == "implicit_length_array_type"
