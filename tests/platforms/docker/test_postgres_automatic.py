"""PostgreSQL with Patroni: settings of each member, of etcd and of the proxy."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.harness import Plan, render
from tests.harness.plan import CONTAINER, IMAGE


@pytest.fixture(scope="module")
def pair() -> Plan:
    return render("dev", {"postgres": {"topology": "primaryReplica"}})


@pytest.fixture(scope="module")
def larger() -> Plan:
    return render("dev", {"postgres": {"topology": "primaryReplica", "replicas": 2}})


def file(plan: Plan, name: str, path: str) -> str:
    [upload] = [entry for entry in plan.named(name, CONTAINER).revealed["uploads"] if entry["file"] == path]
    return str(upload["content"])


def member(plan: Plan, name: str) -> Any:
    return json.loads(file(plan, name, "/run/secrets/patroni.yaml"))


def cluster(plan: Plan) -> Any:
    return json.loads(file(plan, "etcd-settings", "/sorcha/settings.json"))


def address(plan: Plan, name: str) -> str:
    return str(plan.named(name, CONTAINER).inputs["networksAdvanced"][0]["ipv4Address"])


def test_each_member_has_the_passwords_that_the_jobs_set(pair: Plan) -> None:
    for name in ("postgres-0", "postgres-1"):
        configuration = member(pair, name)
        assert configuration["postgresql"]["authentication"] == {
            "superuser": {"username": "sorcha", "password": pair.secrets["postgresPassword"]},
            "replication": {
                "username": "replicator",
                "password": pair.secrets["postgresReplicationPassword"],
            },
            "rewind": {"username": "rewinder", "password": pair.secrets["postgresRewindPassword"]},
        }
        assert configuration["restapi"]["authentication"]["password"] == pair.secrets["patroniPassword"]
        assert configuration["etcd3"]["password"] == pair.secrets["patroniPassword"]
    assert (
        file(pair, "postgres-roles", "/run/secrets/replication")
        == (pair.secrets["postgresReplicationPassword"])
    )
    assert file(pair, "postgres-roles", "/run/secrets/rewind") == pair.secrets["postgresRewindPassword"]
    assert file(pair, "etcd-settings", "/run/secrets/patroni") == pair.secrets["patroniPassword"]
    for name in ("etcd-0", "etcd-1", "etcd-2", "etcd-settings"):
        assert file(pair, name, "/run/secrets/etcd") == pair.secrets["etcdPassword"]


def test_the_members_find_each_other_without_a_name_server(pair: Plan) -> None:
    for name in ("postgres-0", "postgres-1"):
        configuration = member(pair, name)
        own = address(pair, name)
        assert (configuration["name"], configuration["scope"]) == (name, "dev")
        assert configuration["postgresql"]["connect_address"] == f"{own}:5432"
        assert configuration["restapi"]["connect_address"] == f"{own}:8008"
        assert configuration["etcd3"]["hosts"] == [f"{address(pair, f'etcd-{n}')}:2379" for n in range(3)]


def test_the_folder_and_the_first_start_are_those_of_a_single_server(pair: Plan, dev: Plan) -> None:
    """Growth takes the data as it is; another collation or folder would be another database."""
    environment = dict(entry.split("=", 1) for entry in dev.named("postgres-0", CONTAINER).inputs["envs"])
    configuration = member(pair, "postgres-0")
    assert configuration["postgresql"]["data_dir"] == environment["PGDATA"]
    options = configuration["bootstrap"]["initdb"]
    arguments = [
        f"--{o}" if isinstance(o, str) else f"--{next(iter(o))}={next(iter(o.values()))}" for o in options
    ]
    assert " ".join(arguments) == environment["POSTGRES_INITDB_ARGS"]
    assert (
        pair.named("postgres-0", CONTAINER).inputs["volumes"]
        == dev.named("postgres-0", CONTAINER).inputs["volumes"]
    )


def test_patronis_times_fit_each_other(pair: Plan) -> None:
    """Longer ones miss the bound of 25 s, shorter ones Patroni refuses (ha-recipes §2.3)."""
    configuration = cluster(pair)
    assert configuration["loop_wait"] + 2 * configuration["retry_timeout"] <= configuration["ttl"] == 20
    assert configuration["synchronous_mode"] is True
    assert configuration["failsafe_mode"] is True


def test_every_client_needs_a_password_and_the_members_roles_connect_from_members_alone(pair: Plan) -> None:
    rules = [line.split() for line in cluster(pair)["postgresql"]["pg_hba"]]
    assert {rule[-1] for rule in rules} == {"scram-sha-256", "reject"}
    rejection = rules.index(["host", "all", "replicator,rewinder", "all", "reject"])
    for rule in rules[:rejection]:
        assert rule[0] == "local" or rule[3].endswith("/32"), rule
    assert not any(rule[1] == "replication" for rule in rules[rejection:])


def test_one_replica_more_touches_no_member_and_no_etcd(pair: Plan, larger: Plan) -> None:
    names = ("postgres-0", "postgres-1", "etcd-0", "etcd-1", "etcd-2", "etcd-settings", "postgres-proxy-0")
    for name in names:
        assert pair.named(name, CONTAINER).raw == larger.named(name, CONTAINER).raw, name
    assert [container.name for container in larger.pool("postgres")] == [
        "postgres-0",
        "postgres-1",
        "postgres-2",
    ]


def test_the_proxy_asks_patroni_and_ends_sessions_of_one_that_is_down(larger: Plan) -> None:
    text = file(larger, "postgres-proxy-settings", "/sorcha/settings/haproxy.cfg")
    for name in ("postgres-0", "postgres-1", "postgres-2"):
        assert text.count(f"server {name} {address(larger, name)}:5432 port 8008") == 2
    assert "on-marked-down" not in text  # leaves clients hanging, see sessions.lua
    assert "shut_sess" in file(larger, "postgres-proxy-settings", "/sorcha/settings/sessions.lua")
    assert "httpchk OPTIONS /primary" in text


def test_the_image_is_built_from_a_relative_folder_and_its_tag_says_of_what(pair: Plan) -> None:
    """An absolute folder would make each other clone a change (provider-semantics §10)."""
    [image] = [resource for resource in pair.of(IMAGE) if "build" in resource.inputs]
    assert not image.inputs["build"]["context"].startswith("/")
    assert image.inputs["triggers"]["inputs"] == image.inputs["name"].rpartition(":")[2]
    plan = render("dev", {"postgres": {"topology": "primaryReplica", "image": "postgres:17.5"}})
    [newer] = [resource for resource in plan.of(IMAGE) if "build" in resource.inputs]
    assert newer.inputs["build"]["buildArgs"] == {"BASE": "postgres:17.5"}
    assert newer.inputs["name"] != image.inputs["name"]


def test_a_prebuilt_image_is_not_built() -> None:
    plan = render("dev", {"postgres": {"topology": "primaryReplica", "patroniImage": "site/patroni:4.1"}})
    assert not [resource for resource in plan.of(IMAGE) if "build" in resource.inputs]
    assert plan.named("etcd-0", CONTAINER).inputs["image"] == "id of site/patroni:4.1"


def test_members_and_etcd_are_guarded(pair: Plan) -> None:
    for name in ("postgres-0", "postgres-1", "etcd-0", "etcd-1", "etcd-2"):
        assert pair.named(name, CONTAINER).hooks["before_delete"], name
        assert file(pair, name, "/sorcha/before-delete.sh")
    assert not pair.named("postgres-proxy-0", CONTAINER).hooks.get("before_delete")


def test_five_members_of_etcd_have_five_addresses() -> None:
    plan = render("dev", {"postgres": {"topology": "primaryReplica", "etcdMembers": 5}})
    assert len({address(plan, container.name) for container in plan.pool("etcd")}) == 5
