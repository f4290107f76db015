"""Who can be reached, and under which name."""

from collections import Counter
from collections.abc import Iterator

from sorcha_infra.domain.deployment import EdgeNone
from sorcha_infra.domain.invariants.invariant import Finding, Invariant
from sorcha_infra.domain.invariants.planned import CONTAINER, NETWORK, VOLUME, Planned, Stack
from sorcha_infra.domain.names import LABEL_INSTALLATION, physical
from sorcha_infra.domain.vocabulary import ServiceName

_STORES = ("postgres", "etcd", "postgres-proxy", "mongo", "redis", "sentinel", "redis-proxy")
"""Roles that hold data, or lead to it."""

_IDENTITIES = ("PeerService__NodeId", "EventStreams__Redis__ConsumerGroup")
"""What a member is called by others; two of one name take each other's messages (contract §3.5, §3.7)."""


def no_store_port_is_published(stack: Stack) -> Iterator[Finding]:
    """A published port passes the machine's own firewall, and a store's password is all that is left."""
    for one in stack.containers:
        if one.role in _STORES and (one.ports or one.inputs.get("publishAllPorts")):
            yield Finding(one, f"publishes {[port.get('internal') for port in one.ports] or 'all ports'}")


def there_is_one_door(stack: Stack) -> Iterator[Finding]:
    """Users come in by one place; a second passes TLS, limits and the closed paths by."""
    edge = stack.deployment.edge
    door = "gateway" if isinstance(edge, EdgeNone) else "edge"
    doors = [one for one in stack.servers if one.role == door and one.ports]
    # Other nodes call the peer by its own address (contract §3.7).
    allowed = {door} | ({ServiceName.PEER} if stack.deployment.peer.external_address else set())
    for one in stack.containers:
        if (one.ports or one.inputs.get("publishAllPorts")) and one.role not in allowed:
            yield Finding(one, f"is published beside the {door}")
    yield from (Finding(one, f"is a second {door} that is published") for one in doors[1:])
    if not doors:
        # Told of the network, for want of a container to tell it of.
        yield from (Finding(one, f"leads to no {door} with a port") for one in stack.of(NETWORK))


def without_tls_a_port_stays_on_the_machine(stack: Stack) -> Iterator[Finding]:
    """Without an edge the gateway speaks plain HTTP, which must not leave the machine."""
    if isinstance(stack.deployment.edge, EdgeNone):
        for one in stack.containers:
            for port in one.ports:
                if one.role == ServiceName.GATEWAY and (
                    port.get("ip") != "127.0.0.1" or not port.get("external")
                ):
                    yield Finding(one, f"{port.get('ip') or 'every address'}:{port.get('external') or 'any'}")


def physical_names_are_the_installations_own(stack: Stack) -> Iterator[Finding]:
    """Two installations live on one engine; clean-up removes by label alone (decisions.md, Names)."""
    installation = stack.deployment.installation
    for one in stack.of(CONTAINER, NETWORK, VOLUME):
        if one.inputs.get("name") != physical(installation, one.name):
            yield Finding(
                one, f"is named {one.inputs.get('name')}, wanted {physical(installation, one.name)}"
            )
        if one.labels.get(LABEL_INSTALLATION) != installation:
            yield Finding(one, f"has no label {LABEL_INSTALLATION}={installation}")


def identities_are_unique(stack: Stack) -> Iterator[Finding]:
    """Two members of one name, address or NodeId answer for each other."""
    told = [(kind, value, one) for one in stack.of(CONTAINER, VOLUME) for kind, value in _identities(one)]
    times = Counter((kind, value) for kind, value, _ in told)
    for kind, value, one in told:
        if times[kind, value] > 1:
            yield Finding(one, f"{kind} {value} is another's, too")


def _identities(one: Planned) -> Iterator[tuple[str, str]]:
    yield f"{one.type.rpartition(':')[2].lower()} name", str(one.inputs.get("name"))
    if one.type != CONTAINER:
        return
    yield "host name", str(one.inputs.get("hostname"))
    for network in one.listed("networksAdvanced"):
        if network.get("ipv4Address"):
            yield "address", str(network["ipv4Address"])
    for entry in one.listed("envs"):
        key, _, value = str(entry).partition("=")
        if key in _IDENTITIES:
            yield key, value


EACH: tuple[Invariant, ...] = (
    no_store_port_is_published,
    without_tls_a_port_stays_on_the_machine,
    physical_names_are_the_installations_own,
)

WHOLE: tuple[Invariant, ...] = (there_is_one_door, identities_are_unique)
