"""A Go toolchain that writes down what it is asked: which commands were run is seen, not guessed.

It is a GOROOT whose ``go`` notes its arguments and then becomes the real one; all else is links to the real GOROOT.
(The engine runs the ``go`` of the GOROOT that it is told, so that a script on PATH would be left out.)
"""

from __future__ import annotations

import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

_SCRIPT = """\
#!/bin/sh
line=$(printf '%s\\t' "$@")
printf '%s\\n' "$line" >> {log}
GOROOT={root} exec {go} "$@"
"""


@dataclass(frozen=True)
class Command:
    """One run of the go command."""

    words: tuple[str, ...]

    @property
    def is_build(self) -> bool:
        return self.words[0] == "list" and "-export" in self.words

    @property
    def tests(self) -> bool:
        return "-test" in self.words

    @property
    def wants_flows(self) -> bool:
        (flags,) = [word for word in self.words if word.startswith("-gcflags=")]
        return "-json=0," in flags or "-m=2" in flags

    @property
    def patterns(self) -> str:
        return " ".join(self.words[self.words.index("--") + 1 :])

    def __str__(self) -> str:
        """What a build was for: ``./p``, ``./p tests``, ``m/p flows``."""
        extras = [word for word, on in (("tests", self.tests), ("flows", self.wants_flows)) if on]
        return " ".join([self.patterns, *extras])


class RecordingGo:
    """A recording toolchain below `folder`. `binary` is its go command."""

    def __init__(self, folder: Path, go: str) -> None:
        root, self._log = folder / "goroot", folder / "commands"
        real = Path(subprocess.check_output([go, "env", "GOROOT"], text=True).strip())
        (root / "bin").mkdir(parents=True)
        for path in real.iterdir():
            if path.name != "bin":
                (root / path.name).symlink_to(path)
        (root / "bin" / "gofmt").symlink_to(real / "bin" / "gofmt")
        self.binary = str(root / "bin" / "go")
        quoted = {name: shlex.quote(str(path)) for name, path in (("log", self._log), ("root", root), ("go", go))}
        script = Path(self.binary)
        script.write_text(_SCRIPT.format(**quoted))
        script.chmod(0o755)

    @property
    def commands(self) -> list[Command]:
        """All that was run since the last `forget`, in order."""
        lines = self._log.read_text().splitlines() if self._log.exists() else []
        return [Command(tuple(line.split("\t")[:-1])) for line in lines]

    @property
    def builds(self) -> list[str]:
        """The builds among them; see `Command.__str__`."""
        return [str(command) for command in self.commands if command.is_build]

    def forget(self) -> None:
        self._log.unlink(missing_ok=True)
