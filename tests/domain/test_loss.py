"""What is lost with a part of an installation follows from its inventory."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sorcha_infra.domain.inventory import Inventory
from sorcha_infra.domain.loss import Outcome, State, UnknownNodeError, lose
from sorcha_infra.domain.promises import AWAY, managed
from sorcha_infra.domain.vocabulary import StoreName
from sorcha_infra.explain.survey import survey
from tests.domain.deployments import deployment


@pytest.fixture(scope="module")
def small() -> Inventory:
    return survey(deployment("prod-small"))


def _states(outcome: Outcome) -> dict[str, State]:
    return {
        standing.part.name: standing.state
        for standing in outcome.standings
        if standing.state is not State.WHOLE
    }


def test_nothing_lost_is_all_whole(small: Inventory) -> None:
    outcome = lose(small, [])
    assert _states(outcome) == {}
    assert outcome.reachable
    assert (outcome.lost_members, outcome.volume_losses, outcome.lost_data) == ((), (), ())


@pytest.mark.parametrize(
    ("node", "state", "pause"),
    [
        ("postgres-0", State.FEWER, 25),
        ("mongo-1", State.FEWER, 12),
        ("redis-2", State.FEWER, 8),
        ("etcd-0", State.FEWER, 1),
        ("sentinel-0", State.FEWER, 0),
        ("gateway-1", State.FEWER, 0),
        ("tenant-0", State.FEWER, 4),
    ],
)
def test_one_of_several_is_a_pause(small: Inventory, node: str, state: State, pause: int) -> None:
    """Seconds are those of the promise, which a test holds."""
    outcome = lose(small, [node])
    assert _states(outcome) == {node.rpartition("-")[0]: state}
    assert [standing.pause for standing in outcome.standings if standing.state is state] == [pause]
    assert outcome.reachable


@pytest.mark.parametrize("role", ["mongo", "redis", "etcd", "sentinel"])
def test_a_majority_that_is_lost_stops_what_votes(small: Inventory, role: str) -> None:
    outcome = lose(small, [f"{role}-0", f"{role}-2"])
    assert _states(outcome)[role] is (State.READABLE if role == "mongo" else State.DOWN)


@pytest.mark.parametrize(("voters", "store"), [("etcd", "postgres"), ("sentinel", "redis")])
def test_without_voters_a_store_goes_on_and_cannot_fail_over(
    small: Inventory, voters: str, store: str
) -> None:
    """The primary goes on without etcd; together with a member it is the end of writing."""
    members = [f"{voters}-0", f"{voters}-1"]
    assert _states(lose(small, members)) == {voters: State.DOWN, store: State.RIGID}
    states = _states(lose(small, [*members, f"{store}-0"]))
    assert states[store] is State.DOWN
    assert states[f"{store}-proxy"] is State.IDLE
    assert states["tenant"] is State.IDLE


def test_manual_fail_over_waits_for_a_person() -> None:
    manual = deployment("prod-small", postgres={"topology": "primaryReplica", "failover": "manual"})
    assert _states(lose(survey(manual), ["postgres-0"]))["postgres"] is State.DOWN


def test_the_loss_of_a_store_reaches_all_that_need_it(small: Inventory) -> None:
    states = _states(lose(small, ["postgres-0", "postgres-1"]))
    idle = {name for name, state in states.items() if state is State.IDLE}
    assert states["postgres"] is State.DOWN
    assert idle == {"postgres-proxy", "tenant", "wallet"}


def test_a_silent_register_stops_the_validator_and_its_reconciler(small: Inventory) -> None:
    states = _states(lose(small, ["register-0"]))
    assert states == {"register": State.DOWN, "validator": State.IDLE, "reconciler": State.IDLE}


@pytest.mark.parametrize("door", [["edge-0"], ["gateway-0", "gateway-1"]])
def test_without_a_door_no_request_comes_in(small: Inventory, door: list[str]) -> None:
    assert not lose(small, door).reachable


@pytest.mark.parametrize("domain", ["machine", "zone"])
def test_the_machine_is_everything(small: Inventory, domain: str) -> None:
    outcome = lose(small, [domain])
    assert outcome.lost_members == small.members
    assert all(standing.state is State.DOWN for standing in outcome.standings)
    assert len(outcome.lost_data) == 5
    assert not outcome.reachable


@pytest.mark.parametrize(
    ("volume", "down", "copies", "data"),
    [
        ("volume:mongo-0", set(), 2, ()),
        ("volume:postgres-1", set(), 1, ()),
        ("wallet-keys", {"wallet"}, 0, ("keys of all wallets",)),
        ("tenant-key-ring", {"tenant"}, 0, ("open forms, sign-ins",)),
        ("volume:edge-0", {"edge"}, 0, ()),
        ("volume:etcd-0", set(), 2, ()),
    ],
)
def test_a_volume_is_lost_with_what_it_holds(
    small: Inventory, volume: str, down: set[str], copies: int, data: tuple[str, ...]
) -> None:
    outcome = lose(small, [volume])
    assert {name for name, state in _states(outcome).items() if state is State.DOWN} == down
    assert [loss.copies for loss in outcome.volume_losses] == [copies]
    assert outcome.lost_data == data


def test_all_volumes_of_a_store_are_its_data(small: Inventory) -> None:
    outcome = lose(small, [f"volume:mongo-{ordinal}" for ordinal in range(3)])
    assert outcome.lost_data == ("registers (the ledger), schema index",)


def test_a_member_may_be_named_with_its_installation(small: Inventory) -> None:
    assert lose(small, ["prod-small-mongo-0"]) == lose(small, ["mongo-0"])
    assert lose(small, ["volume:prod-small-mongo-0"]) == lose(small, ["volume:mongo-0"])


def test_an_unknown_part_is_reported_with_a_suggestion(small: Inventory) -> None:
    with pytest.raises(UnknownNodeError) as error:
        lose(small, ["postgre-0"])
    assert error.value.suggestion == "postgres-0"
    assert {"machine", "volume:mongo-0", "wallet-keys"} <= set(error.value.known_names)


def test_a_managed_store_cannot_be_lost_here(small: Inventory) -> None:
    promise = managed("postgres", AWAY[StoreName.POSTGRES])
    store = replace(small.part("postgres"), members=(), copies=None, quorum=0, promise=promise)
    parts = tuple(store if part.name == "postgres" else part for part in small.parts)
    outcome = lose(replace(small, parts=parts), ["machine"])
    assert "postgres" not in _states(outcome)
    assert [entry.reason for entry in outcome.standings if entry.part.name == "postgres"] == [
        "run by a provider"
    ]


def test_an_unbuilt_part_is_not_reported_as_managed() -> None:
    inventory = survey(deployment("prod-large", platform="kubernetes"))
    outcome = lose(inventory, [])
    assert {entry.reason for entry in outcome.standings} == {"not built yet"}
    with pytest.raises(UnknownNodeError) as error:
        lose(inventory, ["tenant-0"])
    assert (error.value.suggestion, error.value.known_names) == (None, ())
