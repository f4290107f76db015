"""Nothing is promised of a platform that is not built."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.promises import plain
from sorcha_infra.profiles.kubernetes.promises import promises
from tests.config.space import deployments
from tests.config.stacks import Raw
from tests.domain.deployments import deployment
from tests.profiles.promises import sound

_CASES = {
    "dev": deployment(platform="kubernetes"),
    "prod-small": deployment("prod-small", platform="kubernetes"),
    "prod-large": deployment("prod-large", platform="kubernetes"),
}

_case = pytest.mark.parametrize("case", _CASES.values(), ids=_CASES.keys())


def _sound(case: Deployment) -> None:
    sound(case, promises(case))
    assert all(promise.members == () for promise in promises(case))


@settings(max_examples=30, deadline=None)
@given(deployments("kubernetes"))
def test_promises_hold_together_for_whatever_may_be_configured(raw: Raw) -> None:
    _sound(deployment(**raw))


@_case
def test_promises_hold_together(case: Deployment) -> None:
    _sound(case)


@_case
def test_nothing_of_an_unbuilt_platform_has_seconds(case: Deployment) -> None:
    assert {fault.seconds for promise in promises(case) for fault in promise.faults} <= {None}
    assert all("not built yet" in " ".join(promise.not_covered) for promise in promises(case))


def test_a_managed_store_is_not_promised() -> None:
    managed = {promise.component for promise in promises(_CASES["prod-large"]) if promise.copies is None}
    assert managed == {"postgres", "mongo", "redis"}


@_case
def test_the_data_is_plain_and_its_order_is_stable(case: Deployment) -> None:
    data = plain(promises(case))
    assert json.loads(json.dumps(data)) == data
    assert data == plain(promises(case))
    assert [entry["component"] for entry in data] == [promise.component for promise in promises(case)]
