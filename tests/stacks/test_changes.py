"""A change of one value changes only the resources that decisions.md allows."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness import Plan, render
from tests.harness.difference import changed_urns
from tests.harness.plan import CONTAINER, NETWORK, VOLUME, short_type


def names(plan: Plan, urns: frozenset[str]) -> set[str]:
    return {plan.by_urn[urn].name for urn in urns if urn in plan.by_urn}


def test_a_second_tenant_touches_the_tenants_pool_and_the_gateway(dev: Plan, two_tenants: Plan) -> None:
    """Scaling one pool must not restart the others (decisions.md, Scaling one pool)."""
    assert names(two_tenants, changed_urns(dev, two_tenants)) == {"tenant", "tenant-1", "gateway-0"}
    assert set(dev.by_urn) < set(two_tenants.by_urn)


def test_the_first_replica_does_not_notice_the_second(dev: Plan, two_tenants: Plan) -> None:
    """Growth adds a replica; it must not restart the existing one."""
    assert dev.named("tenant-0").raw == two_tenants.named("tenant-0").raw


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        pytest.param(
            {"services": {"register": {"replicas": 2}}},
            {"register", "register-1", "gateway-0"},
            id="register",
        ),
        pytest.param({"services": {"ui": {"replicas": 2}}}, {"ui", "ui-1", "gateway-0"}, id="ui"),
        pytest.param(
            {"services": {"peer": {"image": "sorchadev/peer-service:other"}}},
            {"peer", "peer-image", "peer-0"},
            id="image of a service",
        ),
        pytest.param(
            {"services": {"blueprint": {"resources": {"cpus": 2, "memoryMib": 700}}}},
            {"blueprint", "blueprint-0"},
            id="limits of a service",
        ),
        pytest.param(
            {"redis": {"resources": {"cpus": 2, "memoryMib": 700}}},
            {"redis", "redis-0"},
            id="limits of a store",
        ),
    ],
)
def test_a_change_stays_where_it_belongs(dev: Plan, settings: dict[str, Any], expected: set[str]) -> None:
    """Only the edited component restarts."""
    after = render("dev", settings)
    assert names(after, changed_urns(dev, after)) == expected


def test_another_image_source_keeps_data_network_and_secrets(dev: Plan) -> None:
    """An installation can run with the lab's images or with the published ones."""
    after = render("dev", {"images": {"source": "lab"}})
    kinds = {short_type(after.by_urn[urn]) for urn in changed_urns(dev, after)}
    assert kinds == {"Container", "RemoteImage", "app:ServicePool", "app:GatewayPool"}
    assert set(dev.by_urn) == set(after.by_urn)


def test_a_given_secret_keeps_the_generated_one(dev: Plan) -> None:
    """It is protected, so a deletion would end every `up` in an error."""
    after = render("dev", secrets={"redisPassword": "given-by-an-operator-0"})
    assert set(dev.by_urn) == set(after.by_urn)
    changed_names = names(after, changed_urns(dev, after))
    readers = {"tenant-0", "wallet-0", "register-0", "validator-0", "blueprint-0", "peer-0"}
    assert changed_names == {"credentials", "redis-0"} | readers


def test_a_given_secret_reaches_its_readers_and_stays_a_secret() -> None:
    plan = render("dev", secrets={"adminPassword": "given-by-an-operator-0"})
    tenant = plan.named("tenant-0")
    assert "given-by-an-operator-0" in str(tenant.revealed["uploads"])
    assert "given-by-an-operator-0" not in str(tenant.inputs)
    assert "given-by-an-operator-0" not in str(plan.outputs)


def test_logical_names_carry_neither_stack_nor_installation_nor_size(dev: Plan) -> None:
    """Growth and a move to another tier keep every URN, and so volumes and secrets (decisions.md)."""
    plan = render("elsewhere", {"tier": "dev", "platform": "docker", "installation": "another"})
    assert {urn.split("::", 1)[1] for urn in dev.by_urn} == {urn.split("::", 1)[1] for urn in plan.by_urn}


def test_two_installations_share_nothing_on_an_engine(dev: Plan) -> None:
    """One `down` must not take the other's containers, networks, volumes, ports or addresses."""
    neighbour = render(
        "elsewhere", {"tier": "dev", "platform": "docker", "edge": {"kind": "none", "port": 8081}}
    )

    def claims(plan: Plan) -> set[tuple[str, str]]:
        identifiers = {
            (kind, resource.inputs["name"])
            for kind in (CONTAINER, NETWORK, VOLUME)
            for resource in plan.of(kind)
        }
        identifiers |= {
            ("port", str(port["external"]))
            for container in plan.containers
            for port in container.inputs["ports"]
        }
        identifiers |= {
            ("subnet", ipam["subnet"])
            for network in plan.of(NETWORK)
            for ipam in network.inputs["ipamConfigs"]
        }
        return identifiers

    assert len(claims(dev)) > 20
    assert claims(dev) & claims(neighbour) == set()


def test_a_grown_pool_shrinks_to_what_it_was(dev: Plan) -> None:
    """The program has no state, so equal settings give equal plans."""
    assert changed_urns(render("dev", {"services": {"tenant": {"replicas": 1}}}), dev) == frozenset()


def test_a_preview_shows_every_resource(dev: Plan) -> None:
    """A resource that appears only in the `up` was never reviewed."""
    preview = render("dev", preview=True)
    assert set(preview.by_urn) == set(dev.by_urn)
    assert {urn: resource.protect for urn, resource in preview.by_urn.items()} == {
        urn: resource.protect for urn, resource in dev.by_urn.items()
    }
