"""Put the leak tags of the standard library's functions into the database that goescape ships (`packages.stddb`).

    python tools/make_tags.py [--keep FOLDER] [--targets OS/ARCH,...] GOROOT...

For every GOROOT and target, std is compiled with a compiler built from that GOROOT's own source, which writes down the
tags once escape analysis is done. They are the tags of default builds: with inlining, which is what importers see.
With --keep, the toolchains stay in FOLDER, and are not made again. The database has to be there already
(`make_std.py`); what it knew of tags is replaced.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from goescape.packages import stddb

TARGETS = (
    "linux/amd64",
    "linux/arm64",
    "linux/386",
    "darwin/amd64",
    "darwin/arm64",
    "windows/amd64",
    "windows/arm64",
    "freebsd/amd64",
    "js/wasm",
)
_HOOK = "\tescape.Funcs(typecheck.Target.Funcs)\n"
"""After it in the compiler's main.go, the tags are known."""
_WRITER = """package gc

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"cmd/compile/internal/base"
	"cmd/compile/internal/typecheck"
)

var tagsFolder = os.Getenv("GOESCAPE_TAGS")

func writeTags() {
	if tagsFolder == "" {
		return
	}
	name := strings.ReplaceAll(base.Ctxt.Pkgpath, "/", "+")
	file, err := os.Create(filepath.Join(tagsFolder, name))
	if err != nil {
		base.Fatalf("%v", err)
	}
	w := bufio.NewWriter(file)
	for _, fn := range typecheck.Target.Funcs {
		if fn.Dupok() || fn.Wrapper() || fn.ABIWrapper() || fn.OClosure != nil {
			continue
		}
		fmt.Fprintf(w, "%s", fn.Sym().Name)
		for _, param := range fn.Type().RecvParams() {
			fmt.Fprintf(w, "\\t%x", param.Note)
		}
		fmt.Fprintln(w)
	}
	w.Flush()
	file.Close()
}
"""


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    found: dict[str, dict[stddb.Target, stddb.Tags]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for root in options.roots:
            version = (root / "VERSION").read_text(encoding="utf-8").split()[0]
            toolchain = _toolchain(root, (options.keep or Path(scratch)) / version)
            for platform in options.targets.split(","):
                target = stddb.Target(int(version.split(".")[1]), *platform.split("/"))
                for package, tags in _compiled(toolchain, target):
                    found.setdefault("src/" + package, {})[target] = tags
                print(f"{version} {platform}: done", flush=True)
    stddb.write_tags(stddb.DATABASE, found)
    print(f"{stddb.DATABASE.name}: {stddb.DATABASE.stat().st_size:,} bytes")
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Put leak tags into the standard library database.")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--targets", default=",".join(TARGETS))
    parser.add_argument("roots", type=Path, nargs="+", metavar="GOROOT")
    return parser.parse_args(arguments)


def _toolchain(original: Path, copy: Path) -> Path:
    """A copy of a GOROOT, as links, whose compiler writes tags."""
    if copy.exists():
        return copy
    half = copy.with_name(copy.name + ".making")
    shutil.copytree(original, half, copy_function=os.link)
    folder = half / "src/cmd/compile/internal/gc"
    (folder / "tags.go").write_text(_WRITER, encoding="utf-8")
    text = (folder / "main.go").read_text(encoding="utf-8")
    if text.count(_HOOK) != 1:
        raise SystemExit(f"{original}: there is not one {_HOOK.strip()!r} in the compiler's main.go")
    text = text.replace(_HOOK, _HOOK + "\twriteTags()\n")
    _replace(folder / "main.go", text.encode())
    built = half / "compile.new"
    _go(half, half / "cache", {}, "build", "-o", str(built), "cmd/compile")
    tool = next((half / "pkg/tool").glob("*/compile*"))
    os.replace(built, tool)
    half.rename(copy)
    return copy


def _compiled(toolchain: Path, target: stddb.Target) -> Iterator[tuple[str, stddb.Tags]]:
    """The tags of every package of std."""
    with tempfile.TemporaryDirectory() as scratch:
        written = Path(scratch, "tags")
        written.mkdir()
        variables = {"GOOS": target.goos, "GOARCH": target.goarch, "GOESCAPE_TAGS": str(written)}
        _go(toolchain, Path(scratch, "cache"), variables, "build", "-p", "2", "std")
        for file in sorted(written.iterdir()):
            lines = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]
            yield file.name.replace("+", "/"), {line[0]: tuple(map(_decoded, line[1:])) for line in lines}


def _decoded(hexadecimal: str) -> str:
    return bytes.fromhex(hexadecimal).decode("latin-1")


def _go(root: Path, cache: Path, variables: dict[str, str], *arguments: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GO", "CGO_"))}
    own = {"GOENV": "off", "GOTOOLCHAIN": "local", "GOWORK": "off", "GOPROXY": "off", "CGO_ENABLED": "0"}
    environment = {**kept, **own, "GOCACHE": str(cache), **variables}
    subprocess.run([str(root / "bin/go"), *arguments], cwd=root / "src", env=environment, check=True)


def _replace(path: Path, data: bytes) -> None:
    """Give a file another text, and leave the original that it is a link to as it is."""
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(data)
    os.replace(fresh, path)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
