"""An editor's JSON to settings: a bad value is named and leaves that one setting at its default."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve, fields

from goescape.settings import BuildCache, Locale, Settings, Severity, SeveritySettings, camel, parse_settings

DEFAULT = Settings()

GOOD: dict[str, tuple[Any, Settings]] = {
    "none at all": (None, DEFAULT),
    "an empty object": ({}, DEFAULT),
    "a client's own settings": ({"trace": {"server": "verbose"}, "path": 3}, DEFAULT),
    "null is the default": ({"goos": None, "severity": None}, DEFAULT),
    "texts and lists": (
        {"goBinary": "/go/bin/go", "buildTags": ["a", "b"], "goos": "linux"},
        evolve(DEFAULT, go_binary="/go/bin/go", build_tags=["a", "b"], goos="linux"),
    ),
    "switches and numbers": (
        {"enable": False, "flows": False, "buildTimeout": 1},
        evolve(DEFAULT, enable=False, flows=False, build_timeout=1),
    ),
    "one of several": (
        {"locale": "zh-CN", "buildCache": "shared"},
        evolve(DEFAULT, locale=Locale.CHINESE, build_cache=BuildCache.SHARED),
    ),
    "an object in the object": (
        {"severity": {"heapAllocation": "warning", "doesNotEscape": "hint"}},
        evolve(
            DEFAULT,
            severity=evolve(SeveritySettings(), heap_allocation=Severity.WARNING, does_not_escape=Severity.HINT),
        ),
    ),
}


@pytest.mark.parametrize("case", GOOD)
def test_good_values(case: str) -> None:
    raw, expected = GOOD[case]
    assert parse_settings(raw) == (expected, [])


NO_COUNT = "is not a whole number of at least 1"
BAD: dict[str, tuple[Any, str]] = {
    "not an object": ([], "goescape settings must be an object, got []"),
    "a text for a switch": ({"enable": "false"}, "goescape.enable: 'false' is not true or false"),
    "a number for a switch": ({"tests": 1}, "goescape.tests: 1 is not true or false"),
    "a number for a text": ({"goos": 3}, "goescape.goos: 3 is not a text"),
    "a switch for a number": ({"buildTimeout": True}, f"goescape.buildTimeout: True {NO_COUNT}"),
    "too small a number": ({"buildTimeout": 0}, f"goescape.buildTimeout: 0 {NO_COUNT}"),
    "a fraction": ({"buildTimeout": 1.5}, f"goescape.buildTimeout: 1.5 {NO_COUNT}"),
    "a text for a list": ({"buildTags": "a,b"}, "goescape.buildTags: 'a,b' is not a list of texts"),
    "an empty list for an object": ({"severity": []}, "goescape.severity: [] is not an object"),
    "a number in a list": ({"buildTags": ["a", 1]}, "goescape.buildTags: ['a', 1] is not a list of texts"),
    "none of several": ({"locale": "fr"}, "goescape.locale: 'fr' is not one of auto, en, zh-CN"),
    "a text for an object": ({"severity": "error"}, "goescape.severity: 'error' is not an object"),
    "deep inside": (
        {"severity": {"inlining": "loud"}},
        "goescape.severity.inlining: 'loud' is not one of error, warning, information, hint, none",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_value_is_named_and_the_default_holds(case: str) -> None:
    raw, message = BAD[case]
    settings, messages = parse_settings(raw)
    assert settings == DEFAULT
    assert [said.removesuffix("; the default is used") for said in messages] == [message]


def test_good_values_beside_bad_ones_hold() -> None:
    raw = {"goos": "plan9", "enable": "no", "severity": {"inlining": "loud", "heapAllocation": "error"}, "goarch": 1}
    settings, messages = parse_settings(raw)
    severity = evolve(DEFAULT.severity, heap_allocation=Severity.ERROR)
    assert settings == evolve(DEFAULT, goos="plan9", severity=severity)
    assert [message.split(":")[0] for message in messages] == [
        "goescape.enable",
        "goescape.goarch",
        "goescape.severity.inlining",
    ]


def test_names_are_as_editors_have_them() -> None:
    names = [camel(attribute.name) for attribute in fields(Settings)]
    assert "goBinary" in names and "disabledCategories" in names
    assert all(name.isalnum() and name[0].islower() for name in names)


def test_what_runs_a_program_is_marked() -> None:
    """Clients take such settings from the user only, never from a workspace."""
    assert [a.name for a in fields(Settings) if a.metadata.get("executes")] == ["go_binary"]
