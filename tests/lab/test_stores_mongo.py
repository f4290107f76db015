"""The stand-in for mongod refuses, initiates, authorises and keeps as mongod does (ha-recipes §3.1, §3.2)."""

from __future__ import annotations

import base64
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pymongo import MongoClient, ReadPreference
from pymongo.errors import (
    AutoReconnect,
    DuplicateKeyError,
    NotPrimaryError,
    OperationFailure,
    ServerSelectionTimeoutError,
)

from tests.lab.store_lab import (
    StoreLab,
    Upload,
    address,
    execute,
    has_tool,
    ids_of_process_1,
    log,
    stop,
    store_lab,
    wait_until,
)

pytestmark = pytest.mark.e2e
IMAGE = "sorcha-lab/mongo-standin:8.0"
ROOT = "root-password"
KEY = base64.b64encode(bytes(range(96))).decode()
KEY_FILE = "/data/configdb/keyfile"
FLAGS = [
    "--replSet", "rs0", "--bind_ip_all", "--keyFile", KEY_FILE,
    "--oplogSize", "1024", "--wiredTigerCacheSizeGB", "0.25",
]  # fmt: skip
ENVIRONMENT = {
    "MONGO_INITDB_ROOT_USERNAME": "root",
    "MONGO_INITDB_ROOT_PASSWORD_FILE": "/run/root-password",
}
Client = MongoClient[dict[str, Any]]


class Member:
    """One member, by the name that its set knows it by."""

    def __init__(self, lab: StoreLab, name: str) -> None:
        self.lab = lab
        self.name = name
        self.container = lab.start(
            IMAGE,
            FLAGS,
            alias=name,
            environment=ENVIRONMENT,
            files={
                KEY_FILE: Upload(KEY),
                "/run/root-password": Upload(ROOT, 0o444),
            },
            volumes={"/data/db": lab.volume(name)},
        )

    def direct(self, user: str = "root", password: str = ROOT) -> Client:
        """To this member, whatever its role."""
        host = address(self.container, self.lab.network)
        return MongoClient(
            host, username=user, password=password, directConnection=True, serverSelectionTimeoutMS=15000
        )

    def by_set(self, user: str = "root", password: str = ROOT, **more: Any) -> Client:
        """As the services connect: by the name, through the set's discovery."""
        uri = f"mongodb://{user}:{password}@{self.name}:27017/?authSource=admin&replicaSet=rs0"
        return MongoClient(uri, **({"serverSelectionTimeoutMS": 15000} | more))

    def initiate(self) -> None:
        with self.direct() as client:
            members = [{"_id": 0, "host": f"{self.name}:27017"}]
            client.admin.command("replSetInitiate", {"_id": "rs0", "members": members})
        self.primary()

    def primary(self) -> None:
        with self.direct() as client:
            wait_until("a writable primary", lambda: client.admin.command("hello")["isWritablePrimary"])


@pytest.fixture(scope="module")
def lab() -> Iterator[StoreLab]:
    with store_lab() as made:
        yield made


