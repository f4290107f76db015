"""The stand-in for mongod starts and refuses as mongod does (ha-recipes §3.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pymongo.errors import (
    AutoReconnect,
    NotPrimaryError,
    OperationFailure,
    ServerSelectionTimeoutError,
)

from tests.lab.mongo_member import FLAGS, IMAGE, KEY, KEY_FILE, Member, members_by_name
from tests.lab.store_lab import (
    StoreLab,
    Upload,
    execute,
    has_tool,
    ids_of_process_1,
    log,
    store_lab,
    wait_until,
)

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def lab() -> Iterator[StoreLab]:
    with store_lab() as lab:
        yield lab


@pytest.fixture(scope="module")
def fresh(lab: StoreLab) -> Iterator[Member]:
    """A member before its set is initiated."""
    with members_by_name(lab) as members:
        members["mongo-fresh"] = Member(lab, "mongo-fresh")
        yield members["mongo-fresh"]


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
    exit_code, output = lab.run(IMAGE, flags)
    assert (exit_code, message in output) == (code, True), output


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
        assert status.value.code == 94
    with fresh.by_set(serverSelectionTimeoutMS=500) as client, pytest.raises(ServerSelectionTimeoutError):
        client.d.c.find_one()


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"_id": "rs1", "members": [{"_id": 0, "host": "mongo-fresh"}]}, "command line reports rs0"),
        ({"_id": "rs0", "members": [{"_id": 0, "host": "elsewhere:27017"}]}, "maps to this node"),
        ({"_id": "rs0", "members": [{"_id": 0, "host": "mongo-fresh:1"}]}, "maps to this node"),
        ({"_id": "rs0", "members": [{"_id": n, "host": f"m-{n}"} for n in range(3)]}, "m-0:27017, m-1:27017"),
        (
            {"_id": "rs0", "members": [{"_id": n, "host": h} for n, h in enumerate(("mongo-fresh", "m-1"))]},
            "m-1:27017 failed with",
        ),
        ({"_id": "rs0", "members": [{"_id": 0, "host": h} for h in ("mongo-fresh", "m-1")]}, "same _id"),
        ({"_id": "rs0", "members": [{"_id": 0, "host": "mongo-fresh", "prio": 1}]}, "MemberConfig.prio"),
        ({"_id": "rs0", "members": [{"_id": 0, "host": "mongo-fresh", "priority": 0}]}, "electable"),
    ],
)
def test_a_wrong_configuration_is_refused(fresh: Member, config: dict[str, Any], message: str) -> None:
    with fresh.direct() as client, pytest.raises(OperationFailure, match=message):
        client.admin.command("replSetInitiate", config)
