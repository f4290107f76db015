"""What opens an installation."""

from collections.abc import Iterator

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.rules.rule import Rule
from sorcha_infra.domain.services import Severity
from sorcha_infra.domain.vocabulary import Tier


def no_default_credential_outside_dev(deployment: Deployment) -> Iterator[Problem]:
    """A password that Sorcha's own repository publishes opens the installation to everybody."""
    for name in deployment.published_secrets:
        key = f"sorcha:{name}"
        yield Problem(
            path=key,
            message="is a default that Sorcha's repository publishes, allowed: one that nobody knows, or "
            "none, and one is generated",
            severity=Severity.WARN if deployment.tier is Tier.DEVELOPMENT else Severity.REFUSE,
            secret=key,
        )


RULES: tuple[Rule, ...] = (no_default_credential_outside_dev,)
