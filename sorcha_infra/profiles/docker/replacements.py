"""Inputs whose change makes the Docker provider replace a resource (provider-semantics §1.1, §3)."""

from collections.abc import Collection, Mapping

from sorcha_infra.profiles.docker.kinds import CONTAINER, IMAGE, NETWORK, VOLUME

_CONTAINER_IN_PLACE = frozenset(
    {
        "cpuSet",
        "cpuShares",
        "maxRetryCount",
        "memory",
        "memoryReservation",
        "memorySwap",
        "mustRun",
        "restart",
        # written to the state alone; they take effect at the next deployment
        "attach",
        "containerReadRefreshTimeoutMilliseconds",
        "cpuPeriod",
        "cpuQuota",
        "destroyGraceSeconds",
        "healthcheck",
        "init",
        "logs",
        "removeVolumes",
        "rm",
        "start",
        "tmpfs",
        "wait",
        "waitTimeout",
    }
)

_IN_PLACE: Mapping[str, frozenset[str]] = {
    CONTAINER: _CONTAINER_IN_PLACE,
    NETWORK: frozenset(),
    VOLUME: frozenset(),
    IMAGE: frozenset({"forceRemove", "keepLocally"}),
}
"""Type → inputs that change in place; every other input forces a replacement."""


def replacements(type_: str, changed_keys: Collection[str]) -> tuple[str, ...] | None:
    """Changed inputs that force a replacement; None for a type of another provider."""
    in_place = _IN_PLACE.get(type_)
    return None if in_place is None else tuple(sorted(key for key in changed_keys if key not in in_place))
