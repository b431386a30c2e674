"""How far an edit reaches: the functions of which the compiler may say something else.

What the compiler says of a function depends on its own text, on the bodies that are inlined into it, and on the leak
tags of what it calls (cmd/compile/internal/escape, Go 1.26). So an edited function reaches those that mention it, if
its body can be inlined, or its tags changed, or it is generic; and so on. Mentions are told by name alone, so that
calls through interfaces, embedded fields and method values are among them: more functions than can be, never fewer.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from goescape.source import Span
from goescape.syntax.declaration import Declaration
from goescape.syntax.document import GoFile
from goescape.syntax.nodes import FuncDecl, FuncLit, Index, Node, Paren, Star
from goescape.syntax.walk import walk

_TOKENS = re.compile(
    rb"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|`[^`]*`|'(?:\\.|[^'\\\n])+'"""
    rb"""|(?P<dot>\.\s*)?(?P<name>[A-Za-z_\x80-\xff][0-9A-Za-z_\x80-\xff]*)""",
    re.S,
)


@dataclass(frozen=True, slots=True, order=True)
class Function:
    """A top-level declaration: the file and the offset at which its text begins; -1 for what is in none."""

    path: str
    start: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A name, and whether it stands after a dot."""

    name: str
    selected: bool


class Declared:
    """What has to be known of a declaration."""

    def __init__(self, path: str, start: int, declaration: Declaration) -> None:
        self.function = Function(path, start)
        self.end = start + len(declaration.text)
        self.is_function = declaration.kind == "func" and bool(declaration.names)
        self.body_start = start + declaration.body_start if declaration.body_start >= 0 else self.end
        self.name_offset = start + len(declaration.text) - len(declaration.text.removeprefix(b"func").lstrip())
        """Of a function: where the compiler says that it can be inlined, at its name or its receiver."""
        self._declaration = declaration

    @property
    def name(self) -> str:
        """``F`` or ``T.M``, whether the receiver is a pointer or not; "" of what is no function."""
        if not self.is_function:
            return ""
        declared = self._declaration.names[0]
        return f"{declared.receiver}.{declared.name}" if declared.receiver else declared.name

    @property
    def is_nameable(self) -> bool:
        """Whether other packages can mention it."""
        return self.is_function and self._declaration.names[0].name[:1].isupper()

    @property
    def called(self) -> Mention | None:
        """How its own package mentions it."""
        declared = self._declaration.names[0] if self.is_function else None
        return Mention(declared.name, bool(declared.receiver)) if declared is not None else None

    @cached_property
    def is_generic(self) -> bool:
        """Whether it has type parameters, its receiver's included."""
        head = self._declaration.head.node
        if not isinstance(head, FuncDecl):
            return False
        return bool(head.type.type_params) or any(_is_instantiated(field.type) for field in head.receiver)

    def is_compiled_often(self, offset: int) -> bool:
        """Whether the code at an offset in the file can be compiled several times, with the same place in the
        compiler's messages: in a generic function, or in a closure, which goes with what it is inlined into."""
        start = self.function.start
        return self.is_generic or any(start + span.start <= offset < start + span.end for span in self._closures)

    @cached_property
    def _closures(self) -> list[Span]:
        """Where the function literals of the body stand in the text."""
        body = self._declaration.body
        if body is None:
            return []
        ids = [node.id - body.first for node in walk(body.node) if isinstance(node, FuncLit)]
        return [Span(body.places.start[at], body.places.end[at]) for at in ids]

    @cached_property
    def mentions(self) -> frozenset[Mention]:
        """The names in its text, its own declaration's included."""
        tokens = (token for token in _TOKENS.finditer(self._declaration.text) if token["name"])
        return frozenset(Mention(token["name"].decode(errors="replace"), bool(token["dot"])) for token in tokens)


def _is_instantiated(node: Node | None) -> bool:
    while isinstance(node, (Paren, Star)):
        node = node.x
    return isinstance(node, Index)


class Layout:
    """The declarations of files, by place. `read` gives the present version of the file at a path."""

    def __init__(self, read: Callable[[str], GoFile]) -> None:
        self._read = read
        self._known: dict[str, tuple[list[int], list[Declared]]] = {}

    def declared(self, path: str) -> list[Declared]:
        """All declarations of a file, in order."""
        return self._file(path)[1]

    def at(self, path: str, offset: int) -> Declared | None:
        """The declaration that an offset is in, or at the end of."""
        starts, declared = self._file(path)
        index = bisect_right(starts, offset) - 1
        return declared[index] if index >= 0 and offset <= declared[index].end else None

    def function(self, path: str, offset: int) -> Function:
        """The declaration that an offset is in, as a key."""
        found = self.at(path, offset)
        return found.function if found is not None else Function(path, -1)

    def names_in(self, function: Function) -> frozenset[bytes]:
        """The names that a declaration's text has."""
        declared = self.at(function.path, function.start) if function.start >= 0 else None
        return frozenset(mention.name.encode() for mention in (declared.mentions if declared is not None else ()))

    def _file(self, path: str) -> tuple[list[int], list[Declared]]:
        known = self._known.get(path)
        if known is None:
            file = self._read(path)
            declared = [Declared(path, file.start_of(each), each) for each in file.declarations]
            known = self._known[path] = [each.function.start for each in declared], declared
        return known


class Graph:
    """Who mentions whom in some packages, each given by its files."""

    def __init__(self, layout: Layout, packages: Iterable[Sequence[str]]) -> None:
        self._packages = [[each for path in files for each in layout.declared(path)] for files in packages]
        self.declared: dict[Function, Declared] = {each.function: each for one in self._packages for each in one}
        self._home = {each.function: number for number, one in enumerate(self._packages) for each in one}

    def reached(self, edited: Iterable[Function], passes_on: Callable[[Declared], bool]) -> frozenset[Function]:
        """The functions that edits of some reach. `passes_on` tells whether those that mention one that is reached are
        reached as well."""
        found: set[Function] = set()
        waiting = [function for function in edited if function in self.declared]
        while waiting:
            function = waiting.pop()
            if function in found:
                continue
            found.add(function)
            if passes_on(self.declared[function]):
                waiting += self._mentioning(function)
        return frozenset(found)

    def _mentioning(self, function: Function) -> Iterator[Function]:
        """Those that mention a function: in its package as it is called there, elsewhere in any way."""
        called = self.declared[function].called
        if called is None:
            return
        home = self._home[function]
        for selected in (True, False):
            for user in self._users.get(Mention(called.name, selected), ()):
                if self._home[user] != home or called.selected == selected:
                    yield user

    @cached_property
    def _users(self) -> Mapping[Mention, list[Function]]:
        users: dict[Mention, list[Function]] = defaultdict(list)
        for declared in self.declared.values():
            for mention in declared.mentions:
                users[mention].append(declared.function)
        return users
