"""Secrets that change, and what they open."""

from collections.abc import Iterator

from sorcha_infra.domain.change import Change, Op
from sorcha_infra.domain.resources import Kind
from sorcha_infra.domain.secrets import SECRETS, SecretName
from sorcha_infra.domain.verdict import Reason, Topic, Verdict, quoted
from sorcha_infra.domain.vocabulary import ServiceName

_DATA_SECRETS = (SecretName.WALLET_KEY_MATERIAL, SecretName.POSTGRES, SecretName.MONGO)
"""Used when data are made; another one opens them no more (docs/security.md, Losing them)."""


def generated_secrets_that_go(change: Change) -> Iterator[Reason]:
    """A generated secret that is replaced or deleted cannot be had back."""
    for step in change.leaves:
        if step.kind is Kind.PASSWORD and step.removes:
            fate = "replaced by a new one" if step.op is Op.REPLACE else "deleted"
            consequence = "; it is protected, so `up` stops here" if step.protected else ""
            yield _rotation(step.name, f"the generated {quoted(step.name)} is {fate}{consequence}")


def given_secrets_that_change(change: Change) -> Iterator[Reason]:
    """A secret in a stack file stands before the generated one."""
    for key, operation in sorted(change.secrets.items()):
        name = key.removeprefix("sorcha:")
        sentence = {
            "given": "is given from now on: it stands before the one that runs",
            "taken away": "is no longer given: the generated one stands again",
            "set again": "was set again: whether it is another one only the passphrase can tell",
        }.get(operation, operation)
        yield _rotation(name, f"{quoted(key)} {sentence}")


def _rotation(name: str, text: str) -> Reason:
    contents = SECRETS[SecretName(name)].opens if name in list(SecretName) else "what its readers use it for"
    is_keys = name == SecretName.WALLET_KEY_MATERIAL
    return Reason(
        topic=Topic.KEYS if is_keys else Topic.ROTATION,
        text=f"{text}; it opens {contents}",
        verdict=Verdict.DATA if name in list(_DATA_SECRETS) else Verdict.ROLLS,
        approval=True,
    )


def wallets_that_share_one_key_volume(change: Change) -> Iterator[Reason]:
    """All replicas write one key volume (contract §3.4)."""
    old, new = change.members_before(ServiceName.WALLET), change.members_after(ServiceName.WALLET)
    if new > max(1, old):
        yield Reason(
            topic=Topic.KEYS,
            text=f"wallet {old} → {new} replicas: all of them write one volume of keys, and each key is "
            "known only to the replica that made it until that is replaced",
            verdict=Verdict.DATA,
            approval=True,
        )
