"""Which part is away while a change is made, and for how long."""

from collections.abc import Iterator, Mapping

from sorcha_infra.domain.change import Change
from sorcha_infra.domain.consequences import cause, duration, outage, removal, verb
from sorcha_infra.domain.identities import RECONCILER
from sorcha_infra.domain.promises import Promise
from sorcha_infra.domain.resources import Kind
from sorcha_infra.domain.services import FACTS
from sorcha_infra.domain.stores import STORES
from sorcha_infra.domain.verdict import Reason, Topic, Verdict, quoted
from sorcha_infra.domain.vocabulary import ServiceName, StoreName
from sorcha_infra.profiles import profiles

_HAND_OVER: Mapping[str, str] = {"postgres": "pg-stop", "mongo": "mongo-kill", "redis": "redis-kill"}
"""Store → the row that proves how long writers wait when its leading role goes to another member."""

_HELPERS: Mapping[str, str] = {
    RECONCILER: "meanwhile submissions to a register that is new wait in the validator's memory",
}


def the_network(change: Change) -> Iterator[Reason]:
    """A network that is replaced takes everything down with it (provider-semantics §1.2)."""
    for step in change.leaves:
        if step.kind is Kind.NETWORK and step.removes:
            yield Reason(
                topic=Topic.SERVICE,
                text=f"the private network is {step.op}d{cause([step])}: everything stops and starts "
                "again, about as long as a first `up`",
                verdict=Verdict.DOWNTIME,
            )


def stores(change: Change) -> Iterator[Reason]:
    """A store whose members are replaced or leave."""
    for role in StoreName:
        if steps := change.removals(role):
            count = change.members_before(role)
            # A store that did not fail over before the change is away, whatever takes over afterwards.
            before = change.promises_before.get(role)
            promise = (
                before if before is not None and before.single_point else change.promises_after.get(role)
            )
            verdict, costs = _of_store(role, count, promise)
            share = f", {len(steps)} of {count}" if count > 1 else ""
            yield Reason(topic=Topic.STATEFUL, text=f"{removal(steps)}{share}, {costs}", verdict=verdict)


def _of_store(role: StoreName, count: int, promise: Promise | None) -> tuple[Verdict, str]:
    if count <= 1:
        return Verdict.DOWNTIME, (
            f"the only server: writers wait until it has stopped ({STORES[role].stop_seconds} s at most) and "
            f"is healthy again{outage(promise)}"
        )
    if role is StoreName.REDIS and promise is not None and promise.single_point and len(promise.members) > 1:
        return Verdict.DOWNTIME, (
            f"each write needs both of two: writers wait while either is away{outage(promise)}"
        )
    if promise is not None and promise.single_point:
        return Verdict.DOWNTIME, (
            f"and nothing fails over by itself: writers wait while the one that takes them is "
            f"away{outage(promise)}"
        )
    fault = None if promise is None else promise.fault(_HAND_OVER[role])
    return Verdict.FAIL_OVER, f"one by one; one that leads hands over first: writers wait {duration(fault)}"


def services(change: Change) -> Iterator[Reason]:
    """A pool of a service: rolls where there is another replica, is away where there is none."""
    for role in ServiceName:
        steps = change.removals(role)
        replicas = change.members_before(role)
        if steps and replicas <= 1:
            yield Reason(
                topic=Topic.SERVICE,
                text=f"{quoted(steps[0].name)} is {verb(steps)}{cause(steps)}, the only replica: "
                f"away until the new one is healthy ({FACTS[role].start_seconds} s at most): "
                f"{FACTS[role].away}; lost with it: {FACTS[role].lost_with_it}",
                verdict=Verdict.DOWNTIME,
            )
        elif steps:
            yield Reason(
                topic=Topic.SERVICE,
                text=f"{role}: {len(steps)} of {replicas} {verb(steps)}{cause(steps)}, one by one; lost with "
                f"each: {FACTS[role].lost_with_it}",
                verdict=Verdict.ROLLS,
            )


def other_members(change: Change) -> Iterator[Reason]:
    """Members beside services and stores: known to cost nothing, or unknown."""
    roles_with_rules = {*ServiceName, *StoreName, *(role for profile in profiles() for role in profile.roles)}
    roles = {step.role for step in change.leaves if step.kind is Kind.MEMBER and step.removes}
    for role in sorted(roles - roles_with_rules):
        if steps := change.removals(role):
            costs = _HELPERS.get(role)
            yield Reason(
                topic=Topic.SERVICE,
                text=f"{removal(steps)}: {costs or 'what that costs is not known here'}",
                verdict=Verdict.DOWNTIME if costs is None else Verdict.ROLLS,
            )
