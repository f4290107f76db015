"""Problems of a configuration, as data."""

from dataclasses import dataclass

from sorcha_infra.domain.messages import sentence
from sorcha_infra.domain.services import Severity


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One finding about one key, and its fix; `config/report.py` makes the message of it."""

    path: str
    """Path that `pulumi config set --path` takes, such as `sorcha:deployment.services.ui.replicas`,
    or a file of the repository and the key in it: `stacks/images.yaml: lab.stores.redis`."""

    finding: str
    """Phrase about the key, such as `is not a key`; never a value that may be a secret."""

    expected: str | None = None
    """Noun phrase: the allowed value. None where the finding leaves one answer."""

    severity: Severity = Severity.REFUSE
    fix: str | int | float | None = None
    """Suggested value."""

    remove: bool = False
    """Whether the key must be removed: the fixing command, or its first half."""

    file: str | None = None
    """Usual name of a file whose content is the fix."""

    secret: str | None = None
    """Key that must be given with --secret."""

    accept: str | None = None
    """Path of the `accept` entry that would accept the deviation instead."""

    @property
    def message(self) -> str:
        """Finding and expectation, without path and fix."""
        return sentence(self.finding, self.expected)
