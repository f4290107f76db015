"""A replica set of MongoDB, as the engine is asked for it."""

from __future__ import annotations

from typing import Any

import pytest

from sorcha_infra.domain.topology import MOST_MONGO_MEMBERS
from tests.harness import Plan, render
from tests.harness.plan import CONTAINER, VOLUME, Resource


def _set(members: int) -> Plan:
    return render("dev", {"mongo": {"topology": "replicaSet", "members": members}})


@pytest.fixture(scope="module")
def plan() -> Plan:
    return _set(3)


@pytest.fixture(scope="module")
def larger() -> Plan:
    return _set(5)


def _environment(one: Resource) -> dict[str, str]:
    return dict(entry.split("=", 1) for entry in one.inputs["envs"])


def _hosts(one: Resource) -> dict[str, str]:
    return {entry["host"]: entry["ip"] for entry in one.inputs["hosts"]}


def _address(one: Resource) -> str:
    address: str = one.inputs["networksAdvanced"][0]["ipv4Address"]
    return address


def test_a_dev_stack_grows_on_the_same_volume_and_address(plan: Plan, dev: Plan) -> None:
    """Another name, or another place in the tree, would ask to delete the data (decisions.md)."""
    was, now = (one.named("mongo-0", VOLUME) for one in (dev, plan))
    assert (was.urn, was.inputs["name"]) == (now.urn, now.inputs["name"])
    assert len({_address(one.named("mongo-0", CONTAINER)) for one in (dev, plan)}) == 1


def test_members_find_each_other_while_no_name_server_answers(plan: Plan) -> None:
    addresses = {one.name: _address(one) for one in plan.pool("mongo")}
    for one in plan.pool("mongo"):
        assert addresses.items() <= _hosts(one).items()
        assert len(_hosts(one)) == MOST_MONGO_MEMBERS


def test_one_member_alone_may_begin_a_set_and_asks_two_before(plan: Plan, dev: Plan) -> None:
    """A lost volume, also that of the first, must not become a second set (ha-recipes §3.1)."""
    allowed = {one.name: _environment(one).get("MONGO_FIRST") for one in plan.pool("mongo")}
    assert allowed == {"mongo-0": "mongo-1:27017,mongo-2:27017", "mongo-1": None, "mongo-2": None}
    assert {"mongo-1", "mongo-2"} <= plan.before("mongo-0")
    assert _environment(dev.named("mongo-0", CONTAINER))["MONGO_FIRST"] == "alone"
    for one in (
        *plan.pool("mongo"),
        *dev.pool("mongo"),
    ):  # the image makes a root user wherever it is told to
        assert not [name for name in _environment(one) if name.startswith("MONGO_INITDB")]
        assert not [f["file"] for f in one.inputs["uploads"] if "initdb.d" in f["file"]]


def test_the_members_roll_one_by_one_and_are_asked_before(plan: Plan, larger: Plan) -> None:
    assert [one.name for one in larger.members if one.name.startswith("mongo-")][-1] == "mongo-0"
    for whole in (plan, larger):
        for one in whole.pool("mongo"):
            assert one.hooks["before_delete"]
            others = {other.name for other in whole.pool("mongo")} - {one.name}
            for other in others:
                assert (one.name in whole.before(other)) != (other in whole.before(one.name))
        assert {one.name for one in whole.pool("mongo")} <= whole.before("mongo-setup")


def test_more_members_leave_the_others_as_they_are(plan: Plan, larger: Plan) -> None:
    for one in plan.pool("mongo"):
        assert larger.named(one.name, CONTAINER).inputs == one.inputs
    told: dict[str, Any] = _environment(larger.named("mongo-setup"))
    assert told["MONGO_MEMBERS"] == ",".join(f"mongo-{n}:27017" for n in range(5))


def test_a_volume_waits_for_no_container(plan: Plan) -> None:
    """`destroy --exclude-protected` keeps what a protected volume depends on."""
    containers = {one.urn for one in plan.containers}
    for one in plan.of(VOLUME):
        assert not one.dependencies & containers
