"""Gate 1: a stack file that breaks a rule is told so before anything else happens."""

from __future__ import annotations

import pytest

from sorcha_infra.domain.rules import RULES, Rule
from tests.gates.breach import Told
from tests.gates.configuration import CONFIGURATION

_BAD = [
    pytest.param(rule, told, id=f"{rule.__name__}-{index}")
    for rule in RULES
    for index, told in enumerate(CONFIGURATION[rule].bad if rule in CONFIGURATION else ())
]
_FINE = [
    pytest.param(rule, told, id=f"{rule.__name__}-{index}")
    for rule in RULES
    for index, told in enumerate(CONFIGURATION[rule].fine if rule in CONFIGURATION else ())
]


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_breaches_and_what_just_is_none(rule: Rule) -> None:
    """A rule that nothing breaks may as well not be there: add it to tests/gates/configuration.py."""
    assert rule in CONFIGURATION
    assert all((CONFIGURATION[rule].bad, CONFIGURATION[rule].fine, CONFIGURATION[rule].planned))


def test_no_breach_is_left_over() -> None:
    assert set(CONFIGURATION) == set(RULES)


@pytest.mark.parametrize(("rule", "told"), _BAD)
def test_the_rule_fires(rule: Rule, told: Told) -> None:
    """Through the same door as `pulumi up`: what is read, resolved and judged."""
    examined = told.examined
    assert examined.deployment is not None
    assert told.noticed(rule)
    found = list(rule(told.resolved))
    if told.change(examined.deployment) != examined.deployment:
        return  # another file of stacks/ would have to say so
    reported = {problem.path for problem in examined.problems}
    assert {problem.path for problem in found} <= reported


@pytest.mark.parametrize(("rule", "told"), _FINE)
def test_the_rule_is_silent(rule: Rule, told: Told) -> None:
    assert list(rule(told.resolved)) == []
