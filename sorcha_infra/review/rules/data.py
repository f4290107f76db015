"""What can cost data: volumes, their protection, versions, quorums."""

import re
from collections.abc import Iterator

from sorcha_infra.domain.services import WALLET_KEYS
from sorcha_infra.domain.vocabulary import Failover, ServiceName, StoreName
from sorcha_infra.review import members
from sorcha_infra.review.change import VOLUMES, Change, Op, Spec, Step
from sorcha_infra.review.verdict import Kind, Reason, Verdict, quoted

_VOTERS = ("mongo", "redis", "sentinel", "etcd")
"""Roles whose members decide by majority, or of which a write needs one."""

_WALLET_VOLUME = f"{ServiceName.WALLET}-{WALLET_KEYS.name}"
_MAJOR = re.compile(r"v?(\d+)")


def volumes_that_go(change: Change) -> Iterator[Reason]:
    """A volume that is deleted or replaced takes its data with it."""
    for step in change.leaves:
        if step.type not in VOLUMES or not step.goes:
            continue
        held = _held(step)
        if step.retained:
            yield Reason(
                kind=Kind.VOLUME,
                text=f"volume {quoted(step.name)} leaves the stack; it stays on the engine with its data",
            )
            continue
        if not step.protected and held is None:
            continue  # what the program writes again by itself, such as a proxy's configuration
        keeps = "it is protected, so `up` stops here" if step.protected else "nothing protects it"
        yield Reason(
            kind=Kind.KEYS if step.name == _WALLET_VOLUME else Kind.VOLUME,
            text=f"volume {quoted(step.name)} is {_done(step)}: {held or 'its data are lost'}; {keeps}",
            verdict=Verdict.DATA,
            approval=True,
        )


def _done(step: Step) -> str:
    if step.op is Op.DELETE:
        return "deleted"
    return f"replaced (by {', '.join(map(quoted, step.causes))})" if step.causes else "replaced"


def _held(step: Step) -> str | None:
    """What is lost with it; None where that is nothing that anybody would miss."""
    if step.name == _WALLET_VOLUME:
        return "without the keys on it every wallet is lost"
    if step.role in list(StoreName):
        return f"the data of {step.role} on it are lost"
    return "the data on it are lost" if step.protected else None


def protection_that_is_taken_away(change: Change) -> Iterator[Reason]:
    """Without it, the next careless change deletes what it was for."""
    for step in change.leaves:
        kept = step.protected_after or step.retained_after
        if (step.protected or step.retained) and not kept and not step.goes:
            yield Reason(
                kind=Kind.PROTECTION,
                text=f"{quoted(step.name)} is no longer protected: a later change may delete it",
                verdict=Verdict.DATA,
                approval=True,
            )


def another_major_version(change: Change) -> Iterator[Reason]:
    """A server does not open the files of another major version by itself."""
    if change.before is None or change.after is None:
        return
    for name in StoreName:
        old, new = (_runs(spec, name) for spec in (change.before, change.after))
        if old == new or not old or not new:
            continue
        first, second = _major(old), _major(new)
        images = f"({quoted(old)} → {quoted(new)})"
        if first is None or second is None:
            yield Reason(
                kind=Kind.STATEFUL,
                text=f"{name} gets another image on the same volume {images}, and not both of them say their "
                "major version: `name:tag@sha256:…` would",
                verdict=Verdict.DATA,
                approval=True,
            )
        elif first != second:
            yield Reason(
                kind=Kind.STATEFUL,
                text=f"{name} goes from major version {first} to {second} on the same volume {images}: "
                "have a backup and the vendor's way to upgrade",
                verdict=Verdict.DATA,
                approval=True,
            )


def _runs(spec: Spec, name: StoreName) -> str:
    """The image that opens a store's data; nothing where nobody here runs it."""
    store = spec.get(name) or {}
    if store.get("topology") == "managed":
        return ""
    if store.get("failover") == Failover.AUTOMATIC:
        # With Patroni in it: one that is given, or built upon this one.
        return str(store.get("patroniImage") or (spec.get("supportImages") or {}).get("patroniBase") or "")
    return str((spec.get("storeImages") or {}).get(name) or "")


def _major(image: str) -> str | None:
    """What its tag says; a digest or the port of a registry says nothing."""
    tag = image.partition("@")[0].rpartition("/")[2].partition(":")[2]
    found = _MAJOR.match(tag)
    return found[1] if found else None


def back_to_one_server(change: Change) -> Iterator[Reason]:
    """The one that stays need not be the one that led."""
    if change.before is None or change.after is None:
        return
    for name in (StoreName.POSTGRES, StoreName.REDIS):
        old, new = ((spec.get(name) or {}).get("topology") for spec in (change.before, change.after))
        if new == "single" and old not in ("single", "managed", None):
            yield Reason(
                kind=Kind.STATEFUL,
                text=f"{name} goes back to one server: another member may have newer writes, so it refuses "
                "to start on its data, and `up` stops there; with the old value again, the next one heals",
                verdict=Verdict.DATA,
                approval=True,
            )


def voters_that_come_or_go(change: Change) -> Iterator[Reason]:
    """Another number of voters is another majority, and the new ones must catch up first."""
    for role in _VOTERS:
        old, new = members.before(change, role), members.after(change, role)
        if old == new or not old:
            continue
        shrinks = new < old
        if not new:
            yield Reason(
                kind=Kind.QUORUM,
                text=f"{role}: {old} → 0 voters: nobody is left to vote on a fail-over",
                verdict=Verdict.FAIL_OVER,
                approval=True,
            )
            continue
        voters = "servers, of which a majority must take each write" if role == StoreName.REDIS else "voters"
        yield Reason(
            kind=Kind.QUORUM,
            text=f"{role}: {old} → {new} {voters}, majority {_majority(old)} → {_majority(new)}; "
            f"bears the loss of {(old - 1) // 2} → {max(0, new - 1) // 2}",
            verdict=Verdict.DATA if shrinks and role == StoreName.MONGO else Verdict.FAIL_OVER,
            approval=True,
        )


def _majority(voters: int) -> int:
    return voters // 2 + 1
