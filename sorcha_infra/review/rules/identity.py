"""Who a member is to the others: by its volume, by what it is told to be."""

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
"""What others know a member by (contract §3.5, §3.6, §3.7)."""

_UNIQUE_IDENTITIES = ("PeerService__NodeId", "EventStreams__Redis__ConsumerGroup")
"""Those of which no two processes may have the same."""

_COSTS: Mapping[str, str] = {
    "EventStreams__Redis__ConsumerGroup": "it reads the stream from its begin",
    "PeerService__NodeId": "the other nodes take it for a new one",
    "SystemWalletSigning__ValidatorId": "it signs with another system wallet",
    "Validator__ValidatorId": "the register knows another validator, and dockets of the old one stay open",
}


def identities(resource: Resource) -> dict[str, str]:
    """The identities in a member's environment."""
    variables = reader(resource).environment(resource.inputs)
    return {key: variables[key] for key in IDENTITIES if key in variables}


def members_on_the_volume_of_an_earlier_one(change: Change) -> Iterator[Reason]:
    """A member that is created while its volume is already there takes up where another left."""
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
                text=f"{quoted(step.name)} comes on a volume that is there already: it takes up the data and "
                "the identity of the member that left it",
                verdict=Verdict.DATA,
                approval=True,
            )


def _stores(step: Step) -> bool:
    if step.role not in list(StoreName):
        return False
    volumes = reader(step.resource).mounts(step.resource).values()
    return any(name.endswith(f"-{step.name}") for name in volumes)


def another_identity(change: Change) -> Iterator[Reason]:
    """A member that keeps its place and changes its identity."""
    for step in change.leaves:
        if step.kind not in (Kind.MEMBER, Kind.JOB) or step.old is None or step.new is None:
            continue
        old, new = identities(step.old), identities(step.new)
        for key in sorted(old.keys() & new.keys()):
            if old[key] != new[key]:
                yield Reason(
                    topic=Topic.IDENTITY,
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
            topic=Topic.IDENTITY,
            text=f"users come to {quoted(new)} instead of {quoted(old)}: passkeys made for the old host sign "
            "nobody in at the new one, and links and status lists that were given out name the old one",
            verdict=Verdict.ROLLS,
            approval=True,
        )


def another_stack_of_that_name(change: Change) -> Iterator[Reason]:
    """The installation is the first part of every name: in one place two of them are one."""
    if change.namesakes:
        yield Reason(
            topic=Topic.IDENTITY,
            text=f"the installation {quoted((change.after or {}).get('installation'))} is also that of "
            f"{listed(list(change.namesakes))}: in one place each takes the processes, volumes and "
            "addresses of the other",
            verdict=Verdict.DATA,
            approval=True,
        )


def two_of_one_identity(change: Change) -> Iterator[Reason]:
    """Two that say they are one."""
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
