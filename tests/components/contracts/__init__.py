"""Promises of the plan, each with a change that breaks it.

A contract is a function that yields what is wrong; `test_contracts.py` sees that nothing is wrong
in any plan, and that each contract notices its own breach.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.harness import Plan
from tests.harness.breakers import Breaker

Check = Callable[[Plan], Iterator[str]]


@dataclass(frozen=True)
class Contract:
    """A promise, and changes that break it."""

    check: Check
    breakers: tuple[Breaker, ...]

    @property
    def name(self) -> str:
        return self.check.__name__


CONTRACTS: list[Contract] = []


def contract(*breakers: Breaker) -> Callable[[Check], Check]:
    """Registers a promise; one without a breach that it must notice is none."""
    assert breakers, "a contract needs a change that breaks it"

    def register(check: Check) -> Check:
        CONTRACTS.append(Contract(check, breakers))
        return check

    return register
