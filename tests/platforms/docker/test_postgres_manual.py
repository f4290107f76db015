"""PostgreSQL with fail-over by hand: settings and scripts of each member, and the proxy."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from sorcha_infra.platforms.docker import files
from tests.harness import Plan, render
from tests.harness.plan import CONTAINER, IMAGE

_MANUAL = {"topology": "primaryReplica", "failover": "manual"}


@pytest.fixture(scope="module")
def pair() -> Plan:
    return render("dev", {"postgres": _MANUAL})


def environment(plan: Plan, name: str) -> dict[str, str]:
    return dict(entry.split("=", 1) for entry in plan.named(name, CONTAINER).inputs["envs"])


def uploads(plan: Plan, name: str) -> dict[str, str]:
    return {upload["file"]: upload["content"] for upload in plan.named(name, CONTAINER).revealed["uploads"]}


def test_it_needs_no_image_of_our_own_and_no_etcd(pair: Plan, dev: Plan) -> None:
    assert not [resource for resource in pair.of(IMAGE) if "build" in resource.inputs]
    assert not pair.pool("etcd")
    assert (
        pair.named("postgres-1", CONTAINER).inputs["image"]
        == (dev.named("postgres-0", CONTAINER).inputs["image"])
    )


def test_all_members_share_the_record_of_who_may_lead(pair: Plan) -> None:
    """Without it two members that both led once could not tell who may go on (ha-recipes §2.2)."""
    for name in ("postgres-0", "postgres-1"):
        variables = environment(pair, name)
        volumes = {
            volume["containerPath"]: volume["volumeName"]
            for volume in pair.named(name, CONTAINER).inputs["volumes"]
        }
        assert volumes[variables["RECORD"]] == "dev-postgres-record"
        assert variables["BOOTSTRAP"] == "postgres-0"


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


def test_one_replica_more_replaces_no_member(pair: Plan) -> None:
    """A new primary container would be an outage, because no replica takes over automatically."""
    larger = render("dev", {"postgres": {**_MANUAL, "replicas": 2}})
    for name in ("postgres-0", "postgres-1"):
        assert pair.named(name, CONTAINER).raw == larger.named(name, CONTAINER).raw


def test_the_proxy_asks_each_member_for_its_role(pair: Plan) -> None:
    text = uploads(pair, "postgres-proxy-settings")["/sorcha/settings/haproxy.cfg"]
    assert text.count("port 8008") == 4
    assert "role.pl" in uploads(pair, "postgres-0")["/sorcha/start.sh"]


_STUBS = {
    "gosu": 'shift; exec "$@"',
    "perl": "",
    "chown": "",
    "sync": "",
    "pg_ctl": 'echo "pg_ctl $*" >>"$DID"',
    "pg_rewind": 'echo pg_rewind >>"$DID"',
    "pg_controldata": 'printf "%s\\n" "Database system identifier: 7" "Latest checkpoint\'s TimeLineID: 1"',
    "docker-entrypoint.sh": 'echo "$*" >>"$DID"',
    # Who leads, whether it has a slot in use, its database and timeline: as the test says.
    "psql": """
for word; do
  case $word in
    --host=*) host=${word#--host=} ;;
    *pg_replication_slots*) [ "$host" = "$LEADER" ] && echo "$STREAMS"; exit ;;
    *system_identifier*) echo "$HISTORY"; exit ;;
    *pg_last_wal_receive_lsn*) case $host in 10.0.0.10) echo "$THEIRS" ;; 10.0.0.11) echo 100 ;; esac; exit ;;
    *pg_is_in_recovery*)
      if [ "$host" = "$LEADER" ]; then echo f; elif [ "$host" = 10.0.0.11 ]; then echo t; fi
      exit ;;
  esac
