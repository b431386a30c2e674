"""go.mod, go.work and go.sum: what they say.

Reading never raises; what is wrong is a problem with the byte offset of its line, and the rest is read.
Source: golang.org/x/mod/modfile (rule.go, read.go, work.go) in GOROOT/src/cmd/vendor, Go 1.26.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import attrs

from goescape.packages.problem import Problem
from goescape.packages.versions import ModuleVersion, go_key, is_semantic


@attrs.frozen(slots=True)
class Requirement:
    """A module in a require line; `indirect` if the line says so."""

    module: ModuleVersion
    indirect: bool


@attrs.frozen(slots=True)
class Retraction:
    """Versions from `low` to `high`, both included, that their author takes back, and why."""

    low: str
    high: str
    rationale: str


Replacements = dict[ModuleVersion, ModuleVersion]
"""Replaced module (version "" for all versions) -> module, or folder as written with version ""."""


@attrs.define(slots=True)
class ModFile:
    """A go.mod or go.work file; what is not said is "" or empty. `path` is where it is.

    `use` holds a go.work's folders as written. `godebug`, `tools` and `ignore` are a main module's own affair.
    """

    path: str
    module: str = ""
    go: str = ""
    toolchain: str = ""
    require: list[Requirement] = attrs.Factory(list)
    replace: Replacements = attrs.Factory(dict)
    exclude: set[ModuleVersion] = attrs.Factory(set)
    retract: list[Retraction] = attrs.Factory(list)
    tools: list[str] = attrs.Factory(list)
    ignore: list[str] = attrs.Factory(list)
    godebug: dict[str, str] = attrs.Factory(dict)
    use: list[str] = attrs.Factory(list)
    problems: list[Problem] = attrs.Factory(list)


@attrs.frozen(slots=True)
class _Line:
    """A directive: its verb, its arguments with quotes removed, the comments above and behind it, its byte offset."""

    verb: str
    arguments: list[str]
    above: list[str]
    behind: str
    offset: int


class _MalformedError(Exception):
    """What is wrong with a directive, in Go's terms."""


def parse_mod(data: bytes, path: str, strict: bool = True) -> ModFile:
    """A go.mod file. Not `strict` is for a dependency's: directives that only matter in a main module are skipped."""
    return _parse(data, path, _MOD if strict else _DEPENDENCY, strict)


def parse_work(data: bytes, path: str) -> ModFile:
    """A go.work file."""
    return _parse(data, path, _WORK, strict=True)


def _parse(data: bytes, path: str, verbs: Mapping[str, Callable[[ModFile, _Line], None]], strict: bool) -> ModFile:
    file = ModFile(path)
    for line in _lines(data, file):
        reader = verbs.get(line.verb)
        try:
            if reader is not None:
                reader(file, line)
            elif strict:
                raise _MalformedError(f"unknown directive: {line.verb}")
        except _MalformedError as error:
            if strict or line.verb != "retract":
                file.problems.append(Problem(str(error), path=path, offset=line.offset))
    return file


_TOKEN = re.compile(
    r"[ \t\r]*(?:(?P<comment>//.*)|(?P<string>\"(?:[^\"\\]|\\.)*\"|`[^`]*`)|(?P<mark>[()\[\]{},])"
    r"|(?P<word>(?:(?!//)[^\s()\[\]{},\"`])(?:(?!//)[^\s()\[\]{},])*)|(?P<bad>\S))"
)


def _lines(data: bytes, file: ModFile) -> Iterator[_Line]:
    """The directives, those of blocks with the block's verb. Notes what is not in the files' syntax at all."""
    block: str | None = None
    block_above: list[str] = []
    above: list[str] = []
    offset = 0
    for raw in data.split(b"\n"):
        tokens, comment, problem = _tokens(raw.decode("utf-8", "replace"))
        if problem:
            file.problems.append(Problem(problem, path=file.path, offset=offset))
        elif not tokens:
            above = [*above, comment] if comment else []
        elif block is None and tokens[-1] == "(" and len(tokens) == 2:
            block, block_above, above = tokens[0], above, []
        elif block is not None and tokens == [")"]:
            block, above = None, []
        elif block is None and len(tokens) == 3 and tokens[1:] == ["(", ")"]:
            above = []
        else:
            verb, arguments = (tokens[0], tokens[1:]) if block is None else (block, tokens)
            yield _Line(verb, arguments, above or ([] if comment else block_above), comment, offset)
            above = []
        offset += len(raw) + 1
    if block is not None:
        file.problems.append(Problem("unexpected end of file in a block", path=file.path, offset=len(data)))


def _tokens(text: str) -> tuple[list[str], str, str]:
    """The tokens of a line, strings unquoted; its comment without the slashes; what is wrong with it."""
    tokens: list[str] = []
    at = 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match["bad"]:
            return tokens, "", f"unexpected input character {text[at:].strip()[:1]!r}"
        if match["comment"] is not None:
            return tokens, match["comment"][2:].strip() or " ", ""
        if match["word"] and "/*" in match["word"]:
            return tokens, "", "mod files must use // comments (not /* */ comments)"
        tokens.append(_unquoted(match["string"]) if match["string"] else match["mark"] or match["word"])
        at = match.end()
    return tokens, "", ""


def _unquoted(literal: str) -> str:
    inner = literal[1:-1]
    return inner if literal[0] == "`" else re.sub(r"\\(.)", r"\1", inner)


_GO_VERSION = re.compile(r"[1-9][0-9]*\.(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))?(?:[a-z]+[0-9]+)?")
_LAX_GO_VERSION = re.compile(r"v?([1-9][0-9]*\.(?:0|[1-9][0-9]*))(?:[^0-9].*)?")


