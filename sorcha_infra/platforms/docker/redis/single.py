"""Redis on Docker."""

import pulumi

from sorcha_infra.domain.connection_strings import redis_conf_string
from sorcha_infra.domain.names import member
from sorcha_infra.domain.quantities import Resources
from sorcha_infra.domain.secrets import Derived, SecretName
from sorcha_infra.domain.stores import STORES
from sorcha_infra.domain.topology import RedisSingle
from sorcha_infra.domain.vocabulary import StoreName
from sorcha_infra.outputs import derive
from sorcha_infra.platforms.docker import files
from sorcha_infra.platforms.docker.container import ContainerSpec, Health, container
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.resources import volume
from sorcha_infra.ports import File, RedisAccess, Secrets

_FACTS = STORES[StoreName.REDIS]
_CONFIGURATION = "/etc/sorcha/conf/redis.conf"  # alone in its folder, or the image minds (§4.1)


def build(
    context: DockerContext,
    spec: RedisSingle,
    secrets: Secrets,
    opts: pulumi.ResourceOptions,
) -> RedisAccess:
    """One server."""
    name = member("redis", 0)
    assert isinstance(spec.resources, Resources)
    memory = spec.resources.memory_mib * 3 // 4
    server = container(
        context,
        ContainerSpec(
            name=name,
            component="redis",
            image=context.images.of(StoreName.REDIS),
            aliases=["redis"],
            address=context.plan.of("redis", 0),
            command=["redis-server", _CONFIGURATION],
            environment={},
            files=(
                File(
                    path=_CONFIGURATION,
                    content=derive(secrets, configuration(memory)),
                    private=True,
                    owner=_FACTS.user,
                ),
                File(
                    path="/etc/sorcha/password",
                    content=secrets[SecretName.REDIS],
                    private=True,
                    owner=0,
                ),
                File(path="/sorcha/health.sh", content=files.read("redis/health.sh")),
            ),
            volumes={_FACTS.data_directory: volume(context, name, "redis", opts)},
            health=Health(test=["CMD", "sh", "/sorcha/health.sh"], start=60),
            resources=spec.resources,
            stop_seconds=_FACTS.stop_seconds,
            capabilities=True,
        ),
        opts,
    )
    return RedisAccess(host="redis", ready=(server,))


def configuration(memory_mib: int) -> Derived:
    """redis.conf.

    Redis holds pending transactions and revoked tokens: every second is written to disk and nothing
    is evicted (contract §2.8).
    """

    def render(password: str) -> str:
        quoted = redis_conf_string(password)
        return "\n".join(
            (
                "dir /data",
                "appendonly yes",
                "appendfsync everysec",
                "save 3600 1 300 100",
                f"maxmemory {memory_mib}mb",
                "maxmemory-policy noeviction",
                "tcp-keepalive 60",
                f"requirepass {quoted}",
                f"masterauth {quoted}",
                "",
            )
        )

    return Derived(secrets=(SecretName.REDIS,), render=render)
