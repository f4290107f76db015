"""MongoDB on Docker."""

import pulumi

from sorcha_infra.domain.databases import MONGO_ROOT
from sorcha_infra.domain.names import member
from sorcha_infra.domain.quantities import Resources
from sorcha_infra.domain.secrets import SecretName
from sorcha_infra.domain.stores import MONGO_SET, STORES
from sorcha_infra.domain.topology import MongoSingle
from sorcha_infra.domain.vocabulary import StoreName
from sorcha_infra.platforms.docker import files
from sorcha_infra.platforms.docker.container import ContainerSpec, Health, container
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.resources import volume
from sorcha_infra.ports import File, MongoAccess, Secrets

_FACTS = STORES[StoreName.MONGO]
_KEY_FILE = "/etc/sorcha/keyfile"
_ROOT_FILE = "/run/secrets/root"


def build(
    context: DockerContext,
    spec: MongoSingle,
    secrets: Secrets,
    opts: pulumi.ResourceOptions,
) -> MongoAccess:
    """A set of one.

    It is up when its port opens. Being primary is what the setup job waits for: a shell for each
    health check would cost a second of a core (ha-recipes §3.2).
    """
    name = member("mongo", 0)
    assert isinstance(spec.resources, Resources)
    server = container(
        context,
        ContainerSpec(
            name=name,
            component="mongo",
            image=context.images.of(StoreName.MONGO),
            aliases=["mongo"],
            address=context.plan.of("mongo", 0),
            entrypoint=["bash", "/sorcha/start.sh"],
            command=[
                "--replSet",
                MONGO_SET,
                "--bind_ip_all",
                "--keyFile",
                _KEY_FILE,
                "--oplogSize",
                "1024",
                "--wiredTigerCacheSizeGB",
                _cache(spec.resources.memory_mib),
            ],
            environment={
                "MONGO_INITDB_ROOT_USERNAME": MONGO_ROOT,
                "MONGO_INITDB_ROOT_PASSWORD_FILE": _ROOT_FILE,
            },
            files=(
                File(path="/sorcha/start.sh", content=files.read("mongo/start.sh")),
                File(
                    path="/docker-entrypoint-initdb.d/initialised.sh",
                    content=files.read("mongo/initialised.sh"),
                ),
                _private(_ROOT_FILE, secrets[SecretName.MONGO]),
                _private(_KEY_FILE, secrets[SecretName.MONGO_KEY_FILE]),
            ),
            volumes={_FACTS.data_directory: volume(context, name, "mongo", opts)},
            health=Health(test=["CMD", "bash", "-c", f"exec 3<>/dev/tcp/{name}/{_FACTS.port}"], start=120),
            resources=spec.resources,
            stop_seconds=_FACTS.stop_seconds,
            capabilities=True,
        ),
        opts,
    )
    return MongoAccess(members=(f"{name}:{_FACTS.port}",), ready=(server,))


def _private(path: str, content: pulumi.Output[str]) -> File:
    return File(path=path, content=content, private=True, owner=_FACTS.user)


def _cache(memory_mib: int) -> str:
    """A quarter of the limit in GiB, at least mongod's own floor of 0.25."""
    return f"{max(0.25, memory_mib / 4096):g}"
