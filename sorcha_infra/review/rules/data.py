"""What can cost data: volumes, their protection, versions, quorums."""

import re
from collections.abc import Iterator

from sorcha_infra.domain.change import Change, Op, Spec, Step
from sorcha_infra.domain.resources import Kind
from sorcha_infra.domain.services import WALLET_KEYS
from sorcha_infra.domain.verdict import Reason, Topic, Verdict, quoted
from sorcha_infra.domain.vocabulary import ServiceName, StoreName
from sorcha_infra.profiles import profile_of, profiles

_VOTERS = ("mongo", "redis", "sentinel")
"""Roles whose members decide by majority, or of which a write needs one, on every platform."""

_WALLET_VOLUME = f"{ServiceName.WALLET}-{WALLET_KEYS.name}"
_MAJOR = re.compile(r"v?(\d+)")


def volumes_that_go(change: Change) -> Iterator[Reason]:
    """A volume that is deleted or replaced takes its data with it."""
    for step in change.leaves:
        if step.kind is not Kind.VOLUME or not step.removes:
            continue
        loss = _loss(step)
        if step.retained:
            yield Reason(
                topic=Topic.VOLUME,
                text=f"volume {quoted(step.name)} leaves the stack; it stays on the platform with its data",
            )
            continue
        if not step.protected and loss is None:
            continue  # what the program writes again by itself, such as a proxy's configuration
        result = "it is protected, so `up` stops here" if step.protected else "nothing protects it"
        yield Reason(
            topic=Topic.KEYS if step.name == _WALLET_VOLUME else Topic.VOLUME,
            text=f"volume {quoted(step.name)} is {_operation(step)}: {loss or 'its data are lost'}; {result}",
            verdict=Verdict.DATA,
            approval=True,
        )


def _operation(step: Step) -> str:
    if step.op is Op.DELETE:
        return "deleted"
    return f"replaced (by {', '.join(map(quoted, step.causes))})" if step.causes else "replaced"


def _loss(step: Step) -> str | None:
    """What is lost with it; None where that is nothing that anybody would miss."""
    if step.name == _WALLET_VOLUME:
        return "without the keys on it every wallet is lost"
    if step.role in list(StoreName):
        return f"the data of {step.role} on it are lost"
    return "the data on it are lost" if step.protected else None


def protection_that_is_taken_away(change: Change) -> Iterator[Reason]:
    """Without it, the next careless change deletes what it was for."""
    for step in change.leaves:
        if (step.protected or step.retained) and not step.is_kept_after and not step.removes:
            yield Reason(
                topic=Topic.PROTECTION,
                text=f"{quoted(step.name)} is no longer protected: a later change may delete it",
                verdict=Verdict.DATA,
                approval=True,
            )


def another_major_version(change: Change) -> Iterator[Reason]:
    """A server does not open the files of another major version by itself."""
    if change.before is None or change.after is None:
        return
    for name in StoreName:
        old, new = (_server_image(spec, name) for spec in (change.before, change.after))
        if old == new or not old or not new:
            continue
        first, second = _major(old), _major(new)
        images = f"({quoted(old)} → {quoted(new)})"
        if first is None or second is None:
            yield Reason(
                topic=Topic.STATEFUL,
                text=f"{name} gets another image on the same volume {images}, and not both of them say their "
                "major version: `name:tag@sha256:…` would",
                verdict=Verdict.DATA,
                approval=True,
            )
        elif first != second:
            yield Reason(
                topic=Topic.STATEFUL,
                text=f"{name} goes from major version {first} to {second} on the same volume {images}: "
                "have a backup and the vendor's way to upgrade",
                verdict=Verdict.DATA,
                approval=True,
            )


def _server_image(spec: Spec, name: StoreName) -> str:
    """The image that opens a store's data; nothing for a managed store."""
    if (spec.get(name) or {}).get("topology") == "managed":
        return ""
    profile = profile_of(spec)
    return "" if profile is None else profile.server_image(spec, name)


def _major(image: str) -> str | None:
    """What its tag says; a digest or the port of a registry says nothing."""
    tag = image.partition("@")[0].rpartition("/")[2].partition(":")[2]
    match = _MAJOR.match(tag)
    return match[1] if match else None


def back_to_one_server(change: Change) -> Iterator[Reason]:
    """The one that stays need not be the one that led."""
    if change.before is None or change.after is None:
        return
    for name in (StoreName.POSTGRES, StoreName.REDIS):
        old, new = ((spec.get(name) or {}).get("topology") for spec in (change.before, change.after))
        if new == "single" and old not in ("single", "managed", None):
            yield Reason(
                topic=Topic.STATEFUL,
                text=f"{name} goes back to one server: another member may have newer writes, so it refuses "
                "to start on its data, and `up` stops there; with the old value again, the next one heals",
                verdict=Verdict.DATA,
                approval=True,
            )


def voters_that_come_or_go(change: Change) -> Iterator[Reason]:
    """Another number of voters is another majority, and the new ones must catch up first."""
    for role in (*_VOTERS, *(role for profile in profiles() for role in profile.voters)):
        old, new = change.members_before(role), change.members_after(role)
        if old == new or not old:
            continue
        is_smaller = new < old
        if not new:
            yield Reason(
                topic=Topic.QUORUM,
                text=f"{role}: {old} → 0 voters: nobody is left to vote on a fail-over",
                verdict=Verdict.FAIL_OVER,
                approval=True,
            )
            continue
        voters = "servers, of which a majority must take each write" if role == StoreName.REDIS else "voters"
        yield Reason(
            topic=Topic.QUORUM,
            text=f"{role}: {old} → {new} {voters}, majority {_majority(old)} → {_majority(new)}; "
            f"bears the loss of {(old - 1) // 2} → {max(0, new - 1) // 2}",
            verdict=Verdict.DATA if is_smaller and role == StoreName.MONGO else Verdict.FAIL_OVER,
            approval=True,
        )


def _majority(voters: int) -> int:
    return voters // 2 + 1
