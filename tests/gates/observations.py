"""What a plan shows of the configuration, case by case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sorcha_infra.domain.deployment import Deployment, EdgeNone, EdgeProxy
from sorcha_infra.profiles.docker.invariants import Stack, observed
from sorcha_infra.domain.topology import PostgresPrimaryReplica, RedisSentinel
from tests.config.stacks import dev, small
from tests.gates.breach import Breach, Told, twin
from tests.harness import Plan
from tests.harness.broken import Breaker, removed
from tests.harness.plan import CONTAINER

Seen = Callable[[Deployment], Any]

_PAIR = {"topology": "primaryReplica"}
_MANUAL = {**_PAIR, "failover": "manual"}


def _none(plan: Plan) -> Plan:
    for one in plan.containers:
        plan = removed(one.name, CONTAINER)(plan)
    return plan


def _all(*breakers: Breaker) -> Breaker:
    def broken(plan: Plan) -> Plan:
        for breaker in breakers:
            plan = breaker(plan)
        return plan

    return broken


def _postgres(found: Deployment) -> Any:
    spec = found.postgres
    assert isinstance(spec, PostgresPrimaryReplica)
    return spec.replicas, spec.etcd_members


def _redis(found: Deployment) -> Any:
    spec = found.redis
    assert isinstance(spec, RedisSentinel)
    return spec.members, spec.sentinels


OBSERVATIONS: tuple[tuple[Breach, Seen, Any], ...] = (
    (Breach(), lambda found: found.services.tenant.replicas, 1),
    (Breach(twin("tenant-0", "tenant-1")), lambda found: found.services.tenant.replicas, 2),
    (Breach(removed("tenant-0", CONTAINER)), lambda found: found.services.tenant.replicas, 0),
    (Breach(removed("register-0", CONTAINER)), lambda found: found.services.register_.replicas, 0),
    # Without any container nothing is shown; on another platform it is not asked for.
    (Breach(_none), lambda found: found.services.tenant.replicas, 1),
    (
        Breach(
            twin("tenant-0", "tenant-1"),
            Told(dev(platform="kubernetes", services={"tenant": {"replicas": 3}})),
        ),
        lambda found: found.services.tenant.replicas,
        3,
    ),
    (Breach(), lambda found: found.postgres.topology, "single"),
    (Breach(twin("postgres-0", "postgres-1")), _postgres, (1, 0)),
    (Breach(twin("postgres-0", "postgres-1", "etcd-0")), _postgres, (1, 1)),
    (Breach(told=Told(dev(postgres=_PAIR))), _postgres, (0, 0)),
    (Breach(twin("postgres-0", "postgres-1", "etcd-0"), Told(dev(postgres=_PAIR))), _postgres, (1, 1)),
    (Breach(twin("postgres-0", "postgres-1"), Told(dev(postgres=_MANUAL))), _postgres, (1, 3)),
    (Breach(removed("postgres-0", CONTAINER), Told(dev(postgres=_PAIR))), _postgres, (-1, 0)),
    (
        Breach(twin("postgres-0", "postgres-1"), Told(dev(postgres={"topology": "managed", "host": "a"}))),
        lambda found: found.postgres.topology,
        "managed",
    ),
    (Breach(), lambda found: found.mongo.topology, "single"),
    (Breach(twin("mongo-0", "mongo-1")), lambda found: getattr(found.mongo, "members", None), 2),
    (
        Breach(removed("mongo-0", CONTAINER), Told(dev(mongo={"topology": "replicaSet"}))),
        lambda found: getattr(found.mongo, "members", None),
        0,
    ),
    (
        Breach(_all(twin("mongo-0", "mongo-1")), Told(dev(mongo={"topology": "managed", "host": "a"}))),
        lambda found: found.mongo.topology,
        "managed",
    ),
    (Breach(), lambda found: found.redis.topology, "single"),
    (Breach(twin("redis-0", "redis-1")), _redis, (2, 0)),
    (Breach(twin("redis-0", "sentinel-0")), _redis, (1, 1)),
    (
        Breach(removed("redis-0", CONTAINER), Told(dev(redis={"topology": "sentinel"}))),
        _redis,
        (0, 0),
    ),
    (Breach(), lambda found: type(found.edge), EdgeNone),
    (Breach(told=Told(small())), lambda found: type(found.edge), EdgeNone),
    (Breach(twin("gateway-0", "edge-0")), lambda found: type(found.edge), EdgeProxy),
    (Breach(), lambda found: found.subnet, "10.201.239.0/24"),
)
"""A plan and what was configured, what to look at, what is to be seen there."""


def seen(stack: Stack, look: Seen) -> Any:
    """What a rule over configuration would see."""
    return look(observed(stack))
