"""Promises hold together: with the configuration, with what is built, with what proves them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.promises import Promise, RecoveryKind, from_plain, overview, plain
from sorcha_infra.paths import ROOT
from sorcha_infra.profiles.docker.promises import promises
from tests.config.space import deployments
from tests.config.stacks import Raw
from tests.domain.deployments import deployment
from tests.e2e.prod_small.catalogue import FACTS as ROWS
from tests.profiles.promises import sound

_CASES = {
    "dev": deployment(),
    "dev with two tenants": deployment(services={"tenant": {"replicas": 2}}),
    "prod-small": deployment("prod-small"),
    "prod-small, nginx": deployment("prod-small", edge={"kind": "nginx"}),
    "prod-small, by hand": deployment("prod-small", postgres={"failover": "manual"}),
    "prod-small, larger": deployment(
        "prod-small",
        postgres={"replicas": 2},
        mongo={"members": 5},
        redis={"members": 5, "sentinels": 5},
        services={"register": {"replicas": 2}, "gateway": {"replicas": 3}},
    ),
    "managed": deployment("prod-large"),
}

_case = pytest.mark.parametrize("case", _CASES.values(), ids=_CASES.keys())


def _of(case: Deployment, component: str) -> Promise:
    return next(promise for promise in promises(case) if promise.component == component)


def _sound(case: Deployment) -> None:
    sound(case, promises(case))
    for promise in promises(case):
        assert promise.members or promise.copies is None or promise.component == "machine"
        for fault in promise.faults:
            assert fault.kind is not RecoveryKind.BOUND or fault.proof in ROWS


@settings(max_examples=60, deadline=None)
@given(deployments("docker"))
def test_promises_hold_together_for_whatever_may_be_configured(raw: Raw) -> None:
    _sound(deployment(**raw))


@_case
def test_promises_hold_together(case: Deployment) -> None:
    _sound(case)


@_case
def test_a_bound_is_the_one_that_its_row_is_held_to(case: Deployment) -> None:
    """Else the promise and the proof drift apart."""
    for promise in promises(case):
        for fault in promise.faults:
            if fault.kind is RecoveryKind.BOUND:
                assert fault.proof is not None
                row = ROWS[fault.proof]
                limit = row.max_outage if row.max_outage is not None else row.within
                assert fault.seconds == (limit or 0), fault.proof


@_case
def test_what_proves_a_fault_exists(case: Deployment) -> None:
    for promise in promises(case):
        for fault in promise.faults:
            if fault.proof is not None:
                assert fault.proof in ROWS or (ROOT / fault.proof).is_file(), fault.proof


@_case
def test_what_a_row_holds_lossless_is_promised_to_lose_nothing(case: Deployment) -> None:
    for promise in promises(case):
        for fault in promise.faults:
            if fault.kind is RecoveryKind.BOUND and fault.loss.startswith("nothing") and fault.proof:
                row = ROWS[fault.proof]
                assert row.lossless or fault.proof.endswith("-crash") or fault.proof == "redis-two"


def test_one_machine_is_one_failure_domain_however_many_copies() -> None:
    case = _CASES["prod-small, larger"]
    assert {p.failure_domains for p in promises(case)} == {1}
    assert _of(case, "postgres").copies == 3
    assert _of(case, "mongo").survives == 2
    # The primary waits for one of two replicas: if both die, the other may not be promoted (seen).
    assert _of(case, "postgres").survives == 1
    assert "die at once" in " ".join(_of(case, "postgres").not_covered)
    assert "die at once" not in " ".join(_of(_CASES["prod-small"], "postgres").not_covered)
    assert "failure of a process only" in " ".join(_of(case, "machine").not_covered)


def test_single_points_of_small_production_are_named() -> None:
    single = {p.component for p in promises(_CASES["prod-small"]) if p.single_point}
    assert single == {
        "edge",
        "postgres-proxy",
        "redis-proxy",
        "reconciler",
        "machine",
        *(f"services.{name}" for name in ("blueprint", "wallet", "register", "validator", "peer")),
    }


def test_development_is_single_points_only() -> None:
    assert all(p.single_point for p in promises(_CASES["dev"]))


def test_an_isolated_peer_says_so_and_one_that_is_reached_does_not() -> None:
    assert "isolated" in " ".join(_of(_CASES["dev"], "services.peer").not_covered)
    seeds = [{"nodeId": "n1", "host": "n1.example.com"}]
    case = deployment(peer={"externalAddress": "peer.example.com", "seeds": seeds})
    assert not _of(case, "services.peer").not_covered


def test_a_manual_fail_over_has_no_seconds() -> None:
    faults = [f for f in _of(_CASES["prod-small, by hand"], "postgres").faults if "is lost" in f.event]
    assert [fault.seconds for fault in faults] == [None]
    assert "etcd" not in {p.component for p in promises(_CASES["prod-small, by hand"])}


def test_a_managed_store_has_no_promise() -> None:
    for component in ("postgres", "mongo", "redis"):
        promise = _of(_CASES["managed"], component)
        assert promise.copies is None
        assert promise.failure_domains is None
        assert not promise.faults


def test_the_output_is_short_and_structured() -> None:
    entries = overview(promises(_CASES["prod-small"]))
    assert entries["redis"] == {
        "copies": 3,
        "tolerates": 1,
        "failureDomains": 1,
        "recovery": "8 s (bound)",
        "lost": "writes of its last second: replication is asynchronous",
        "meanwhile": _of(_CASES["prod-small"], "redis").meanwhile,
    }
    assert entries["gateway"]["recovery"] == "0 s (bound)"
    assert overview(promises(_CASES["dev"]))["redis"]["tolerates"] == 0
    managed = overview(promises(_CASES["managed"]))["redis"]
    assert (managed["copies"], managed["recovery"], managed["failureDomains"]) == (
        "managed",
        "unknown",
        "unknown",
    )


def test_a_fail_over_states_what_a_user_sees() -> None:
    """As seen with the real services (verified §i)."""
    case = _CASES["prod-small"]
    assert "its workflow action is refused" in _of(case, "postgres").visible
    assert "a sign-in fails" in _of(case, "redis").visible
    assert "published blueprints" in _of(case, "services.blueprint").faults[0].loss
    assert _of(_CASES["dev"], "postgres").visible == "not available: sign-ins and wallets"


@_case
def test_the_data_is_plain_and_its_order_is_stable(case: Deployment) -> None:
    data = plain(promises(case))
    assert json.loads(json.dumps(data)) == data
    assert data == plain(promises(case))
    assert [entry["component"] for entry in data] == [p.component for p in promises(case)]


@_case
def test_the_data_can_be_read_back(case: Deployment) -> None:
    """They travel from the base's tree to that of a pull request."""
    data = plain(promises(case))
    assert plain([from_plain(entry) for entry in data]) == data
