"""Offline says what the engine said, for the same changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from sorcha_infra.domain.change import Op
from sorcha_infra.review.compare import steps
from sorcha_infra.review.preview import read
from tests.harness.plan import VOLUME
from tests.review.samples import plan, preview

Signs = set[tuple[Op, str, str, tuple[str, ...]]]

CHANGES: Mapping[str, tuple[Mapping[str, Any], Mapping[str, str]]] = {
    "same": ({}, {}),
    "tenants": ({"services": {"tenant": {"replicas": 2}}}, {}),
    "memory": ({"services": {"tenant": {"resources": {"cpus": 1.0, "memoryMib": 700}}}}, {}),
    "subnet": ({"network": {"subnet": "10.77.0.0/24"}}, {}),
    "wallet": ({}, {"walletKeyMaterial": "a-wallet-key-material-that-is-given-by-hand-0123456789"}),
    "renamed": ({"installation": "other"}, {}),
}


@cache
def known() -> frozenset[tuple[str, str]]:
    """What there was when the previews were captured: the program has grown since."""
    return frozenset((one.type, one.name) for one in read(preview("new"))[0].steps)


def captured(name: str) -> Signs:
    return {(one.op, one.type, one.name, one.causes) for one in read(preview(name))[0].steps}


def compared(name: str) -> Signs:
    said, secrets = CHANGES[name]
    return {
        (one.op, one.type, one.name, one.causes)
        for one in steps(plan(), plan(json.dumps(said), json.dumps(secrets)))
        if (one.type, one.name) in known() or one.op is Op.CREATE
    }


@pytest.mark.parametrize("name", ["same", "tenants", "memory", "wallet"])
def test_offline_and_the_engine_find_the_same_steps_for_the_same_reasons(name: str) -> None:
    """The review of a fork, which has no engine, must not be a guess."""
    assert compared(name) == captured(name)


def test_offline_finds_what_goes_down_with_the_network() -> None:
    """Of what follows from the network the engine names no inputs, also where some differ."""
    ours, theirs = ({step[:3] for step in found("subnet")} for found in (compared, captured))
    assert ours == theirs


def test_offline_finds_at_least_what_the_engine_did_before_it_stopped() -> None:
    """It stops at what is protected; which of the rest it still names depends on the order."""
    ours, theirs = ({step[:3] for step in found("renamed")} for found in (compared, captured))
    assert theirs <= ours


def test_a_deleted_container_is_one_step_and_a_deletion() -> None:
    grown = plan(json.dumps({"services": {"tenant": {"replicas": 2}}}))
    found = {(one.op, one.name) for one in steps(grown, plan()) if one.custom}
    assert found == {(Op.DELETE, "tenant-1"), (Op.REPLACE, "gateway-0")}


def changed(kind: str, name: str, **inputs: Any) -> list[dict[str, Any]]:
    return [
        {**one, "inputs": {**one["inputs"], **inputs}} if (one["type"], one["name"]) == (kind, name) else one
        for one in plan()
    ]


def test_what_uses_a_replaced_password_is_replaced_with_it() -> None:
    """Its new value is not known when the steps are planned."""
    password = "random:index/randomPassword:RandomPassword"
    found = {one.name: one for one in steps(plan(), changed(password, "redisPassword", length=50))}
    assert found["redisPassword"].causes == ("length",)
    assert {name for name, one in found.items() if one.op is Op.REPLACE} >= {
        "redis-0",
        "tenant-0",
        "wallet-0",
    }
    assert "mongo-0" not in found


def test_an_input_that_is_ignored_is_no_change() -> None:
    """`ignoreChanges` is there for drift that must delete nothing."""
    assert steps(plan(), changed("docker:index/volume:Volume", "redis-0", labels=[])) == ()


def test_protection_that_goes_is_a_change_even_if_no_input_differs() -> None:
    bare = [{**one, "protect": False} if one["name"] == "redis-0" else one for one in plan()]
    [found] = steps(plan(), bare)
    assert (found.op, found.name, found.protected, found.protected_after) == (
        Op.UPDATE,
        "redis-0",
        True,
        False,
    )


def test_retention_counts_and_a_base_that_never_heard_of_it_has_none() -> None:
    old = [{key: value for key, value in one.items() if key != "retain"} for one in plan()]
    assert steps(old, plan()) == ()
    volume = (VOLUME, "redis-0")
    kept = [{**one, "retain": True} if (one["type"], one["name"]) == volume else one for one in plan()]
    [found] = steps(old, kept)
    assert (found.op, found.retained, found.retained_after) == (Op.UPDATE, False, True)


def test_of_an_unknown_type_a_change_is_told_as_an_update() -> None:
    other = [{**plan()[-1], "type": "cloud:x:Y", "inputs": {"a": value}} for value in (1, 2)]
    [found] = steps(other[:1], other[1:])
    assert (found.op, found.keys, found.causes) == (Op.UPDATE, ("a",), ())
