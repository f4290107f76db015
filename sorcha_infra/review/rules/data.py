"""Rules over data: volumes, their protection, versions, quorums."""

import re
from collections.abc import Iterator

from sorcha_infra.domain.change import Change, Op, Spec, Step
from sorcha_infra.domain.consequences import cause
from sorcha_infra.domain.resources import Kind
from sorcha_infra.domain.services import WALLET_KEYS
from sorcha_infra.domain.verdict import Reason, Topic, Verdict, quoted
from sorcha_infra.domain.vocabulary import ServiceName, StoreName
from sorcha_infra.profiles import profile_of, profiles

_VOTERS = ("mongo", "redis", "sentinel")
"""Roles with a quorum for decisions or writes, on every platform."""

_WALLET_VOLUME = f"{ServiceName.WALLET}-{WALLET_KEYS.name}"
_DATA_LOSS = "The data on it are permanently deleted"
_MAJOR = re.compile(r"v?(\d+)")


def removed_volumes(change: Change) -> Iterator[Reason]:
    """The data of a deleted or replaced volume are lost."""
    for step in change.leaves:
        if step.kind is not Kind.VOLUME or not step.removes:
            continue
        loss = _loss(step)
        if step.retained:
            yield Reason(
                topic=Topic.VOLUME,
                text=f"volume {quoted(step.name)} leaves the stack. It stays on the platform with its data",
            )
            continue
        if not step.protected and loss is None:
            continue  # the program writes its content again, such as a proxy's configuration
        result = "It is protected, so `up` stops here" if step.protected else "It is not protected"
        yield Reason(
            topic=Topic.KEYS if step.name == _WALLET_VOLUME else Topic.VOLUME,
            text=f"volume {quoted(step.name)} is {_operation(step)}. {loss or _DATA_LOSS}. {result}",
            verdict=Verdict.DATA,
            approval=True,
        )


def _operation(step: Step) -> str:
    if step.op is Op.DELETE:
        return "deleted"
    return f"replaced{cause([step])}"


def _loss(step: Step) -> str | None:
    """Sentence about the lost data; None where the program can write them again."""
    if step.name == _WALLET_VOLUME:
        return "All wallets are lost permanently with the keys on it"
    if step.role in list(StoreName):
        return f"The data of {step.role} on it are permanently deleted"
    return _DATA_LOSS if step.protected else None


def removed_protection(change: Change) -> Iterator[Reason]:
    """A later change can delete a resource without protection."""
    for step in change.leaves:
        if (step.protected or step.retained) and not step.is_kept_after and not step.removes:
            yield Reason(
                topic=Topic.PROTECTION,
                text=f"{quoted(step.name)} is no longer protected. A later change can delete it",
                verdict=Verdict.DATA,
                approval=True,
            )


def major_versions(change: Change) -> Iterator[Reason]:
    """A server does not open the files of another major version without an upgrade."""
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
                text=f"{name} gets a new image on the same volume {images}, and at least one has no major "
                "version in its tag. Use `name:tag@sha256:…`",
                verdict=Verdict.DATA,
                approval=True,
            )
        elif first != second:
            yield Reason(
                topic=Topic.STATEFUL,
                text=f"{name} changes from major version {first} to {second} on the same volume {images}. "
                "Make a backup and follow the vendor's upgrade procedure",
                verdict=Verdict.DATA,
                approval=True,
            )


def _server_image(spec: Spec, name: StoreName) -> str:
    """The image that opens a store's data; empty for a managed store."""
    if (spec.get(name) or {}).get("topology") == "managed":
        return ""
    profile = profile_of(spec)
    return "" if profile is None else profile.server_image(spec, name)


def _major(image: str) -> str | None:
    """Major version in the tag; a digest or the port of a registry has none."""
    tag = image.partition("@")[0].rpartition("/")[2].partition(":")[2]
    match = _MAJOR.match(tag)
    return match[1] if match else None


def return_to_one_server(change: Change) -> Iterator[Reason]:
    """The remaining server may lack the newest writes of the former primary."""
    if change.before is None or change.after is None:
        return
    for name in (StoreName.POSTGRES, StoreName.REDIS):
        old, new = ((spec.get(name) or {}).get("topology") for spec in (change.before, change.after))
        if new == "single" and old not in ("single", "managed", None):
            yield Reason(
                topic=Topic.STATEFUL,
                text=f"{name} returns to one server. Another member may have newer writes, so the server "
                "refuses to start on its data and `up` stops there. Restore the old value, and the next `up` "
                "recovers the store",
                verdict=Verdict.DATA,
                approval=True,
            )


def voter_counts(change: Change) -> Iterator[Reason]:
    """A new number of voters changes the majority, and new voters must catch up first."""
    for role in (*_VOTERS, *(role for profile in profiles() for role in profile.voters)):
        old, new = change.members_before(role), change.members_after(role)
        if old == new or not old:
            continue
        is_smaller = new < old
        if not new:
            yield Reason(
                topic=Topic.QUORUM,
                text=f"{role} {old} → 0 voters. No voter remains to start a fail-over",
                verdict=Verdict.FAIL_OVER,
                approval=True,
            )
            continue
        voters = "servers (each write needs a majority)" if role == StoreName.REDIS else "voters"
        yield Reason(
            topic=Topic.QUORUM,
            text=f"{role} {old} → {new} {voters}, majority {_majority(old)} → {_majority(new)}. "
            f"Tolerates {(old - 1) // 2} → {max(0, new - 1) // 2} failures",
            verdict=Verdict.DATA if is_smaller and role == StoreName.MONGO else Verdict.FAIL_OVER,
            approval=True,
        )


def _majority(voters: int) -> int:
    return voters // 2 + 1
