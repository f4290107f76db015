"""PostgreSQL with fail-over by hand, made by hand out of what the platform would ask the engine for."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from docker.models.containers import Container
from docker.types import IPAMConfig, IPAMPool

from sorcha_infra.platforms.docker.engine import Engine
from sorcha_infra.platforms.docker.operate.promote import hand_over
from tests.harness import render
from tests.lab.plan_container import create_container
from tests.lab.store_lab import StoreLab, execute, log, wait_until

_SUBNETS = "10.206.{}.0/24"  # beside those of installations (profiles/docker/addresses.py)
_TOPOLOGY = {"topology": "primaryReplica", "failover": "manual"}
_ANSWER = "exec 3<>/dev/tcp/127.0.0.1/8008 && printf 'GET /%s HTTP/1.0\\r\\n\\r\\n' $0 >&3 && head -n 1 <&3"


class Pair:
    """Its containers by name."""

    def __init__(self, lab: StoreLab, subnet: str, network: Any) -> None:
        self._lab = lab
        self.network = network
        images = {"source": "lab"}
        self._plan = render("dev", {"postgres": _TOPOLOGY, "network": {"subnet": subnet}, "images": images})
        self.volumes = {
            f"dev-{name}": lab.volume(name) for name in ("postgres-0", "postgres-1", "postgres-record")
        }
        self.containers: dict[str, Container] = {}

    def start(self, name: str) -> Container:
        """A new container on the volume of the old."""
        container = create_container(self._lab, self._plan, name, self.volumes, self.network)
        container.start()
        self.containers[name] = container
        return container

    def run(self, name: str) -> str:
        """What a job says that succeeds."""
        job = self.start(name)
        wait_until(f"{name} has succeeded", lambda: execute(job, "cat", "/tmp/succeeded") == "")
        return log(job)

    def promote(self, name: str) -> None:
        """As the operator does."""
        hand_over(Engine(), self._lab.prefix, "dev", name)

    def lose_volume(self, name: str) -> None:
        """Its next container finds an empty one."""
        self.cut_off(name)
        self.containers[name].rename(f"{self._lab.prefix}-{name}-of-before")
        self.volumes[f"dev-{name}"] = self._lab.volume(f"{name}-fresh")

    def sql(self, name: str, statement: str) -> str:
        """What a member answers to its superuser, inside it."""
        query = ["psql", "-X", "-q", "-t", "-A", "-U", "sorcha", "-h", "127.0.0.1", "-d", "postgres"]
        shell = 'PGPASSWORD=$(cat /run/secrets/postgres) exec "$@"'
        return execute(
            self.containers[name], "gosu", "postgres", "bash", "-c", shell, "-", *query, "-c", statement
        )

    def is_role(self, name: str, role: str) -> bool:
        """Whether the endpoint would take it for a `primary` or a `replica`."""
        return " 200 " in execute(self.containers[name], "bash", "-c", _ANSWER, role)

    def await_role(self, name: str, role: str) -> None:
        """Until it is one."""
        wait_until(
            f"{name} is {role}; {log(self.containers[name])[-2000:]}", lambda: self.is_role(name, role), 60
        )

    def script(self, name: str, script: str, *arguments: str) -> tuple[int, str]:
        """How a script of a member ends, run in it as the platform does, and what it says."""
        code, output = self.containers[name].exec_run(["bash", f"/sorcha/{script}.sh", *arguments], user="0")
        assert isinstance(code, int)
        assert isinstance(output, bytes)
        return code, output.decode()

    def cut_off(self, name: str) -> str:
        """Takes it off the network; its address there, for the return."""
        container = self.containers[name]
        container.reload()
        place: str = container.attrs["NetworkSettings"]["Networks"][self.network.name]["IPAddress"]
        self.network.disconnect(container)
        return place


@contextmanager
def postgres_pair(lab: StoreLab) -> Iterator[Pair]:
    """A network of its own, and nothing started yet."""
    subnet = _SUBNETS.format(uuid.uuid4().int % 256)
    pool = IPAMConfig(pool_configs=[IPAMPool(subnet=subnet)])
    network = lab.client.networks.create(f"{lab.prefix}-pair", ipam=pool)
    pair = Pair(lab, subnet, network)
    try:
        yield pair
    finally:
        network.reload()
        for container in network.containers:
            network.disconnect(container, force=True)
        network.remove()
