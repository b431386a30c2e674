"""Put the language server and all that it imports into one folder, for one platform and every CPython.

    python3 scripts/bundle.py [--target linux-x64] [--into bundled/libs]

goescape itself is built from this repository. Its dependencies come from the package index as wheels,
chosen by uv (`pip install uv`), which resolves for another platform and another Python than its own. The
oldest CPython comes first, since it needs the most backports; then, for each later one, the wheels that serve
one CPython only, in the same version. Those differ in the names of their compiled modules, so that one folder
holds them all.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CLIENT = Path(__file__).parent.parent
REPOSITORY = CLIENT.parent.parent
PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")

TARGETS = {
    "linux-x64": "x86_64-manylinux_2_28",
    "linux-arm64": "aarch64-manylinux_2_28",
    "darwin-x64": "x86_64-apple-darwin",
    "darwin-arm64": "aarch64-apple-darwin",
    "win32-x64": "x86_64-pc-windows-msvc",
}
"""uv's name of each platform, by VS Code's."""

SYSTEMS = {"Linux": "linux", "Darwin": "darwin", "Windows": "win32"}
MACHINES = {"x86_64": "x64", "AMD64": "x64", "aarch64": "arm64", "arm64": "arm64"}

LEFT_OUT = ("bin", "Scripts", "__pycache__", ".lock", "direct_url.json", "uv_cache.json")
"""What an installation has and a library path does not need."""


def host_target() -> str | None:
    """VS Code's name of the machine that this runs on; None where no bundle is made for it."""
    name = f"{SYSTEMS.get(platform.system())}-{MACHINES.get(platform.machine())}"
    return name if name in TARGETS else None


def uv(*arguments: str) -> None:
    """Run uv quietly. Raises CalledProcessError; uv has said why on standard error."""
    module, program = importlib.util.find_spec("uv"), shutil.which("uv")
    if module is None and program is None:
        sys.exit("bundle.py needs uv: pip install uv")
    command = [sys.executable, "-m", "uv"] if module else [str(program)]
    subprocess.run([*command, "--quiet", *arguments], check=True)


def install(requirements: list[str], python: str, target: str, into: Path, *options: str) -> None:
    """Unpack wheels as one CPython of one target needs them into the folder `into`."""
    where = [f"--target={into}", f"--python-version={python}", f"--python-platform={TARGETS[target]}"]
    uv("pip", "install", *where, "--only-binary=:all:", *options, *requirements)


def bound(libraries: Path) -> list[str]:
    """Name and version of each distribution whose wheel serves one CPython only, by its tags (PEP 427)."""
    pins = []
    for distribution in importlib.metadata.distributions(path=[str(libraries)]):
        wheel = (distribution.read_text("WHEEL") or "").splitlines()
        tags = [line for line in wheel if line.startswith("Tag:")]
        if all(tag.split("-")[-2] not in ("none", "abi3") for tag in tags):
            pins.append(f"{distribution.name}=={distribution.version}")
    return sorted(pins)


def bundle(target: str, into: Path) -> None:
    """Fill the folder `into`, emptied first, with the bundle for `target`."""
    with tempfile.TemporaryDirectory() as folder:
        uv("build", "--wheel", f"--out-dir={folder}", str(REPOSITORY))
        wheel = next(Path(folder).glob("goescape-*.whl"))
        oldest, *later = PYTHONS
        install([str(wheel)], oldest, target, Path(folder, oldest))
        pins = bound(Path(folder, oldest))
        for python in later:
            install(pins, python, target, Path(folder, python), "--no-deps")
        shutil.rmtree(into, ignore_errors=True)
        for python in PYTHONS:
            left_out = shutil.ignore_patterns(*LEFT_OUT)
            shutil.copytree(Path(folder, python), into, dirs_exist_ok=True, ignore=left_out)


def main() -> None:
    parser = argparse.ArgumentParser(description="Bundle the language server for one platform.")
    parser.add_argument("--target", choices=sorted(TARGETS), default=host_target(), help="VS Code's platform")
    parser.add_argument("--into", type=Path, default=CLIENT / "bundled" / "libs", help="emptied first")
    options = parser.parse_args()
    if options.target is None:
        parser.error("there is no bundle for this machine; name a --target")
    bundle(options.target, options.into)
    size = sum(file.stat().st_size for file in options.into.rglob("*") if file.is_file())
    print(f"{options.target}: {size / 1e6:.1f} MB in {options.into}")


if __name__ == "__main__":
    main()
