"""Small damage to Go files in seeded random places: a token is deleted, a line cut, a bracket dropped, a selector half
typed."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

_TOKEN = re.compile(
    rb"(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<raw>`[^`]*`)|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)+'"
    rb"|(?P<name>[A-Za-z_]\w*)|\d[\w.]*|<<=|>>=|&\^=|\.\.\.|[-+*/%&|^<>=!:]=|&&|\|\||<-|<<|>>|&\^|\+\+|--|[^\s\w]",
    re.DOTALL,
)


@dataclass(frozen=True)
class Mutation:
    """`text` in place of the bytes from `start` to `end` of a file."""

    kind: str
    path: str
    start: int
    end: int
    text: bytes

    def apply(self, data: bytes) -> bytes:
        return data[: self.start] + self.text + data[self.end :]

    def original(self, offset: int) -> int:
        """Where what is at `offset` of the mutated text was before; -1 for what is new."""
        if offset < self.start:
            return offset
        grown = len(self.text) - (self.end - self.start)
        return offset - grown if offset >= self.start + len(self.text) else -1

    def touches(self, path: str, start: int, text: bytes) -> bool:
        """Whether it is in or at a text that begins at an offset of a file."""
        return path == self.path and start <= self.end and self.start <= start + len(text)

    def __str__(self) -> str:
        """What is done, and where."""
        data = Path(self.path).read_bytes()
        line = data.count(b"\n", 0, self.start) + 1
        text = " ".join(data[self.start : self.end].decode(errors="replace").split())
        return f"{self.kind} {text[:40] or self.text.decode().strip()!r}  {self.path}:{line}"


def _deleted_token(data: bytes, tokens: Sequence[re.Match[bytes]], choose: random.Random) -> tuple[int, int, bytes]:
    token = choose.choice(tokens)
    return token.start(), token.end(), b""


def _dropped_bracket(data: bytes, tokens: Sequence[re.Match[bytes]], choose: random.Random) -> tuple[int, int, bytes]:
    brackets = [token for token in tokens if token[0] in (b"{", b"}", b"(", b")", b"[", b"]")]
    return _deleted_token(data, brackets or tokens, choose)


def _cut_line(data: bytes, tokens: Sequence[re.Match[bytes]], choose: random.Random) -> tuple[int, int, bytes]:
    start = choose.choice(tokens).start()
    end = data.find(b"\n", start)
    return start, len(data) if end < 0 else end, b""


def _half_selector(data: bytes, tokens: Sequence[re.Match[bytes]], choose: random.Random) -> tuple[int, int, bytes]:
    """A line with a name and a dot, before a line that is indented."""
    names = [token for token in tokens if token["name"]]
    token = choose.choice(names or tokens)
    line = data.rfind(b"\n\t", 0, token.start()) + 1
    return line, line, b"\t" + token[0] + b".\n"


KINDS: dict[str, Callable[[bytes, Sequence[re.Match[bytes]], random.Random], tuple[int, int, bytes]]] = {
    "deleted token": _deleted_token,
    "dropped bracket": _dropped_bracket,
    "cut line": _cut_line,
    "half selector": _half_selector,
}


def mutations(files: Sequence[tuple[str, str]], count: int, seed: int) -> dict[str, list[Mutation]]:
    """Mutations by package; each of the files, which are given with their packages, is as likely as any other."""
    choose = random.Random(seed)  # noqa: S311
    by_package: dict[str, list[Mutation]] = defaultdict(list)
    found = 0
    while found < count:
        path, package = choose.choice(files)
        mutation = _mutate(path, choose)
        if mutation is not None:
            by_package[package].append(mutation)
            found += 1
    return by_package


def _mutate(path: str, choose: random.Random) -> Mutation | None:
    """A random mutation of a file, None if there is nothing in it."""
    data = Path(path).read_bytes()
    tokens = [found for found in _TOKEN.finditer(data) if not found["comment"]]
    if not tokens:
        return None
    kind = choose.choice(list(KINDS))
    return Mutation(kind, path, *KINDS[kind](data, tokens, choose))
