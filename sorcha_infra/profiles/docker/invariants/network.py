"""Which process is reachable, and under which name."""

from collections import Counter
from collections.abc import Iterator

from sorcha_infra.domain.deployment import EdgeNone
from sorcha_infra.domain.names import LABEL_INSTALLATION, physical
from sorcha_infra.domain.resources import Finding, Invariant, Kind, Resource, Stack
from sorcha_infra.domain.vocabulary import ServiceName
from sorcha_infra.profiles.docker.kinds import addresses, environment, labels, ports

_STORES = ("postgres", "etcd", "postgres-proxy", "mongo", "redis", "sentinel", "redis-proxy")
"""Roles that hold data, or lead to it."""

_IDENTITIES = ("PeerService__NodeId", "EventStreams__Redis__ConsumerGroup")
"""What a member is called by others; two of one name take each other's messages (contract §3.5, §3.7)."""


def no_store_port_is_published(stack: Stack) -> Iterator[Finding]:
    """A published port passes the machine's own firewall, and a store's password is all that is left."""
    for container in stack.processes:
        if container.role in _STORES and _is_published(container):
            internal_ports = [port.internal_port for port in ports(container)]
            yield Finding(container, f"publishes {internal_ports or 'all ports'}")


def there_is_one_door(stack: Stack) -> Iterator[Finding]:
    """Users come in by one place; a second passes TLS, limits and the closed paths by."""
    edge = stack.deployment.edge
    door = "gateway" if isinstance(edge, EdgeNone) else "edge"
    doors = [member for member in stack.of(Kind.MEMBER) if member.role == door and ports(member)]
    # Other nodes call the peer by its own address (contract §3.7).
    public_roles = {door} | ({ServiceName.PEER} if stack.deployment.peer.external_address else set())
    for container in stack.processes:
        if _is_published(container) and container.role not in public_roles:
            yield Finding(container, f"is published beside the {door}")
    yield from (Finding(member, f"is a second {door} that is published") for member in doors[1:])
    if not doors:
        # Reported at the network, because there is no container to report it at.
        yield from (Finding(network, f"leads to no {door} with a port") for network in stack.of(Kind.NETWORK))


def _is_published(container: Resource) -> bool:
    return bool(ports(container) or container.inputs.get("publishAllPorts"))


def without_tls_a_port_stays_on_the_machine(stack: Stack) -> Iterator[Finding]:
    """Without an edge the gateway speaks plain HTTP, which must not leave the machine."""
    if not isinstance(stack.deployment.edge, EdgeNone):
        return
    for container in stack.processes:
        for port in ports(container):
            if container.role == ServiceName.GATEWAY and (
                port.address != "127.0.0.1" or not port.external_port
            ):
                yield Finding(container, f"{port.address or 'every address'}:{port.external_port or 'any'}")


def physical_names_are_the_installations_own(stack: Stack) -> Iterator[Finding]:
    """Two installations live on one engine; clean-up removes by label alone (decisions.md, Names)."""
    installation = stack.deployment.installation
    for resource in stack.of(Kind.MEMBER, Kind.JOB, Kind.NETWORK, Kind.VOLUME):
        name, physical_name = resource.inputs.get("name"), physical(installation, resource.name)
        if name != physical_name:
            yield Finding(resource, f"is named {name}, wanted {physical_name}")
        if labels(resource.inputs).get(LABEL_INSTALLATION) != installation:
            yield Finding(resource, f"has no label {LABEL_INSTALLATION}={installation}")


def identities_are_unique(stack: Stack) -> Iterator[Finding]:
    """Two members of one name, address or NodeId answer for each other."""
    resources = stack.of(Kind.MEMBER, Kind.JOB, Kind.VOLUME)
    identities = [(identity, resource) for resource in resources for identity in _identities(resource)]
    times = Counter(identity for identity, _ in identities)
    for (sort, value), resource in identities:
        if times[sort, value] > 1:
            yield Finding(resource, f"{sort} {value} is another's, too")


def _identities(resource: Resource) -> Iterator[tuple[str, str]]:
    yield f"{resource.type.rpartition(':')[2].lower()} name", str(resource.inputs.get("name"))
    if resource.kind is Kind.VOLUME:
        return
    yield "host name", str(resource.inputs.get("hostname"))
    yield from (("address", address) for address in addresses(resource))
    variables = environment(resource.inputs)
    yield from ((key, variables[key]) for key in _IDENTITIES if key in variables)


RESOURCE_RULES: tuple[Invariant, ...] = (
    no_store_port_is_published,
    without_tls_a_port_stays_on_the_machine,
    physical_names_are_the_installations_own,
)

STACK_RULES: tuple[Invariant, ...] = (there_is_one_door, identities_are_unique)
