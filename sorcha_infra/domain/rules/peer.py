"""Rules over the node in the peer network."""

from collections.abc import Iterator

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.rules.rule import ROOT, Rule
from sorcha_infra.domain.services import Severity


def peer_port_encrypted(deployment: Deployment) -> Iterator[Problem]:
    """The peer speaks HTTP/2 without TLS and does not authenticate callers."""
    peer = deployment.peer
    if peer.external_address is not None:
        yield Problem(
            path=f"{ROOT}.peer.externalAddress",
            finding=f"publishes port {peer.port} at {peer.address}; the peer speaks HTTP/2 without TLS and "
            "does not authenticate callers (contract §2.14)",
            expected="a firewall or a tunnel that admits only other nodes",
            severity=Severity.WARN,
        )


RULES: tuple[Rule, ...] = (peer_port_encrypted,)