done
""",
}


class Member:
    """`postgres-1` as its scripts see it, outside a container."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data" / "pgdata"
        self.record = folder / "record"
        self._did = folder / "did"
        self._scripts = folder / "scripts"
        self._commands = folder / "commands"
        for path in (self.data, self.record, self._scripts, self._commands):
            path.mkdir(parents=True)
        (self.data / "PG_VERSION").write_text("17\n")
        self._did.touch()
        for name in ("common.sh", "start.sh", "promote.sh"):
            text = files.read(f"postgres-manual/{name}").replace("/sorcha/", f"{self._scripts}/")
            (self._scripts / name).write_text(text.replace("/var/run/postgresql", str(folder / "run")))
        for name, text in _STUBS.items():
            (self._commands / name).write_text(f"#!/usr/bin/env bash\n{text}\n")
            (self._commands / name).chmod(0o755)

    def starts(self, script: str, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        """A running script; the other members are as the variables say."""
        return subprocess.Popen(
            ["bash", self._scripts / script, *arguments],
            env={
                "PATH": f"{self._commands}:{os.environ['PATH']}",
                "PGDATA": str(self.data),
                "RECORD": str(self.record),
                "MEMBER": "postgres-1",
                "MEMBERS": "postgres-0=10.0.0.10 postgres-1=10.0.0.11",
                "BOOTSTRAP": "postgres-0",
                "REPLICATOR": "replicator",
                "REWINDER": "rewinder",
                "DID": str(self._did),
                **{"LEADER": "", "STREAMS": "0", "HISTORY": "", "THEIRS": "", **variables},
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def runs(self, script: str, *arguments: str, **variables: str) -> tuple[int, str]:
        """How it ends, and what it complains of."""
        with self.starts(script, *arguments, **variables) as process:
            _, complaint = process.communicate(timeout=30)
            return process.returncode, complaint

    @property
    def did(self) -> str:
        return self._did.read_text()


@pytest.fixture
def replica(tmp_path: Path) -> Member:
    member = Member(tmp_path)
    (member.data / "standby.signal").touch()
    (member.record / "primary").write_text("postgres-0 1\n")
    return member


@pytest.mark.parametrize("signal", ["standby.signal", "recovery.signal"])
def test_a_promotion_that_was_cut_short_begins_a_timeline_of_its_own(replica: Member, signal: str) -> None:
    """On the old one's timeline the old primary would follow with writes that only it has (measured)."""
    (replica.data / "standby.signal").rename(replica.data / signal)
    (replica.record / "primary").write_text("postgres-1 2\n")
    assert replica.runs("start.sh")[0] == 0
    assert (replica.data / "recovery.signal").exists()
    assert not (replica.data / "standby.signal").exists()
    assert replica.did == "postgres -c restore_command=false\n"


def test_who_led_before_leads_again_without_a_recovery(replica: Member) -> None:
    (replica.data / "standby.signal").unlink()
    (replica.record / "primary").write_text("postgres-1 2\n")
    assert replica.runs("start.sh")[0] == 0
    assert replica.did == "postgres\n"


@pytest.mark.parametrize(("history", "rewinds"), [("7 1", False), ("7 2", True), ("8 1", True), ("", True)])
def test_a_replica_of_another_history_does_not_follow_as_it_is(
    replica: Member, history: str, rewinds: bool
) -> None:
    """Another timeline, or another database altogether: a volume left from an older cluster."""
    assert replica.runs("start.sh", LEADER="10.0.0.10", HISTORY=history)[0] == 0
    assert ("pg_rewind" in replica.did) is rewinds
    assert "host=10.0.0.10" in replica.did


def test_nothing_is_stopped_for_a_replica_that_lacks_writes(replica: Member) -> None:
    status, complaint = replica.runs("promote.sh", "ready", LEADER="10.0.0.10")
    assert status == 1
    assert "does not follow 10.0.0.10, which accepts writes, or is far behind" in complaint
    assert replica.runs("promote.sh", "ready", LEADER="10.0.0.10", STREAMS="t") == (0, "")
    assert replica.runs("promote.sh", "ready") == (0, ""), "the primary is dead"
    assert replica.did == ""
    assert (replica.record / "primary").read_text() == "postgres-0 1\n"


def test_the_replica_that_has_more_is_named(replica: Member) -> None:
    """Of two replicas of a dead primary, the other may hold what this one never received."""
    status, complaint = replica.runs("promote.sh", "ready", THEIRS="142")
    assert status == 1
    assert "postgres-0 has 42 bytes of the log that postgres-1 never received: promote that one" in complaint
    assert replica.runs("promote.sh", "ready", THEIRS="100") == (0, "")


def test_a_primary_that_lives_forbids_a_promotion(replica: Member) -> None:
    status, _ = replica.runs("promote.sh", LEADER="10.0.0.10", STREAMS="t")
    assert (status, replica.did) == (1, "")
    assert replica.runs("promote.sh") == (0, "")
    assert (replica.record / "primary").read_text() == "postgres-1 2\n"
    assert replica.did.startswith("pg_ctl promote")


def test_a_member_that_waits_can_be_stopped(replica: Member) -> None:
    """A promotion stops it first, and the engine would wait for two minutes (seen)."""
    (replica.data / "PG_VERSION").unlink()
    with replica.starts("start.sh") as process:
        assert process.stderr is not None
        assert "waiting for postgres-0, the primary by the record" in process.stderr.readline()
        process.terminate()
        assert process.wait(10) == 143
