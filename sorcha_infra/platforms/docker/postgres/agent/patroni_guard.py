"""Check before the deletion of a member of PostgreSQL: a primary must remain, with the data.

A primary hands over first, to a member with every acknowledged write.
"""

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError

from . import api

_SECONDS_TO_CATCH_UP = 45.0
_SECONDS_TO_HAND_OVER = 45.0
_PAUSE_SECONDS = 1.0
_MOST_LAG = 16 * 1024 * 1024
"""Maximum lag in bytes of a synchronous member at the begin of the hand-over; it is 0 at the end."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """One member in Patroni's list."""

    name: str
    role: str
    state: str
    lag: int | None
    host: str

    @property
    def leads(self) -> bool:
        """Whether it is the primary."""
        return self.role == "leader"

    @property
    def can_lead(self) -> bool:
        """Whether it has every acknowledged write, and streams."""
        return (
            self.role == "sync_standby"
            and self.state == "streaming"
            and self.lag is not None
            and self.lag <= _MOST_LAG
        )

    def __str__(self) -> str:
        lag = "unknown lag" if self.lag is None else f"{self.lag} bytes behind"
        return f"{self.name} is {self.role}, {self.state}" + ("" if self.leads else f", {lag}")


def members(cluster: Mapping[str, Any]) -> list[Member]:
    """Parse the answer of Patroni to `GET /cluster`."""
    return [
        Member(
            name=one["name"],
            role=one["role"],
            state=one["state"],
            lag=one["lag"] if isinstance(one.get("lag"), int) else None,
            host=one["host"],
        )
        for one in cluster["members"]
    ]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Refusal of a deletion, or the hand-over before it."""

    refusal: str | None = None
    hand_over_to: Member | None = None


def judge(found: Sequence[Member], member: str) -> Verdict:
    """Judge whether the other members suffice; a refusal has the fix on its second line."""
    others = [one for one in found if one.name != member]
    known = "; ".join(map(str, found)) or "no member is known"
    if any(one.leads and one.state == "running" for one in others):
        return Verdict()
    if not any(one.name == member and one.leads for one in found):
        return Verdict(
            refusal=f"no member of PostgreSQL is the primary ({known}).\n"
            "fix: wait for the end of the fail-over, then run the same command again"
        )
    able = [one for one in others if one.can_lead]
    if not able:
        return Verdict(
            refusal=f"{member} is the primary, and no other member is synchronous and caught up ({known}).\n"
            "fix: start the replica (pulumi up --refresh), wait until it streams, then run the same "
            "command again"
        )
    return Verdict(hand_over_to=able[0])


def main(member: str, _action: str) -> None:
    """Return if the member may be deleted, otherwise exit with the reason."""
    verdict = _settled(member)
    if verdict.refusal is not None:
        sys.exit(verdict.refusal)
    if verdict.hand_over_to is not None:
        _hand_over(member, verdict.hand_over_to)


def _settled(member: str) -> Verdict:
    until = time.monotonic() + _SECONDS_TO_CATCH_UP
    while True:
        try:
            verdict = judge(members(api.get("/cluster")), member)
        except OSError as error:
            verdict = Verdict(
                refusal=f"Patroni does not report the primary ({error}).\n"
                "fix: check that etcd is up, then run the same command again"
            )
        if verdict.refusal is None or time.monotonic() > until:
            return verdict
        time.sleep(_PAUSE_SECONDS)


def _hand_over(member: str, heir: Member) -> None:
    started = time.monotonic()
    try:
        api.post("/switchover", {"leader": member, "candidate": heir.name}, _SECONDS_TO_HAND_OVER)
    except HTTPError as error:
        sys.exit(f"{heir.name} does not take over from {member}: {error.read().decode(errors='replace')}")
    except OSError as error:
        sys.exit(f"{heir.name} does not take over from {member}: {error}")
    while not _takes_writes(heir):
        if time.monotonic() - started > _SECONDS_TO_HAND_OVER:
            sys.exit(
                f"{heir.name} was asked to take over from {member} and accepts no writes.\n"
                f"fix: read the log of {heir.name}, then run the same command again"
            )
        time.sleep(_PAUSE_SECONDS / 4)
    print(f"{heir.name} took over from {member} in {time.monotonic() - started:.1f} s")


def _takes_writes(member: Member) -> bool:
    try:
        api.get("/primary", member.host, 2)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main(*sys.argv[1:])
