"""Deployments for tests, with stores and addresses."""

import json
from typing import Any

from sorcha_infra.config.load import examine, read_defaults
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.names import member
from sorcha_infra.domain.store_access import MongoEndpoint, StoreEndpoints, endpoint
from sorcha_infra.domain.surroundings import Surroundings
from sorcha_infra.domain.vocabulary import ServiceName, StoreName
from sorcha_infra.paths import STACKS

_DEFAULTS = read_defaults(STACKS)

STORES = StoreEndpoints(
    postgres=endpoint(StoreName.POSTGRES, "postgres-0"),
    mongo=MongoEndpoint(hosts=("mongo-0:27017",)),
    redis=endpoint(StoreName.REDIS, "redis-0"),
)


class PlainNames:
    """Addresses of a platform with plain names."""

    def service(self, name: ServiceName) -> str:
        return name.value

    def member(self, name: ServiceName, ordinal: int) -> str:
        return member(name, ordinal)


def surroundings(deployment: Deployment) -> Surroundings:
    """Surroundings of the services of a deployment."""
    return Surroundings(deployment=deployment, stores=STORES, addresses=PlainNames())


def deployment(tier: str = "dev", **differs: Any) -> Deployment:
    """A tier, with differing keys."""
    raw = {"tier": tier, "platform": "docker", "publicUrl": "https://sorcha.example.com", **differs}
    values = {"sorcha:deployment": json.dumps(raw)}
    result = examine(stack=tier, values=values, encrypted=(), defaults=_DEFAULTS).deployment
    assert result is not None
    return result


def with_replicas(**replicas: int) -> Deployment:
    """A small production with other pools."""
    return deployment("prod-small", services={name: {"replicas": n} for name, n in replicas.items()})