def _go(file: ModFile, line: _Line) -> None:
    version = _only(line, "go directive expects exactly one argument")
    if file.go:
        raise _MalformedError("repeated go statement")
    if not _GO_VERSION.fullmatch(version):
        raise _MalformedError(f"invalid go version '{version}': must match format 1.23.0")
    file.go = version


def _lax_go(file: ModFile, line: _Line) -> None:
    lax = _LAX_GO_VERSION.fullmatch(line.arguments[0]) if len(line.arguments) == 1 else None
    if file.go or lax is None or _GO_VERSION.fullmatch(line.arguments[0]):
        _go(file, line)
    else:
        file.go = lax[1]


def _toolchain(file: ModFile, line: _Line) -> None:
    name = _only(line, "toolchain directive expects exactly one argument")
    if file.toolchain:
        raise _MalformedError("repeated toolchain statement")
    if name != "default" and go_key(re.split(r"[-+]", name.removeprefix("go"), maxsplit=1)[0])[0] < 0:
        raise _MalformedError(f"invalid toolchain version '{name}': must match format go1.23.0 or default")
    file.toolchain = name


def _module(file: ModFile, line: _Line) -> None:
    if file.module:
        raise _MalformedError("repeated module statement")
    file.module = _only(line, "usage: module module/path")


def _require(file: ModFile, line: _Line) -> None:
    comment = line.behind.strip()
    indirect = comment == "indirect" or comment.startswith("indirect;")
    file.require.append(Requirement(_versioned(line), indirect))


def _exclude(file: ModFile, line: _Line) -> None:
    file.exclude.add(_versioned(line))


def _versioned(line: _Line) -> ModuleVersion:
    if len(line.arguments) != 2:
        raise _MalformedError(f"usage: {line.verb} module/path v1.2.3")
    path, version = line.arguments
    return ModuleVersion(path, _canonical(path, version, line.verb))


def _canonical(path: str, version: str, verb: str) -> str:
    """The version in full; one that is a branch or a short one cannot be known without asking a server."""
    if not is_semantic(version) or version.partition("-")[0].partition("+")[0].count(".") != 2:
        raise _MalformedError(f"{verb} {path}: version {version!r} invalid: must be of the form v1.2.3")
    build = version.partition("+")[2]
    return version if build in ("", "incompatible") else version.partition("+")[0]


def _replace(file: ModFile, line: _Line) -> None:
    words = line.arguments
    arrow = 1 if words[1:2] == ["=>"] else 2
    if not arrow + 2 <= len(words) <= arrow + 3 or words[arrow] != "=>":
        raise _MalformedError("usage: replace module/path [v1.2.3] => other/module v1.4 (or => ../local/directory)")
    old = ModuleVersion(words[0], _canonical(words[0], words[1], "replace") if arrow == 2 else "")
    target = words[arrow + 1]
    if len(words) == arrow + 3:
        file.replace[old] = ModuleVersion(target, _canonical(target, words[arrow + 2], "replace"))
        return
    if not is_folder_path(target):
        raise _MalformedError("replacement without version must be a directory path (rooted or starting with . or ..)")
    file.replace[old] = ModuleVersion(target, "")


def is_folder_path(path: str) -> bool:
    """Whether it is written as a folder's path: rooted, or beginning with . or .. (modfile: IsDirectoryPath)."""
    slashed = path.replace("\\", "/")
    return slashed in (".", "..") or slashed.startswith(("./", "../", "/")) or re.match(r"[A-Za-z]:", path) is not None


def _retract(file: ModFile, line: _Line) -> None:
    words = line.arguments
    rationale = "\n".join([text for text in (*line.above, line.behind) if text.strip()])
    if len(words) == 1:
        low = high = words[0]
    elif len(words) == 5 and words[0] == "[" and words[2] == "," and words[4] == "]":
        low, high = words[1], words[3]
    else:
        raise _MalformedError("expected a version or '[' low ',' high ']' after retract")
    file.retract.append(Retraction(_canonical("", low, "retract"), _canonical("", high, "retract"), rationale))


def _tool(file: ModFile, line: _Line) -> None:
    file.tools.append(_only(line, "tool directive expects exactly one argument"))


def _ignore(file: ModFile, line: _Line) -> None:
    file.ignore.append(_only(line, "ignore directive expects exactly one argument"))


def _use(file: ModFile, line: _Line) -> None:
    file.use.append(_only(line, "usage: use local/dir"))


def _godebug(file: ModFile, line: _Line) -> None:
    key, equals, value = _only(line, "usage: godebug key=value").partition("=")
    if not equals:
        raise _MalformedError("usage: godebug key=value")
    file.godebug[key] = value


def _only(line: _Line, usage: str) -> str:
    if len(line.arguments) != 1:
        raise _MalformedError(usage)
    return line.arguments[0]


_MOD = {
    "module": _module,
    "go": _go,
    "toolchain": _toolchain,
    "require": _require,
    "replace": _replace,
    "exclude": _exclude,
    "retract": _retract,
    "tool": _tool,
    "ignore": _ignore,
    "godebug": _godebug,
}
_DEPENDENCY = {
    "module": _module,
    "go": _lax_go,
    "require": _require,
    "retract": _retract,
    "ignore": _ignore,
}
_WORK = {
    "go": _go,
    "toolchain": _toolchain,
    "use": _use,
    "replace": _replace,
    "godebug": _godebug,
}


def parse_sum(data: bytes) -> set[ModuleVersion]:
    """The modules that a go.sum file has the hash of (their own hash, not their go.mod's alone)."""
    found = set()
    for line in data.decode("utf-8", "replace").split("\n"):
        words = line.split()
        if len(words) == 3 and not words[1].endswith("/go.mod"):
            found.add(ModuleVersion(words[0], words[1]))
    return found
