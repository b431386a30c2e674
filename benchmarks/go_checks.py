"""What the go command says of a folder of packages: whether it builds, what vet complains of, what its tests do."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

PASSED, FAILED, SKIPPED = "pass", "fail", "skip"
_PLACE = re.compile(r"^(vet: )?(?P<file>\S+?\.go):\d+(:\d+)?: ")

Test = tuple[str, str]
"""A package and a test in it; "" for the package as a whole."""


@dataclass(frozen=True)
class Go:
    """A go command, in a folder, with the environment that it runs in."""

    binary: Path
    folder: Path
    environment: Mapping[str, str]

    @staticmethod
    def of(binary: Path, folder: Path, cache: Path) -> Go:
        """A go command that fetches nothing and shares goescape's build cache in `cache`."""
        kept = {name: value for name, value in os.environ.items() if name not in ("GOROOT", "GOTMPDIR")}
        own = {"GOTOOLCHAIN": "local", "GOPROXY": "off", "CGO_ENABLED": "0", "GOCACHE": str(cache / "go-build")}
        return Go(binary, folder, {**kept, **own})

    def run(self, *arguments: str, timeout: float = 3600) -> subprocess.CompletedProcess[str]:
        """Run the go command to its end, whatever that is."""
        return subprocess.run(
            [str(self.binary), *arguments],
            cwd=self.folder,
            env=dict(self.environment),
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=timeout,
        )

    def complaints(self, command: str, patterns: Iterable[str]) -> Counter[str]:
        """What ``go build`` or ``go vet`` says, by file, without the lines' numbers."""
        said = self.run(command, *(["-o", os.devnull] if command == "build" else []), *patterns)
        lines = [line for line in (said.stderr + said.stdout).splitlines() if line and not line.startswith("#")]
        return Counter(_PLACE.sub(lambda match: f"{match['file']}: ", line) for line in lines)

    def test(self, packages: Iterable[str], *flags: str) -> TestRun:
        """Run the tests of packages, each afresh. Raises RuntimeError if the go command leaves one out."""
        wanted = list(packages)
        said = self.run("test", "-json", "-count=1", "-vet=off", *flags, *wanted)
        found = TestRun.read(said.stdout)
        if sum(1 for _, test in found.actions if not test) < len(wanted):
            raise RuntimeError(f"go test: {said.stderr[-2000:]}")
        return found


@dataclass(frozen=True)
class TestRun:
    """How tests ended, and what failing ones said."""

    __test__ = False

    actions: Mapping[Test, str]
    output: Mapping[Test, str] = field(default_factory=dict)

    @staticmethod
    def read(text: str) -> TestRun:
        """From the lines of ``go test -json``; a package that did not build counts as failed."""
        actions: dict[Test, str] = {}
        output: dict[Test, list[str]] = {}
        for line in text.splitlines():
            event = json.loads(line) if line.startswith("{") else {}
            test = (event.get("Package", ""), event.get("Test", ""))
            if event.get("Action") in (PASSED, FAILED, SKIPPED):
                actions[test] = event["Action"]
            elif event.get("Action") == "output":
                output.setdefault(test, []).append(event["Output"])
        failed = {test: "".join(output.get(test, [])) for test, action in actions.items() if action == FAILED}
        return TestRun(actions, failed)

    def count(self, action: str) -> int:
        """How many tests, packages not counted, ended so."""
        return sum(1 for (_, test), found in self.actions.items() if test and found == action)

    def worse_than(self, before: TestRun) -> list[Test]:
        """What passed or was skipped before and fails or is missing now."""
        fine = [test for test, action in before.actions.items() if action != FAILED]
        return sorted(test for test in fine if self.actions.get(test, FAILED) == FAILED)
