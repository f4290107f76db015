"""Deployments for tests of the domain."""

import json
from pathlib import Path
from typing import Any

from sorcha_infra.config.load import examine, read_defaults
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.store_access import StoreAddresses

_DEFAULTS = read_defaults(Path(__file__).parents[2] / "stacks")

STORES = StoreAddresses(postgres="postgres-0", mongo=("mongo-0:27017",), redis="redis-0")


def deployment(tier: str = "dev", **differs: Any) -> Deployment:
    """A tier, and what differs from it."""
    raw = {"tier": tier, "platform": "docker", "publicUrl": "https://sorcha.example.com", **differs}
    values = {"sorcha:deployment": json.dumps(raw)}
    found = examine(stack=tier, values=values, encrypted=(), defaults=_DEFAULTS).deployment
    assert found is not None
    return found


def with_replicas(**replicas: int) -> Deployment:
    """A small production with other pools."""
    return deployment("prod-small", services={name: {"replicas": n} for name, n in replicas.items()})
