"""The layout is that of the plan; what is lost with a part of it follows."""

from __future__ import annotations

from typing import Any

import pytest

from sorcha_infra.domain.inventory import Kind, Layout
from sorcha_infra.domain.loss import Outcome, State, UnknownNodeError, lose
from sorcha_infra.profiles.docker.inventory import layout
from sorcha_infra.profiles.docker.promises import promises
from tests.domain.deployments import deployment
from tests.harness import Plan, render
from tests.harness.plan import VOLUME
from tests.harness.planned import configured

_PLANS: dict[str, dict[str, Any]] = {
    "dev": {},
    "pools": {"services": {"tenant": {"replicas": 3}, "ui": {"replicas": 2}}},
    "mongo": {"mongo": {"topology": "replicaSet"}},
    "redis": {"redis": {"topology": "sentinel"}},
    "postgres": {"postgres": {"topology": "primaryReplica"}},
    "by hand": {"postgres": {"topology": "primaryReplica", "failover": "manual"}},
    "nginx": {"edge": {"kind": "nginx", "httpsPort": 8443}},
    "edge": {"services": {"gateway": {"replicas": 2}}, "edge": {"kind": "haproxy", "httpsPort": 8443}},
}


@pytest.fixture(scope="module", params=_PLANS)
def plan(request: pytest.FixtureRequest) -> Plan:
    return render("dev", _PLANS[request.param])


@pytest.fixture(scope="module")
def drawn(plan: Plan) -> Layout:
    return layout(configured(plan).deployment)


@pytest.fixture(scope="module")
def small() -> Layout:
    return layout(deployment("prod-small"))


def test_its_members_are_the_containers_of_the_plan(plan: Plan, drawn: Layout) -> None:
    """A drawing of something else is worse than none."""
    assert sorted(drawn.members) == sorted(one.name for one in plan.members)


def test_its_volumes_are_those_of_the_plan_with_who_mounts_them(plan: Plan, drawn: Layout) -> None:
    servers = {one.name: one for one in plan.members}
    physical = {one.inputs["name"]: one.name for one in plan.of(VOLUME)}
    mounted = {
        (physical[mount["volumeName"]], name)
        for name, one in servers.items()
        for mount in one.inputs["volumes"]
    }
    assert {(volume.name, member) for volume in drawn.volumes for member in volume.members} == mounted
    assert {volume.name for volume in drawn.volumes} == set(physical.values())


def test_what_holds_nothing_is_what_need_not_be_protected(plan: Plan, drawn: Layout) -> None:
    unprotected = {one.name for one in plan.of(VOLUME) if not one.protect and not one.retain}
    assert unprotected <= {volume.name for volume in drawn.volumes if not volume.holds}


def test_its_addresses_and_ports_are_those_of_the_plan(plan: Plan, drawn: Layout) -> None:
    fixed = {
        one.name: network["ipv4Address"]
        for one in plan.members
        for network in one.inputs["networksAdvanced"]
        if network.get("ipv4Address")
    }
    told = {
        name: address
        for part in drawn.parts
        for name, address in zip(part.members, part.addresses, strict=bool(part.addresses))
    }
    assert told == fixed
    ports = {
        (one.name.rpartition("-")[0], port["ip"], port["external"])
        for one in plan.members
        for port in one.inputs.get("ports", [])
    }
    assert {(part.name, port.address, port.number) for part in drawn.parts for port in part.ports} == ports


@pytest.mark.parametrize("tier", ["dev", "prod-small", "prod-large"])
def test_every_promise_but_the_machines_is_a_part(tier: str) -> None:
    found = deployment(tier)
    told = {one.component.removeprefix("services.") for one in promises(found)} - {"machine"}
    assert {part.name for part in layout(found).parts} == told


def test_what_is_needed_exists(small: Layout) -> None:
    names = {part.name for part in small.parts}
    for part in small.parts:
        assert {*part.needs, *([part.electors] if part.electors else [])} <= names


def test_nobody_says_where_something_runs_that_is_not_built() -> None:
    found = layout(deployment("prod-large", platform="kubernetes"))
    assert found.domains == ()
    assert all(part.addresses == () for part in found.parts)


def _states(outcome: Outcome) -> dict[str, State]:
    return {one.part.name: one.state for one in outcome.standings if one.state is not State.WHOLE}


def test_nothing_lost_is_all_whole(small: Layout) -> None:
    outcome = lose(small, [])
    assert _states(outcome) == {}
    assert outcome.reachable
    assert (outcome.lost, outcome.gone, outcome.data_lost) == ((), (), ())


@pytest.mark.parametrize(
    ("lost", "state", "pause"),
    [
        ("postgres-0", State.FEWER, 25),
        ("mongo-1", State.FEWER, 12),
        ("redis-2", State.FEWER, 8),
        ("etcd-0", State.FEWER, 1),
        ("sentinel-0", State.FEWER, 0),
        ("gateway-1", State.FEWER, 0),
        ("tenant-0", State.FEWER, 4),
    ],
)
def test_one_of_several_is_a_pause(small: Layout, lost: str, state: State, pause: int) -> None:
    """Seconds are those of the promise, which a test holds."""
    outcome = lose(small, [lost])
    assert _states(outcome) == {lost.rpartition("-")[0]: state}
    assert [one.pause for one in outcome.standings if one.state is state] == [pause]
    assert outcome.reachable


