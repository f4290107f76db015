"""Ways to break a container: crash, kill, stop, freeze, cut off, wipe; and to bring it back."""

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
"""The engine's, in every container."""


def crash(container: Container, process: str | None = None) -> None:
    """SIGKILL from the host, to the main process or to the oldest of that name.

    The restart policy, or whoever watches the process, brings it back.
    """
    pid = host_pid(container) if process is None else oldest(container, process)
    os.kill(pid, signal.SIGKILL)


def oldest(container: Container, process: str) -> int:
    """The host's number of the first process with that name: the parent of the others."""
    rows = container.top(ps_args="-eo pid,comm")["Processes"] or []
    pids = [int(row[0]) for row in rows if row[-1] == process]
    assert pids, f"{container.name} has no process {process}: {rows}"
    return min(pids, key=_start_time)


def _start_time(pid: int) -> int:
    with open(f"/proc/{pid}/stat") as stat:
        return int(stat.read().rpartition(")")[2].split()[19])


def kill(*containers: Container) -> None:
    """`docker kill`, all at once: the engine leaves them down."""
    for container in containers:
        container.kill()
    for container in containers:
        wait_for(f"end of {container.name}", lambda c=container: not state(c)["Running"], 30)  # type: ignore[misc]


def stop(container: Container) -> None:
    """A graceful stop, with the time that the container asks for."""
    container.stop(timeout=int(container.attrs["Config"]["StopTimeout"]))


@contextmanager
def paused(container: Container) -> Iterator[None]:
    """Frozen meanwhile."""
    container.pause()
    try:
        yield
    finally:
        container.unpause()


@contextmanager
def cut_off(installation: Installation, name: str, address: str) -> Iterator[None]:
    """Without the network meanwhile; then with the same address and the same names as before."""
    (network,) = installation.client.networks.list(names=[*installation.networks()])
    container = installation.container(name)
    (endpoint,) = container.attrs["NetworkSettings"]["Networks"].values()
    network.disconnect(container)
    try:
        yield
    finally:
        network.connect(container, ipv4_address=address, aliases=endpoint["Aliases"])


def wipe(installation: Installation, name: str, destination: str) -> None:
    """Empties the volume of a stopped container, as a new disk would be."""
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
    """Name of the volume that is mounted there."""
    (name,) = [m["Name"] for m in container.attrs["Mounts"] if m["Destination"] == destination]
    return str(name)


def start(*containers: Container) -> float:
    """`docker start`; when."""
    now = time.monotonic()
    for container in containers:
        container.start()
    return now


def restarted(container: Container, before: str) -> bool:
    """Whether it has started again since."""
    try:
        return bool(state(container)["StartedAt"] != before)
    except docker.errors.NotFound:
        return False


@contextmanager
def no_name_server(containers: Iterable[Container]) -> Iterator[None]:
    """Meanwhile the engine's name server says nothing to these: a query waits for its time-out."""
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
            if Path(f"/proc/{pid}").exists():  # with its process a network of a container is gone
                _rule(pid, "--delete", rule)


def _rule(pid: int, action: str, rule: Sequence[str]) -> None:
    prefix = ("nsenter", "--target", str(pid), "--net")
    subprocess.run([*prefix, "iptables", action, *rule], check=True, capture_output=True)
