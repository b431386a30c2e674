"""The settings as `doc/goescape.txt` has them, made from the schema.

Run as a script it writes them there: `python tests/editors/neovim/settings_help.py`.
"""

from __future__ import annotations

import enum
import json
import re
import textwrap
from pathlib import Path
from typing import Any

from attrs import fields, has

from goescape.settings import Settings, camel

HELP = Path(__file__).parents[3] / "clients" / "neovim" / "doc" / "goescape.txt"
WIDTH = 78

_SECTION = re.compile(r"(?<=see \|goescape-config\|\.\n)(.*?)(?=\n={78}\n)", re.DOTALL)
_INDENT = " " * 8
_TYPES: dict[Any, str] = {bool: "boolean", str: "string", int: "number", list[str]: "list of strings"}


def rendered(cls: type[Any] = Settings, prefix: str = "goescape.") -> str:
    """Tag, type, default and description of every setting of `cls`; "\\n" before each."""
    parts = []
    for attribute in fields(cls):
        name = camel(attribute.name)
        head = f"{name:<24}{_type_and_default(attribute.type, attribute.default)}"
        described = _wrapped(attribute.metadata["description"] + _choice(attribute.type))
        parts.append("\n".join(["", f"*{prefix}{name}*".rjust(WIDTH), head, *described, ""]))
        if has(attribute.type):
            parts.append(rendered(attribute.type, f"{prefix}{name}."))
    return "".join(parts)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT, break_on_hyphens=False)


def _type_and_default(kind: Any, default: Any) -> str:
    if has(kind):
        return "table"
    if isinstance(default, enum.Enum):
        return f"string, default {json.dumps(default.value)}"
    return f"{_TYPES[kind]}, default {'{}' if kind == list[str] else json.dumps(default)}"


def _choice(kind: Any) -> str:
    """A sentence on the values that a setting may have, when these are few."""
    if not (isinstance(kind, type) and issubclass(kind, enum.Enum)):
        return ""
    return " One of " + ", ".join(json.dumps(member.value) for member in kind) + "."


def written() -> str:
    """What the help file has in that place."""
    found = _SECTION.search(HELP.read_text())
    assert found, f"{HELP} has no section of settings"
    return found[1]


if __name__ == "__main__":
    HELP.write_text(_SECTION.sub(lambda _: rendered(), HELP.read_text(), count=1))
