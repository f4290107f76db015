"""The parts of an installation on Docker, from its rendered plan and the facts that a plan does not have."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.identities import RECONCILER
from sorcha_infra.domain.inventory import Domain, Inventory, Limits, Part, Port, Purpose, Volume
from sorcha_infra.domain.promises import Promise, by_role
from sorcha_infra.domain.resources import Kind, Resource
from sorcha_infra.domain.services import FACTS, WALLET_KEYS
from sorcha_infra.domain.topology import PostgresPrimaryReplica
from sorcha_infra.domain.vocabulary import Failover, ServiceName, StoreName
from sorcha_infra.profiles.docker import kinds
from sorcha_infra.profiles.docker.promises import MACHINE, promises

_CONTENTS = {
    "postgres": "accounts, wallets' metadata",
    "mongo": "registers (the ledger), schema index",
    "redis": "submissions in flight, streams, revoked tokens",
    "postgres-record": "the record of the leading member",
    f"{ServiceName.WALLET}-{WALLET_KEYS.name}": "keys of all wallets",
}
"""Volume, or role of its member → content that is lost with the last copy."""

_REFILLS = {
    "etcd": "from the other members; if all are lost, its log has the steps",
    "sentinel": "from the other members",
}
_VOTERS = {"postgres": "etcd", "redis": "sentinel"}

_USES = {
    (ServiceName.GATEWAY, 8080): "HTTP, without TLS, on this machine only",
    ("edge", 8443): "HTTPS, HTTP/2, WebSocket",
    ("edge", 8080): "HTTP, redirects to HTTPS",
    (ServiceName.PEER, 5000): "gRPC of other nodes",
}
"""Role and port inside → use."""

ZONE = "zone"


def inventory(deployment: Deployment, resources: Sequence[Resource]) -> Inventory:
    """Every part, volume and failure domain."""
    roles = by_role(promises(deployment))
    pools: dict[str, list[Resource]] = defaultdict(list)
    for resource in resources:
        if resource.kind is Kind.MEMBER:
            pools[resource.role].append(resource)
    parts = tuple(
        sorted(
            (
                _part(deployment, name, pools[name], roles)
                for name, promise in roles.items()
                if name != MACHINE
            ),
            key=lambda part: list(Purpose).index(part.purpose),
        )
    )
    volumes = tuple(_volumes(parts, resources))
    return Inventory(
        installation=deployment.installation,
        parts=parts,
        volumes=volumes,
        domains=tuple(
            Domain(
                name=name,
                kind=kind,
                members=tuple(member for part in parts for member in part.members),
                volumes=tuple(volume.name for volume in volumes),
            )
            for name, kind in ((MACHINE, "host"), (ZONE, "zone"))
        ),
        place="one machine: one failure domain",
        limits=_limits(pools),
        member_noun="containers",
        port_title="Ports of the machine",
        port_note="All other ports are on the network of the installation: [security](security.md#ports).",
    )


def _limits(pools: Mapping[str, Sequence[Resource]]) -> Limits:
    members = [member for pool in pools.values() for member in pool]
    return Limits(
        cpus=sum(float(member.inputs["cpus"]) for member in members),
        memory_mib=sum(int(member.inputs["memory"]) for member in members),
    )


def _part(deployment: Deployment, name: str, members: list[Resource], roles: Mapping[str, Promise]) -> Part:
    spec = deployment.postgres
    voters = _VOTERS.get(name)
    ordered_members = sorted(members, key=lambda member: int(member.name.rpartition("-")[2]))
    return Part(
        name=name,
        purpose=_purpose(name),
        members=tuple(member.name for member in ordered_members),
        copies=roles[name].copies,
        quorum=_quorum(name, len(members)),
        promise=roles[name],
        needs=tuple(_needs(name, roles)),
        electors=voters if voters in roles else None,
        by_hand=name == StoreName.POSTGRES
        and isinstance(spec, PostgresPrimaryReplica)
        and spec.failover is Failover.MANUAL,
        readable=name == StoreName.MONGO,
        addresses=tuple(address for member in ordered_members for address in kinds.addresses(member)),
        ports=tuple(port for member in ordered_members for port in _ports(name, member)),
    )


def _purpose(name: str) -> Purpose:
    if name in list(StoreName):
        return Purpose.STORE
    return {
        "edge": Purpose.DOOR,
        str(ServiceName.GATEWAY): Purpose.GATEWAY,
        RECONCILER: Purpose.RESIDENT,
        "postgres-proxy": Purpose.PROXY,
        "redis-proxy": Purpose.PROXY,
        "etcd": Purpose.VOTERS,
        "sentinel": Purpose.VOTERS,
    }.get(name, Purpose.SERVICE)


def _quorum(name: str, count: int) -> int:
    """A majority where members vote or acknowledge by one; else one is enough."""
    votes = name in ("mongo", "redis", "etcd", "sentinel") and count
    return count // 2 + 1 if votes else min(1, count)


def _needs(name: str, roles: Mapping[str, Promise]) -> Iterator[str]:
    match name:
        case "edge":
            yield ServiceName.GATEWAY.value
        case "reconciler":
            yield from (ServiceName.VALIDATOR.value, ServiceName.REGISTER.value)
        case _ if name.endswith("-proxy"):
            yield name.removesuffix("-proxy")
        case _ if name in list(ServiceName):
            facts = FACTS[ServiceName(name)]
            for store in (store for store in StoreName if store in facts.uses):
                yield f"{store}-proxy" if f"{store}-proxy" in roles else store.value
            if facts.sentry is not None:
                yield facts.sentry.runs_while.service.value


def _ports(name: str, member: Resource) -> Iterator[Port]:
    machine_ports = sorted(kinds.ports(member), key=lambda port: port.internal_port or 0, reverse=True)
    for port in machine_ports:
        yield Port(
            address=port.address or "0.0.0.0",  # noqa: S104 - what the engine takes for none
            number=port.external_port or 0,
            use=_USES.get((name, port.internal_port or 0), "unknown"),
        )


def _volumes(parts: Sequence[Part], resources: Sequence[Resource]) -> Iterator[Volume]:
    users: dict[str, list[str]] = defaultdict(list)
    for resource in resources:
        if resource.kind is Kind.MEMBER:
            for physical in kinds.mounts(resource).values():
                users[physical].append(resource.name)
    for part in parts:
        own_volumes = [
            resource
            for resource in resources
            if resource.kind is Kind.VOLUME and kinds.component(resource) == part.name
        ]
        # A member's own volume before those that the members share.
        for volume in sorted(
            own_volumes, key=lambda resource: (resource.name not in part.members, resource.name)
        ):
            yield Volume(
                name=volume.name,
                part=part.name,
                members=tuple(sorted(users[str(volume.inputs.get("name"))])),
                holds=_content(volume, part),
                again=_REFILLS.get(part.name, "by the next `make up`"),
            )


def _content(volume: Resource, part: Part) -> str:
    if volume.name in _CONTENTS:
        return _CONTENTS[volume.name]
    if part.purpose is Purpose.SERVICE:
        return "open forms, sign-ins"
    return _CONTENTS.get(part.name, "")
