"""A set of Redis and Sentinels made by hand out of what the platform would ask the engine for."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import Any

import docker
from docker.models.containers import Container

from tests.harness import Plan, render
from tests.harness.plan import CONTAINER
from tests.lab.store_lab import StoreLab, Upload, execute, wait_until

_SUBNETS = "10.204.{}.0/24"  # beside those of installations (profiles/docker/addresses.py)


_ASK = """
{ printf 'AUTH "'; cat /etc/sorcha/password; printf '"\\n%s\\n' "$0"; } | redis-cli -p "$1" | tail -n +2
"""


class RedisSet:
    """Its containers by name; volumes outlive them."""

    def __init__(self, lab: StoreLab, settings: Mapping[str, Any], single: Plan, network: Any) -> None:
        self._lab = lab
        self._settings = settings
        plan = self._plan = render("dev", settings)
        self._single = single
        self._network = network
        self._volumes: dict[str, str] = {}
        self._numbers = count()
        self.members = [container.name for container in plan.pool("redis")]
        self.sentinels = [container.name for container in plan.pool("sentinel")]
        self.containers: dict[str, Container] = {}

    def start(self, *names: str) -> None:
        """New containers on the volumes of the old."""
        self._start(self._plan, names)

    def start_single(self) -> None:
        """The one server of a dev stack that will grow."""
        self._start(self._single, ["redis-0"])

    def _start(self, plan: Plan, names: Iterable[str]) -> None:
        for name in names:
            inputs = plan.named(name, CONTAINER).revealed
            [mount] = inputs["volumes"]
            if name not in self._volumes:
                self._volumes[name] = self._lab.volume(f"{name}-{next(self._numbers)}")
            container = self._lab.create(
                inputs["image"].removeprefix("id of "),
                inputs["command"],
                entrypoint=inputs.get("entrypoints"),
                environment=dict(entry.split("=", 1) for entry in inputs["envs"]),
                files={
                    file["file"]: Upload(file["content"], int(file["permissions"], 8))
                    for file in inputs["uploads"]
                },
                volumes={mount["containerPath"]: self._volumes[name]},
            )
            self._network.connect(container, ipv4_address=inputs["networksAdvanced"][0]["ipv4Address"])
            container.start()
            self.containers[name] = container

    def lose_volume(self, name: str) -> None:
        """Kills it; its next start finds an empty volume."""
        self.kill(name)
        del self._volumes[name]

    def kill(self, name: str) -> None:
        """Its address is free again."""
        container = self.containers.pop(name)
        container.reload()
        if container.status == "running":
            container.kill()
        self._network.disconnect(container, force=True)

    def says(self, name: str, command: str, *, port: int = 6379) -> str:
        """What one of them answers to a command."""
        return execute(self.containers[name], "bash", "-c", _ASK, command, str(port))

    def sourced(self, name: str, script: str) -> str:
        """What a line says that uses what the scripts of the set share."""
        return execute(self.containers[name], "bash", "-c", f". /sorcha/set.sh; {script}")

    def before_delete(self, member: str, leaver: str, action: str = "replace") -> tuple[int, str]:
        """Status and words of the guard's script."""
        role = leaver.rpartition("-")[0]
        names = sorted(name for name in {*self.containers, *self._volumes} if name.rpartition("-")[0] == role)
        command = ["bash", "/sorcha/before-delete.sh", leaver, action]
        environment = {"MEMBERS_ON_ENGINE": " ".join(names)}
        code, output = self.containers[member].exec_run(command, environment=environment)
        assert isinstance(code, int)
        assert isinstance(output, bytes)
        return code, output.decode()

    def healthy(self, name: str) -> bool:
        """Whether its own probe says so."""
        code, _ = self.containers[name].exec_run(["bash", "/sorcha/health.sh"])
        return bool(code == 0)

    def change_password(self, password: str) -> None:
        """What is started from now on has another."""
        self._plan = render("dev", self._settings, {"redisPassword": password})

    def patience(self, milliseconds: int) -> None:
        """How long the Sentinels miss a master before they choose another."""
        for name in self.sentinels:
            command = f"SENTINEL SET mymaster down-after-milliseconds {milliseconds}"
            assert self.says(name, command, port=26379) == "OK"

    def await_health(self) -> None:
        """Until everybody that runs is healthy."""
        for name in self.containers:
            wait_until(f"{name} is healthy", lambda name=name: self.healthy(name), 90)  # type: ignore[misc]

    def master(self) -> str:
        """Who leads, as a majority of the Sentinels says; empty where there is none."""
        sentinel = next(name for name in self.sentinels if name in self.containers)
        return self.sourced(sentinel, 'name_of "$(agreed_master)" "$REDIS_MEMBERS"')

    def await_master(self, *, other_than: str = "") -> str:
        """The new master, when it knows that it is."""

        def leads() -> bool:
            master = self.master()
            return master in self.containers and master != other_than and "role:master" in self._role(master)

        wait_until("there is a master", leads, 60)
        return self.master()

    def _role(self, name: str) -> str:
        return self.says(name, "INFO replication")


@contextmanager
def redis_set(lab: StoreLab, **topology: Any) -> Iterator[RedisSet]:
    """A network of its own, and nothing started yet."""
    number = uuid.uuid4().int % 256
    subnet = _SUBNETS.format(number)
    common = {"network": {"subnet": subnet}, "images": {"source": "lab"}}
    settings = {"redis": {"topology": "sentinel", **topology}, **common}
    network = lab.client.networks.create(
        f"{lab.prefix}-set",
        ipam=docker.types.IPAMConfig(pool_configs=[docker.types.IPAMPool(subnet=subnet)]),
    )
    servers = RedisSet(lab, settings, render("dev", common), network)
    try:
        yield servers
    finally:
        for container in servers.containers.values():
            network.disconnect(container, force=True)
        network.remove()
