"""Redis on Docker, one module for each topology."""

from sorcha_infra.domain.topology import Redis, RedisSentinel, RedisSingle
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.redis import sentinel, single
from sorcha_infra.seam import Placement, RedisAccess, Secrets


def build(context: DockerContext, spec: Redis, secrets: Secrets, at: Placement) -> RedisAccess:
    """Build the configured topology."""
    match spec:
        case RedisSingle():
            return single.build(context, spec, secrets, at)
        case RedisSentinel():
            return sentinel.build(context, spec, secrets, at)
        case _:
            raise NotImplementedError("profiles/docker/gaps.py refuses the others")
