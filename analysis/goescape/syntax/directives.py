"""The files that ``//line`` directives name."""

from __future__ import annotations

import re

from goescape.syntax.tree import SyntaxTree

_NAME = re.compile(rb"(?:^//line |/\*line )(?P<name>[^\n]+?)(?::\d+){1,2}(?:\*/|\s*$)", re.M)


def directive_names(tree: SyntaxTree) -> frozenset[str]:
    """The names that the file gives to its lines; the compiler prints them as they are (syntax/parser.go, updateBase).
    """
    if not tree.has_line_directives:
        return frozenset()
    found = _NAME.finditer(tree.source.data)
    return frozenset(match["name"].decode(errors="replace") for match in found)
