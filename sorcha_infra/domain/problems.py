"""What can be wrong with a configuration, as data."""

from dataclasses import dataclass

from sorcha_infra.domain.services import Severity


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One finding about one key, and what mends it."""

    path: str
    """Path that `pulumi config set --path` takes, such as `sorcha:deployment.services.ui.replicas`,
    or a file of the repository and the key in it: `stacks/images.yaml: lab.stores.redis`."""

    message: str
    """What was found and what is allowed; never a value that may be a secret."""

    severity: Severity = Severity.REFUSE
    fix: str | int | float | None = None
    """Value that mends it."""

    remove: bool = False
    """Whether what stands there must go: the mending command, or its first half."""

    file: str | None = None
    """Name of a file as an operator may have it, whose content mends it."""

    secret: str | None = None
    """Key that must be given with --secret."""

    accept: str | None = None
    """Path of the `accept` entry that would take the responsibility instead."""
