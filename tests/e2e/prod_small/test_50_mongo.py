"""Replica set of MongoDB, a STAND-IN: wiring of set-up, hand-over and members, without bounds."""

import pytest

from sorcha_infra.domain.stores import STORES
from sorcha_infra.domain.vocabulary import StoreName
from tests.e2e.polling import wait_for
from tests.e2e.prod_small.faults import kill, start, wipe
from tests.e2e.prod_small.images import derived, image_of
from tests.e2e.prod_small.mongo_members import MongoMembers
from tests.e2e.prod_small.production import Small
from tests.e2e.prod_small.results import Results

pytestmark = pytest.mark.e2e

DATA = STORES[StoreName.MONGO].data_directory


@pytest.mark.quick
def test_initiated_twice_is_initiated_once(small: Small, mongo: MongoMembers, results: Results) -> None:
    with results.row("mongo-init") as row:
        before = mongo.configuration()
        assert [m["host"] for m in before["members"]] == [f"{name}:27017" for name in mongo.members]
        assert {m.get("priority", 1) for m in before["members"]} == {1}
        # A missing job is created again, and so runs once more.
        small.installation.container("mongo-setup").remove(force=True)
        small.up("--refresh").ok()
        assert mongo.configuration() == before
        row.note(f"{len(before['members'])} members, version {before['version']}")


def test_another_takes_over_from_a_killed_primary(
    small: Small, mongo: MongoMembers, results: Results
) -> None:
    primary = mongo.primary()
    container = small.installation.container(primary)
    with results.row("mongo-kill") as row:
        mongo.keep("before the kill")
        kill(container)
        wait_for("another primary", lambda: mongo.primary() != primary, 60)
        mongo.keep("after the kill")
        row.note(f"{mongo.primary()} after {primary}")
        start(container)
        mongo.await_secondaries()
        wait_for("the documents", lambda: {"before the kill", "after the kill"} <= mongo.words(primary), 60)


def test_one_of_three_is_not_a_primary(small: Small, mongo: MongoMembers, results: Results) -> None:
    victims = [name for name in mongo.members if name != mongo.primary()]
    containers = [small.installation.container(name) for name in victims]
    with results.row("mongo-two") as row:
        kill(*containers)
        wait_for("no primary", lambda: not mongo.primaries(), 60)
        start(containers[0])
        row.note(f"{mongo.primary(90)} with one back")
        start(containers[1])
        mongo.await_secondaries()


def test_a_member_without_its_volume_is_filled_again(
    small: Small, mongo: MongoMembers, results: Results
) -> None:
    member = next(name for name in mongo.members if name != mongo.primary())
    container = small.installation.container(member)
    with results.row("mongo-wipe") as row:
        mongo.keep("before the wipe")
        kill(container)
        wipe(small.installation, member, DATA)
        start(container)
        mongo.await_secondaries()
        wait_for("the documents", lambda: "before the wipe" in mongo.words(member), 90)
        assert len(mongo.primaries()) == 1
        row.note(member)


def test_mongo_gets_another_image(small: Small, mongo: MongoMembers, results: Results) -> None:
    before = small.installation.ids()
    with results.row("mongo-image") as row:
        mongo.keep("before the image")
        small.clone.set("mongo.image", derived(small.installation, image_of(small.installation, "mongo-0")))
        result = small.up().ok()
        mongo.await_secondaries()
        assert small.installation.replaced(before) == set(mongo.members)
        assert "before the image" in mongo.words()
        row.note(f"`up` took {result.seconds:.0f} s")


def test_members_join_and_leave_the_configuration(
    small: Small, mongo: MongoMembers, results: Results
) -> None:
    before = mongo.configuration()
    with results.row("mongo-member") as row:
        small.clone.set("mongo.members", "5")
        small.up().ok()
        larger_set = small.mongo(5)
        assert [m["host"] for m in larger_set.configuration()["members"]] == [
            f"{n}:27017" for n in larger_set.members
        ]
        small.clone.set("mongo.members", "3")
        small.up().ok()
        mongo.await_secondaries()
        after = mongo.configuration()
        assert [m["_id"] for m in after["members"]] == [m["_id"] for m in before["members"]]
        row.note("and back to 3")
    small.clone.unset("mongo.members")
