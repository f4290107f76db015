"""The offline comparison finds the steps of the engine, for the same changes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import pytest

from sorcha_infra.domain.change import Op, Step
from sorcha_infra.profiles.entries import Entry, resource
from sorcha_infra.review import compare
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


def steps(before: Iterable[Entry], after: Iterable[Entry]) -> tuple[Step, ...]:
    """Steps from one render to another."""
    return compare.steps(map(resource, before), map(resource, after))


@cache
def base_resources() -> frozenset[tuple[str, str]]:
    """Resources at the time of the captured previews; the program has more now."""
    return frozenset((step.resource.type, step.name) for step in read(preview("new"))[0].steps)


def captured_signs(name: str) -> Signs:
    return {(step.op, step.resource.type, step.name, step.causes) for step in read(preview(name))[0].steps}


def offline_signs(name: str) -> Signs:
    settings, secrets = CHANGES[name]
    return {
        (step.op, step.resource.type, step.name, step.causes)
        for step in steps(plan(), plan(json.dumps(settings), json.dumps(secrets)))
        if (step.resource.type, step.name) in base_resources() or step.op is Op.CREATE
    }


@pytest.mark.parametrize("name", ["same", "tenants", "memory", "wallet"])
def test_offline_and_the_engine_find_the_same_steps_for_the_same_reasons(name: str) -> None:
    """The review of a fork has no engine and must be exact."""
    assert offline_signs(name) == captured_signs(name)


def test_offline_finds_the_users_of_the_network() -> None:
    """The engine names no inputs of the network's users, also where some differ."""
    offline, engine = ({step[:3] for step in signs("subnet")} for signs in (offline_signs, captured_signs))
    assert offline == engine


def test_offline_finds_at_least_the_steps_of_the_engine_before_it_stopped() -> None:
    """It stops at protected resources; the other steps in its output depend on the order."""
    offline, engine = ({step[:3] for step in signs("renamed")} for signs in (offline_signs, captured_signs))
    assert engine <= offline


def test_a_deleted_container_is_one_step_and_a_deletion() -> None:
    larger_plan = plan(json.dumps({"services": {"tenant": {"replicas": 2}}}))
    operations = {(step.op, step.name) for step in steps(larger_plan, plan()) if step.resource.custom}
    assert operations == {(Op.DELETE, "tenant-1"), (Op.REPLACE, "gateway-0")}


def plan_with(kind: str, name: str, **inputs: Any) -> list[dict[str, Any]]:
    return [
        {**entry, "inputs": {**entry["inputs"], **inputs}}
        if (entry["type"], entry["name"]) == (kind, name)
        else entry
        for entry in plan()
    ]


def test_the_users_of_a_replaced_password_are_replaced() -> None:
    """Its new value is unknown when the steps are planned."""
    password = "random:index/randomPassword:RandomPassword"
    steps_by_name = {
        step.name: step for step in steps(plan(), plan_with(password, "redisPassword", length=50))
    }
    assert steps_by_name["redisPassword"].causes == ("length",)
    assert {name for name, step in steps_by_name.items() if step.op is Op.REPLACE} >= {
        "redis-0",
        "tenant-0",
        "wallet-0",
    }
    assert "mongo-0" not in steps_by_name


def test_an_ignored_input_is_not_a_change() -> None:
    """`ignoreChanges` is for drift that must not delete a resource."""
    assert steps(plan(), plan_with("docker:index/volume:Volume", "redis-0", labels=[])) == ()


def test_removed_protection_is_a_change_even_if_no_input_differs() -> None:
    entries = [{**entry, "protect": False} if entry["name"] == "redis-0" else entry for entry in plan()]
    [step] = steps(plan(), entries)
    assert step.new is not None
    assert (step.op, step.name, step.protected, step.new.protect) == (
        Op.UPDATE,
        "redis-0",
        True,
        False,
    )
    assert not step.is_kept_after


def test_retention_is_a_change_and_a_base_without_the_field_has_none() -> None:
    old = [{key: value for key, value in entry.items() if key != "retain"} for entry in plan()]
    assert steps(old, plan()) == ()
    volume = (VOLUME, "redis-0")
    new = [
        {**entry, "retain": True} if (entry["type"], entry["name"]) == volume else entry for entry in plan()
    ]
    [step] = steps(old, new)
    assert step.new is not None
    assert (step.op, step.retained, step.new.retain) == (Op.UPDATE, False, True)


def test_a_change_of_an_unknown_type_is_an_update() -> None:
    resources = [{**plan()[-1], "type": "cloud:x:Y", "inputs": {"a": value}} for value in (1, 2)]
    [step] = steps(resources[:1], resources[1:])
    assert (step.op, step.keys, step.causes) == (Op.UPDATE, ("a",), ())
