"""The truth table: what was asked for, what is given, what that survives, what it does not, who proves it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sorcha_infra.config.table import Component, RecommendationTable
from sorcha_infra.domain.deployment import Deployment, OriginKind
from sorcha_infra.domain.promises import POOL, Certainty, Fault, Promise
from sorcha_infra.domain.services import FACTS
from sorcha_infra.domain.topology import PostgresPrimaryReplica, RedisSentinel
from sorcha_infra.domain.vocabulary import ServiceName, StoreName
from sorcha_infra.profiles import profile

COLUMNS = ("asked", "given", "survives", "does not", "why", "test")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One component; each cell is a list of sentences."""

    component: str
    request: tuple[str, ...]
    provision: tuple[str, ...]
    survives: tuple[str, ...]
    limits: tuple[str, ...]
    reasons: tuple[str, ...]
    tests: tuple[str, ...]

    def cells(self) -> dict[str, tuple[str, ...]]:
        """By column."""
        values = (self.request, self.provision, self.survives, self.limits, self.reasons, self.tests)
        return dict(zip(COLUMNS, values, strict=True))


def truth(deployment: Deployment, table: RecommendationTable) -> tuple[Row, ...]:
    """One row for each component, in the order in which requests pass them."""
    return tuple(
        _row(deployment, table, promise) for promise in profile(deployment.platform).promises(deployment)
    )


def _row(deployment: Deployment, table: RecommendationTable, promise: Promise) -> Row:
    name = promise.component.removeprefix(POOL)
    return Row(
        component=name,
        request=tuple(_request(deployment, table, name)),
        provision=(description(deployment, promise, name),),
        survives=tuple(_survives(promise)),
        limits=tuple(_limits(promise)),
        reasons=tuple(_reasons(deployment, name)),
        tests=tuple(dict.fromkeys(fault.proof for fault in promise.faults if fault.proof)),
    )


def _request(deployment: Deployment, table: RecommendationTable, name: str) -> Iterator[str]:
    if name in list(Component):
        yield table.cell(Component(name), deployment.tier).guide
    elif name == ServiceName.UI:
        yield "the guide has no row for it"


def description(deployment: Deployment, promise: Promise, name: str) -> str:
    """What of it there is, in a few words."""
    if promise.description:
        return promise.description
    if promise.copies is None:
        return "managed"
    if name in list(StoreName):
        store = deployment.stores[StoreName(name)]
        return f"{store.topology}, {_servers(store, promise.copies)}"
    return str(promise.copies)


def _servers(store: object, copies: int) -> str:
    match store:
        case PostgresPrimaryReplica():
            return f"1 + {store.replicas}, fail-over {store.failover}"
        case RedisSentinel():
            return f"{copies} servers"
    return "1 server" if copies == 1 else f"{copies} members"


def _survives(promise: Promise) -> Iterator[str]:
    if promise.copies is not None:
        yield f"the loss of {promise.survives or 'none'} of {len(promise.members) or promise.copies}"
    yield from (_fault(fault) for fault in promise.faults if fault.seconds is not None)


def _fault(fault: Fault) -> str:
    loss = "" if fault.loss.startswith("nothing") else f"; lost: {fault.loss}"
    pause = f"{fault.seconds} s" if fault.seconds else "no pause"
    phrase = {
        Certainty.BOUND: f"at most {pause}" if fault.seconds else pause,
        Certainty.CONFIGURED: f"{pause} by its settings",
        Certainty.SEEN: f"{pause}, seen once",
        Certainty.DOCUMENTED: f"{pause} as others say",
        Certainty.UNKNOWN: f"{pause} supposed",
    }[fault.certainty]
    return f"{fault.event}: {phrase}{loss}"


def _limits(promise: Promise) -> Iterator[str]:
    for fault in promise.faults:
        if fault.seconds is None:
            yield f"{fault.event}: nobody promises when it is back; lost: {fault.loss}"
    if promise.single_point and promise.members:
        yield f"a single point; while it is away: {promise.away}"
    yield from promise.not_covered


def _reasons(deployment: Deployment, name: str) -> Iterator[str]:
    if name in list(ServiceName):
        path = f"services.{name}.replicas"
        yield _origin(deployment, path)
        ceiling = FACTS[ServiceName(name)].ceiling
        if deployment.services[ServiceName(name)].replicas >= ceiling.replicas:
            yield f"no more than {ceiling.replicas}: {ceiling.reason}"
    elif name in list(StoreName):
        path = f"{name}.topology"
        yield _origin(deployment, path)
    elif name == "edge":
        path = "edge.kind"
        yield _origin(deployment, path)
    else:
        return
    if path in deployment.deviations:
        yield deployment.deviations[path]


def _origin(deployment: Deployment, path: str) -> str:
    origin = deployment.origins[path]
    if origin.kind is OriginKind.STACK_FILE:
        return f"stack file{f' ({origin.detail})' if origin.detail else ''}"
    return f"{origin.kind}: {origin.detail}"
