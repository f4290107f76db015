"""What one component promises, as data: for the stack's output, for people, for a simulation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sorcha_infra.domain.names import member
from sorcha_infra.domain.vocabulary import StoreName

POOL = "services."
"""Begins the component of a pool's promise; the rest is its role."""

AWAY = {
    StoreName.POSTGRES: "sign-ins and wallets: accounts and keys cannot be read",
    StoreName.MONGO: "the ledger and the schema index; the validator is stopped meanwhile",
    StoreName.REDIS: "submissions, sign-ins, events between the services",
}
"""Store → what does not work while it is away."""


class Certainty(StrEnum):
    """How sure a number of seconds is."""

    BOUND = "bound"
    """A test of this repository breaks it on a real engine and fails above it."""

    CONFIGURED = "configured"
    """The time that the settings give it; its wiring is tested, its seconds are not."""

    SEEN = "seen"
    """Measured once with the real services, by hand (verified §0)."""

    DOCUMENTED = "documented"
    """What others say who run it."""

    UNKNOWN = "unknown"
    """Nobody measured it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One thing that can happen to a component."""

    event: str
    seconds: int | None
    """Longest time without its work; none where nobody knows, or where it ends when somebody acts."""

    loss: str
    """What is gone afterwards; "nothing" where nothing acknowledged is."""

    certainty: Certainty
    proof: str | None = None
    """What shows it: a row of `make e2e TIER=prod-small`, or a test."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Promise:
    """One component."""

    component: str
    """Key of the configuration it is the answer to, or the role of what stands beside it."""

    members: tuple[str, ...]
    """Its processes, by their name in the installation; empty where a provider runs it."""

    copies: int | None
    """Of what it holds, or of the process where it holds nothing; none where somebody else runs it."""

    survives: int
    """Members that may be lost at once while it goes on, if need be after `seconds`."""

    failure_domains: int | None
    """Machines or zones that its members are spread over; none where this program does not know."""

    away: str
    """What does not work while it is away."""

    faults: tuple[Fault, ...]
    not_covered: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    description: str = ""
    """What it is, in a few words, where no key of the configuration says it."""

    def fault(self, row: str) -> Fault | None:
        """The fault that a row proves."""
        return next((fault for fault in self.faults if fault.proof == row), None)

    @property
    def single_point(self) -> bool:
        """Whether the loss of one member stops it."""
        return self.survives == 0


def members(role: str, count: int) -> tuple[str, ...]:
    """Names of a role's members."""
    return tuple(member(role, ordinal) for ordinal in range(count))


def majority_survives(voters: int) -> int:
    """How many voters may be lost while most of them remain."""
    return (voters - 1) // 2


def plain(promises: Sequence[Promise]) -> list[dict[str, Any]]:
    """Plain data in the order given; keys are those of the stack's output."""
    return [
        {
            "component": promise.component,
            "members": list(promise.members),
            "copies": promise.copies,
            "survives": promise.survives,
            "singlePoint": promise.single_point,
            "failureDomains": promise.failure_domains,
            "away": promise.away,
            "faults": [
                {
                    "event": fault.event,
                    "seconds": fault.seconds,
                    "lost": fault.loss,
                    "certainty": fault.certainty.value,
                    "proof": fault.proof,
                }
                for fault in promise.faults
            ],
            "notCovered": list(promise.not_covered),
            "sources": list(promise.sources),
        }
        for promise in promises
    ]


def from_plain(data: Mapping[str, Any]) -> Promise:
    """The inverse of `plain`, for one promise; promises travel between trees of the repository."""
    return Promise(
        component=str(data["component"]),
        members=tuple(data["members"]),
        copies=data["copies"],
        survives=int(data["survives"]),
        failure_domains=data["failureDomains"],
        away=str(data["away"]),
        faults=tuple(
            Fault(
                event=str(fault["event"]),
                seconds=fault["seconds"],
                loss=str(fault["lost"]),
                certainty=Certainty(fault["certainty"]),
                proof=fault["proof"],
            )
            for fault in data["faults"]
        ),
        not_covered=tuple(data["notCovered"]),
        sources=tuple(data["sources"]),
    )


def by_role(promises: Sequence[Promise]) -> dict[str, Promise]:
    """Role → promise."""
    return {promise.component.removeprefix(POOL): promise for promise in promises}


def managed(component: str, away: str) -> Promise:
    """The promise of a store that a provider runs."""
    return Promise(
        component=component,
        members=(),
        copies=None,
        survives=0,
        failure_domains=None,
        away=away,
        faults=(),
        not_covered=("what it survives is its provider's promise; this program only refers to it",),
    )


def summary(promise: Promise) -> str:
    """One line: copies, what the death of one costs, failure domains, what is not covered."""
    copies = "run by somebody else" if promise.copies is None else _count(promise.copies, "copy", "copies")
    domains = promise.failure_domains
    parts = [
        f"{copies}, single point" if promise.single_point else f"{copies}, survives {promise.survives}",
        *(() if domains is None else (_count(domains, "failure domain", "failure domains"),)),
        *(_costs(fault) for fault in promise.faults[:1]),
        *((f"not covered: {', and '.join(promise.not_covered)}",) if promise.not_covered else ()),
    ]
    return "; ".join(parts)


def _count(number: int, singular: str, plural: str) -> str:
    return f"{number} {singular if number == 1 else plural}"


def _costs(fault: Fault) -> str:
    seconds = "for how long nobody knows" if fault.seconds is None else f"up to {fault.seconds} s"
    return f"{fault.event.replace(';', ':')}: {seconds} ({fault.certainty}), lost: {fault.loss}"
