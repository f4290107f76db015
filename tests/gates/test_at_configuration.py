"""Gate 1: a stack file that breaks a rule is refused before anything else happens."""

from __future__ import annotations

import pytest

from sorcha_infra.domain.rules import RULES as COMMON_RULES
from sorcha_infra.domain.rules import Rule
from sorcha_infra.profiles import profiles
from tests.gates.breach import StackSettings
from tests.gates.configuration import CONFIGURATION

RULES = (*COMMON_RULES, *(rule for profile in profiles() for rule in profile.rules))

_BAD = [
    pytest.param(rule, settings, id=f"{rule.__name__}-{index}")
    for rule in RULES
    for index, settings in enumerate(CONFIGURATION[rule].bad if rule in CONFIGURATION else ())
]
_FINE = [
    pytest.param(rule, settings, id=f"{rule.__name__}-{index}")
    for rule in RULES
    for index, settings in enumerate(CONFIGURATION[rule].fine if rule in CONFIGURATION else ())
]


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_breaches_and_near_breaches(rule: Rule) -> None:
    """A rule without a breach is untested; add one to tests/gates/configuration.py."""
    assert rule in CONFIGURATION
    assert all((CONFIGURATION[rule].bad, CONFIGURATION[rule].fine))


def test_no_breach_is_left_over() -> None:
    assert set(CONFIGURATION) == set(RULES)


@pytest.mark.parametrize(("rule", "settings"), _BAD)
def test_the_rule_fires(rule: Rule, settings: StackSettings) -> None:
    """By the same function as `pulumi up`, which reads, resolves and checks."""
    examination = settings.examination
    assert examination.deployment is not None
    assert settings.is_noticed_by(rule)
    problems = list(rule(settings.resolved_deployment))
    if settings.change(examination.deployment) != examination.deployment:
        return  # only another file of stacks/ could cause it
    paths = {problem.path for problem in examination.problems}
    assert {problem.path for problem in problems} <= paths


@pytest.mark.parametrize(("rule", "settings"), _FINE)
def test_the_rule_is_silent(rule: Rule, settings: StackSettings) -> None:
    assert list(rule(settings.resolved_deployment)) == []
