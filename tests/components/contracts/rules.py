"""Rules of the product over every plan; their breaches are in tests/gates."""

from __future__ import annotations

from collections.abc import Iterator

from sorcha_infra.domain.resources import Invariant
from sorcha_infra.domain.services import Severity
from sorcha_infra.profiles.docker.invariants import INVARIANTS
from tests.components.contracts import Check, contract
from tests.gates.breach import StackSettings
from tests.gates.resources import RESOURCES
from tests.harness import Plan
from tests.harness.breakers import Breaker
from tests.harness.domain_view import configured_stack


def _over_resources(rule: Invariant) -> Check:
    def check(plan: Plan) -> Iterator[str]:
        yield from (
            str(finding) for finding in rule(configured_stack(plan)) if finding.severity is not Severity.WARN
        )

    return _with_name(check, rule.__name__, rule.__doc__)


def _with_name(check: Check, name: str, text: str | None) -> Check:
    check.__name__, check.__doc__ = name, text
    return check


def _register(check: Check, breaches: Iterator[Breaker]) -> None:
    breakers = tuple(breaches)
    if breakers:
        contract(*breakers)(check)


for _rule in INVARIANTS.all:
    _register(
        _over_resources(_rule),
        (breach.change for breach in RESOURCES.get(_rule, ()) if breach.settings == StackSettings()),
    )
