"""Which change of an input makes an engine replace a resource (provider-semantics §1.1, §3)."""

from collections.abc import Collection, Mapping

from sorcha_infra.review.change import CONTAINER

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
        # taken over by the state alone, and meant for the next deployment
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
    "docker:index/network:Network": frozenset(),
    "docker:index/volume:Volume": frozenset(),
    "docker:index/remoteImage:RemoteImage": frozenset({"forceRemove", "keepLocally"}),
    "random:index/randomPassword:RandomPassword": frozenset(),
    "tls:index/privateKey:PrivateKey": frozenset(),
    "tls:index/selfSignedCert:SelfSignedCert": frozenset({"earlyRenewalHours"}),
}
"""Type → inputs that change in place; every other one of it replaces. Of a type that is not here
nothing is known, and its changes are told as updates."""


def causes(kind: str, changed: Collection[str], asked: Collection[str]) -> tuple[str, ...]:
    """The changed inputs that force a replacement; `asked` is the resource's own replaceOnChanges."""
    in_place = _IN_PLACE.get(kind)
    return tuple(
        sorted(key for key in changed if key in asked or (in_place is not None and key not in in_place))
    )
