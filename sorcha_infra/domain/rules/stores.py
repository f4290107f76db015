"""What the layouts of the stores may be."""

from collections.abc import Iterator

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.rules.rule import ROOT, Rule
from sorcha_infra.domain.services import Severity
from sorcha_infra.domain.topology import (
    TOLERANT_REDIS_MEMBERS,
    MongoReplicaSet,
    RedisCluster,
    RedisSentinel,
)
from sorcha_infra.domain.vocabulary import Tier


def redis_is_not_a_cluster(deployment: Deployment) -> Iterator[Problem]:
    """Submissions use transactions and streams over keys of different slots."""
    if isinstance(deployment.redis, RedisCluster):
        yield Problem(
            path=f"{ROOT}.redis.topology",
            message="found cluster, allowed single, sentinel or managed: the services use MULTI, "
            "XREADGROUP and RENAME across slots, which Redis Cluster refuses (contract §2.8)",
            fix="single" if deployment.tier is Tier.DEVELOPMENT else "sentinel",
        )


def quorums_are_odd(deployment: Deployment) -> Iterator[Problem]:
    """An even number of voters tolerates no more losses than the odd number below it."""
    if isinstance(deployment.mongo, MongoReplicaSet) and deployment.mongo.members % 2 == 0:
        yield even_voters("mongo.members", deployment.mongo.members)
    if isinstance(deployment.redis, RedisSentinel) and deployment.redis.sentinels % 2 == 0:
        yield even_voters("redis.sentinels", deployment.redis.sentinels)


def two_redis_servers_stand_still_together(deployment: Deployment) -> Iterator[Problem]:
    """A majority of two is two."""
    if isinstance(deployment.redis, RedisSentinel) and deployment.redis.members < TOLERANT_REDIS_MEMBERS:
        yield Problem(
            path=f"{ROOT}.redis.members",
            message=f"found {deployment.redis.members}: a write needs a majority of the members: the loss of "
            f"either stops writes until it is back; {TOLERANT_REDIS_MEMBERS} go on without one",
            severity=Severity.WARN,
        )


def even_voters(key: str, voters: int) -> Problem:
    """A number of voters that is even."""
    return Problem(
        path=f"{ROOT}.{key}",
        message=f"found {voters}, allowed an odd number of at least 3: an even number of voters "
        "survives no more losses than one fewer would",
        fix=max(3, voters - 1),
    )


RULES: tuple[Rule, ...] = (
    redis_is_not_a_cluster,
    quorums_are_odd,
    two_redis_servers_stand_still_together,
)
