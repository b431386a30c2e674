"""A top-level declaration as finders see it: nodes, types and places in one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from goescape.source import Source, Span
from goescape.syntax.nodes import (
    Block,
    For,
    FuncDecl,
    FuncLit,
    Ident,
    Index,
    Node,
    Paren,
    Range,
    Selector,
)
from goescape.syntax.positions import Lowered
from goescape.syntax.walk import children, walk
from goescape.types.collect import open_file
from goescape.types.constant import Value
from goescape.types.model import Func, Nil, Object, PkgName, Selection, Signature, Type, Var
from goescape.types.operand import BUILTIN, TYPE
from goescape.types.program import Program
from goescape.types.results import Results
from goescape.types.unit import Declared


class Code:
    """One declaration of one package unit. Spans are byte offsets in the file.

    Nodes are this declaration's own; `nodes[id]` is the node of an id.
    """

    def __init__(self, program: Program, declared: Declared) -> None:
        self.program = program
        self.declared = declared
        self.file = declared.file
        self.unit = declared.file.unit
        self.package = declared.file.package
        self.path = declared.file.path
        self.source: Source = declared.file.syntax.source
        self.start = declared.file.syntax.start_of(declared.declaration)
        self._head = declared.declaration.head
        self._body = declared.declaration.body
        self._head_results = program.head_results(declared.file, declared.declaration)
        self._body_results = program.body_results(declared.file, declared.declaration)

    # ------------------------------------------------------------------------------------------------------ nodes

    @property
    def head(self) -> Node:
        """The declaration: of a function, without its body."""
        return self._head.node

    @property
    def block(self) -> Block | None:
        """A function's body."""
        node = self._body.node if self._body is not None else None
        return node if isinstance(node, Block) else None

    @property
    def is_sound(self) -> bool:
        """Whether it is without errors, of syntax and of types."""
        known = [results for results in (self._head_results, self._body_results) if results is not None]
        return not self.declared.declaration.problems and not any(results.problems for results in known)

    @cached_property
    def name(self) -> str:
        """A function's name as the compiler has it: ``F``, ``T.M``, ``(*T).M``; "" of other declarations."""
        names = self.declared.declaration.names
        if self.declared.declaration.kind != "func" or not names:
            return ""
        declared = names[0]
        if not declared.receiver:
            return declared.name
        return f"(*{declared.receiver}).{declared.name}" if declared.pointer else f"{declared.receiver}.{declared.name}"

    @cached_property
    def nodes(self) -> list[Node]:
        """All nodes by id, the head's and then the body's."""
        return [*walk(self._head.node), *(walk(self._body.node) if self._body is not None else ())]

    @cached_property
    def _parents(self) -> list[int]:
        parents = [-1] * len(self.nodes)
        for node in self.nodes:
            for child in children(node):
                parents[child.id] = node.id
        return parents

    def parent(self, node: Node) -> Node | None:
        """The node directly above; None of the head and of the body."""
        at = self._parents[node.id]
        return self.nodes[at] if at >= 0 else None

    def ancestors(self, node: Node) -> Iterator[Node]:
        """The nodes above, innermost first."""
        at = self._parents[node.id]
        while at >= 0:
            yield self.nodes[at]
            at = self._parents[at]

    def unparenthesised(self, node: Node) -> Node:
        """The outermost node that is this one in parentheses."""
        above = self.parent(node)
        while isinstance(above, Paren):
            node, above = above, self.parent(above)
        return node

    def function_around(self, node: Node) -> FuncLit | None:
        """The innermost function literal around a node; None in the declared function itself."""
        return next((above for above in self.ancestors(node) if isinstance(above, FuncLit)), None)

    def loops_around(self, node: Node) -> list[For | Range]:
        """The loops whose body, condition or post statement a node is in, innermost first, up to the function that it
        is in. What a `range` ranges over, and a loop's init, are evaluated once and not in the loop."""
        found: list[For | Range] = []
        below = node
        for above in self.ancestors(node):
            if isinstance(above, FuncLit):
                break
            once = (isinstance(above, Range) and below is above.x) or (isinstance(above, For) and below is above.init)
            if isinstance(above, (For, Range)) and not once:
                found.append(above)
            below = above
        return found

    # ----------------------------------------------------------------------------------------------------- places

    def span(self, node: Node) -> Span:
        """Where a node stands in the file."""
        part = self._part(node)
        at = node.id - part.first
        return Span(self.start + part.places.start[at], self.start + part.places.end[at])

    def anchor(self, node: Node) -> int:
        """The place in the file that the compiler names when it speaks of a node."""
        part = self._part(node)
        return self.start + part.places.anchor[node.id - part.first]

    def text(self, node: Node) -> bytes:
        """A node as written."""
        span = self.span(node)
        return self.source.data[span.start : span.end]

    def written(self, node: Node) -> str:
        """A node as written, undecodable bytes replaced."""
        return self.text(node).decode(errors="replace")

    def _part(self, node: Node) -> Lowered:
        return self._head if node.id < self._head.count or self._body is None else self._body

    # ------------------------------------------------------------------------------------------------------ types

    def _results(self, node: Node) -> Results:
        if node.id < self._head.count or self._body_results is None:
            return self._head_results
        return self._body_results

    def type_of(self, node: Node) -> Type | None:
        """The type of an expression, or the type that a type expression stands for; None where it is none."""
        types = self._results(node).types
        return types[node.id] if node.id < len(types) else None

    def mode_of(self, node: Node) -> int:
        """How an expression is used: one of the constants in `types.operand`."""
        modes = self._results(node).modes
        return modes[node.id] if node.id < len(modes) else 0

    def is_type(self, node: Node) -> bool:
        """Whether an expression stands for a type: the callee of a conversion does."""
        return self.mode_of(node) == TYPE

    def value_of(self, node: Node) -> Value | None:
        """The value of a constant expression."""
        return self._results(node).values.get(node.id)

    def object_of(self, ident: Ident) -> Object | None:
        """What an identifier uses or defines."""
        return self._results(ident).objects.get(ident.id)

    def selection_of(self, selector: Selector) -> Selection | None:
        """What a selector selects; None of a qualified identifier."""
        return self._results(selector).selections.get(selector.id)

    @cached_property
    def _mentions(self) -> dict[Object, list[Ident]]:
        mentions: dict[Object, list[Ident]] = defaultdict(list)
        for results in (self._head_results, self._body_results):
            for id, obj in results.objects.items() if results is not None else ():
                node = self.nodes[id]
                if isinstance(node, Ident):
                    mentions[obj].append(node)
        for idents in mentions.values():
            idents.sort(key=lambda ident: ident.id)
        return mentions

    def mentions(self, obj: Object) -> list[Ident]:
        """The identifiers of this declaration that define or use an object, in the text's order."""
        return self._mentions.get(obj, [])

    def defines(self, ident: Ident) -> bool:
        """Whether an identifier is where the object that it names is declared."""
        obj = self.object_of(ident)
        return obj is not None and obj.node == ident.id and obj.site is self.declared

    def mentioned(self) -> Iterator[Object]:
        """All objects that identifiers of this declaration define or use."""
        return iter(self._mentions)

    # -------------------------------------------------------------------------------------------- what is called

    def builtin(self, call: Node) -> str:
        """The name of the predeclared function that a call calls; "" for any other call."""
        fun = bare(getattr(call, "fun", None))
        return fun.name if isinstance(fun, Ident) and self.mode_of(fun) == BUILTIN else ""

    def callee(self, call: Node) -> Func | None:
        """The declared function or method that a call calls; None for a conversion, a builtin and a function value.
        A method of an interface is one too (its receiver's type tells)."""
        fun = bare(getattr(call, "fun", None))
        if isinstance(fun, Index) and isinstance(self.type_of(fun.x), Signature):
            fun = bare(fun.x)
        name = fun.sel if isinstance(fun, Selector) else fun
        found = self.object_of(name) if isinstance(name, Ident) else None
        return found if isinstance(found, Func) else None

    def is_call_of(self, call: Node, package: str, *names: str) -> bool:
        """Whether a call calls one of the named functions of the package with an import path."""
        found = self.callee(call)
        signature = found.type_of() if found is not None else None
        return (
            found is not None
            and found.pkg is not None
            and found.pkg.path == package
            and found.name in names
            and isinstance(signature, Signature)
            and signature.recv is None
        )

    def variable(self, node: Node) -> Var | None:
        """The variable that an expression names, parentheses aside."""
        inner = bare(node)
        found = self.object_of(inner) if isinstance(inner, Ident) else None
        return found if isinstance(found, Var) and not found.is_field else None

    def is_nil(self, node: Node | None) -> bool:
        """Whether an expression is the predeclared nil, parentheses aside."""
        inner = bare(node)
        return isinstance(inner, Ident) and isinstance(self.object_of(inner), Nil)

    def parameters(self) -> list[tuple[Ident, Var]]:
        """The named parameters of the declared function, its receiver left out."""
        head = self.head
        if not isinstance(head, FuncDecl):
            return []
        names = [name for field in head.type.params for name in field.names]
        found = [(name, self.object_of(name)) for name in names]
        return [(name, obj) for name, obj in found if isinstance(obj, Var)]

    def imported_as(self, path: str) -> str:
        """The name under which this file imports a package; "" where it does not ("." and "_" do not count)."""
        open_file(self.file)
        for obj in self.file.scope.names.values():
            if isinstance(obj, PkgName) and obj.imported.path == path:
                return obj.name
        return ""


def bare(node: Node | None) -> Node | None:
    """A node without the parentheses around it."""
    while isinstance(node, Paren):
        node = node.x
    return node
