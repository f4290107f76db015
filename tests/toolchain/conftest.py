"""Fixtures of the tool chain tests: the environment of env.sh and the plugins that setup found."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sorcha_infra.paths import ROOT
from tests.toolchain.plugin import Plugin
from tests.toolchain.versions import versions


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "build: builds a part of the tool chain from Go modules first")


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """All variables after `. ./env.sh` in sh."""
    shell = subprocess.run(
        ["sh", "-c", ". ./env.sh && env -0"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return dict(line.split("=", 1) for line in shell.stdout.split("\0") if line)


@pytest.fixture(scope="session")
def cli(environment: dict[str, str]) -> Path:
    """The Pulumi CLI that setup found, or the one that `make toolchain` built."""
    toolchain = os.environ.get("TOOLCHAIN_UNDER_TEST")
    binary = shutil.which("pulumi", path=f"{toolchain}/bin" if toolchain else environment["PATH"])
    assert binary, "no pulumi: run `make setup`"
    return Path(binary).resolve()


@pytest.fixture(scope="module")
def plugin(environment: dict[str, str]) -> Iterator[Callable[[str], Plugin]]:
    """Function that starts a plugin by name, from the cache or from `make toolchain`."""
    toolchain = os.environ.get("TOOLCHAIN_UNDER_TEST")
    instances: list[Plugin] = []

    def start(name: str) -> Plugin:
        version = versions()[f"PULUMI_{name.upper()}_VERSION"]
        cache = Path(environment["PULUMI_HOME"], "plugins", f"resource-{name}-v{version}")
        folder = Path(toolchain, "plugins") if toolchain else cache
        instances.append(Plugin(folder / f"pulumi-resource-{name}", environment))
        return instances[-1]

    yield start
    for instance in instances:
        instance.stop()
