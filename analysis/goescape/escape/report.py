"""What is said of a batch of functions, in the compiler's order (cmd/compile/internal/escape/escape.go: finish)."""

from __future__ import annotations

from collections.abc import Iterator

from goescape.escape import messages as kinds
from goescape.escape.batch import Batch
from goescape.escape.graph import FIRST
from goescape.escape.kinds import is_uintptr, slice_elem
from goescape.escape.leaks import KEPT, LEAKS, NONE, RESULTS, UNKNOWN_USE, LeakTag
from goescape.escape.messages import Message
from goescape.escape.summaries import FunctionTags
from goescape.ir import ops
from goescape.ir.nodes import NOESCAPE, UINTPTR_ESCAPES, UINTPTR_KEEPALIVE, Closure, Func, Name, Param


class Report:
    """The messages of a batch; and the tags of its functions, which are then known to the setting."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._package = batch.setting.package
        self.messages: list[Message] = batch.messages
        for func in batch.funcs:
            self._tag(func)
        for location in range(FIRST, len(batch.graph)):
            self.messages += self._location(location)

    def _tag(self, func: Func) -> None:
        tags = [self._param(func, index, param) for index, param in enumerate(self._batch.params(func))]
        if func.body is None:
            func.pragma |= UINTPTR_KEEPALIVE
        self._batch.setting.tags[func] = FunctionTags(tuple(tags), func.pragma)

    def _param(self, func: Func, index: int, param: Param) -> LeakTag:
        """A parameter's tag."""
        if func.body is None:
            return self._outside(func, index, param)
        if func.pragma & UINTPTR_ESCAPES:
            if is_uintptr(param.type):
                self._say(kinds.ESCAPING_UINTPTR, func, param, param.name.name)
                return LEAKS
            if param.spread and is_uintptr(slice_elem(param.type)):
                self._say(kinds.ESCAPING_UINTPTRS, func, param, param.name.name)
                return LEAKS
        if not self._batch.properties.has_pointers(param.type):
            return LEAKS
        if param.written in ("", "_"):
            return KEPT
        location = self._batch.graph.of(param.name)
        tag = self._batch.solution.tag(location)
        if not self._batch.solution.escapes(location):
            self._leaks(func, param, tag, location)
        return tag

    def _outside(self, func: Func, index: int, param: Param) -> LeakTag:
        """A parameter of a function whose body is not in Go."""
        if is_uintptr(param.type):
            self._say(kinds.UNSAFE_UINTPTR, func, param, param.name.name)
            return LEAKS
        if not self._batch.properties.has_pointers(param.type):
            return LEAKS
        kept = func.pragma & NOESCAPE != 0
        if param.written:
            self._say(kinds.PARAM_STAYS if kept else kinds.LEAKS, func, param, param.name.name)
        return UNKNOWN_USE if kept else LEAKS

    def _leaks(self, func: Func, param: Param, tag: LeakTag, location: int) -> None:
        name = param.name.name
        said = len(self.messages)
        if tag.heap != NONE:
            self._say(kinds.LEAKS_CONTENT if tag.heap else kinds.LEAKS, func, param, name, location)
        for index in range(RESULTS):
            level = tag.result(index)
            if level != NONE:
                detail = f"{name} to result {func.results[index].name.name} level={level}"
                self._say(kinds.LEAKS_RESULT, func, param, detail, location)
        if len(self.messages) == said:
            self._say(kinds.PARAM_STAYS, func, param, name, location)

    def _say(self, kind: int, func: Func, param: Param, detail: str, location: int = -1) -> None:
        if not func.wrapper and not func.duplicate:
            self.messages.append(Message(kind, param.pos, func, self._package, None, detail, location))

    def _location(self, location: int) -> Iterator[Message]:
        """What is said of a variable, if it is moved to the heap, and of an expression that allocates."""
        node, func = self._batch.graph.nodes[location], self._batch.graph.funcs[location]
        if node is None or func is None:
            return
        escapes = self._batch.solution.escapes(location)
        if isinstance(node, Name):
            if escapes:
                yield Message(kinds.MOVED, node.pos, func, self._package, node, location=location)
            return
        if not isinstance(node, Closure) or not node.func.wrapper:
            kind = _APPEND if node.op == ops.OAPPEND else _EXPRESSION
            yield Message(kind[not escapes], node.pos, func, self._package, node, location=location)
        if node.op == ops.OSTR2BYTES and not self._batch.solution.mutates(location):
            yield Message(kinds.ZERO_COPY, node.pos, func, self._package, node, location=location)


_EXPRESSION = (kinds.ESCAPES, kinds.STAYS)
_APPEND = (kinds.APPEND_ESCAPES, kinds.APPEND_STAYS)
