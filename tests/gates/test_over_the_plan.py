"""Gate 2: pytest notices a rendered plan that breaks a rule."""

from __future__ import annotations

import pytest

from sorcha_infra.domain.resources import Invariant
from sorcha_infra.profiles.docker.invariants import INVARIANTS
from tests.gates.breach import Breach
from tests.gates.resources import FINE, RESOURCES
from tests.harness import Plan

_ALL = [
    pytest.param(rule, breach, id=f"{rule.__name__}-{index}")
    for rule in INVARIANTS.all
    for index, breach in enumerate(RESOURCES.get(rule, ()))
]
_SILENT = [
    pytest.param(rule, breach, id=f"{rule.__name__}-{index}")
    for rule, breaches in FINE.items()
    for index, breach in enumerate(breaches)
]


@pytest.mark.parametrize("rule", INVARIANTS.all)
def test_every_rule_has_breaches_and_a_reason(rule: Invariant) -> None:
    """A rule without a breach is untested; add one to tests/gates/resources.py."""
    assert RESOURCES.get(rule)
    assert rule.__doc__


def test_no_breach_is_left_over() -> None:
    assert set(RESOURCES) == set(INVARIANTS.all)
    assert set(FINE) <= set(INVARIANTS.all)


@pytest.mark.parametrize(("rule", "breach"), _ALL)
def test_a_rule_over_resources_fires(rule: Invariant, breach: Breach, dev: Plan) -> None:
    assert list(rule(breach.stack(dev)))


@pytest.mark.parametrize(("rule", "breach"), _SILENT)
def test_a_rule_over_resources_is_silent(rule: Invariant, breach: Breach, dev: Plan) -> None:
    assert list(rule(breach.stack(dev))) == []


@pytest.mark.parametrize("rule", INVARIANTS.all)
def test_the_plan_of_dev_breaks_no_rule(rule: Invariant, dev: Plan) -> None:
    assert [str(finding) for finding in rule(Breach().stack(dev))] == []
