"""Consequences of a change that only Docker has: its proxies, etcd and its voters, the files of a preview."""

from collections.abc import Iterator

from sorcha_infra.domain.change import Change, ChangeRule, Op, Presence, Source
from sorcha_infra.domain.consequences import duration, outage, removal
from sorcha_infra.domain.resources import Kind
from sorcha_infra.domain.secrets import SecretName
from sorcha_infra.domain.verdict import Reason, Topic, Verdict, quoted
from sorcha_infra.profiles.docker.names import PROXIES

_WATCHERS = ("etcd", "sentinel")

ROLES = (*PROXIES, *_WATCHERS)
"""Roles beside services and stores whose removal these rules explain."""

_KEY_CHECK = "wallet-keys"
"""The job before the first wallet (components/jobs.py)."""


def etcd_on_another_subnet(change: Change) -> Iterator[Reason]:
    """Its members keep each other's addresses with their data (seen with etcd 3.5: no quorum)."""
    subnet_changes = any(step.kind is Kind.NETWORK and "ipamConfigs" in step.causes for step in change.leaves)
    etcd = [step for step in change.leaves if step.role == "etcd" and step.removes]
    only_replacements = all(
        step.kind is Kind.MEMBER and step.op is Op.REPLACE for step in etcd
    )  # no volume is removed
    if subnet_changes and etcd and only_replacements:
        yield Reason(
            topic=Topic.QUORUM,
            text="on another subnet the members of etcd do not find each other: PostgreSQL gets no primary, "
            "and `up` ends in an error; with the old subnet again, the next one heals",
            verdict=Verdict.DATA,
            approval=True,
        )


def watchers(change: Change) -> Iterator[Reason]:
    """Voters on a fail-over that hold no data: one by one, the majority stays."""
    for role in _WATCHERS:
        if steps := change.removals(role):
            order = "one by one; the majority stays" if change.members_after(role) else "all of them"
            yield Reason(topic=Topic.SERVICE, text=f"{removal(steps)}, {order}", verdict=Verdict.ROLLS)


def proxies(change: Change) -> Iterator[Reason]:
    """A proxy is one container: its clients wait."""
    for role in PROXIES:
        steps = change.removals(role)
        if not steps:
            continue
        promise = change.promises_after.get(role)
        fault = None if promise is None else promise.fault(f"{role}-image")
        recovery = (
            f"until it is healthy again, {duration(fault)}{outage(promise, ', this is away:')}"
            if change.members_after(role)
            else "what came through it must come another way"
        )
        yield Reason(
            topic=Topic.WRITERS if role != "edge" else Topic.SERVICE,
            text=f"{removal(steps)}: open connections are cut; {recovery}",
            verdict=Verdict.DOWNTIME,
        )


def secret_files_of_the_key_check(change: Change) -> Iterator[Reason]:
    """A preview masks the whole list of a container's files: another key material looks like this."""
    if change.source is not Source.PREVIEW or change.before is not None or change.presence is Presence.NEW:
        return
    if f"sorcha:{SecretName.WALLET_KEY_MATERIAL}" in change.secrets:
        return
    for step in change.leaves:
        if step.kind in (Kind.JOB, Kind.MEMBER) and step.name == _KEY_CHECK and "uploads" in step.causes:
            yield Reason(
                topic=Topic.KEYS,
                text=f"{quoted(step.name)} compares the wallets' key material and gets other files; they are "
                "secret, so this preview cannot show whether the material is another one (--base can)",
                verdict=Verdict.DATA,
                approval=True,
            )


RULES: tuple[ChangeRule, ...] = (etcd_on_another_subnet, watchers, proxies, secret_files_of_the_key_check)
