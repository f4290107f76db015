"""The node in the peer network, and the port that leads to it."""

from collections.abc import Iterator

from sorcha_infra.domain.deployment import Deployment, EdgeNone
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.rules.rule import ROOT, Rule
from sorcha_infra.domain.services import Severity


def the_peers_port_is_its_own(deployment: Deployment) -> Iterator[Problem]:
    """One port of the machine cannot lead to two containers."""
    edge, peer = deployment.edge, deployment.peer
    if peer.external_address is None:
        return
    taken = (
        {edge.port: "edge.port"}
        if isinstance(edge, EdgeNone)
        else {edge.http_port: "edge.httpPort", edge.https_port: "edge.httpsPort"}
    )
    if peer.port in taken:
        yield Problem(
            path=f"{ROOT}.peer.port",
            message=f"found {peer.port}, which is {taken[peer.port]}; allowed: another one",
            fix=next(port for port in (5000, 5001, 5002) if port not in taken),
        )


def a_peer_that_is_reached_has_no_tls(deployment: Deployment) -> Iterator[Problem]:
    """Say what leaves the machine unencrypted, and who may call."""
    peer = deployment.peer
    if peer.external_address is not None:
        yield Problem(
            path=f"{ROOT}.peer.externalAddress",
            message=f"port {peer.port} is published at {peer.address}: the peer speaks HTTP/2 without TLS "
            "and asks no caller who it is (contract §2.14); let other nodes in by a firewall or a tunnel",
            severity=Severity.WARN,
        )


RULES: tuple[Rule, ...] = (the_peers_port_is_its_own, a_peer_that_is_reached_has_no_tls)
