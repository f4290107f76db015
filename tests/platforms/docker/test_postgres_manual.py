"""PostgreSQL with fail-over by hand: what each member and the proxy are told."""

from __future__ import annotations

import pytest

from tests.harness import Plan, render
from tests.harness.plan import CONTAINER, IMAGE

_MANUAL = {"topology": "primaryReplica", "failover": "manual"}


@pytest.fixture(scope="module")
def pair() -> Plan:
    return render("dev", {"postgres": _MANUAL})


def environment(plan: Plan, name: str) -> dict[str, str]:
    return dict(entry.split("=", 1) for entry in plan.named(name, CONTAINER).inputs["envs"])


def uploads(plan: Plan, name: str) -> dict[str, str]:
    return {one["file"]: one["content"] for one in plan.named(name, CONTAINER).revealed["uploads"]}


def test_it_needs_no_image_of_our_own_and_no_etcd(pair: Plan, dev: Plan) -> None:
    assert not [one for one in pair.of(IMAGE) if "build" in one.inputs]
    assert not pair.pool("etcd")
    assert (
        pair.named("postgres-1", CONTAINER).inputs["image"]
        == (dev.named("postgres-0", CONTAINER).inputs["image"])
    )


def test_all_members_share_the_record_of_who_may_lead(pair: Plan) -> None:
    """Without it two members that both led once could not tell who may go on (ha-recipes §2.2)."""
    for name in ("postgres-0", "postgres-1"):
        told = environment(pair, name)
        mounted = {
            one["containerPath"]: one["volumeName"] for one in pair.named(name, CONTAINER).inputs["volumes"]
        }
        assert mounted[told["RECORD"]] == "dev-postgres-record"
        assert told["BOOTSTRAP"] == "postgres-0"


def test_the_first_start_and_the_folder_are_those_of_a_single_server(pair: Plan, dev: Plan) -> None:
    single, first = environment(dev, "postgres-0"), environment(pair, "postgres-0")
    for key in ("PGDATA", "POSTGRES_INITDB_ARGS", "POSTGRES_USER"):
        assert first[key] == single[key]


def test_members_know_each_other_by_address_and_have_the_passwords_by_file(pair: Plan) -> None:
    for name in ("postgres-0", "postgres-1"):
        own = pair.named(name, CONTAINER).inputs["networksAdvanced"][0]["ipv4Address"]
        assert f"{name}={own}" in environment(pair, name)["MEMBERS"].split()
        files = uploads(pair, name)
        assert files["/run/secrets/pgpass"] == (
            f"*:*:*:replicator:{pair.secrets['postgresReplicationPassword']}\n"
            f"*:*:*:rewinder:{pair.secrets['postgresRewindPassword']}\n"
        )
        assert "host replication replicator" in files["/sorcha/pg_hba.conf"]


def test_one_replica_more_replaces_nobody(pair: Plan) -> None:
    """A new primary container would be an outage: nobody takes over by himself."""
    larger = render("dev", {"postgres": {**_MANUAL, "replicas": 2}})
    for name in ("postgres-0", "postgres-1"):
        assert pair.named(name, CONTAINER).raw == larger.named(name, CONTAINER).raw


def test_the_proxy_asks_each_member_for_its_role(pair: Plan) -> None:
    told = uploads(pair, "postgres-proxy-settings")["/sorcha/settings/haproxy.cfg"]
    assert told.count("port 8008") == 4
    assert "role.pl" in uploads(pair, "postgres-0")["/sorcha/start.sh"]