@pytest.mark.parametrize("role", ["mongo", "redis", "etcd", "sentinel"])
def test_a_majority_that_is_lost_stops_what_votes(small: Layout, role: str) -> None:
    outcome = lose(small, [f"{role}-0", f"{role}-2"])
    assert _states(outcome)[role] is (State.READABLE if role == "mongo" else State.DOWN)


@pytest.mark.parametrize(("voters", "store"), [("etcd", "postgres"), ("sentinel", "redis")])
def test_without_voters_a_store_goes_on_and_cannot_fail_over(small: Layout, voters: str, store: str) -> None:
    """The primary goes on without etcd; together with a member it is the end of writing."""
    lost = [f"{voters}-0", f"{voters}-1"]
    assert _states(lose(small, lost)) == {voters: State.DOWN, store: State.RIGID}
    together = _states(lose(small, [*lost, f"{store}-0"]))
    assert together[store] is State.DOWN
    assert together[f"{store}-proxy"] is State.IDLE
    assert together["tenant"] is State.IDLE


def test_manual_fail_over_waits_for_a_person() -> None:
    manual = deployment("prod-small", postgres={"topology": "primaryReplica", "failover": "manual"})
    assert _states(lose(layout(manual), ["postgres-0"]))["postgres"] is State.DOWN


def test_the_loss_of_a_store_reaches_all_that_need_it(small: Layout) -> None:
    states = _states(lose(small, ["postgres-0", "postgres-1"]))
    idle = {name for name, state in states.items() if state is State.IDLE}
    assert states["postgres"] is State.DOWN
    assert idle == {"postgres-proxy", "tenant", "wallet"}


def test_a_silent_register_stops_the_validator_and_its_reconciler(small: Layout) -> None:
    states = _states(lose(small, ["register-0"]))
    assert states == {"register": State.DOWN, "validator": State.IDLE, "reconciler": State.IDLE}


@pytest.mark.parametrize("door", [["edge-0"], ["gateway-0", "gateway-1"]])
def test_without_a_door_no_request_comes_in(small: Layout, door: list[str]) -> None:
    assert not lose(small, door).reachable


@pytest.mark.parametrize("domain", ["machine", "zone"])
def test_the_machine_is_everything(small: Layout, domain: str) -> None:
    outcome = lose(small, [domain])
    assert outcome.lost == small.members
    assert all(one.state is State.DOWN for one in outcome.standings)
    assert len(outcome.data_lost) == 5
    assert not outcome.reachable


@pytest.mark.parametrize(
    ("volume", "down", "copies", "lost"),
    [
        ("volume:mongo-0", set(), 2, ()),
        ("volume:postgres-1", set(), 1, ()),
        ("wallet-keys", {"wallet"}, 0, ("the keys of all wallets",)),
        ("tenant-key-ring", {"tenant"}, 0, ("forms that are open, sign-ins",)),
        ("volume:edge-0", {"edge"}, 0, ()),
        ("volume:etcd-0", set(), 2, ()),
    ],
)
def test_a_volume_is_lost_with_what_it_holds(
    small: Layout, volume: str, down: set[str], copies: int, lost: tuple[str, ...]
) -> None:
    outcome = lose(small, [volume])
    assert {name for name, state in _states(outcome).items() if state is State.DOWN} == down
    assert [gone.copies for gone in outcome.gone] == [copies]
    assert outcome.data_lost == lost


def test_all_volumes_of_a_store_are_its_data(small: Layout) -> None:
    outcome = lose(small, [f"volume:mongo-{ordinal}" for ordinal in range(3)])
    assert outcome.data_lost == ("the ledger and the schema index",)


def test_a_member_may_be_named_with_its_installation(small: Layout) -> None:
    assert lose(small, ["prod-small-mongo-0"]) == lose(small, ["mongo-0"])
    assert lose(small, ["volume:prod-small-mongo-0"]) == lose(small, ["volume:mongo-0"])


def test_what_is_no_part_is_told_with_what_was_probably_meant(small: Layout) -> None:
    with pytest.raises(UnknownNodeError) as caught:
        lose(small, ["postgre-0"])
    assert caught.value.near == "postgres-0"
    assert {"machine", "volume:mongo-0", "wallet-keys"} <= set(caught.value.known)


def test_what_somebody_else_runs_cannot_be_lost_here() -> None:
    managed = layout(deployment("prod-small", postgres={"topology": "managed", "host": "db.example.com"}))
    assert managed.part("postgres").members == ()
    assert "postgres" not in _states(lose(managed, ["machine"]))
    assert [part.name for part in managed.of(Kind.VOTERS)] == ["sentinel"]
