"""Faults of a container: crash, kill, stop, freeze, cut off, wipe; and its restart."""

import os
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import docker.errors
from docker.models.containers import Container

from tests.e2e.installation import Installation, host_pid, state
from tests.e2e.polling import wait_for

_NAME_SERVER = "127.0.0.11"
"""Name server of the engine, in every container."""


def crash(container: Container, process: str | None = None) -> None:
    """Send SIGKILL from the host, to the main process or to the oldest of that name.

    The restart policy, or a supervisor of the process, restarts it.
    """
    pid = host_pid(container) if process is None else oldest(container, process)
    os.kill(pid, signal.SIGKILL)


def oldest(container: Container, process: str) -> int:
    """Pid on the host of the first process with that name, the parent of the others."""
    rows = container.top(ps_args="-eo pid,comm")["Processes"] or []
    pids = [int(row[0]) for row in rows if row[-1] == process]
    assert pids, f"{container.name} has no process {process}: {rows}"
    return min(pids, key=_start_time)


def _start_time(pid: int) -> int:
    with open(f"/proc/{pid}/stat") as stat:
        return int(stat.read().rpartition(")")[2].split()[19])


def kill(*containers: Container) -> None:
    """Run `docker kill` on all at once; the engine does not restart them."""
    for container in containers:
        container.kill()
    for container in containers:
        wait_for(f"end of {container.name}", lambda c=container: not state(c)["Running"], 30)  # type: ignore[misc]


def stop(container: Container) -> None:
    """Stop gracefully, within the stop time-out of the container."""
    container.stop(timeout=int(container.attrs["Config"]["StopTimeout"]))


@contextmanager
def paused(container: Container) -> Iterator[None]:
    """Freeze the container for the block."""
    container.pause()
    try:
        yield
    finally:
        container.unpause()


@contextmanager
def cut_off(installation: Installation, name: str, address: str) -> Iterator[None]:
    """Disconnect the network for the block, then restore address and names."""
    (network,) = installation.client.networks.list(names=[*installation.networks()])
    container = installation.container(name)
    (endpoint,) = container.attrs["NetworkSettings"]["Networks"].values()
    network.disconnect(container)
    try:
        yield
    finally:
        network.connect(container, ipv4_address=address, aliases=endpoint["Aliases"])


def wipe(installation: Installation, name: str, destination: str) -> None:
    """Empty the volume of a stopped container, like a new disk."""
    container = installation.container(name)
    assert not state(container)["Running"], f"{name} runs"
    volume = volume_of(container, destination)
    assert container.image is not None
    remover = installation.client.containers.run(
        container.image.id,
        ["find", "/wiped", "-mindepth", "1", "-delete"],
        entrypoint=[],
        user="0",
        network_mode="none",
        volumes={volume: {"bind": "/wiped", "mode": "rw"}},
        labels=container.labels,
        detach=True,
    )
    try:
        assert remover.wait()["StatusCode"] == 0, remover.logs()
    finally:
        remover.remove(force=True)


def volume_of(container: Container, destination: str) -> str:
    """Name of the volume at a mount point."""
    (name,) = [m["Name"] for m in container.attrs["Mounts"] if m["Destination"] == destination]
    return str(name)


def start(*containers: Container) -> float:
    """Run `docker start`; return the time."""
    now = time.monotonic()
    for container in containers:
        container.start()
    return now


def restarted(container: Container, before: str) -> bool:
    """Whether it has restarted since."""
    try:
        return bool(state(container)["StartedAt"] != before)
    except docker.errors.NotFound:
        return False


@contextmanager
def no_name_server(containers: Iterable[Container]) -> Iterator[None]:
    """Block answers of the engine's name server for the block, so that queries time out."""
    rule = ("INPUT", "--destination", _NAME_SERVER, "--jump", "DROP")
    pids = []
    try:
        for container in containers:
            pid = host_pid(container)
            _rule(pid, "--insert", rule)
            pids.append(pid)
        yield
    finally:
        for pid in pids:
            if Path(f"/proc/{pid}").exists():  # the network of a container ends with its process
                _rule(pid, "--delete", rule)


def _rule(pid: int, action: str, rule: Sequence[str]) -> None:
    prefix = ("nsenter", "--target", str(pid), "--net")
    subprocess.run([*prefix, "iptables", action, *rule], check=True, capture_output=True)
