"""Rules over the configuration that hold on Docker alone: network, ports of the machine, Patroni."""

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


def subnet_holds_the_address_plan(deployment: Deployment) -> Iterator[Problem]:
    """Members with an address for life need it inside a private network."""
    path = f"{ROOT}.network.subnet"
    subnet = target_of(deployment).subnet
    requirement = (
        f"allowed a private network (10/8, 172.16/12 or 192.168/16) from /{LARGEST_PREFIX} to "
        f"/{SMALLEST_PREFIX}: the address plan needs 256 addresses"
    )
    example = default_subnet(deployment.installation)
    try:
        network = IPv4Network(subnet, strict=False)
    except ValueError:
        yield Problem(path=path, message=f"found no IPv4 network, {requirement}", fix=example)
        return
    if not LARGEST_PREFIX <= network.prefixlen <= SMALLEST_PREFIX or not _is_private(network):
        yield Problem(path=path, message=f"found {network}, {requirement}", fix=example)
    elif str(network) != subnet:
        yield Problem(
            path=path,
            message=f"found an address inside {network}, allowed the network itself",
            fix=str(network),
        )


def _is_private(network: IPv4Network) -> bool:
    # Not `is_private`: that counts loopback and documentation networks in.
    return any(network.subnet_of(private_network) for private_network in _PRIVATE_NETWORKS)


_PRIVATE_NETWORKS = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))


def one_gateway_without_an_edge(deployment: Deployment) -> Iterator[Problem]:
    """One host port cannot be published by two containers."""
    replicas = deployment.services[ServiceName.GATEWAY].replicas
    if isinstance(deployment.edge, EdgeNone) and replicas > 1:
        yield Problem(
            path=f"{ROOT}.services.gateway.replicas",
            message=f"found {replicas}, allowed 1 where edge.kind is "
            "none: nothing stands in front of the gateways to share one address",
            fix=1,
        )


def the_peers_port_is_its_own(deployment: Deployment) -> Iterator[Problem]:
    """One port of the machine cannot lead to two containers."""
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
            message=f"found {peer.port}, which is {edge_ports[peer.port]}; allowed: another one",
            fix=next(port for port in (5000, 5001, 5002) if port not in edge_ports),
        )


def etcd_members_are_odd(deployment: Deployment) -> Iterator[Problem]:
    """An even number of voters tolerates no more losses than the odd number below it."""
    spec = deployment.postgres
    if (
        isinstance(spec, PostgresPrimaryReplica)
        and spec.failover is Failover.AUTOMATIC
        and spec.etcd_members % 2 == 0
    ):
        yield even_voters("postgres.etcdMembers", spec.etcd_members)


def manual_fail_over_uses_no_patroni(deployment: Deployment) -> Iterator[Problem]:
    """A key without effect looks as if it had one."""
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
        message=f"found {value}, without effect: postgres.failover is manual, which runs neither Patroni nor "
        "etcd; take this key out, or set postgres.failover to automatic",
        severity=Severity.WARN,
    )


RULES: tuple[Rule, ...] = (
    subnet_holds_the_address_plan,
    one_gateway_without_an_edge,
    the_peers_port_is_its_own,
    etcd_members_are_odd,
    manual_fail_over_uses_no_patroni,
)
