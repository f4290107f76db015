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


def _environment(container: Resource) -> dict[str, str]:
    return dict(entry.split("=", 1) for entry in container.inputs["envs"])


def _hosts(container: Resource) -> dict[str, str]:
    return {entry["host"]: entry["ip"] for entry in container.inputs["hosts"]}


def _address(container: Resource) -> str:
    address: str = container.inputs["networksAdvanced"][0]["ipv4Address"]
    return address


def test_a_dev_stack_grows_on_the_same_volume_and_address(plan: Plan, dev: Plan) -> None:
    """Another name, or another place in the tree, would ask to delete the data (decisions.md)."""
    before, after = (case.named("mongo-0", VOLUME) for case in (dev, plan))
    assert (before.urn, before.inputs["name"]) == (after.urn, after.inputs["name"])
    assert len({_address(case.named("mongo-0", CONTAINER)) for case in (dev, plan)}) == 1


def test_members_find_each_other_while_no_name_server_answers(plan: Plan) -> None:
    addresses = {container.name: _address(container) for container in plan.pool("mongo")}
    for container in plan.pool("mongo"):
        assert addresses.items() <= _hosts(container).items()
        assert len(_hosts(container)) == MOST_MONGO_MEMBERS


def test_one_member_alone_may_begin_a_set_and_asks_two_before(plan: Plan, dev: Plan) -> None:
    """A lost volume, also that of the first, must not become a second set (ha-recipes §3.1)."""
    peers = {container.name: _environment(container).get("MONGO_FIRST") for container in plan.pool("mongo")}
    assert peers == {"mongo-0": "mongo-1:27017,mongo-2:27017", "mongo-1": None, "mongo-2": None}
    assert {"mongo-1", "mongo-2"} <= plan.before("mongo-0")
    assert _environment(dev.named("mongo-0", CONTAINER))["MONGO_FIRST"] == "alone"
    for container in (
        *plan.pool("mongo"),
        *dev.pool("mongo"),
    ):  # the image creates a root user wherever these variables are set
        assert not [name for name in _environment(container) if name.startswith("MONGO_INITDB")]
        assert not [f["file"] for f in container.inputs["uploads"] if "initdb.d" in f["file"]]


def test_the_members_roll_one_by_one_and_are_asked_before(plan: Plan, larger: Plan) -> None:
    names = [container.name for container in larger.members if container.name.startswith("mongo-")]
    assert names[-1] == "mongo-0"
    for whole in (plan, larger):
        for container in whole.pool("mongo"):
            assert container.hooks["before_delete"]
            peers = {peer.name for peer in whole.pool("mongo")} - {container.name}
            for peer in peers:
                assert (container.name in whole.before(peer)) != (peer in whole.before(container.name))
        assert {container.name for container in whole.pool("mongo")} <= whole.before("mongo-setup")


def test_more_members_leave_the_others_as_they_are(plan: Plan, larger: Plan) -> None:
    for container in plan.pool("mongo"):
        assert larger.named(container.name, CONTAINER).inputs == container.inputs
    environment: dict[str, Any] = _environment(larger.named("mongo-setup"))
    assert environment["MONGO_MEMBERS"] == ",".join(f"mongo-{n}:27017" for n in range(5))


def test_a_volume_waits_for_no_container(plan: Plan) -> None:
    """`destroy --exclude-protected` keeps what a protected volume depends on."""
    containers = {resource.urn for resource in plan.containers}
    for resource in plan.of(VOLUME):
        assert not resource.dependencies & containers
