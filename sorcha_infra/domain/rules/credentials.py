"""Rules over the credentials of an installation."""

from collections.abc import Iterator

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.rules.rule import Rule
from sorcha_infra.domain.services import Severity
from sorcha_infra.domain.vocabulary import Tier


def no_default_credential_outside_dev(deployment: Deployment) -> Iterator[Problem]:
    """A password that Sorcha's repository publishes gives access to everyone."""
    for name in deployment.published_secrets:
        key = f"sorcha:{name}"
        yield Problem(
            path=key,
            finding="is a default that Sorcha's repository publishes",
            expected="a private value, or no key to have one generated",
            severity=Severity.WARN if deployment.tier is Tier.DEVELOPMENT else Severity.REFUSE,
            secret=key,
        )


RULES: tuple[Rule, ...] = (no_default_credential_outside_dev,)