@pytest.fixture(scope="module")
def members(lab: StoreLab) -> Iterator[dict[str, Member]]:
    """The members by name; drivers on this machine find them by the names of their sets."""
    found: dict[str, Member] = {}
    real = socket.getaddrinfo

    def resolve(host: Any, *rest: Any, **more: Any) -> Any:
        if host in found:
            host = address(found[host].container, lab.network)
        return real(host, *rest, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", resolve)
        yield found


@pytest.fixture(scope="module")
def fresh(lab: StoreLab, members: dict[str, Member]) -> Member:
    """A member that nobody has initiated."""
    members["mongo-fresh"] = Member(lab, "mongo-fresh")
    return members["mongo-fresh"]


@pytest.fixture(scope="module")
def member(lab: StoreLab, members: dict[str, Member]) -> Member:
    """A set of one with the users of the platform."""
    members["mongo-0"] = made = Member(lab, "mongo-0")
    made.initiate()
    with made.by_set() as client:
        for user, role, database in (
            ("register", "readWriteAnyDatabase", "admin"),
            ("validator", "readAnyDatabase", "admin"),
            ("blueprint", "readWrite", "sorcha-blueprints"),
        ):
            client.admin.command("createUser", user, pwd=f"{user}-pw", roles=[{"role": role, "db": database}])
    return made


def codes(error: pytest.ExceptionInfo[OperationFailure]) -> int | None:
    return error.value.code


@pytest.mark.parametrize(
    ("flags", "code", "message"),
    [
        (["--replset", "rs0"], 2, "unrecognised option '--replset'"),
        (
            ["--wiredTigerCacheSizeGB", "much"],
            2,
            "the argument ('much') for option '--wiredTigerCacheSizeGB' is",
        ),
        (["--port", "0"], 2, "the argument ('0') for option '--port' is invalid"),
        (["--oplogSize"], 2, "the required argument for option '--oplogSize' is missing"),
        (["--auth", "--auth"], 2, "option '--auth' cannot be specified more than once"),
        (["--replSet", "rs0", "--auth"], 2, "security.keyFile is required when authorization is enabled"),
        (["--keyFile", "/none"], 1, "Error opening file /none: No such file or directory"),
        (["--dbpath", "/none"], 1, "/none"),
    ],
)
def test_a_command_line_that_mongod_refuses_is_refused(
    lab: StoreLab, flags: list[str], code: int, message: str
) -> None:
    found, output = lab.run(IMAGE, flags)
    assert (found, message in output) == (code, True), output


@pytest.mark.parametrize(
    ("upload", "message"),
    [
        (Upload(KEY, 0o440), "permissions on /data/configdb/keyfile are too open"),
        (Upload("short"), "has length 5, must be between 6 and 1024 chars"),
        (Upload("no-base64"), "invalid char in key file /data/configdb/keyfile: -"),
    ],
)
def test_a_key_file_that_mongod_refuses_is_refused(lab: StoreLab, upload: Upload, message: str) -> None:
    code, output = lab.run(IMAGE, FLAGS, files={KEY_FILE: upload})
    assert (code, message in output) == (1, True), output


def test_half_of_the_root_credentials_is_refused(lab: StoreLab) -> None:
    code, output = lab.run(IMAGE, environment={"MONGO_INITDB_ROOT_USERNAME": "root"})
    assert code == 1
    assert "both must be specified for a user to be created" in output


def test_it_says_that_it_is_a_stand_in(lab: StoreLab, fresh: Member) -> None:
    wait_until("a log line", lambda: log(fresh.container))
    assert "STAND-IN" in log(fresh.container).splitlines()[0]
    assert "STAND-IN" in execute(fresh.container, "mongod", "--version")
    assert "STAND-IN" in lab.client.images.get(IMAGE).labels["org.opencontainers.image.title"]


def test_anatomy(lab: StoreLab, fresh: Member) -> None:
    assert set(lab.client.images.get(IMAGE).attrs["Config"]["Volumes"]) == {"/data/db", "/data/configdb"}
    assert ids_of_process_1(fresh.container) == ("999", "999")
    assert execute(fresh.container, "stat", "-c", "%u %a", KEY_FILE) == "999 400"
    for tool in ("curl", "wget"):
        assert not has_tool(fresh.container, tool), tool
    assert execute(fresh.container, "mongosh", "--version") == "2.12.0"


def test_before_initiation_it_is_no_primary(fresh: Member) -> None:
    with fresh.direct() as client:
        hello = client.admin.command("hello")
        assert (hello["isWritablePrimary"], hello["secondary"], hello["isreplicaset"]) == (False, False, True)
        assert "setName" not in hello
        with pytest.raises(NotPrimaryError) as write:
            client.d.c.insert_one({})
        assert isinstance(write.value.details, dict)
        assert write.value.details["code"] == 10107
        with pytest.raises((NotPrimaryError, AutoReconnect)):
            client.d.c.find_one()
        with pytest.raises(OperationFailure) as status:
            client.admin.command("replSetGetStatus")
        assert codes(status) == 94
    with fresh.by_set(serverSelectionTimeoutMS=500) as client, pytest.raises(ServerSelectionTimeoutError):
        client.d.c.find_one()


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"_id": "rs1", "members": [{"_id": 0, "host": "mongo-fresh"}]}, "command line reports rs0"),
        ({"_id": "rs0", "members": [{"_id": 0, "host": "elsewhere:27017"}]}, "maps to this node"),
        ({"_id": "rs0", "members": [{"_id": 0, "host": "mongo-fresh:1"}]}, "maps to this node"),
        ({"_id": "rs0", "members": [{"_id": n, "host": f"m-{n}"} for n in range(3)]}, "m-0:27017, m-1:27017"),
        ({"_id": "rs0", "members": [{"_id": 0, "host": "mongo-fresh", "prio": 1}]}, "MemberConfig.prio"),
        ({"_id": "rs0", "members": [{"_id": 0, "host": "mongo-fresh", "priority": 0}]}, "electable"),
    ],
)
def test_a_wrong_configuration_is_refused(fresh: Member, config: dict[str, Any], message: str) -> None:
    with fresh.direct() as client, pytest.raises(OperationFailure, match=message):
        client.admin.command("replSetInitiate", config)


