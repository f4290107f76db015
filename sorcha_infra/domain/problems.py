"""What can be wrong with a configuration, as data."""

from dataclasses import dataclass

from sorcha_infra.domain.services import Severity


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One finding about one key."""

    path: str
    """Path that `pulumi config set --path` takes, such as `sorcha:deployment.services.ui.replicas`."""

    message: str
    """What was found and what is allowed; never a secret."""

    severity: Severity = Severity.REFUSE
    fix: str | None = None
    """Value that mends it, as `pulumi config set` takes it."""

    remove: bool = False
    """Whether the key should go."""

    secret: bool = False
    """Whether the key must be given with --secret."""
