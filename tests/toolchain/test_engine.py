"""toolchain/engine starts an engine if there is none, without a change of a running one.

The script runs in separate namespaces without socket, engine data and network.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from sorcha_infra.paths import ROOT

# The end of the process namespace removes the remains of a failed test.
OWN_NAMESPACES = [
    "unshare",
    "--mount",
    "--net",
    "--pid",
    "--fork",
    "--mount-proc",
    "--propagation",
    "private",
]
EMPTY_MACHINE = """
    set -eu
    mount -t tmpfs tmpfs /run
    mount -t tmpfs tmpfs /var/lib/docker
    engine={root}/toolchain/engine
    {script}
"""


def on_an_empty_machine(script: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DOCKER_HOST"}
    return subprocess.run(
        [*OWN_NAMESPACES, "sh", "-c", EMPTY_MACHINE.format(root=ROOT, script=script)],
        env={**environment, "SORCHA_HOME": str(home)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.e2e
def test_it_starts_finds_and_stops_its_engine(tmp_path: Path) -> None:
    result = on_an_empty_machine(
        "$engine ensure; $engine ensure; $engine status; docker ps -q; $engine stop; $engine stop", tmp_path
    )
    assert result.returncode == 0, result.stdout
    first_start, second_start, status, first_stop, second_stop = (
        line for line in result.stdout.splitlines() if line.startswith("Docker engine")
    )
    assert "started at unix:///var/run/docker.sock" in first_start
    assert "started" not in second_start
    assert "started by toolchain/engine" in status
    assert "stopped" in first_stop
    assert "not started by toolchain/engine" in second_stop


@pytest.mark.e2e
def test_an_engine_that_was_killed_is_started_again(tmp_path: Path) -> None:
    """An unreaped zombie keeps its pid, and dockerd treats it as alive."""
    pids = "$(cat $SORCHA_HOME/engine/dockerd.pid) $(cat /var/run/docker/containerd/containerd.pid)"
    result = on_an_empty_machine(
        f"$engine ensure; kill -9 {pids}; $engine ensure; docker ps -q; $engine stop", tmp_path
    )
    assert result.returncode == 0, result.stdout
    assert result.stdout.count("started at unix:///var/run/docker.sock") == 2
    assert "stopped" in result.stdout


@pytest.mark.e2e
def test_an_engine_that_cannot_start_shows_its_last_lines(tmp_path: Path) -> None:
    result = on_an_empty_machine("mount -o remount,ro /var/lib/docker; $engine ensure", tmp_path)
    assert result.returncode == 1
    assert "read-only file system" in result.stdout
    assert "export DOCKER_HOST=ssh://" in result.stdout
