"""Rules over outages during a change, and their duration."""

from collections.abc import Iterator, Mapping

from sorcha_infra.domain.change import Change
from sorcha_infra.domain.consequences import auxiliary, cause, duration, outage, removal, verb
from sorcha_infra.domain.identities import RECONCILER
from sorcha_infra.domain.promises import Promise
from sorcha_infra.domain.resources import Kind
from sorcha_infra.domain.services import FACTS
from sorcha_infra.domain.stores import STORES
from sorcha_infra.domain.verdict import Reason, Topic, Verdict, quoted
from sorcha_infra.domain.vocabulary import ServiceName, StoreName
from sorcha_infra.profiles import profiles

_HAND_OVER: Mapping[str, str] = {"postgres": "pg-stop", "mongo": "mongo-kill", "redis": "redis-kill"}
"""Store → row that bounds the write outage of a hand-over of its primary."""

_HELPERS: Mapping[str, str] = {
    RECONCILER: "Meanwhile submissions to new registers wait in the validator's memory",
}


def networks(change: Change) -> Iterator[Reason]:
    """A replacement of the network stops all processes (provider-semantics §1.2)."""
    for step in change.leaves:
        if step.kind is Kind.NETWORK and step.removes:
            yield Reason(
                topic=Topic.SERVICE,
                text=f"the private network is {step.op}d{cause([step])}. All processes stop and "
                "start again, which takes about as long as a first `up`",
                verdict=Verdict.DOWNTIME,
            )


def stores(change: Change) -> Iterator[Reason]:
    """A store has members that are replaced or removed."""
    for role in StoreName:
        if steps := change.removals(role):
            count = change.members_before(role)
            # A store without fail-over before the change is down, even if it has fail-over afterwards.
            before = change.promises_before.get(role)
            promise = (
                before if before is not None and before.single_point else change.promises_after.get(role)
            )
            verdict, costs = _of_store(role, count, promise)
            share = f", {len(steps)} of {count} members" if count > 1 else ""
            yield Reason(topic=Topic.STATEFUL, text=f"{removal(steps)}{share}. {costs}", verdict=verdict)


def _of_store(role: StoreName, count: int, promise: Promise | None) -> tuple[Verdict, str]:
    if count <= 1:
        return Verdict.DOWNTIME, (
            "It is the only server, so writes wait until it has stopped (at most "
            f"{STORES[role].stop_seconds} s) and is healthy again{outage(promise)}"
        )
    if role is StoreName.REDIS and promise is not None and promise.single_point and len(promise.members) > 1:
        return Verdict.DOWNTIME, (
            f"Each write needs both members, so writes wait while either is down{outage(promise)}"
        )
    if promise is not None and promise.single_point:
        return Verdict.DOWNTIME, (
            f"There is no automatic fail-over, so writes wait while the primary is down{outage(promise)}"
        )
    fault = None if promise is None else promise.fault(_HAND_OVER[role])
    return Verdict.FAIL_OVER, f"One at a time; a primary hands over first, and writes wait {duration(fault)}"


def services(change: Change) -> Iterator[Reason]:
    """A pool of a service rolls, or is down where it has one replica."""
    for role in ServiceName:
        steps = change.removals(role)
        replicas = change.members_before(role)
        if steps and replicas <= 1:
            yield Reason(
                topic=Topic.SERVICE,
                text=f"{quoted(steps[0].name)} is {verb(steps)}{cause(steps)}. It is the only replica, so "
                f"the service is down until the new one is healthy (at most {FACTS[role].start_seconds} s). "
                f"Unavailable meanwhile: {FACTS[role].away}. Lost with it: {FACTS[role].lost_with_it}",
                verdict=Verdict.DOWNTIME,
            )
        elif steps:
            yield Reason(
                topic=Topic.SERVICE,
                text=f"{len(steps)} of {replicas} replicas of {role} {auxiliary(steps)} {verb(steps)}"
                f"{cause(steps)}, one at a time. Lost with each: {FACTS[role].lost_with_it}",
                verdict=Verdict.ROLLS,
            )


def other_members(change: Change) -> Iterator[Reason]:
    """Members besides services and stores; their impact is none or unknown."""
    roles_with_rules = {*ServiceName, *StoreName, *(role for profile in profiles() for role in profile.roles)}
    roles = {step.role for step in change.leaves if step.kind is Kind.MEMBER and step.removes}
    for role in sorted(roles - roles_with_rules):
        if steps := change.removals(role):
            costs = _HELPERS.get(role)
            yield Reason(
                topic=Topic.SERVICE,
                text=f"{removal(steps)}. {costs or 'Impact unknown'}",
                verdict=Verdict.DOWNTIME if costs is None else Verdict.ROLLS,
            )
