"""The node in the peer network."""

from collections.abc import Iterator

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.rules.rule import ROOT, Rule
from sorcha_infra.domain.services import Severity


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


RULES: tuple[Rule, ...] = (a_peer_that_is_reached_has_no_tls,)
