"""Rules over the layouts of the stores."""

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


def no_redis_cluster(deployment: Deployment) -> Iterator[Problem]:
    """Submissions use transactions and streams over keys of different slots, which a cluster refuses."""
    if isinstance(deployment.redis, RedisCluster):
        yield Problem(
            path=f"{ROOT}.redis.topology",
            finding="is cluster; the services use MULTI, XREADGROUP and RENAME across slots, which Redis "
            "Cluster refuses (contract §2.8)",
            expected="single, sentinel or managed",
            fix="single" if deployment.tier is Tier.DEVELOPMENT else "sentinel",
        )


def odd_quorums(deployment: Deployment) -> Iterator[Problem]:
    """An even number of voters tolerates no more failures than the odd number below it."""
    if isinstance(deployment.mongo, MongoReplicaSet) and deployment.mongo.members % 2 == 0:
        yield even_voters("mongo.members", deployment.mongo.members)
    if isinstance(deployment.redis, RedisSentinel) and deployment.redis.sentinels % 2 == 0:
        yield even_voters("redis.sentinels", deployment.redis.sentinels)


def redis_members_tolerate_loss(deployment: Deployment) -> Iterator[Problem]:
    """A write needs a majority, and the majority of two members is two."""
    if isinstance(deployment.redis, RedisSentinel) and deployment.redis.members < TOLERANT_REDIS_MEMBERS:
        yield Problem(
            path=f"{ROOT}.redis.members",
            finding=f"is {deployment.redis.members}; a write needs a majority, so losing either member "
            "blocks writes until it returns",
            expected=f"at least {TOLERANT_REDIS_MEMBERS}, of which one may fail",
            severity=Severity.WARN,
        )


def even_voters(key: str, voters: int) -> Problem:
    """Problem of an even number of voters."""
    return Problem(
        path=f"{ROOT}.{key}",
        finding=f"is {voters}; an even number of voters tolerates no more failures than one voter fewer",
        expected="an odd number of at least 3",
        fix=max(3, voters - 1),
    )


RULES: tuple[Rule, ...] = (
    no_redis_cluster,
    odd_quorums,
    redis_members_tolerate_loss,
)
