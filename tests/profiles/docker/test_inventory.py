"""The inventory is that of the plan that it is made from."""

from __future__ import annotations

from typing import Any

import pytest

from sorcha_infra.domain.inventory import Inventory, Purpose
from sorcha_infra.domain.resources import Stack
from sorcha_infra.domain.topology import PostgresManaged
from sorcha_infra.profiles.docker.inventory import inventory
from sorcha_infra.profiles.docker.promises import promises
from tests.harness import Plan, render
from tests.harness.domain_view import configured_stack
from tests.harness.plan import VOLUME

_PLANS: dict[str, tuple[str, dict[str, Any]]] = {
    "dev": ("dev", {}),
    "pools": ("dev", {"services": {"tenant": {"replicas": 3}, "ui": {"replicas": 2}}}),
    "mongo": ("dev", {"mongo": {"topology": "replicaSet"}}),
    "redis": ("dev", {"redis": {"topology": "sentinel"}}),
    "postgres": ("dev", {"postgres": {"topology": "primaryReplica"}}),
    "by hand": ("dev", {"postgres": {"topology": "primaryReplica", "failover": "manual"}}),
    "nginx": ("dev", {"edge": {"kind": "nginx", "httpsPort": 8443}}),
    "edge": (
        "dev",
        {"services": {"gateway": {"replicas": 2}}, "edge": {"kind": "haproxy", "httpsPort": 8443}},
    ),
    "peer": ("dev", {"peer": {"externalAddress": "peer.example.com"}}),
    "prod-small": ("prod-small", {}),
}


@pytest.fixture(scope="module", params=_PLANS)
def plan(request: pytest.FixtureRequest) -> Plan:
    return render(*_PLANS[request.param])


@pytest.fixture(scope="module")
def drawing(plan: Plan) -> Inventory:
    return _inventory(configured_stack(plan))


@pytest.fixture(scope="module")
def small() -> Stack:
    return configured_stack(render("prod-small"))


def _inventory(stack: Stack) -> Inventory:
    return inventory(stack.deployment, stack.resources)


def test_its_members_are_the_containers_of_the_plan(plan: Plan, drawing: Inventory) -> None:
    """A drawing of something else is worse than none."""
    assert sorted(drawing.members) == sorted(server.name for server in plan.members)


def test_its_members_are_those_that_are_promised_in_their_order(drawing: Inventory) -> None:
    """A promise of members that are not there is none."""
    assert [part.members for part in drawing.parts] == [part.promise.members for part in drawing.parts]
    assert [part.copies for part in drawing.parts] == [len(part.members) for part in drawing.parts]


def test_its_volumes_are_those_of_the_plan_with_who_mounts_them(plan: Plan, drawing: Inventory) -> None:
    servers = {server.name: server for server in plan.members}
    physical = {volume.inputs["name"]: volume.name for volume in plan.of(VOLUME)}
    mounts = {
        (physical[mount["volumeName"]], name)
        for name, server in servers.items()
        for mount in server.inputs["volumes"]
    }
    assert {(volume.name, member) for volume in drawing.volumes for member in volume.members} == mounts
    assert sorted(volume.name for volume in drawing.volumes) == sorted(physical.values())


def test_what_holds_nothing_is_what_need_not_be_protected(plan: Plan, drawing: Inventory) -> None:
    unprotected = {volume.name for volume in plan.of(VOLUME) if not volume.protect and not volume.retain}
    assert unprotected <= {volume.name for volume in drawing.volumes if not volume.holds}


def test_what_holds_nothing_of_its_own_says_how_it_is_made_again(drawing: Inventory) -> None:
    assert all(volume.again for volume in drawing.volumes if not volume.holds)


def test_its_addresses_and_ports_are_those_of_the_plan(plan: Plan, drawing: Inventory) -> None:
    fixed = {
        server.name: network["ipv4Address"]
        for server in plan.members
        for network in server.inputs["networksAdvanced"]
        if network.get("ipv4Address")
    }
    addresses = {
        name: address
        for part in drawing.parts
        for name, address in zip(part.members, part.addresses, strict=bool(part.addresses))
    }
    assert addresses == fixed
    ports = {
        (server.name.rpartition("-")[0], port["ip"], port["external"])
        for server in plan.members
        for port in server.inputs.get("ports", [])
    }
    assert {(part.name, port.address, port.number) for part in drawing.parts for port in part.ports} == ports


def test_the_use_of_every_port_is_known(drawing: Inventory) -> None:
    assert "unknown" not in {port.use for part in drawing.parts for port in part.ports}


def test_every_promise_but_the_machines_is_a_part(plan: Plan, drawing: Inventory) -> None:
    components = {promise.component for promise in promises(configured_stack(plan).deployment)} - {"machine"}
    assert {part.name for part in drawing.parts} == {name.removeprefix("services.") for name in components}


def test_parts_are_in_the_way_of_a_request(drawing: Inventory) -> None:
    order = [list(Purpose).index(part.purpose) for part in drawing.parts]
    assert order == sorted(order)


def test_what_is_needed_exists(drawing: Inventory) -> None:
    names = {part.name for part in drawing.parts}
    for part in drawing.parts:
        assert {*part.needs, *([part.electors] if part.electors else [])} <= names


def test_one_machine_holds_all_of_it(drawing: Inventory) -> None:
    assert [(domain.name, domain.kind) for domain in drawing.domains] == [
        ("machine", "host"),
        ("zone", "zone"),
    ]
    for domain in drawing.domains:
        assert domain.members == drawing.members
        assert domain.volumes == tuple(volume.name for volume in drawing.volumes)


def test_volumes_of_small_production_hold_what_is_lost_with_them(small: Stack) -> None:
    """`explain --lose` shows the contents; they are literal here, because a plan does not have them."""
    contents = {volume.name: volume.holds for volume in _inventory(small).volumes if volume.holds}
    assert contents == {
        **dict.fromkeys(("postgres-0", "postgres-1"), "accounts, wallets' metadata"),
        **dict.fromkeys(("mongo-0", "mongo-1", "mongo-2"), "registers (the ledger), schema index"),
        **dict.fromkeys(("redis-0", "redis-1", "redis-2"), "submissions in flight, streams, revoked tokens"),
        "wallet-keys": "keys of all wallets",
        **dict.fromkeys(("tenant-key-ring", "ui-key-ring"), "open forms, sign-ins"),
    }


def test_the_record_of_a_fail_over_by_hand_holds_who_leads() -> None:
    by_hand = _inventory(configured_stack(render(*_PLANS["by hand"])))
    assert {volume.holds for volume in by_hand.volumes if volume.name == "postgres-record"} == {
        "the record of the leading member"
    }
    assert by_hand.part("postgres").by_hand


def test_a_managed_store_has_no_members(small: Stack) -> None:
    managed = small.deployment.model_copy(update={"postgres": PostgresManaged(host="db.example.com")})
    resources = [resource for resource in small.resources if resource.role != "postgres"]
    drawing = inventory(managed, resources)
    assert drawing.part("postgres").members == ()
    assert drawing.part("postgres").copies is None
    assert [part.name for part in drawing.of(Purpose.VOTERS)] == ["sentinel"]
