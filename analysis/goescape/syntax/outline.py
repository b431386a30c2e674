"""The names that declarations declare, from their text, without lowering them.

What is written as gofmt writes it is found by regular expressions, all else by its tokens or the grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goescape.syntax.cuts import Extent, cut_group
from goescape.syntax.declaration import DeclaredName
from goescape.syntax.grammar import function_name
from goescape.syntax.grammar.scanner import NAME, as_written, scan

_NAME = rb"[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*"
_PLAIN_FUNCTION = re.compile(
    rb"func (?:\((?:" + _NAME + rb" )?(?P<star>\*?)(?P<base>" + _NAME + rb")(?:\[[^()\n]*\])?\) )?(?P<name>" + _NAME
    + rb")[(\[]"
)  # fmt: skip
_PLAIN_NAMES = re.compile(_NAME + rb"(?:, " + _NAME + rb")*(?![A-Za-z0-9_\x80-\xff])(?= *(?:[^, /]|\Z))")
_PLAIN_TYPE = re.compile(rb"(?P<name>" + _NAME + rb") +(?:(?P<alias>=)|[^\[/=\s])")


def names_of(text: bytes, extent: Extent) -> tuple[DeclaredName, ...]:
    """What the declaration at `extent` declares, in order; imports declare nothing here."""
    if extent.kind == "func":
        return _function(text, extent)
    if extent.kind not in ("const", "type", "var"):
        return ()
    if extent.group >= 0:
        inner = text[extent.group + 1 : extent.end]
        specs = [inner[spec.start : spec.end] for spec in cut_group(inner, 0)]
    else:
        specs = [text[extent.start + len(extent.kind) : extent.end].lstrip(b" \t")]
    rule = _type_spec if extent.kind == "type" else _value_spec
    return tuple([name for index, spec in enumerate(specs) for name in rule(spec, index)])


def package_name(text: bytes) -> str:
    """The name in a package clause, "" if there is none."""
    tokens = scan(text)
    return as_written(tokens.texts[1]) if tokens.kinds[1] is NAME else ""


def _function(text: bytes, extent: Extent) -> tuple[DeclaredName, ...]:
    match = _PLAIN_FUNCTION.match(text, extent.start, extent.end)
    if match is None:
        end = extent.body if extent.body >= 0 else extent.end
        return _function_by_grammar(text[extent.start : end])
    base = match["base"]
    return (DeclaredName(_decoded(match["name"]), _decoded(base) if base else "", 0, match["star"] == b"*"),)


def _function_by_grammar(text: bytes) -> tuple[DeclaredName, ...]:
    """func [(receiver)] name"""
    found = function_name(text)
    if found is None:
        return ()
    name, base, pointer = found
    return (DeclaredName(name, base, 0, pointer),)


def _past_bracket(kinds: list[str], at: int) -> int:
    """The index after what closes the bracket at `at`; of the end if nothing does."""
    depth = 0
    for index in range(at, len(kinds)):
        depth += (kinds[index] in ("(", "[")) - (kinds[index] in (")", "]"))
        if depth == 0:
            return index + 1
    return len(kinds)


def _value_spec(spec: bytes, index: int) -> Iterator[DeclaredName]:
    plain = _PLAIN_NAMES.match(spec)
    if plain is not None:
        for name in plain.group().split(b", "):
            yield DeclaredName(_decoded(name), "", index)
        return
    tokens = scan(spec)
    for at, kind in enumerate(tokens.kinds):
        if kind is not (NAME, ",")[at % 2]:
            break
        if kind is NAME:
            yield DeclaredName(as_written(tokens.texts[at]), "", index)


def _type_spec(spec: bytes, index: int) -> Iterator[DeclaredName]:
    plain = _PLAIN_TYPE.match(spec)
    if plain is not None:
        yield DeclaredName(_decoded(plain["name"]), "", index, alias=plain["alias"] is not None)
        return
    tokens = scan(spec)
    kinds = tokens.kinds
    if kinds[0] is NAME:
        after = _past_bracket(kinds, 1) if kinds[1] == "[" else 1
        alias = after < len(kinds) and kinds[after] == "="
        yield DeclaredName(as_written(tokens.texts[0]), "", index, alias=alias)


def _decoded(name: bytes) -> str:
    return name.decode(errors="replace")
