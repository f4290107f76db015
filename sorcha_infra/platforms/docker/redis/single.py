"""A single Redis server, prepared to become the first master of a set."""

from sorcha_infra.domain.names import member
from sorcha_infra.domain.store_access import endpoint
from sorcha_infra.domain.topology import RedisSingle
from sorcha_infra.domain.vocabulary import StoreName
from sorcha_infra.platforms.docker import files
from sorcha_infra.platforms.docker.container import ContainerSpec, Health, container
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.redis.server import (
    CONFIGURATION,
    FACTS,
    START_SECONDS,
    configuration_file,
    data_mib,
    password_file,
)
from sorcha_infra.platforms.docker.resources import volume
from sorcha_infra.seam import File, Placement, RedisAccess, Secrets


def build(
    context: DockerContext,
    spec: RedisSingle,
    secrets: Secrets,
    at: Placement,
) -> RedisAccess:
    """Build one server."""
    name = member("redis", 0)
    server = container(
        context,
        ContainerSpec(
            name=name,
            component="redis",
            image=context.images.of(StoreName.REDIS),
            aliases=["redis"],
            address=context.plan.of("redis", 0),
            entrypoint=["bash", "/sorcha/start.sh"],
            command=[CONFIGURATION],
            environment={},
            files=(
                configuration_file(secrets, data_mib(spec)),
                password_file(secrets),
                File(path="/sorcha/start.sh", content=files.read("redis/start-single.sh")),
                File(path="/sorcha/health.sh", content=files.read("redis/health.sh")),
            ),
            volumes={FACTS.data_directory: volume(context, name, "redis", at.parent)},
            health=Health(test=["CMD", "sh", "/sorcha/health.sh"], start=START_SECONDS),
            resources=spec.resources,
            stop_seconds=FACTS.stop_seconds,
            capabilities=True,
        ),
        at,
    )
    return RedisAccess(writes=endpoint(StoreName.REDIS, StoreName.REDIS), ready=(server,))
