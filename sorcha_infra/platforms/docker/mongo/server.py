"""A member of a replica set on Docker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_docker as docker

from sorcha_infra.domain.databases import MONGO_ROOT
from sorcha_infra.domain.names import member
from sorcha_infra.domain.quantities import Resources
from sorcha_infra.domain.secrets import SecretName
from sorcha_infra.domain.stores import MONGO_SET, STORES
from sorcha_infra.domain.vocabulary import StoreName
from sorcha_infra.platforms.docker import files, guard
from sorcha_infra.platforms.docker.container import ContainerSpec, Health, container
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.programs import uploads
from sorcha_infra.platforms.docker.resources import volume
from sorcha_infra.seam import File, Placement, Secrets

ROLE = "mongo"
_FACTS = STORES[StoreName.MONGO]
_KEY_FILE = "/etc/sorcha/keyfile"


@dataclass(frozen=True, kw_only=True, slots=True)
class ServerSpec:
    """Settings of one member."""

    ordinal: int
    resources: Resources
    bootstrap: str | None = None
    """Members that it asks before it initiates a set with a root user, or `alone`; None if it never
    initiates a set (files/mongo/start.sh)."""

    hosts: Mapping[str, str] = field(default_factory=dict)
    """Name → address of all possible members of the set."""

    guard: bool = False


def address(ordinal: int) -> str:
    """Return the name of a member in the configuration of the set, which refuses bare addresses."""
    return f"{member(ROLE, ordinal)}:{_FACTS.port}"


def server(
    context: DockerContext,
    spec: ServerSpec,
    secrets: Secrets,
    at: Placement,
) -> docker.Container:
    """Create a member with its volume; only the container waits for dependencies.

    It is healthy when its port opens. The setup job waits for its state as primary or secondary, as
    does the guard before the next member is changed. A shell for each health check would cost one
    second of a core (ha-recipes §3.2).
    """
    name = member(ROLE, spec.ordinal)
    bootstrap = {} if spec.bootstrap is None else {"MONGO_FIRST": spec.bootstrap}
    return container(
        context,
        ContainerSpec(
            name=name,
            component=ROLE,
            image=context.images.of(StoreName.MONGO),
            aliases=[ROLE],
            address=context.plan.of(ROLE, spec.ordinal),
            hosts=spec.hosts,
            entrypoint=["bash", "/sorcha/start.sh"],
            command=_arguments(spec.resources),
            environment={"MONGO_ROOT": MONGO_ROOT, **bootstrap},
            files=(
                *_scripts("start.sh", "initialised.sh", "first.js", "before-delete.js"),
                File(path=guard.SCRIPT, content=files.read("mongo/before-delete.sh")),
                *uploads("mongo-members.js"),
                _private("/run/secrets/root", secrets[SecretName.MONGO]),
                _private(_KEY_FILE, secrets[SecretName.MONGO_KEY_FILE]),
            ),
            volumes={_FACTS.data_directory: volume(context, name, ROLE, at.parent)},
            health=Health(test=["CMD", "bash", "-c", f"exec 3<>/dev/tcp/{name}/{_FACTS.port}"], start=120),
            resources=spec.resources,
            stop_seconds=_FACTS.stop_seconds,
            capabilities=True,
            guard=spec.guard,
        ),
        at,
    )


def _arguments(resources: Resources) -> Sequence[str]:
    # A quarter of the limit in GiB, at least the minimum of mongod, 0.25.
    cache = max(0.25, resources.memory_mib / 4096)
    return [
        *("--replSet", MONGO_SET, "--bind_ip_all", "--keyFile", _KEY_FILE),
        *("--oplogSize", "1024", "--wiredTigerCacheSizeGB", f"{cache:g}"),
    ]


def _scripts(*names: str) -> list[File]:
    return [File(path=f"/sorcha/{name}", content=files.read(f"mongo/{name}")) for name in names]


def _private(path: str, content: pulumi.Output[str]) -> File:
    return File(path=path, content=content, owner=_FACTS.user)
