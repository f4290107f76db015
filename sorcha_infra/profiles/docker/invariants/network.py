"""Rules over published ports, names and identities."""

from collections import Counter
from collections.abc import Iterator

from sorcha_infra.domain.deployment import EdgeNone
from sorcha_infra.domain.names import LABEL_INSTALLATION, physical
from sorcha_infra.domain.resources import Finding, Invariant, Kind, Resource, Stack
from sorcha_infra.domain.vocabulary import ServiceName
from sorcha_infra.profiles.docker.kinds import addresses, environment, labels, ports

_STORES = ("postgres", "etcd", "postgres-proxy", "mongo", "redis", "sentinel", "redis-proxy")
"""Roles with data, and their proxies."""

_IDENTITIES = ("PeerService__NodeId", "EventStreams__Redis__ConsumerGroup")
"""Identities of a member; two members with the same one take each other's messages (contract §3.5, §3.7)."""


def no_public_store_port(stack: Stack) -> Iterator[Finding]:
    """A published port bypasses the machine's firewall, so only the password protects a store."""
    for container in stack.processes:
        if container.role in _STORES and _is_published(container):
            internal_ports = [port.internal_port for port in ports(container)]
            yield Finding(container, f"publishes {internal_ports or 'all ports'}", expected="no port")


def single_public_entry(stack: Stack) -> Iterator[Finding]:
    """A second entry for users would bypass TLS, limits and closed paths."""
    edge = stack.deployment.edge
    role = "gateway" if isinstance(edge, EdgeNone) else "edge"
    entries = [member for member in stack.of(Kind.MEMBER) if member.role == role and ports(member)]
    # Other nodes call the peer directly (contract §3.7).
    public_roles = {role} | ({ServiceName.PEER} if stack.deployment.peer.external_address else set())
    for container in stack.processes:
        if _is_published(container) and container.role not in public_roles:
            yield Finding(container, f"is published in addition to the {role}", expected="no port")
    yield from (Finding(member, f"is a second published {role}", expected="one") for member in entries[1:])
    if not entries:
        # Reported for the network, because no container exists.
        yield from (
            Finding(network, "has no public entry", expected=f"a published {role}")
            for network in stack.of(Kind.NETWORK)
        )


def _is_published(container: Resource) -> bool:
    return bool(ports(container) or container.inputs.get("publishAllPorts"))


def no_public_port_without_tls(stack: Stack) -> Iterator[Finding]:
    """Without an edge the gateway speaks HTTP without TLS, which must not leave the machine."""
    if not isinstance(stack.deployment.edge, EdgeNone):
        return
    for container in stack.processes:
        for port in ports(container):
            if container.role == ServiceName.GATEWAY and (
                port.address != "127.0.0.1" or not port.external_port
            ):
                yield Finding(
                    container,
                    f"publishes {port.address or 'every address'}:{port.external_port or 'any'} without TLS",
                    expected="a fixed port at 127.0.0.1",
                )


def names_prefixed_by_installation(stack: Stack) -> Iterator[Finding]:
    """Installations share an engine, and clean-up removes by label (decisions.md, Names)."""
    installation = stack.deployment.installation
    for resource in stack.of(Kind.MEMBER, Kind.JOB, Kind.NETWORK, Kind.VOLUME):
        name, physical_name = resource.inputs.get("name"), physical(installation, resource.name)
        if name != physical_name:
            yield Finding(resource, f"has name {name}", expected=physical_name)
        if labels(resource.inputs).get(LABEL_INSTALLATION) != installation:
            yield Finding(resource, "lacks its label", expected=f"{LABEL_INSTALLATION}={installation}")


def unique_identities(stack: Stack) -> Iterator[Finding]:
    """Two members with the same name, address or NodeId answer for each other."""
    resources = stack.of(Kind.MEMBER, Kind.JOB, Kind.VOLUME)
    identities = [(identity, resource) for resource in resources for identity in _identities(resource)]
    times = Counter(identity for identity, _ in identities)
    for (sort, value), resource in identities:
        if times[sort, value] > 1:
            yield Finding(resource, f"has {sort} {value}, which another resource has, too")


def _identities(resource: Resource) -> Iterator[tuple[str, str]]:
    yield f"{resource.type.rpartition(':')[2].lower()} name", str(resource.inputs.get("name"))
    if resource.kind is Kind.VOLUME:
        return
    yield "host name", str(resource.inputs.get("hostname"))
    yield from (("address", address) for address in addresses(resource))
    variables = environment(resource.inputs)
    yield from ((key, variables[key]) for key in _IDENTITIES if key in variables)


RESOURCE_RULES: tuple[Invariant, ...] = (
    no_public_store_port,
    no_public_port_without_tls,
    names_prefixed_by_installation,
)

STACK_RULES: tuple[Invariant, ...] = (single_public_entry, unique_identities)
