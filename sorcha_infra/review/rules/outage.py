"""Who is away while a change is made, and for how long."""

from collections.abc import Iterator, Mapping

from sorcha_infra.domain.identities import RECONCILER
from sorcha_infra.domain.promises import Promise
from sorcha_infra.domain.services import FACTS
from sorcha_infra.domain.stores import STORES
from sorcha_infra.domain.vocabulary import ServiceName, StoreName
from sorcha_infra.review import members
from sorcha_infra.review.change import NETWORK, Change, Op, Step
from sorcha_infra.review.promised import fault, promised, seconds
from sorcha_infra.review.verdict import Kind, Reason, Verdict, listed, quoted

_HAND_OVER: Mapping[str, str] = {"postgres": "pg-stop", "mongo": "mongo-kill", "redis": "redis-kill"}
"""Store → the row that proves how long writers wait when its leading role goes to another member."""

_PROXIES = ("edge", "postgres-proxy", "redis-proxy")
_HELPERS: Mapping[str, str] = {
    RECONCILER: "meanwhile submissions to a register that is new wait in the validator's memory",
}
_WATCHERS = ("etcd", "sentinel")


def the_network(change: Change) -> Iterator[Reason]:
    """A network that is replaced takes everything down with it (provider-semantics §1.2)."""
    for step in change.leaves:
        if step.type == NETWORK and step.goes:
            why = f" (by {', '.join(map(quoted, step.causes))})" if step.causes else ""
            yield Reason(
                kind=Kind.SERVICE,
                text=f"the private network is {step.op}d{why}: everything stops and starts "
                "again, about as long as a first `up`",
                verdict=Verdict.DOWNTIME,
            )


def etcd_on_another_subnet(change: Change) -> Iterator[Reason]:
    """Its members keep each other's addresses with their data (seen with etcd 3.5: no quorum)."""
    moves = any(step.type == NETWORK and "ipamConfigs" in step.causes for step in change.leaves)
    etcd = [step for step in change.leaves if step.role == "etcd" and step.goes]
    if moves and etcd and all(step.is_server and step.op is Op.REPLACE for step in etcd):  # no volume goes
        yield Reason(
            kind=Kind.QUORUM,
            text="on another subnet the members of etcd do not find each other: PostgreSQL gets no primary, "
            "and `up` ends in an error; with the old subnet again, the next one heals",
            verdict=Verdict.DATA,
            approval=True,
        )


def stores(change: Change) -> Iterator[Reason]:
    """A store whose members are replaced or leave."""
    earlier, known = promised(change.before), promised(change.after)
    for role in StoreName:
        if gone := _gone(change, role):
            count = members.before(change, role)
            # What nobody takes over from before is away, whatever takes over afterwards.
            before = earlier.get(role)
            promise = before if before is not None and before.single_point else known.get(role)
            verdict, costs = _of_store(role, count, promise)
            share = f", {len(gone)} of {count}" if count > 1 else ""
            text = f"{_names(gone)} {_done(gone)}{_why(gone)}{share}, {costs}"
            yield Reason(kind=Kind.STATEFUL, text=text, verdict=verdict)


def _of_store(role: StoreName, count: int, promise: Promise | None) -> tuple[Verdict, str]:
    if count <= 1:
        return Verdict.DOWNTIME, (
            f"the only server: writers wait until it has stopped ({STORES[role].stop_seconds} s at most) and "
            f"is healthy again{_away(promise)}"
        )
    if role is StoreName.REDIS and promise is not None and promise.single_point and len(promise.members) > 1:
        return Verdict.DOWNTIME, (
            f"each write needs both of two: writers wait while either is away{_away(promise)}"
        )
    if promise is not None and promise.single_point:
        return Verdict.DOWNTIME, (
            f"and nothing fails over by itself: writers wait while the one that takes them is "
            f"away{_away(promise)}"
        )
    return Verdict.FAIL_OVER, (
        "one by one; one that leads hands over first: writers wait "
        f"{seconds(fault(promise, _HAND_OVER[role]))}"
    )


def watchers(change: Change) -> Iterator[Reason]:
    """Who votes on a fail-over and holds no data: one by one, the majority stays."""
    for role in _WATCHERS:
        if gone := _gone(change, role):
            stays = "one by one; the majority stays" if members.after(change, role) else "all of them"
            yield Reason(
                kind=Kind.SERVICE,
                text=f"{_names(gone)} {_done(gone)}{_why(gone)}, {stays}",
                verdict=Verdict.ROLLS,
            )


def proxies(change: Change) -> Iterator[Reason]:
    """A proxy is one container: whoever comes through it waits."""
    known = promised(change.after)
    for role in _PROXIES:
        if gone := _gone(change, role):
            away = known.get(role)
            until = (
                f"until it is healthy again, {seconds(fault(away, f'{role}-image'))}"
                f"{_away(away, ', this is away:')}"
                if members.after(change, role)
                else "what came through it must come another way"
            )
            yield Reason(
                kind=Kind.WRITERS if role != "edge" else Kind.SERVICE,
                text=f"{_names(gone)} {_done(gone)}{_why(gone)}: open connections are cut; {until}",
                verdict=Verdict.DOWNTIME,
            )


def services(change: Change) -> Iterator[Reason]:
    """A pool of a service: rolls where there is another replica, is away where there is none."""
    for role in ServiceName:
        gone = _gone(change, role)
        old = members.before(change, role)
        if gone and old <= 1:
            yield Reason(
                kind=Kind.SERVICE,
                text=f"{quoted(gone[0].name)} is {_done(gone)}{_why(gone)}, the only replica: "
                f"away until the new one is healthy ({FACTS[role].start_seconds} s at most): "
                f"{FACTS[role].away}; lost with it: {FACTS[role].lost_with_it}",
                verdict=Verdict.DOWNTIME,
            )
        elif gone:
            yield Reason(
                kind=Kind.SERVICE,
                text=f"{role}: {len(gone)} of {old} {_done(gone)}{_why(gone)}, one by one; lost with each: "
                f"{FACTS[role].lost_with_it}",
                verdict=Verdict.ROLLS,
            )


def others(change: Change) -> Iterator[Reason]:
    """What stands beside the services: known to cost nothing, or not known at all."""
    told = {*ServiceName, *StoreName, *_PROXIES, *_WATCHERS}
    for role in sorted({step.role for step in change.leaves if step.is_server and step.goes} - told):
        if gone := _gone(change, role):
            costs = _HELPERS.get(role)
            meanwhile = costs or "what that costs is not known here"
            yield Reason(
                kind=Kind.SERVICE,
                text=f"{_names(gone)} {_done(gone)}{_why(gone)}: {meanwhile}",
                verdict=Verdict.DOWNTIME if costs is None else Verdict.ROLLS,
            )


def _away(promise: Promise | None, before: str = "; away meanwhile:") -> str:
    return "" if promise is None else f"{before} {promise.away}"


def _gone(change: Change, role: str) -> list[Step]:
    if any(True for _ in the_network(change)):
        return []  # everything is away; that is told once
    return [step for step in change.leaves if step.is_server and step.goes and step.role == role]


def _names(gone: list[Step]) -> str:
    return listed([step.name for step in gone])


def _done(gone: list[Step]) -> str:
    ops = {step.op for step in gone}
    if len(ops) > 1:
        return "replaced or removed"
    return "removed" if ops == {Op.DELETE} else "replaced"


def _why(gone: list[Step]) -> str:
    causes = sorted({cause for step in gone for cause in step.causes})
    return f" (by {', '.join(map(quoted, causes))})" if causes else ""
