"""Consequences of a change on Docker alone, for its proxies, etcd, Sentinels and the wallets' key check."""

from collections.abc import Iterator

from sorcha_infra.domain.change import Change, ChangeRule, Op, Presence, Source
from sorcha_infra.domain.consequences import duration, outage, removal
from sorcha_infra.domain.resources import Kind
from sorcha_infra.domain.secrets import SecretName
from sorcha_infra.domain.verdict import Reason, Topic, Verdict, quoted
from sorcha_infra.profiles.docker.names import PROXIES

_WATCHERS = ("etcd", "sentinel")

ROLES = (*PROXIES, *_WATCHERS)
"""Roles besides services and stores that these rules cover."""

_KEY_CHECK = "wallet-keys"
"""Job before the first wallet (components/jobs.py)."""


def etcd_subnet(change: Change) -> Iterator[Reason]:
    """Loss of etcd's quorum on a new subnet: members store their peers' addresses (measured, etcd 3.5)."""
    subnet_changes = any(step.kind is Kind.NETWORK and "ipamConfigs" in step.causes for step in change.leaves)
    etcd = [step for step in change.leaves if step.role == "etcd" and step.removes]
    only_replacements = all(
        step.kind is Kind.MEMBER and step.op is Op.REPLACE for step in etcd
    )  # no volume is removed
    if subnet_changes and etcd and only_replacements:
        yield Reason(
            topic=Topic.QUORUM,
            text="on the new subnet the members of etcd do not find each other. PostgreSQL gets no primary "
            "and `up` fails. Restore the old subnet, and the next `up` recovers the stack",
            verdict=Verdict.DATA,
            approval=True,
        )


def watchers(change: Change) -> Iterator[Reason]:
    """Voters of a fail-over without data roll, and a majority remains."""
    for role in _WATCHERS:
        if steps := change.removals(role):
            order = "one at a time; a majority remains" if change.members_after(role) else "all members"
            yield Reason(topic=Topic.SERVICE, text=f"{removal(steps)}, {order}", verdict=Verdict.ROLLS)


def proxies(change: Change) -> Iterator[Reason]:
    """The clients of a proxy wait, because it is one container."""
    for role in PROXIES:
        steps = change.removals(role)
        if not steps:
            continue
        promise = change.promises_after.get(role)
        fault = None if promise is None else promise.fault(f"{role}-image")
        recovery = (
            f"Clients wait until it is healthy again, {duration(fault)}{outage(promise)}"
            if change.members_after(role)
            else "Clients must use another endpoint"
        )
        yield Reason(
            topic=Topic.WRITERS if role != "edge" else Topic.SERVICE,
            text=f"{removal(steps)}. Open connections are cut. {recovery}",
            verdict=Verdict.DOWNTIME,
        )


def key_check_files(change: Change) -> Iterator[Reason]:
    """New key material in a preview, which masks the whole list of a container's files."""
    if change.source is not Source.PREVIEW or change.before is not None or change.presence is Presence.NEW:
        return
    if f"sorcha:{SecretName.WALLET_KEY_MATERIAL}" in change.secrets:
        return
    for step in change.leaves:
        if step.kind in (Kind.JOB, Kind.MEMBER) and step.name == _KEY_CHECK and "uploads" in step.causes:
            yield Reason(
                topic=Topic.KEYS,
                text=f"{quoted(step.name)} checks the wallets' key material, and its files change. They are "
                "secret, so this preview cannot show whether the key material changes; `--base` can",
                verdict=Verdict.DATA,
                approval=True,
            )


RULES: tuple[ChangeRule, ...] = (etcd_subnet, watchers, proxies, key_check_files)
