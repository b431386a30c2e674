"""The extension's manifest says what goescape says, in each of its languages."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from goescape import __version__

REPOSITORY = Path(__file__).parent.parent.parent.parent
CLIENT = REPOSITORY / "clients" / "vscode"
LOCKS = [CLIENT / "package-lock.json", Path(__file__).parent / "package-lock.json"]


def read(name: str) -> dict[str, Any]:
    """A JSON file of the extension."""
    content: dict[str, Any] = json.loads((CLIENT / name).read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="module")
def manifest() -> ModuleType:
    """The script that writes the settings into the manifest."""
    spec = importlib.util.spec_from_file_location("manifest", CLIENT / "scripts" / "manifest.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_settings_are_those_of_the_schema(manifest: ModuleType) -> None:
    package = read("package.json")
    assert package == manifest.manifest(package), "run: python3 clients/vscode/scripts/manifest.py"
    nls = read("package.nls.json")
    assert nls == manifest.texts(nls), "run: python3 clients/vscode/scripts/manifest.py"


def test_a_workspace_must_be_trusted_to_name_a_program() -> None:
    package = read("package.json")
    properties = package["contributes"]["configuration"]["properties"]
    restricted = package["capabilities"]["untrustedWorkspaces"]["restrictedConfigurations"]
    assert {"goescape.goBinary", "goescape.path", "goescape.interpreter", "goescape.importStrategy"} == set(restricted)
    assert {properties[name]["scope"] for name in restricted} == {"machine-overridable"}


def test_version_is_the_distribution_s() -> None:
    assert read("package.json")["version"] == __version__
    assert re.search(rf"^## {re.escape(__version__)}$", (CLIENT / "CHANGELOG.md").read_text(), re.MULTILINE)


def test_every_text_of_the_manifest_is_in_both_languages() -> None:
    used = set(re.findall(r'"%([\w.]+)%"', (CLIENT / "package.json").read_text(encoding="utf-8")))
    english, chinese = read("package.nls.json"), read("package.nls.zh-cn.json")
    assert used == set(english) == set(chinese)
    assert [key for key in chinese if not re.search(r"[\u4e00-\u9fff]", chinese[key])] == []


def test_every_message_of_the_client_is_translated() -> None:
    sources = "\n".join(file.read_text(encoding="utf-8") for file in (CLIENT / "src").glob("*.ts"))
    said = {json.loads(text) for text in re.findall(r'l10n\.t\(\s*("(?:[^"\\]|\\.)*")', sources)}
    chinese = read("l10n/bundle.l10n.zh-cn.json")
    assert said == set(chinese)
    assert {text: re.findall(r"\{\d\}", text) for text in said} == {
        text: sorted(re.findall(r"\{\d\}", chinese[text])) for text in said
    }


def test_commands_of_the_manifest_are_registered() -> None:
    declared = {command["command"] for command in read("package.json")["contributes"]["commands"]}
    sources = "\n".join((CLIENT / "src" / name).read_text() for name in ("commands.ts", "protocol.ts"))
    assert declared <= set(re.findall(r'"(goescape\.\w+)"', sources))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.parent.name)
def test_lock_files_name_no_registry(lock: Path) -> None:
    assert "resolved" not in lock.read_text()


def test_pictures_of_the_readme_and_walkthrough_exist() -> None:
    readme = (CLIENT / "README.md").read_text(encoding="utf-8")
    walkthrough = (CLIENT / "package.json").read_text(encoding="utf-8")
    names = set(re.findall(r"images/(vscode-[\w-]+\.png)", readme + walkthrough))
    assert names
    assert [name for name in sorted(names) if not (REPOSITORY / "docs" / "images" / name).is_file()] == []
