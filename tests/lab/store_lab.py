"""Containers of the lab's store images for one test module, removed with their volumes at the end."""

from __future__ import annotations

import io
import tarfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import docker
from docker.models.containers import Container
from docker.models.networks import Network
from docker.types import IPAMConfig, IPAMPool


@dataclass(frozen=True)
class Upload:
    """A file put into a container before its start."""

    content: str
    mode: int = 0o400
    owner: int = 0
    group: int = 0


def wait_until(description: str, condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Await a condition; who is asked too early may refuse: an exception counts as "not yet"."""
    deadline = time.monotonic() + seconds
    last = "it stayed false"
    while time.monotonic() < deadline:
        try:
            if condition():
                return
        except Exception as error:
            last = repr(error)
        time.sleep(0.05)
    raise AssertionError(f"{description}: not within {seconds:g} s; last: {last}")


class StoreLab:
    """Creates, and remembers what it has created."""

    def __init__(self, client: docker.DockerClient, subnet: str | None = None) -> None:
        self.client = client
        self.prefix = f"lab-stores-{uuid.uuid4().hex[:8]}"
        self._containers: list[Container] = []
        self._volumes: list[str] = []
        ipam = None if subnet is None else IPAMConfig(pool_configs=[IPAMPool(subnet=subnet)])
        self.network: Network = client.networks.create(self.prefix, driver="bridge", ipam=ipam)

    def volume(self, name: str) -> str:
        """A named volume of this module."""
        full = f"{self.prefix}-{name}"
        self.client.volumes.create(full)
        self._volumes.append(full)
        return full

    def create(
        self,
        image: str,
        command: Sequence[str] = (),
        *,
        environment: Mapping[str, str] | None = None,
        files: Mapping[str, Upload] | None = None,
        volumes: Mapping[str, str] | None = None,
        alias: str | None = None,
        own_address: str | None = None,
        name: str | None = None,
        **options: Any,
    ) -> Container:
        """A container with its files, not started yet; `own_address` is an address in the lab's own subnet.

        It is called `<prefix>-<name>`, or by a number.
        """
        container = self.client.containers.create(
            image,
            list(command) or None,
            name=f"{self.prefix}-{len(self._containers) if name is None else name}",
            environment=dict(environment or {}),
            volumes={name: {"bind": path, "mode": "rw"} for path, name in (volumes or {}).items()},
            **options,
        )
        self._containers.append(container)
        if alias is not None:
            self.network.connect(container, aliases=[alias], ipv4_address=own_address)
        for path, upload in (files or {}).items():
            container.put_archive("/", _archive(path, upload))
        return container

    def start(self, image: str, command: Sequence[str] = (), **options: Any) -> Container:
        """A container with its files, started."""
        container = self.create(image, command, **options)
        container.start()
        return container

    def run(self, image: str, command: Sequence[str] = (), **options: Any) -> tuple[int, str]:
        """Run to the end: exit code and output."""
        container = self.start(image, command, **options)
        code = container.wait(timeout=180)["StatusCode"]
        return code, log(container)

    def close(self) -> None:
        """Remove all of it."""
        for container in self._containers:
            container.remove(force=True, v=True)
        for name in self._volumes:
            self.client.volumes.get(name).remove(force=True)
        self.network.remove()


def _archive(path: str, upload: Upload) -> bytes:
    buffer = io.BytesIO()
    data = upload.content.encode()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        entry = tarfile.TarInfo(path.lstrip("/"))
        entry.size, entry.mode = len(data), upload.mode
        entry.uid, entry.gid = upload.owner, upload.group
        archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


@contextmanager
def store_lab(subnet: str | None = None) -> Iterator[StoreLab]:
    """A lab that cleans up after itself; with a subnet where members need an address for life."""
    lab = StoreLab(docker.from_env(), subnet)
    try:
        yield lab
    finally:
        lab.close()


def log(container: Container) -> str:
    """What the container has printed so far."""
    output = container.logs()
    assert isinstance(output, bytes)
    return output.decode()


def execute(container: Container, *command: str, **environment: str) -> str:
    """The output of a command in the container, which must succeed."""
    code, output = container.exec_run(list(command), environment=environment)
    assert isinstance(output, bytes)
    text = output.decode().strip()
    assert code == 0, f"{command} ended with {code}: {text}"
    return text


def has_tool(container: Container, tool: str) -> bool:
    """Whether the container's shell finds the tool."""
    code, _ = container.exec_run(["bash", "-c", f"command -v {tool}"])
    return bool(code == 0)


def ids_of_process_1(container: Container) -> tuple[str, str]:
    """Its user and group id."""
    status = dict(
        line.split(":\t", 1)
        for line in execute(container, "cat", "/proc/1/status").splitlines()
        if ":\t" in line
    )
    return status["Uid"].split()[0], status["Gid"].split()[0]


def stop(container: Container, seconds: float = 5.0) -> int:
    """Stop gracefully; the exit code, which is 137 when that was not within the time."""
    start = time.monotonic()
    container.stop(timeout=30)
    duration = time.monotonic() - start
    assert duration < seconds, f"a graceful stop took {duration:.1f} s, allowed are {seconds:g} s"
    container.reload()
    code: int = container.attrs["State"]["ExitCode"]
    return code


def address(container: Container, network: Network) -> str:
    """The container's address on the lab's network."""
    container.reload()
    ip: str = container.attrs["NetworkSettings"]["Networks"][network.name]["IPAddress"]
    return ip
