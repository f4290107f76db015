"""How many containers a role has, by the resolved deployment or by counting."""

from collections.abc import Mapping
from typing import Any

from sorcha_infra.domain.vocabulary import ServiceName
from sorcha_infra.review.change import Change, Op, Spec

_DCS_MEMBERS = 3
"""etcd beside an automatic fail-over (recipes §2.3)."""


def expected(spec: Spec | None) -> dict[str, int]:
    """Role → containers that a deployment asks for; roles that nobody counts are left out."""
    if spec is None:
        return {}
    pools = _at(spec, "services")
    counted = {name.value: int(_at(pools, name.value).get("replicas", 0)) for name in ServiceName}
    postgres, mongo, redis = (_at(spec, name) for name in ("postgres", "mongo", "redis"))
    counted["postgres"] = 1
    if postgres.get("topology") == "primaryReplica":
        counted["postgres"] = 1 + int(postgres.get("replicas", 0))
        counted["postgres-proxy"] = 1
        if postgres.get("failover") == "automatic":
            counted["etcd"] = _DCS_MEMBERS
    counted["mongo"] = int(mongo.get("members", 1))
    counted["redis"] = int(redis.get("members", 1))
    if redis.get("topology") == "sentinel":
        counted |= {"sentinel": int(redis.get("sentinels", 0)), "redis-proxy": 1}
    if _at(spec, "edge").get("kind") not in (None, "none"):
        counted["edge"] = 1
    return {role: count for role, count in counted.items() if count}


def before(change: Change, role: str) -> int:
    """Containers of a role that run now: counted, or computed from what is asked for, or the least."""
    if role in change.members:
        return change.members[role]
    steps = [step for step in change.leaves if step.is_server and step.role == role]
    gone = sum(step.op is Op.DELETE for step in steps)
    come = sum(step.op is Op.CREATE for step in steps)
    touched = sum(step.op is not Op.CREATE for step in steps)
    asked = expected(change.after).get(role)
    return touched if asked is None else max(asked - come + gone, touched)


def after(change: Change, role: str) -> int:
    """Containers of a role that run when it is done."""
    steps = [step for step in change.leaves if step.is_server and step.role == role]
    come = sum(step.op is Op.CREATE for step in steps)
    return before(change, role) + come - sum(step.op is Op.DELETE for step in steps)


def _at(spec: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = spec.get(key)
    return found if isinstance(found, Mapping) else {}
