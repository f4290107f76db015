"""Rules over secrets that change."""

from collections.abc import Iterator

from sorcha_infra.domain.change import Change, Op
from sorcha_infra.domain.resources import Kind
from sorcha_infra.domain.secrets import SECRETS, SecretName
from sorcha_infra.domain.verdict import Reason, Topic, Verdict, quoted
from sorcha_infra.domain.vocabulary import ServiceName

_DATA_SECRETS = (SecretName.WALLET_KEY_MATERIAL, SecretName.POSTGRES, SecretName.MONGO)
"""Used when data are created; a new value does not open them (docs/security.md, Losing them)."""


def removed_generated_secrets(change: Change) -> Iterator[Reason]:
    """A generated secret that is replaced or deleted is lost."""
    for step in change.leaves:
        if step.kind is Kind.PASSWORD and step.removes:
            fate = "replaced" if step.op is Op.REPLACE else "deleted"
            consequence = ". It is protected, so `up` stops here" if step.protected else ""
            yield _rotation(step.name, f"the generated {quoted(step.name)} is {fate}{consequence}")


def changed_given_secrets(change: Change) -> Iterator[Reason]:
    """A secret in a stack file overrides the generated one."""
    for key, operation in sorted(change.secrets.items()):
        name = key.removeprefix("sorcha:")
        sentence = {
            "given": "is given from now on and overrides the current value",
            "removed": "is no longer given, so the generated value applies again",
            "set again": "was set again. Only the passphrase can show whether the value changed",
        }.get(operation, operation)
        yield _rotation(name, f"{quoted(key)} {sentence}")


def _rotation(name: str, text: str) -> Reason:
    use = f"opens {SECRETS[SecretName(name)].opens}" if name in list(SecretName) else "has an unknown use"
    is_keys = name == SecretName.WALLET_KEY_MATERIAL
    return Reason(
        topic=Topic.KEYS if is_keys else Topic.ROTATION,
        text=f"{text}. It {use}",
        verdict=Verdict.DATA if name in list(_DATA_SECRETS) else Verdict.ROLLS,
        approval=True,
    )


def wallets_on_one_key_volume(change: Change) -> Iterator[Reason]:
    """All replicas of the wallet write one key volume (contract §3.4)."""
    old, new = change.members_before(ServiceName.WALLET), change.members_after(ServiceName.WALLET)
    if new > max(1, old):
        yield Reason(
            topic=Topic.KEYS,
            text=f"wallet {old} → {new} replicas. All of them write one key volume, and each key is known "
            "only to the replica that created it until that replica is replaced",
            verdict=Verdict.DATA,
            approval=True,
        )
