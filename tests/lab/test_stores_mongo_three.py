"""The stand-in as one of three: the wiring that the platform's set-up, start rule and guard rely on.

Seconds and losses of it say nothing about MongoDB's.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pymongo import ReadPreference
from pymongo.errors import NotPrimaryError, OperationFailure, ServerSelectionTimeoutError

from tests.lab.mongo_set import MEMBERS, SUBNET, Set, setup
from tests.lab.store_lab import StoreLab, log, store_lab, wait_until

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def lab() -> Iterator[StoreLab]:
    with store_lab(SUBNET) as lab:
        yield lab


@pytest.fixture(scope="module")
def three(lab: StoreLab) -> Iterator[Set]:
    """Started and set up by the platform's own scripts."""
    with Set.start(lab, MEMBERS[:3]) as replica_set:
        status, output = setup(replica_set, MEMBERS[:3])
        assert status == 0, output
        yield replica_set


def test_the_set_up_runs_twice_and_changes_nothing_then(three: Set) -> None:
    before = three.config()
    assert [m["host"] for m in before["members"]] == [f"{name}:27017" for name in MEMBERS[:3]]
    assert {m["priority"] for m in before["members"]} == {1}
    assert before["settings"]["electionTimeoutMillis"] == 5000
    status, output = setup(three, MEMBERS[:3])
    assert status == 0, output
    assert "initiated" not in output
    assert three.config() == before


def test_clients_discover_the_members_and_secondaries_refuse_writes(three: Set) -> None:
    leader = three.leader()
    with three.client("register", "it's; 100% @me, $ok") as client:
        client.d.rows.insert_one({"_id": "discovered"})
        assert client.nodes == {(name, 27017) for name in MEMBERS[:3]}
        reading = client.get_database("d", read_preference=ReadPreference.SECONDARY)
        wait_until("it on a secondary", lambda: reading.rows.find_one() == {"_id": "discovered"})
    for name in set(MEMBERS[:3]) - {leader}:
        with three.direct(name) as client:
            assert client.admin.command("hello")["primary"] == f"{leader}:27017"
            with pytest.raises(NotPrimaryError) as error:
                client.d.rows.insert_one({})
            assert isinstance(error.value.details, dict)
            assert error.value.details["code"] == 10107


def test_a_killed_primary_is_replaced_and_follows_when_it_is_back(three: Set) -> None:
    first = three.leader()
    three.write("before the kill")
    three.member(first).kill("SIGKILL")
    three.write("while it is away")
    assert three.leader() != first
    three.member(first).start()
    three.settled()
    assert {"before the kill", "while it is away"} <= three.words(first)


def test_the_guard_hands_over_and_the_member_may_go(three: Set) -> None:
    first = three.leader()
    status, output = three.ask_guard(first, "replace")
    assert status == 0, output
    assert f"{first}:27017 was the primary; " in output
    assert three.leader() != first
    follower = next(name for name in MEMBERS[:3] if name != three.leader())
    assert three.ask_guard(follower, "replace") == (0, "")
    status, output = three.ask_guard(follower, "remove")
    assert (status, "mongo-setup removes it first" in output) == (1, True), output


def test_the_guard_refuses_while_another_member_is_down(three: Set) -> None:
    leader = three.leader()
    down, follower = (name for name in MEMBERS[:3] if name != leader)
    three.member(down).kill("SIGKILL")
    status, output = three.ask_guard(follower, "replace", by=leader)
    assert status == 1
    assert f"{down}:27017 is (not reachable/healthy)" in output
    assert "docker start" in output
    assert three.ask_guard(down, "replace", by=leader) == (0, "")  # it gives nothing now
    three.member(down).start()
    three.settled()


def test_one_of_three_is_no_primary(three: Set) -> None:
    leader = three.leader()
    victims = [name for name in MEMBERS[:3] if name != leader]
    for name in victims:
        three.member(name).kill("SIGKILL")
    with three.direct(leader) as client:
        wait_until("no primary", lambda: client.admin.command("hello")["secondary"])
        assert "discovered" in three.words(leader)
    with three.client(serverSelectionTimeoutMS=500) as client, pytest.raises(ServerSelectionTimeoutError):
        client.d.rows.insert_one({})
    for name in victims:
        three.member(name).start()
    three.settled()


@pytest.mark.parametrize("name", ["mongo-0", "mongo-2"])
def test_a_wiped_volume_is_filled_again_and_never_a_second_set(three: Set, name: str) -> None:
    three.write(f"before {name} is wiped")
    before = three.config()
    three.member(name).kill("SIGKILL")
    three.wipe(name)
    three.member(name).start()
    three.settled()
    assert f"before {name} is wiped" in three.words(name)
    assert three.config() == before
    assert log(three.member(name)).count("init process complete") == (1 if name == "mongo-0" else 0)


def test_a_member_of_another_key_is_let_in_nowhere(lab: StoreLab, three: Set) -> None:
    with Set.start(lab, ["mongo-3"], key="another+key=") as stranger, three.client() as client:
        wait_until("an answer", lambda: stranger.direct("mongo-3", login=False).admin.command("ping"))
        config = three.config()
        members = [*config["members"], {"_id": 9, "host": "mongo-3:27017"}]
        client.admin.command(
            "replSetReconfig", {**config, "version": config["version"] + 1, "members": members}
        )
        (row,) = (m for m in three.status() if m["name"] == "mongo-3:27017")
        assert row["health"] == 0
        again = three.config()
        back = {**again, "version": again["version"] + 1, "members": config["members"]}
        client.admin.command("replSetReconfig", back)
        assert "setName" not in stranger.direct("mongo-3", login=False).admin.command("hello")


def test_data_of_another_set_are_refused_at_once(three: Set) -> None:
    status, output = setup(three, MEMBERS[:3], root="another")
    assert (status, "sorcha:mongoPassword" in output) == (65, True), output
    with three.direct("mongo-1") as client, pytest.raises(OperationFailure, match="already initialized"):
        client.admin.command("replSetInitiate", {})
