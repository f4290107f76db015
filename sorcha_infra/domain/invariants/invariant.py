"""What a rule over resources is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sorcha_infra.domain.invariants.planned import Planned, Stack
from sorcha_infra.domain.services import Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with one resource; never shows a secret."""

    resource: Planned
    message: str
    severity: Severity = Severity.REFUSE

    def __str__(self) -> str:
        return f"{self.resource.name}: {self.message}"


Invariant = Callable[[Stack], Iterator[Finding]]
"""Yields what is wrong; its name and its first line say what it holds and why."""
