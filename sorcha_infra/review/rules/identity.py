"""Rules over identities of members, by their volumes and settings, and of installations."""

from collections import Counter
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from sorcha_infra.domain.change import Change, Op, Step
from sorcha_infra.domain.resources import Kind, Resource
from sorcha_infra.domain.verdict import Reason, Topic, Verdict, listed, quoted
from sorcha_infra.domain.vocabulary import StoreName
from sorcha_infra.profiles import reader

IDENTITIES: Mapping[str, str] = {
    "EventStreams__Redis__ConsumerGroup": "consumer group",
    "PeerService__NodeId": "NodeId",
    "SystemWalletSigning__ValidatorId": "ValidatorId of the system wallet",
    "Validator__ValidatorId": "ValidatorId",
}
"""Variable → identity that it sets (contract §3.5, §3.6, §3.7)."""

_UNIQUE_IDENTITIES = ("PeerService__NodeId", "EventStreams__Redis__ConsumerGroup")
"""Identities that must be unique for each process."""

_COSTS: Mapping[str, str] = {
    "EventStreams__Redis__ConsumerGroup": "It reads the stream from the beginning",
    "PeerService__NodeId": "Other nodes treat it as a new node",
    "SystemWalletSigning__ValidatorId": "It signs with a different system wallet",
    "Validator__ValidatorId": "The register sees a new validator, and dockets of the old one stay open",
}


def identities(resource: Resource) -> dict[str, str]:
    """Identities in a member's environment."""
    variables = reader(resource).environment(resource.inputs)
    return {key: variables[key] for key in IDENTITIES if key in variables}


def members_on_existing_volumes(change: Change) -> Iterator[Reason]:
    """A member created on an existing volume takes over the identity of an earlier member."""
    new_volumes = {step.name for step in change.leaves if step.kind is Kind.VOLUME and step.op is Op.CREATE}
    for step in change.leaves:
        if (
            step.kind is Kind.MEMBER
            and step.op is Op.CREATE
            and _stores(step)
            and step.name not in new_volumes
        ):
            yield Reason(
                topic=Topic.IDENTITY,
                text=f"{quoted(step.name)} is created on an existing volume. It takes over the data and the "
                "identity of the member that used it before",
                verdict=Verdict.DATA,
                approval=True,
            )


def _stores(step: Step) -> bool:
    if step.role not in list(StoreName):
        return False
    volumes = reader(step.resource).mounts(step.resource).values()
    return any(name.endswith(f"-{step.name}") for name in volumes)


def changed_identities(change: Change) -> Iterator[Reason]:
    """A member keeps its name and changes its identity."""
    for step in change.leaves:
        if step.kind not in (Kind.MEMBER, Kind.JOB) or step.old is None or step.new is None:
            continue
        old, new = identities(step.old), identities(step.new)
        for key in sorted(old.keys() & new.keys()):
            if old[key] != new[key]:
                yield Reason(
                    topic=Topic.IDENTITY,
                    text=f"{quoted(step.name)} gets a new {IDENTITIES[key]} ({quoted(old[key])} → "
                    f"{quoted(new[key])}). {_COSTS[key]}",
                    verdict=Verdict.DATA,
                    approval=True,
                )


def changed_public_host(change: Change) -> Iterator[Reason]:
    """A passkey is valid for one host only (contract §3.3, Fido2)."""
    if change.before is None or change.after is None:
        return
    old, new = (urlsplit(str(spec.get("publicUrl") or "")).hostname for spec in (change.before, change.after))
    if old and new and old != new:
        yield Reason(
            topic=Topic.IDENTITY,
            text=f"the public host changes from {quoted(old)} to {quoted(new)}. Passkeys of the old host do "
            "not sign in at the new one, and published links and status lists contain the old host",
            verdict=Verdict.ROLLS,
            approval=True,
        )


def duplicate_installations(change: Change) -> Iterator[Reason]:
    """Stacks of one installation on one platform share every physical name."""
    if change.namesakes:
        yield Reason(
            topic=Topic.IDENTITY,
            text=f"the installation {quoted((change.after or {}).get('installation'))} is also used by "
            f"{listed(list(change.namesakes))}. On the same platform each stack takes over the processes, "
            "volumes and addresses of the other",
            verdict=Verdict.DATA,
            approval=True,
        )


def duplicate_identities(change: Change) -> Iterator[Reason]:
    """Two members have the same identity."""
    pairs = [(key, value) for _, key, value in change.identities if key in _UNIQUE_IDENTITIES]
    for (key, value), count in sorted(Counter(pairs).items()):
        if count > 1:
            names = sorted(name for name, *rest in change.identities if tuple(rest) == (key, value))
            yield Reason(
                topic=Topic.IDENTITY,
                text=f"{listed(names)} have the same {IDENTITIES[key]} {quoted(value)}",
                verdict=Verdict.DATA,
                approval=True,
            )
