"""The product's own rules, over every plan; what breaks them stands in tests/gates."""

from __future__ import annotations

from collections.abc import Iterator

from sorcha_infra.profiles.docker.invariants import INVARIANTS, Invariant, observed
from sorcha_infra.domain.rules import RULES, Rule
from sorcha_infra.domain.services import Severity
from tests.components.contracts import Check, contract
from tests.gates.breach import Told
from tests.gates.configuration import CONFIGURATION
from tests.gates.resources import RESOURCES
from tests.harness import Plan
from tests.harness.broken import Breaker
from tests.harness.planned import configured


def _over_resources(rule: Invariant) -> Check:
    def check(plan: Plan) -> Iterator[str]:
        yield from (str(found) for found in rule(configured(plan)) if found.severity is not Severity.WARN)

    return _named(check, rule.__name__, rule.__doc__)


def _over_configuration(rule: Rule) -> Check:
    def check(plan: Plan) -> Iterator[str]:
        for problem in rule(observed(configured(plan))):
            if problem.severity is not Severity.WARN:
                yield f"{problem.path}: {problem.message}"

    return _named(check, rule.__name__, rule.__doc__)


def _named(check: Check, name: str, text: str | None) -> Check:
    check.__name__, check.__doc__ = name, text
    return check


def _refuses(rule: Rule) -> bool:
    """Whether it does more than warn."""
    found = (problem for told in CONFIGURATION[rule].bad for problem in rule(told.resolved))
    return any(problem.severity is not Severity.WARN for problem in found)


def _refusing(check: Check, breaches: Iterator[Breaker]) -> None:
    found = tuple(breaches)
    if found:
        contract(*found)(check)


for _rule in INVARIANTS:
    _refusing(_over_resources(_rule), (one.change for one in RESOURCES.get(_rule, ()) if one.told == Told()))
for _other in RULES:
    # What only a stack file shows is tested in tests/gates.
    _refusing(
        _over_configuration(_other),
        (one.change for one in CONFIGURATION[_other].planned if one.told == Told())
        if _other in CONFIGURATION and _refuses(_other)
        else iter(()),
    )
