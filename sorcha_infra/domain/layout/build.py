"""The layout of a deployment."""

from collections.abc import Iterator
from ipaddress import IPv4Network

from sorcha_infra.domain.addresses import ROLES, AddressPlan
from sorcha_infra.domain.deployment import Deployment, EdgeNone
from sorcha_infra.domain.identities import RECONCILER
from sorcha_infra.domain.layout.parts import Domain, Kind, Layout, Part, Port, Volume
from sorcha_infra.domain.names import PROXIES
from sorcha_infra.domain.promises import MACHINE, Promise, promises
from sorcha_infra.domain.services import FACTS, WALLET_KEYS
from sorcha_infra.domain.topology import PostgresPrimaryReplica
from sorcha_infra.domain.vocabulary import Failover, PlatformName, ServiceName, StoreName

_HOLDS = {
    "postgres": "accounts and what the wallets are",
    "mongo": "the ledger and the schema index",
    "redis": "submissions under way, streams, revoked tokens",
    "etcd": "",
    "sentinel": "",
}
"""Role → what its volumes hold; `tests/domain/test_layout.py` holds it against the plan."""

_AGAIN = {
    "etcd": "filled from the others; with all of them lost its log says what to remove for a new beginning",
    "sentinel": "learnt again from the others",
}
_RECORDS = {"etcd": "", "postgres": "which member leads"}
"""Role → what its members remember together, beside their own volumes (platforms/docker/postgres)."""

_VOTERS = {"postgres": "etcd", "redis": "sentinel"}
ZONE = "zone"


def layout(deployment: Deployment) -> Layout:
    """Every part, volume and failure domain."""
    found = {one.component.removeprefix("services."): one for one in promises(deployment)}
    parts = tuple(
        sorted(
            (_part(deployment, name, promise, found) for name, promise in found.items() if name != MACHINE),
            key=lambda part: list(Kind).index(part.kind),
        )
    )
    volumes = tuple(volume for part in parts for volume in _volumes(deployment, part))
    return Layout(
        installation=deployment.installation,
        parts=parts,
        volumes=volumes,
        domains=tuple(_domains(deployment, parts, volumes)),
    )


def _part(deployment: Deployment, name: str, promise: Promise, all_: dict[str, Promise]) -> Part:
    spec = deployment.postgres
    kind = _kind(name)
    count = len(promise.members)
    voters = _VOTERS.get(name)
    return Part(
        name=name,
        kind=kind,
        members=promise.members,
        quorum=_quorum(name, count),
        promise=promise,
        needs=tuple(_needs(name, all_)),
        electors=voters if voters in all_ else None,
        by_hand=name == StoreName.POSTGRES
        and isinstance(spec, PostgresPrimaryReplica)
        and spec.failover is Failover.MANUAL,
        readable=name == StoreName.MONGO,
        addresses=tuple(_addresses(deployment, name, count)),
        ports=tuple(_ports(deployment, name)),
    )


def _kind(name: str) -> Kind:
    if name in list(StoreName):
        return Kind.STORE
    return {
        "edge": Kind.DOOR,
        str(ServiceName.GATEWAY): Kind.GATEWAY,
        RECONCILER: Kind.RESIDENT,
        "postgres-proxy": Kind.PROXY,
        "redis-proxy": Kind.PROXY,
        "etcd": Kind.VOTERS,
        "sentinel": Kind.VOTERS,
    }.get(name, Kind.SERVICE)


def _quorum(name: str, count: int) -> int:
    """A majority where members vote or acknowledge by one; else one is enough."""
    votes = name in ("mongo", "redis", "etcd", "sentinel") and count
    return count // 2 + 1 if votes else min(1, count)


def _needs(name: str, all_: dict[str, Promise]) -> Iterator[str]:
    match name:
        case "edge":
            yield ServiceName.GATEWAY.value
        case "reconciler":
            yield from (ServiceName.VALIDATOR.value, ServiceName.REGISTER.value)
        case _ if name.endswith("-proxy"):
            yield name.removesuffix("-proxy")
        case _ if name in list(ServiceName):
            facts = FACTS[ServiceName(name)]
            for store in (one for one in StoreName if one in facts.uses):
                yield f"{store}-proxy" if f"{store}-proxy" in all_ else store.value
            if facts.sentry is not None:
                yield facts.sentry.runs_while.service.value


def _addresses(deployment: Deployment, name: str, count: int) -> Iterator[str]:
    plan = AddressPlan(IPv4Network(deployment.subnet, strict=False))
    if deployment.platform is not PlatformName.DOCKER:
        return
    if name in PROXIES:
        yield plan.of("proxy", PROXIES.index(name))
    elif name in ROLES:
        yield from (plan.of(name, ordinal) for ordinal in range(count))


def _ports(deployment: Deployment, name: str) -> Iterator[Port]:
    edge = deployment.edge
    if name == ServiceName.GATEWAY and isinstance(edge, EdgeNone):
        yield Port(address="127.0.0.1", number=edge.port, what="HTTP, without TLS, on this machine only")
    if name == "edge" and not isinstance(edge, EdgeNone):
        yield Port(address=edge.address, number=edge.https_port, what="HTTPS, HTTP/2, WebSocket")
        yield Port(address=edge.address, number=edge.http_port, what="sends to HTTPS")
    if name == ServiceName.PEER and deployment.peer.external_address is not None:
        yield Port(address=deployment.peer.address, number=deployment.peer.port, what="gRPC of other nodes")


def _volumes(deployment: Deployment, part: Part) -> Iterator[Volume]:
    again = _AGAIN.get(part.name, "written again by the next `make up`")
    if part.name in PROXIES:
        for name in part.members:
            # nginx has one of its own: HAProxy's belongs to another user.
            own = "edge-nginx-0" if part.name == "edge" and deployment.edge.kind == "nginx" else name
            yield Volume(name=own, part=part.name, members=(name,), holds="", again=again)
    elif part.name in _HOLDS:
        for name in part.members:
            yield Volume(name=name, part=part.name, members=(name,), holds=_HOLDS[part.name], again=again)
        if part.name == "etcd" or part.by_hand:
            name, holds = f"{part.name}-record", _RECORDS[part.name]
            yield Volume(name=name, part=part.name, members=part.members, holds=holds, again=again)
    elif part.name in list(ServiceName):
        for directory in FACTS[ServiceName(part.name)].directories:
            holds = "the keys of all wallets" if directory == WALLET_KEYS else "forms that are open, sign-ins"
            yield Volume(
                name=f"{part.name}-{directory.name}", part=part.name, members=part.members, holds=holds
            )


def _domains(
    deployment: Deployment, parts: tuple[Part, ...], volumes: tuple[Volume, ...]
) -> Iterator[Domain]:
    if deployment.platform is not PlatformName.DOCKER:
        return  # not built: nobody can say what runs where
    for name, kind in ((MACHINE, "host"), (ZONE, "zone")):
        yield Domain(
            name=name,
            kind=kind,
            members=tuple(member for part in parts for member in part.members),
            volumes=tuple(volume.name for volume in volumes),
        )
