"""Redis on Docker, one module for each topology."""

import pulumi

from sorcha_infra.domain.topology import Redis, RedisSentinel, RedisSingle
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.redis import sentinel, single
from sorcha_infra.ports import RedisAccess, Secrets


def build(context: DockerContext, spec: Redis, secrets: Secrets, opts: pulumi.ResourceOptions) -> RedisAccess:
    """Makes what the topology asks for."""
    match spec:
        case RedisSingle():
            return single.build(context, spec, secrets, opts)
        case RedisSentinel():
            return sentinel.build(context, spec, secrets, opts)
        case _:
            raise NotImplementedError("domain/built.py refuses the others")
