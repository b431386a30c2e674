"""A sample of the standard library, held against go/types expression by expression. The whole is for the benchmark."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.types.oracle import Oracle

ROOT = Path(__file__).parents[2]

SAMPLES = {
    "tests, generics, reflection": "--tests errors strconv sort slices maps iter sync/atomic net/netip encoding/json",
    "cgo, vendored packages": "--tests os/user net vendor/golang.org/x/net/idna",
    "big tables": "unicode html go/types",
    "windows": "--goos windows os syscall internal/syscall/windows/registry",
    "arm64": "--goarch arm64 math/big internal/cpu crypto/internal/fips140/...",
}


@pytest.mark.parametrize("sample", SAMPLES)
def test_sample_agrees(sample: str, oracle: Oracle, go_binary: str) -> None:
    command = [sys.executable, "benchmarks/types_agreement.py", "--go", go_binary, "--cache", str(oracle.cache)]
    run = subprocess.run([*command, *SAMPLES[sample].split()], cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert run.returncode == 0, run.stdout + run.stderr
    assert ", differing 0 " in run.stdout
