"""Decisions of the guards of PostgreSQL and etcd."""

from __future__ import annotations

from typing import Any

import pytest

from sorcha_infra.platforms.docker.postgres.agent import etcd_guard, etcd_start
from sorcha_infra.platforms.docker.postgres.agent.etcd import EtcdError
from sorcha_infra.platforms.docker.postgres.agent.patroni_guard import Member, judge, members


def member(name: str, role: str, state: str = "streaming", lag: int | None = 0) -> Member:
    return Member(name=name, role=role, state=state, lag=lag, host="10.0.0.1")


LEADER = member("postgres-0", "leader", "running", None)


def test_a_leader_hands_over_to_the_one_that_is_in_step() -> None:
    heir = member("postgres-2", "sync_standby")
    verdict = judge([LEADER, member("postgres-1", "replica"), heir], "postgres-0")
    assert (verdict.refusal, verdict.hand_over_to) == (None, heir)


@pytest.mark.parametrize(
    "replicas",
    [
        [],
        [member("postgres-1", "replica")],
        [member("postgres-1", "sync_standby", "stopped")],
        [member("postgres-1", "sync_standby", lag=None)],
        [member("postgres-1", "sync_standby", lag=1 << 30)],
    ],
)
def test_a_leader_stays_while_no_replica_is_in_step(replicas: list[Member]) -> None:
    verdict = judge([LEADER, *replicas], "postgres-0")
    assert verdict.hand_over_to is None
    assert "pulumi up --refresh" in (verdict.refusal or "")


def test_a_replica_may_go_while_another_leads_and_none_while_none_does() -> None:
    assert judge([LEADER, member("postgres-1", "replica", "stopped", None)], "postgres-1").refusal is None
    assert judge([member("postgres-0", "replica"), member("postgres-1", "replica")], "postgres-1").refusal
    assert judge(
        [member("postgres-0", "leader", "crashed"), member("postgres-1", "replica")], "postgres-1"
    ).refusal


def test_patronis_own_answer_is_understood() -> None:
    """As Patroni 4.0.7 gives it."""
    answer = {
        "members": [
            {"name": "postgres-0", "role": "leader", "state": "running", "host": "10.0.0.10", "timeline": 4},
            {
                "name": "postgres-1",
                "role": "sync_standby",
                "state": "streaming",
                "host": "10.0.0.11",
                "lag": 0,
            },
            {
                "name": "postgres-2",
                "role": "replica",
                "state": "stopped",
                "host": "10.0.0.12",
                "lag": "unknown",
            },
        ]
    }
    cluster = members(answer)
    assert [member.leads for member in cluster] == [True, False, False]
    assert [member.can_lead for member in cluster] == [False, True, False]
    assert cluster[2].lag is None


def entry(name: str, address: str, id_: str = "1") -> dict[str, Any]:
    return {"ID": id_, "name": name, "peerURLs": [f"http://{address}:2380"]}


THREE = [entry(f"etcd-{n}", f"10.0.0.{16 + n}", str(n)) for n in range(3)]


def test_a_member_of_etcd_goes_only_where_a_majority_stays() -> None:
    assert etcd_guard.verdict(THREE, "etcd-0", ["10.0.0.17", "10.0.0.18"]) is None
    reason = etcd_guard.verdict(THREE, "etcd-0", ["10.0.0.17"])
    assert reason is not None
    assert "down: etcd-2" in reason
    five = [*THREE, entry("etcd-3", "10.0.0.19"), entry("etcd-4", "10.0.0.15")]
    assert etcd_guard.verdict(five, "etcd-4", ["10.0.0.16", "10.0.0.17", "10.0.0.18"]) is None


class Cluster:
    """A stand-in for the other members of a joining one."""

    def __init__(self, entries: list[dict[str, Any]]) -> None:
        self.entries = entries
        self.calls: list[tuple[str, Any]] = []

    def members(self) -> list[dict[str, Any]]:
        if not self.entries:
            raise EtcdError("no leader")
        return self.entries

    def call(self, path: str, body: Any = None) -> dict[str, Any]:
        self.calls.append((path, body))
        if path.endswith("remove"):
            self.entries = [entry for entry in self.entries if entry["ID"] != body["ID"]]
        else:
            self.entries = [*self.entries, {"ID": "9", "peerURLs": body["peerURLs"]}]
        return {"members": self.entries}


def test_a_member_without_its_data_takes_the_place_of_its_old_entry() -> None:
    cluster: Any = Cluster(list(THREE))
    initial = etcd_start.join(cluster, "etcd-1", "10.0.0.17")
    assert [path.rpartition("/")[2] for path, _ in cluster.calls] == ["remove", "add"]
    assert cluster.calls[0][1] == {"ID": "1"}
    assert sorted(initial.split(",")) == [f"etcd-{n}=http://10.0.0.{16 + n}:2380" for n in range(3)]


def test_a_new_member_only_adds_itself() -> None:
    cluster: Any = Cluster(list(THREE))
    assert "etcd-3=http://10.0.0.19:2380" in etcd_start.join(cluster, "etcd-3", "10.0.0.19")
    assert [path.rpartition("/")[2] for path, _ in cluster.calls] == ["add"]


def test_silence_is_not_taken_for_having_been_removed() -> None:
    """A blackout: no member answers, and the data must not be set aside for that."""
    silent: Any = Cluster([])
    assert not etcd_start.is_removed(silent, "10.0.0.17")
    cluster: Any = Cluster(list(THREE))
    assert not etcd_start.is_removed(cluster, "10.0.0.17")
    assert etcd_start.is_removed(cluster, "10.0.0.99")
