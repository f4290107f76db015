"""Promises of the components, as data: for the stack's output, for documents, for a simulation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sorcha_infra.domain.names import member
from sorcha_infra.domain.vocabulary import StoreName

POOL = "services."
"""Prefix of the component of a pool's promise; the rest is its role."""

AWAY = {
    StoreName.POSTGRES: "sign-ins and wallets",
    StoreName.MONGO: "registers and the schema index; the validator is stopped meanwhile",
    StoreName.REDIS: "submissions, sign-ins, events between the services",
}
"""Store → functions that fail while it is down."""


class RecoveryKind(StrEnum):
    """Evidence for a recovery time."""

    BOUND = "bound"
    """A test of this repository causes the fault on a real engine and fails above this time."""

    MEASURED = "measured"
    """Measured with the real services, by hand (verified §0, verified §i)."""

    ESTIMATE = "estimate"
    """Follows from the settings; their wiring is tested, the time is not."""

    VENDOR = "vendor"
    """Documentation of the store's vendor."""

    UNKNOWN = "unknown"
    """Not measured."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One fault of a component, and its consequences."""

    event: str
    seconds: int | None
    """Maximum time without the component; None if unknown, or if recovery needs an operator."""

    loss: str
    """Data lost permanently; "nothing" where every acknowledged write is kept."""

    kind: RecoveryKind
    proof: str | None = None
    """A row of `make e2e TIER=prod-small`, or a test."""

    @property
    def recovery(self) -> str:
        """Recovery time and its evidence, such as `25 s (bound)`."""
        if self.seconds is None:
            return RecoveryKind.UNKNOWN.value if self.kind is RecoveryKind.UNKNOWN else "not automatic"
        return f"{self.seconds} s ({self.kind})"


@dataclass(frozen=True, kw_only=True, slots=True)
class Promise:
    """One component."""

    component: str
    """Key of the configuration, or the role of a component without a key."""

    members: tuple[str, ...]
    """Names of its processes in the installation; empty where a provider runs it."""

    copies: int | None
    """Copies of its data, or of its process where it has no data; None where a provider runs it."""

    survives: int
    """Members that may fail at once while it goes on, after at most `seconds`."""

    failure_domains: int | None
    """Machines or zones that hold its members; None if unknown."""

    away: str
    """Functions that fail while it is down."""

    faults: tuple[Fault, ...]
    """The first is the usual one: the death of one member."""

    meanwhile: str = ""
    """Observations of a user during the first fault; `away` where this is empty."""

    not_covered: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    description: str = ""
    """Short noun phrase, where no key of the configuration gives one."""

    @property
    def visible(self) -> str:
        """Observations of a user during the first fault."""
        return self.meanwhile or f"not available: {self.away}"

    def fault(self, row: str) -> Fault | None:
        """The fault that a row causes."""
        return next((fault for fault in self.faults if fault.proof == row), None)

    @property
    def single_point(self) -> bool:
        """Whether the failure of one member stops it."""
        return self.survives == 0


def members(role: str, count: int) -> tuple[str, ...]:
    """Names of a role's members."""
    return tuple(member(role, ordinal) for ordinal in range(count))


def majority_survives(voters: int) -> int:
    """Voters that may fail while a majority remains."""
    return (voters - 1) // 2


def plain(promises: Sequence[Promise]) -> list[dict[str, Any]]:
    """Every field as plain data, in the order given."""
    return [
        {
            "component": promise.component,
            "members": list(promise.members),
            "copies": promise.copies,
            "tolerates": promise.survives,
            "singlePoint": promise.single_point,
            "failureDomains": promise.failure_domains,
            "away": promise.away,
            "meanwhile": promise.visible,
            "faults": [
                {
                    "event": fault.event,
                    "recoverySeconds": fault.seconds,
                    "recoveryKind": fault.kind.value,
                    "lost": fault.loss,
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
        survives=int(data["tolerates"]),
        failure_domains=data["failureDomains"],
        away=str(data["away"]),
        meanwhile=str(data["meanwhile"]),
        faults=tuple(
            Fault(
                event=str(fault["event"]),
                seconds=fault["recoverySeconds"],
                loss=str(fault["lost"]),
                kind=RecoveryKind(fault["recoveryKind"]),
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
        not_covered=("the contract with its provider states its availability",),
    )


def overview(promises: Sequence[Promise]) -> dict[str, dict[str, Any]]:
    """Component → its promise in short, as the stack's output."""
    return {
        promise.component.removeprefix(POOL): {
            "copies": "managed" if promise.copies is None else promise.copies,
            "tolerates": promise.survives,
            "failureDomains": "unknown" if promise.failure_domains is None else promise.failure_domains,
            "recovery": promise.faults[0].recovery if promise.faults else RecoveryKind.UNKNOWN.value,
            "lost": promise.faults[0].loss if promise.faults else RecoveryKind.UNKNOWN.value,
            "meanwhile": promise.visible,
        }
        for promise in promises
    }
