"""Rules over the configuration on Docker: network, ports of the machine, Patroni."""

from collections.abc import Iterator
from ipaddress import IPv4Network

from sorcha_infra.domain.deployment import Deployment, EdgeNone
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.rules.rule import ROOT, Rule
from sorcha_infra.domain.rules.stores import even_voters
from sorcha_infra.domain.services import Severity
from sorcha_infra.domain.topology import FEWEST_ETCD_MEMBERS, PostgresPrimaryReplica
from sorcha_infra.domain.vocabulary import Failover, ServiceName
from sorcha_infra.profiles.docker.addresses import LARGEST_PREFIX, SMALLEST_PREFIX, default_subnet
from sorcha_infra.profiles.docker.target import target_of


def subnet_fits_address_plan(deployment: Deployment) -> Iterator[Problem]:
    """Permanent addresses of members need a private network of the right size."""
    path = f"{ROOT}.network.subnet"
    subnet = target_of(deployment).subnet
    requirement = (
        f"a private network (10/8, 172.16/12 or 192.168/16) from /{LARGEST_PREFIX} to "
        f"/{SMALLEST_PREFIX} for the 256 addresses of the plan"
    )
    example = default_subnet(deployment.installation)
    try:
        network = IPv4Network(subnet, strict=False)
    except ValueError:
        yield Problem(path=path, finding="is not an IPv4 network", expected=requirement, fix=example)
        return
    if not LARGEST_PREFIX <= network.prefixlen <= SMALLEST_PREFIX or not _is_private(network):
        yield Problem(path=path, finding=f"is {network}", expected=requirement, fix=example)
    elif str(network) != subnet:
        yield Problem(
            path=path,
            finding="has host bits set",
            expected=str(network),
            fix=str(network),
        )


def _is_private(network: IPv4Network) -> bool:
    # `is_private` would include loopback and documentation networks.
    return any(network.subnet_of(private_network) for private_network in _PRIVATE_NETWORKS)


_PRIVATE_NETWORKS = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))


def single_gateway_without_edge(deployment: Deployment) -> Iterator[Problem]:
    """Two containers cannot publish the same port of the machine."""
    replicas = deployment.services[ServiceName.GATEWAY].replicas
    if isinstance(deployment.edge, EdgeNone) and replicas > 1:
        yield Problem(
            path=f"{ROOT}.services.gateway.replicas",
            finding=f"is {replicas}, but edge.kind is none and several gateways need a load balancer",
            expected="1",
            fix=1,
        )


def distinct_peer_port(deployment: Deployment) -> Iterator[Problem]:
    """A port of the machine cannot belong to two containers."""
    edge, peer = deployment.edge, deployment.peer
    if peer.external_address is None:
        return
    edge_ports = (
        {edge.port: "edge.port"}
        if isinstance(edge, EdgeNone)
        else {edge.http_port: "edge.httpPort", edge.https_port: "edge.httpsPort"}
    )
    if peer.port in edge_ports:
        yield Problem(
            path=f"{ROOT}.peer.port",
            finding=f"is {peer.port}, the port of {edge_ports[peer.port]}",
            expected="another port",
            fix=next(port for port in (5000, 5001, 5002) if port not in edge_ports),
        )


def odd_etcd_members(deployment: Deployment) -> Iterator[Problem]:
    """An even number of voters tolerates no more failures than the odd number below it."""
    spec = deployment.postgres
    if (
        isinstance(spec, PostgresPrimaryReplica)
        and spec.failover is Failover.AUTOMATIC
        and spec.etcd_members % 2 == 0
    ):
        yield even_voters("postgres.etcdMembers", spec.etcd_members)


def no_patroni_keys_with_manual_failover(deployment: Deployment) -> Iterator[Problem]:
    """With manual fail-over these keys have no effect."""
    spec = deployment.postgres
    if not isinstance(spec, PostgresPrimaryReplica) or spec.failover is not Failover.MANUAL:
        return
    if spec.patroni_image is not None:
        yield _unused_key("patroniImage", spec.patroni_image)
    if spec.etcd_members != FEWEST_ETCD_MEMBERS:
        yield _unused_key("etcdMembers", spec.etcd_members)


def _unused_key(key: str, value: object) -> Problem:
    return Problem(
        path=f"{ROOT}.postgres.{key}",
        finding=f"is {value} without effect; manual fail-over runs neither Patroni nor etcd",
        expected="no key, or postgres.failover automatic",
        severity=Severity.WARN,
        remove=True,
    )


RULES: tuple[Rule, ...] = (
    subnet_fits_address_plan,
    single_gateway_without_edge,
    distinct_peer_port,
    odd_etcd_members,
    no_patroni_keys_with_manual_failover,
)
