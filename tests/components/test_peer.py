"""The peer's port: published if it has an external address, and nowhere else."""

from __future__ import annotations

from sorcha_infra.profiles.docker.invariants import network
from tests.harness import Plan, render
from tests.harness.domain_view import configured_stack
from tests.harness.dotnet import environment


def test_an_isolated_peer_publishes_nothing(dev: Plan) -> None:
    assert not dev.named("peer-0").inputs.get("ports")


def test_a_peer_with_an_address_is_reached_at_the_port_that_it_tells() -> None:
    peer_settings = {"externalAddress": "peer.example.com", "port": 5050, "address": "127.0.0.1"}
    plan = render("dev", {"peer": peer_settings})
    peer = plan.named("peer-0")
    assert peer.inputs["ports"] == [{"internal": 5000, "external": 5050, "ip": "127.0.0.1"}]
    settings = environment(peer)
    assert settings["PeerService:ListenPort"] == "5050"
    assert settings["PeerService:Port"] == "5000"
    assert settings["PeerService:NetworkAddress:ExternalAddress"] == "peer.example.com"
    assert list(network.single_public_entry(configured_stack(plan))) == []
    assert any("without TLS" in warning for warning in plan.warnings)
