"""Write the settings into package.json and package.nls.json, from goescape's own schema.

    python3 scripts/manifest.py            write what is out of step
    python3 scripts/manifest.py --check    write nothing; exit 1 when something is out of step

The server's settings come from `goescape.settings`, so that a name, a default or a description is stated
once. The client's own (which server to run, what to log) are the table below. Chinese texts are kept by hand
in package.nls.zh-cn.json, which has to have the same keys.
"""

from __future__ import annotations

import enum
import json
import sys
from pathlib import Path
from typing import Any

from attrs import NOTHING, Attribute, Factory, fields, has

from goescape import __version__
from goescape.findings.model import Category
from goescape.settings import Settings, camel

CLIENT = Path(__file__).parent.parent
SECTION = "goescape"

Property = dict[str, Any]

CLIENT_SETTINGS: dict[str, Property] = {
    "path": {
        "type": "string",
        "default": "",
        "scope": "machine-overridable",
        "description": "Full path of the `goescape` command to run as the server. Empty: see "
        "`#goescape.importStrategy#`.",
    },
    "importStrategy": {
        "type": "string",
        "enum": ["useBundled", "fromEnvironment"],
        "default": "useBundled",
        "scope": "machine-overridable",
        "description": "Which server runs: `useBundled` the extension's own; `fromEnvironment` the one "
        "installed with the interpreter or on PATH, if there is one.",
    },
    "interpreter": {
        "type": "string",
        "default": "",
        "scope": "machine-overridable",
        "description": "Full path of a Python 3.10 or later that runs the server. Empty: the Python "
        "extension's choice, else the first on PATH that will do. `${workspaceFolder}`, `${userHome}` and "
        "`${env:NAME}` are replaced.",
    },
    "logLevel": {
        "type": "string",
        "enum": ["error", "warn", "info", "debug"],
        "default": "info",
        "scope": "window",
        "description": "How much of what the server says goes to its log.",
    },
    "trace.server": {
        "type": "string",
        "enum": ["off", "messages", "verbose"],
        "default": "off",
        "scope": "window",
        "description": "Log the messages between the editor and the server.",
    },
}
RUNS_SOMETHING = {"path", "importStrategy", "interpreter"}
ITEMS = {"disabled_categories": {"type": "string", "enum": [category.value for category in Category]}}
TYPES = {bool: "boolean", int: "integer", str: "string"}


def server_settings(cls: type[Any] = Settings, prefix: str = "") -> dict[str, Property]:
    """Each setting of the schema by its dotted name, as VS Code's manifest describes a setting."""
    properties: dict[str, Property] = {}
    for attribute in fields(cls):
        name = prefix + camel(attribute.name)
        if has(attribute.type):
            properties |= server_settings(attribute.type, f"{name}.")
        else:
            properties[name] = _property(attribute)
    return properties


def restricted() -> list[str]:
    """The settings that name something to run: a workspace has to be trusted before it may set them."""
    runs = [camel(attribute.name) for attribute in fields(Settings) if attribute.metadata.get("executes")]
    return [f"{SECTION}.{name}" for name in sorted(RUNS_SOMETHING.union(runs))]


def manifest(package: dict[str, Any]) -> dict[str, Any]:
    """`package` with the version, the settings and the restricted settings as they have to be."""
    properties = {
        f"{SECTION}.{name}": _described_by_key(name, setting)
        for name, setting in (server_settings() | CLIENT_SETTINGS).items()
    }
    return package | {
        "version": __version__,
        "contributes": package["contributes"] | {"configuration": {"title": SECTION, "properties": properties}},
        "capabilities": package["capabilities"]
        | {
            "untrustedWorkspaces": package["capabilities"]["untrustedWorkspaces"]
            | {"restrictedConfigurations": restricted()}
        },
    }


def texts(nls: dict[str, str]) -> dict[str, str]:
    """`nls` with the description of each setting as it has to be."""
    others = {key: text for key, text in nls.items() if not key.startswith("setting.")}
    settings = server_settings() | CLIENT_SETTINGS
    return others | {f"setting.{name}": setting["description"] for name, setting in settings.items()}


def _property(attribute: Attribute[Any]) -> Property:
    default: Any = attribute.default
    if isinstance(default, Factory):  # type: ignore[arg-type]
        default = default.factory()
    if default is NOTHING:
        raise TypeError(f"the setting {attribute.name} has no default")
    executes = attribute.metadata.get("executes", False)
    described: Property = _type(attribute) | {
        "default": default.value if isinstance(default, enum.Enum) else default,
        "scope": "machine-overridable" if executes else "window",
        "description": attribute.metadata["description"],
    }
    if "minimum" in attribute.metadata:
        described["minimum"] = attribute.metadata["minimum"]
    return described


def _type(attribute: Attribute[Any]) -> Property:
    kind: Any = attribute.type
    if kind == list[str]:
        return {"type": "array", "items": ITEMS.get(attribute.name, {"type": "string"}), "uniqueItems": True}
    if issubclass(kind, enum.Enum):
        return {"type": "string", "enum": [member.value for member in kind]}
    return {"type": TYPES[kind]}


def _described_by_key(name: str, setting: Property) -> Property:
    """The description is a key, so that the editor shows it in the user's language."""
    described = {key: value for key, value in setting.items() if key != "description"}
    return described | {"markdownDescription": f"%setting.{name}%"}


def main(arguments: list[str]) -> int:
    stale = []
    for name, update in (("package.json", manifest), ("package.nls.json", texts)):
        file = CLIENT / name
        before = file.read_text(encoding="utf-8")
        after = json.dumps(update(json.loads(before)), indent=2, ensure_ascii=False) + "\n"
        if before != after:
            stale.append(name)
            if "--check" not in arguments:
                file.write_text(after, encoding="utf-8")
    state = "out of step" if "--check" in arguments else "written"
    print("\n".join(f"{name}: {state}" for name in stale) or "in step")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
