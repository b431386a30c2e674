"""docs/settings.md says what the schema says. ``GOESCAPE_UPDATE=1`` rewrites it."""

from __future__ import annotations

import enum
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import fields, has

from goescape.settings import Settings, camel

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"
HEAD = """# Settings

All are in the section `goescape`, in every editor: `goescape.goos` in VS Code's settings, `goescape = { goos = ... }`
in Neovim's. A value that can't be used is reported, and the default holds. (Made from `analysis/goescape/settings.py`.)

| setting | type | default | what it does |
|---|---|---|---|
"""


def rows(cls: type[Any], prefix: str = "") -> Iterator[str]:
    defaults = cls()
    for attribute in fields(cls):
        name = prefix + camel(attribute.name)
        if has(attribute.type):
            yield from rows(attribute.type, f"{name}.")
            continue
        default = getattr(defaults, attribute.name)
        shown = default.value if isinstance(default, enum.Enum) else default
        text = json.dumps(shown)
        yield f"| `{name}` | {kind(attribute.type)} | `{text}` | {attribute.metadata['description']} |"


def kind(type_: Any) -> str:
    if isinstance(type_, type) and issubclass(type_, enum.Enum):
        return " ".join(f"`{member.value}`" for member in type_)
    return {bool: "true or false", str: "text", int: "whole number", list[str]: "list of texts"}[type_]


def test_the_settings_page_is_in_step_with_the_schema() -> None:
    wanted = HEAD + "\n".join(rows(Settings)) + "\n"
    if os.environ.get("GOESCAPE_UPDATE"):
        PAGE.write_text(wanted, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == wanted
