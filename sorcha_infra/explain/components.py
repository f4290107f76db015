"""The components of a stack: recommendation, configuration, promise, faults with their tests."""

from collections.abc import Iterator
from dataclasses import dataclass

from sorcha_infra.config.table import Component, RecommendationTable
from sorcha_infra.domain.deployment import Deployment, OriginKind
from sorcha_infra.domain.promises import POOL, Fault, Promise, overview
from sorcha_infra.domain.services import FACTS
from sorcha_infra.domain.topology import PostgresPrimaryReplica, RedisSentinel
from sorcha_infra.domain.vocabulary import ServiceName, StoreName
from sorcha_infra.profiles import profile

PROMISE_COLUMNS = ("copies", "tolerates", "failure domains", "recovery", "lost", "meanwhile")
"""One line for each component, after the death of one member."""

FAULT_COLUMNS = ("fault", "recovery", "lost", "test")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One component."""

    component: str
    recommendation: str
    """The guide's words for the tier; empty where the guide's table omits the component."""

    configuration: str
    reasons: tuple[str, ...]
    """Origins of the configuration, and limits of the service's code."""

    promise: tuple[str, ...]
    """Cells of `PROMISE_COLUMNS`."""

    faults: tuple[tuple[str, ...], ...]
    """Cells of `FAULT_COLUMNS`, for each fault."""

    limits: tuple[str, ...]
    """Cases that the promise does not cover."""


def rows(deployment: Deployment, table: RecommendationTable) -> tuple[Row, ...]:
    """One row for each component, in the order in which requests pass them."""
    return tuple(
        _row(deployment, table, promise) for promise in profile(deployment.platform).promises(deployment)
    )


def _row(deployment: Deployment, table: RecommendationTable, promise: Promise) -> Row:
    name = promise.component.removeprefix(POOL)
    return Row(
        component=name,
        recommendation=_recommendation(deployment, table, name),
        configuration=description(deployment, promise, name),
        reasons=tuple(_reasons(deployment, name)),
        promise=_promise(promise),
        faults=tuple(map(_fault, promise.faults)),
        limits=promise.not_covered,
    )


def _promise(promise: Promise) -> tuple[str, ...]:
    (entry,) = overview([promise]).values()
    return (
        str(entry["copies"]),
        _failures(promise.survives),
        str(entry["failureDomains"]),
        entry["recovery"],
        entry["lost"],
        entry["meanwhile"],
    )


def _failures(count: int) -> str:
    if count == 0:
        return "no failure"
    return "1 failure" if count == 1 else f"{count} failures"


def _fault(fault: Fault) -> tuple[str, ...]:
    return fault.event, fault.recovery, fault.loss, fault.proof or "none"


def _recommendation(deployment: Deployment, table: RecommendationTable, name: str) -> str:
    if name in list(Component):
        return table.cell(Component(name), deployment.tier).guide
    return ""


def description(deployment: Deployment, promise: Promise, name: str) -> str:
    """Its configuration in a few words."""
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


def _reasons(deployment: Deployment, name: str) -> Iterator[str]:
    if name in list(ServiceName):
        path = f"services.{name}.replicas"
        yield _origin(deployment, path)
        ceiling = FACTS[ServiceName(name)].ceiling
        if deployment.services[ServiceName(name)].replicas >= ceiling.replicas:
            yield f"maximum {ceiling.replicas}: {ceiling.reason}"
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