def test_unknown_users_are_refused(member: Member) -> None:
    for client in (member.by_set(password="wrong"), member.by_set(user="nobody")):
        with client, pytest.raises(OperationFailure) as error:
            client.d.c.find_one()
        assert codes(error) == 18
    host = address(member.container, member.lab.network)
    with MongoClient[dict[str, Any]](host, directConnection=True) as client:
        assert client.admin.command("ping")["ok"] == 1
        assert client.admin.command("hello")["setName"] == "rs0"
        for command in ("listDatabases", "replSetInitiate", "replSetGetStatus"):
            with pytest.raises(OperationFailure) as error:
                client.admin.command(command)
            assert codes(error) == 13


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


def test_initiation_and_growth(member: Member) -> None:
    with member.direct() as client:
        with pytest.raises(OperationFailure, match="already initialized"):
            client.admin.command("replSetInitiate", {})
        config = client.admin.command("replSetGetConfig")["config"]
        with pytest.raises(OperationFailure) as error:
            client.admin.command("replSetReconfig", config)
        assert codes(error) == 103
        config["version"] += 1
        client.admin.command("replSetReconfig", config)
        config["members"].append({"_id": 1, "host": "mongo-1:27017"})
        config["version"] += 1
        with pytest.raises(OperationFailure, match="holds a set of one member, found 2"):
            client.admin.command("replSetReconfig", config)


def test_step_down_has_nobody_to_hand_over_to(member: Member) -> None:
    with member.direct() as client, pytest.raises(OperationFailure) as error:
        client.admin.command("replSetStepDown", 60)
    assert codes(error) == 262


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
        forbidden: list[Callable[[], object]] = [
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
        for attempt in forbidden:
            with pytest.raises(OperationFailure) as error:
                attempt()
            assert codes(error) == 13


def test_users_are_reconciled(member: Member) -> None:
    with member.by_set() as root:
        with pytest.raises(OperationFailure) as error:
            root.admin.command("createUser", "register", pwd="x", roles=[])
        assert codes(error) == 51003
        with pytest.raises(OperationFailure) as error:
            root.admin.command("createUser", "other", pwd="x", roles=["noSuchRole"])
        assert codes(error) == 31
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


def test_a_member_that_has_lost_its_name_serves_nobody(lab: StoreLab, member: Member) -> None:
    """As mongod does: an alias that changes makes a set of one unusable, and the name's return mends it."""
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
