"""Contracts of the plan, each with a change that breaks it.

A contract is a function that yields faults; `test_contracts.py` checks that no plan has a fault, and
that each contract detects its own breach.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.harness import Plan
from tests.harness.breakers import Breaker

Check = Callable[[Plan], Iterator[str]]


@dataclass(frozen=True)
class Contract:
    """A contract, and changes that break it."""

    check: Check
    breakers: tuple[Breaker, ...]

    @property
    def name(self) -> str:
        return self.check.__name__


CONTRACTS: list[Contract] = []


def contract(*breakers: Breaker) -> Callable[[Check], Check]:
    """Register a contract, which needs at least one breach that it detects."""
    assert breakers, "a contract needs a change that breaks it"

    def register(check: Check) -> Check:
        CONTRACTS.append(Contract(check, breakers))
        return check

    return register
