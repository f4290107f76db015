"""The stand-in's set of one is discovered, authorises and keeps as mongod's does (ha-recipes §3.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pymongo import MongoClient, ReadPreference
from pymongo.errors import (
    DuplicateKeyError,
    OperationFailure,
)

from tests.lab.mongo_member import IMAGE, ROOT, Member, members_by_name
from tests.lab.store_lab import (
    StoreLab,
    address,
    execute,
    log,
    stop,
    store_lab,
    wait_until,
)

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def lab() -> Iterator[StoreLab]:
    with store_lab() as lab:
        yield lab


@pytest.fixture(scope="module")
def member(lab: StoreLab) -> Iterator[Member]:
    """A set of one with the users of the platform."""
    with members_by_name(lab) as members:
        members["mongo-0"] = member = Member(lab, "mongo-0")
        member.initiate()
        _create_users(member)
        yield member


def _create_users(member: Member) -> None:
    with member.by_set() as client:
        for user, role, database in (
            ("register", "readWriteAnyDatabase", "admin"),
            ("validator", "readAnyDatabase", "admin"),
            ("blueprint", "readWrite", "sorcha-blueprints"),
        ):
            client.admin.command("createUser", user, pwd=f"{user}-pw", roles=[{"role": role, "db": database}])


def test_unknown_users_are_refused(member: Member) -> None:
    for client in (member.by_set(password="wrong"), member.by_set(user="unknown")):
        with client, pytest.raises(OperationFailure) as error:
            client.d.c.find_one()
        assert error.value.code == 18
    host = address(member.container, member.lab.network)
    with MongoClient[dict[str, Any]](host, directConnection=True) as client:
        assert client.admin.command("ping")["ok"] == 1
        assert client.admin.command("hello")["setName"] == "rs0"
        for command in ("listDatabases", "replSetInitiate", "replSetGetStatus"):
            with pytest.raises(OperationFailure) as error:
                client.admin.command(command)
            assert error.value.code == 13


def test_a_set_of_one_is_what_drivers_discover(member: Member) -> None:
    with member.by_set() as client:
        client.d.discovered.insert_one({})
        assert client.primary == ("mongo-0", 27017)
        hello = client.admin.command("hello")
        assert (hello["hosts"], hello["me"], hello["maxWireVersion"]) == (
            ["mongo-0:27017"],
            "mongo-0:27017",
            25,
        )
        assert client.server_info()["modules"] == ["stand-in"]
        (status,) = client.admin.command("replSetGetStatus")["members"]
        assert (status["name"], status["stateStr"]) == ("mongo-0:27017", "PRIMARY")


def test_mongosh_connects_through_the_set(member: Member) -> None:
    script = "print(db.getMongo()._uri.includes('replicaSet'), rs.conf().members[0].host, rs.status().ok)"
    uri = f"mongodb://root:{ROOT}@mongo-0/?replicaSet=rs0"
    assert execute(member.container, "mongosh", uri, "--quiet", "--eval", script) == "true mongo-0:27017 1"


def test_a_configuration_changes_step_by_step(member: Member) -> None:
    with member.direct() as client:
        with pytest.raises(OperationFailure, match="already initialized"):
            client.admin.command("replSetInitiate", {})
        config = client.admin.command("replSetGetConfig")["config"]
        with pytest.raises(OperationFailure) as error:
            client.admin.command("replSetReconfig", config)
        assert error.value.code == 103
        config["version"] += 1
        client.admin.command("replSetReconfig", config)
        config["version"] += 1
        additions = [{"_id": n, "host": f"mongo-{n}:27017"} for n in (2, 3)]
        with pytest.raises(OperationFailure, match="at most 1 voting member"):
            client.admin.command("replSetReconfig", {**config, "members": config["members"] + additions})
        members = [{"_id": 5, "host": "mongo-0:27017"}]
        with pytest.raises(OperationFailure, match="the _id field is 5"):
            client.admin.command("replSetReconfig", {**config, "members": members})


def test_step_down_has_no_member_to_hand_over_to(member: Member) -> None:
    with member.direct() as client, pytest.raises(OperationFailure) as error:
        client.admin.command("replSetStepDown", 60)
    assert error.value.code == 262
    with member.direct() as client:
        client.admin.command("replSetStepDown", 1, force=True)
        assert client.admin.command("hello")["secondary"]
    member.primary()


def test_after_its_start_it_is_a_secondary_for_a_moment(member: Member) -> None:
    states = [line for line in log(member.container).splitlines() if "state transition" in line]
    assert "SECONDARY" in states[0]
    assert "PRIMARY" in states[1]


def test_an_occupied_port_is_refused(member: Member) -> None:
    script = "mkdir /tmp/other && exec mongod --dbpath /tmp/other --bind_ip_all"
    code, output = member.container.exec_run(["bash", "-c", script])
    assert (code, b"Failed to set up listener" in output) == (48, True)


def test_the_limits_of_each_role(member: Member) -> None:
    register = member.by_set("register", "register-pw")
    validator = member.by_set("validator", "validator-pw")
    blueprint = member.by_set("blueprint", "blueprint-pw")
    with register, validator, blueprint:
        register.sorcha_register_1.dockets.insert_one({"_id": 1})
        assert validator.sorcha_register_1.dockets.find_one() == {"_id": 1}
        assert "sorcha_register_1" in register.list_database_names()
        assert "sorcha_register_1" in validator.list_database_names()
        blueprint["sorcha-blueprints"].index.insert_one({"_id": 1})
        assert blueprint.list_database_names() == ["sorcha-blueprints"]
        attempts: list[Callable[[], object]] = [
            lambda: validator.sorcha_register_1.dockets.insert_one({}),
            lambda: validator.sorcha_register_1.dockets.create_index("x"),
            lambda: validator.sorcha_register_1.dockets.aggregate([{"$out": "copy"}]),
            lambda: validator.admin.command(
                "bulkWrite", 1, ops=[{"insert": 0, "document": {}}], nsInfo=[{"ns": "sorcha_register_1.x"}]
            ),
            blueprint.sorcha_register_1.dockets.find_one,
            lambda: blueprint.sorcha_register_1.dockets.insert_one({}),
            lambda: register.admin.command("createUser", "x", pwd="x", roles=[]),
            lambda: register.admin.command("replSetGetConfig"),
            lambda: register.admin.command("replSetReconfig", {}),
        ]
        for attempt in attempts:
            with pytest.raises(OperationFailure) as error:
                attempt()
            assert error.value.code == 13


def test_users_are_reconciled(member: Member) -> None:
    with member.by_set() as root:
        with pytest.raises(OperationFailure) as error:
            root.admin.command("createUser", "register", pwd="x", roles=[])
        assert error.value.code == 51003
        with pytest.raises(OperationFailure) as error:
            root.admin.command("createUser", "other", pwd="x", roles=["noSuchRole"])
        assert error.value.code == 31
        root.admin.command("createUser", "rotated", pwd="old", roles=[{"role": "read", "db": "a"}])
        root.admin.command("updateUser", "rotated", pwd="new")
        root.admin.command("grantRolesToUser", "rotated", roles=[{"role": "read", "db": "b"}])
        (user,) = root.admin.command("usersInfo", "rotated")["users"]
        assert {(role["role"], role["db"]) for role in user["roles"]} == {("read", "a"), ("read", "b")}
    with member.by_set("rotated", "new") as client:
        assert client.b.c.find_one() is None
    with member.by_set("rotated", "old") as client, pytest.raises(OperationFailure):
        client.b.c.find_one()


def test_a_unique_index_holds(member: Member) -> None:
    with member.by_set() as client:
        client.d.unique.create_index("id", unique=True)
        client.d.unique.insert_one({"id": 1})
        with pytest.raises(DuplicateKeyError):
            client.d.unique.insert_one({"id": 1})


def test_a_transaction_is_all_or_nothing(member: Member) -> None:
    with member.by_set() as client, client.start_session() as session:
        client.d.create_collection("atomic")
        with session.start_transaction():
            client.d.atomic.insert_one({"_id": "undone"}, session=session)
            session.abort_transaction()
        with session.start_transaction():
            client.d.atomic.insert_one({"_id": "done"}, session=session)
        assert [row["_id"] for row in client.d.atomic.find()] == ["done"]


def test_a_second_server_on_the_same_folder_is_refused(lab: StoreLab, member: Member) -> None:
    folder = next(m["Name"] for m in member.container.attrs["Mounts"] if m["Destination"] == "/data/db")
    code, output = lab.run(IMAGE, volumes={"/data/db": folder})
    assert code == 100
    assert "Another mongod instance is already running" in output


def test_everything_survives_a_graceful_stop_and_a_crash(member: Member) -> None:
    with member.by_set() as client:
        client.kept.rows.insert_many([{"_id": n} for n in range(100)])
    assert stop(member.container) == 0
    member.container.start()
    member.primary()
    with member.by_set(w="majority") as client:
        client.kept.rows.insert_many([{"_id": n} for n in range(100, 200)])
    with member.by_set() as client:
        client.kept.rows.insert_one({"_id": "last"})
    member.container.kill("SIGKILL")
    member.container.start()
    member.primary()
    with member.by_set("validator", "validator-pw") as client:
        assert client.kept.rows.count_documents({}) == 201
        assert client.get_database("kept", read_preference=ReadPreference.SECONDARY_PREFERRED).rows.find_one()
    with member.by_set() as client:
        assert client.admin.command("replSetGetConfig")["config"]["version"] >= 1
        with pytest.raises(DuplicateKeyError):
            client.kept.rows.insert_one({"_id": 150})


def test_no_secret_in_the_command_line_or_the_log(member: Member) -> None:
    assert ROOT not in execute(member.container, "cat", "/proc/1/cmdline")
    assert ROOT not in log(member.container)


def test_a_member_that_has_lost_its_name_serves_no_client(lab: StoreLab, member: Member) -> None:
    """As mongod does: an alias that changes makes a set of one unusable, and the name's return repairs it."""
    assert stop(member.container) == 0
    lab.network.disconnect(member.container)
    lab.network.connect(member.container)
    member.container.start()
    with member.direct() as client:
        wait_until("an answer", lambda: client.admin.command("ping"))
        hello = client.admin.command("hello")
        assert not hello["isWritablePrimary"]
        assert "setName" not in hello
    lab.network.disconnect(member.container)
    lab.network.connect(member.container, aliases=["mongo-0"])
    member.primary()
