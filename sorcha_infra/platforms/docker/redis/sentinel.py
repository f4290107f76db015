"""Redis members under Sentinels, behind one address that follows the master.

Members reach each other by address. Docker's name server drops a stopped container, and a Sentinel
that looks it up blocks (ha-recipes §4.2). Only the Sentinels name the master, and their state outlives
their containers.
"""

import pulumi
import pulumi_docker as docker

from sorcha_infra.domain.names import member
from sorcha_infra.domain.quantities import Resources
from sorcha_infra.domain.store_access import Endpoint, endpoint
from sorcha_infra.domain.stores import REDIS_SET, SENTINEL_PORT
from sorcha_infra.domain.topology import RedisSentinel
from sorcha_infra.domain.vocabulary import StoreName
from sorcha_infra.platforms.docker import files
from sorcha_infra.platforms.docker.container import ContainerSpec, Health, container
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.redis import proxy
from sorcha_infra.platforms.docker.redis.server import (
    CONFIGURATION,
    FACTS,
    START_SECONDS,
    configuration_file,
    data_mib,
    needed_replicas,
    password_file,
)
from sorcha_infra.platforms.docker.resources import volume
from sorcha_infra.seam import File, Placement, RedisAccess, Secrets

_SENTINEL_RESOURCES = Resources(cpus=0.5, memory_mib=128)
"""A Sentinel uses about 10 MB; its probe starts a shell and a client."""

_BACKLOG_MIB = 64
"""Backlog with which a replica catches up without a full copy (ha-recipes §4.2); at most a quarter of the
memory for data, which contains it."""

_MOST_LAG_SECONDS = 4
"""Silence of its replicas after which a master refuses writes. Replicas report every second and the
Sentinels wait 5 s, so an isolated master stops before a new one is elected."""


def build(
    context: DockerContext,
    spec: RedisSentinel,
    secrets: Secrets,
    at: Placement,
) -> RedisAccess:
    """Build the Sentinels, then the members one by one, then the address.

    Sentinels start first, because they assign the role of a starting member. Without any record, the
    master is the member with the volume of the former `single`.
    """
    parts = _Set(context, spec, secrets, at.parent)
    sentinels: list[docker.Container] = []
    for ordinal in range(spec.sentinels):
        sentinels.append(container(context, parts.sentinel(ordinal), at.with_dependencies(sentinels[-1:])))
    members: list[docker.Container] = []
    for ordinal in range(spec.members):
        predecessors = [*sentinels, *members[-1:]]
        members.append(container(context, parts.member(ordinal), at.with_dependencies(predecessors)))
    containers = (*sentinels, *members)
    proxies = proxy.build(context, spec.members, secrets, at.with_dependencies(containers))
    return RedisAccess(
        writes=endpoint(StoreName.REDIS, StoreName.REDIS),
        ready=(*containers, *proxies),
        sentinels=tuple(
            Endpoint(host=member("sentinel", n), port=SENTINEL_PORT) for n in range(spec.sentinels)
        ),
    )


def settings(address: str, members: int, memory_mib: int) -> tuple[str, ...]:
    """Return lines of redis.conf for a member of the set."""
    return (
        f"replica-announce-ip {address}",
        f"min-replicas-to-write {needed_replicas(members)}",
        f"min-replicas-max-lag {_MOST_LAG_SECONDS}",
        "repl-diskless-sync-delay 0",
        f"repl-backlog-size {min(_BACKLOG_MIB, memory_mib // 4)}mb",
    )


class _Set:
    """Container specs of one set."""

    def __init__(
        self, context: DockerContext, spec: RedisSentinel, secrets: Secrets, parent: pulumi.Resource
    ) -> None:
        self._context = context
        self._spec = spec
        self._secrets = secrets
        self._parent = parent
        self._environment = {
            "INSTALLATION": context.installation,
            "REDIS_SET": REDIS_SET,
            "REDIS_PORT": str(FACTS.port),
            "SENTINEL_PORT": str(SENTINEL_PORT),
            "REDIS_MEMBERS": self._addresses("redis", spec.members),
            "REDIS_SENTINELS": self._addresses("sentinel", spec.sentinels),
        }

    def sentinel(self, ordinal: int) -> ContainerSpec:
        name = member("sentinel", ordinal)
        return ContainerSpec(
            name=name,
            component="sentinel",
            image=self._context.images.of(StoreName.REDIS),
            aliases=["sentinel"],
            address=self._context.plan.of("sentinel", ordinal),
            entrypoint=["bash", "/sorcha/start.sh"],
            command=[name, member("redis", 0)],
            environment=self._environment,
            files=(
                password_file(self._secrets),
                *_scripts("start-sentinel.sh", "sentinel-health.sh", "sentinel-before-delete.sh"),
            ),
            volumes={"/var/lib/sentinel": volume(self._context, name, "sentinel", self._parent)},
            # The check asks for a quorum; an interval of 5 s is sufficient.
            health=Health(test=["CMD", "bash", "/sorcha/health.sh"], start=30, interval=5),
            resources=_SENTINEL_RESOURCES,
            stop_seconds=10,
            capabilities=True,
            guard=True,
        )

    def member(self, ordinal: int) -> ContainerSpec:
        name = member("redis", ordinal)
        address = self._context.plan.of("redis", ordinal)
        memory = data_mib(self._spec)
        return ContainerSpec(
            name=name,
            component="redis",
            image=self._context.images.of(StoreName.REDIS),
            address=address,
            entrypoint=["bash", "/sorcha/start.sh"],
            command=[address, CONFIGURATION],
            environment=self._environment,
            files=(
                configuration_file(self._secrets, memory, settings(address, self._spec.members, memory)),
                password_file(self._secrets),
                _file("hand-over.sh", "hand-over.sh"),
                *_scripts("start-member.sh", "member-health.sh", "member-before-delete.sh"),
            ),
            volumes={FACTS.data_directory: volume(self._context, name, "redis", self._parent)},
            health=Health(test=["CMD", "bash", "/sorcha/health.sh"], start=START_SECONDS),
            resources=self._spec.resources,
            stop_seconds=FACTS.stop_seconds,
            capabilities=True,
            guard=True,
        )

    def _addresses(self, role: str, count: int) -> str:
        return " ".join(f"{member(role, n)}={self._context.plan.of(role, n)}" for n in range(count))


def _scripts(start: str, health: str, before_delete: str) -> tuple[File, ...]:
    return (
        _file("set.sh", "set.sh"),
        _file("start.sh", start),
        _file("health.sh", health),
        _file("before-delete.sh", before_delete),
    )


def _file(name: str, script: str) -> File:
    return File(path=f"/sorcha/{name}", content=files.read(f"redis/{script}"))
