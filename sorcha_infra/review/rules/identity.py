"""Who a member is to the others: by its volume, by what it is told to be."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from sorcha_infra.domain.vocabulary import StoreName
from sorcha_infra.review.change import CONTAINER, VOLUMES, Change, Op, Step
from sorcha_infra.review.verdict import Kind, Reason, Verdict, listed, quoted

IDENTITIES: Mapping[str, str] = {
    "EventStreams__Redis__ConsumerGroup": "consumer group",
    "PeerService__NodeId": "NodeId",
    "SystemWalletSigning__ValidatorId": "ValidatorId of the system wallet",
    "Validator__ValidatorId": "ValidatorId",
}
"""What others know a member by (contract §3.5, §3.6, §3.7)."""

_OF_ONE = ("PeerService__NodeId", "EventStreams__Redis__ConsumerGroup")
"""Those of which no two containers may have the same."""

_COSTS: Mapping[str, str] = {
    "EventStreams__Redis__ConsumerGroup": "it reads the stream from its begin",
    "PeerService__NodeId": "the other nodes take it for a new one",
    "SystemWalletSigning__ValidatorId": "it signs with another system wallet",
    "Validator__ValidatorId": "the register knows another validator, and dockets of the old one stay open",
}


def told(inputs: Mapping[str, Any]) -> dict[str, str]:
    """The identities in a container's environment."""
    entries = [str(entry) for entry in inputs.get("envs") or () if "=" in str(entry)]
    pairs = dict(entry.split("=", 1) for entry in entries)
    return {key: pairs[key] for key in IDENTITIES if key in pairs}


def members_on_the_volume_of_an_earlier_one(change: Change) -> Iterator[Reason]:
    """A member that comes while its volume is already there takes up where another left."""
    made = {step.name for step in change.leaves if step.type in VOLUMES and step.op is Op.CREATE}
    for step in change.leaves:
        if step.type == CONTAINER and step.op is Op.CREATE and _stores(step) and step.name not in made:
            yield Reason(
                kind=Kind.IDENTITY,
                text=f"{quoted(step.name)} comes on a volume that is there already: it takes up the data and "
                "the identity of the member that left it",
                verdict=Verdict.DATA,
                approval=True,
            )


def _stores(step: Step) -> bool:
    own = any(str(one.get("volumeName", "")).endswith(f"-{step.name}") for one in _volumes(step))
    return own and step.role in list(StoreName)


def _volumes(step: Step) -> list[Mapping[str, Any]]:
    found = step.inputs.get("volumes")
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def another_identity(change: Change) -> Iterator[Reason]:
    """What keeps its place and calls itself something else."""
    for step in change.leaves:
        if step.type != CONTAINER or not step.before or not step.after:
            continue
        old, new = told(step.before), told(step.after)
        for key in sorted(old.keys() & new.keys()):
            if old[key] != new[key]:
                yield Reason(
                    kind=Kind.IDENTITY,
                    text=f"{quoted(step.name)} gets another {IDENTITIES[key]} ({quoted(old[key])} → "
                    f"{quoted(new[key])}): {_COSTS[key]}",
                    verdict=Verdict.DATA,
                    approval=True,
                )


def another_public_host(change: Change) -> Iterator[Reason]:
    """A passkey is made for a host, and opens nothing at another (contract §3.3, Fido2)."""
    if change.before is None or change.after is None:
        return
    old, new = (urlsplit(str(spec.get("publicUrl") or "")).hostname for spec in (change.before, change.after))
    if old and new and old != new:
        yield Reason(
            kind=Kind.IDENTITY,
            text=f"users come to {quoted(new)} instead of {quoted(old)}: passkeys made for the old host sign "
            "nobody in at the new one, and links and status lists that were given out name the old one",
            verdict=Verdict.ROLLS,
            approval=True,
        )


def another_stack_of_that_name(change: Change) -> Iterator[Reason]:
    """The installation is the first part of every name: on one engine two of them are one."""
    if change.namesakes:
        yield Reason(
            kind=Kind.IDENTITY,
            text=f"the installation {quoted((change.after or {}).get('installation'))} is also that of "
            f"{listed(list(change.namesakes))}: on one engine each takes the containers, volumes and "
            "addresses of the other",
            verdict=Verdict.DATA,
            approval=True,
        )


def two_of_one_identity(change: Change) -> Iterator[Reason]:
    """Two that say they are one."""
    who = [(key, value) for _, key, value in change.identities if key in _OF_ONE]
    for (key, value), count in sorted(Counter(who).items()):
        if count > 1:
            names = sorted(name for name, *rest in change.identities if tuple(rest) == (key, value))
            yield Reason(
                kind=Kind.IDENTITY,
                text=f"{listed(names)} have the same {IDENTITIES[key]} {quoted(value)}",
                verdict=Verdict.DATA,
                approval=True,
            )
