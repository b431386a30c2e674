"""The help file's settings are those of the schema."""

from __future__ import annotations

from .settings_help import rendered, written


def test_help_has_the_settings_of_the_schema() -> None:
    assert written() == rendered(), "run python tests/editors/neovim/settings_help.py"
