"""`make down`: removal of the processes; data and its secrets are kept by default."""

import sys
from collections.abc import Iterable

from sorcha_infra import platforms
from sorcha_infra.console import UserError, listing, say
from sorcha_infra.domain.resources import Kind
from sorcha_infra.operate.heal import heal
from sorcha_infra.operate.pulumi_cli import Pulumi
from sorcha_infra.operations import Checkpoint
from sorcha_infra.profiles import kind


def down(stack: str, delete_data: bool) -> int:
    """Take a stack down and return the exit status.

    Raises:
        UserError: if an operator must act.
    """
    pulumi = Pulumi(stack)
    if not pulumi.exists():
        say(f"stack {stack} is not deployed; nothing to do")
        return 0
    pulumi.unlock()
    operations = platforms.operations(pulumi.platform())
    installation = pulumi.installation()
    heal(pulumi, operations, installation)
    state = pulumi.checkpoint()
    in_state = {entry["outputs"]["name"] for entry in _of(state, Kind.VOLUME)}
    # Volumes of removed members exist on the platform only.
    volumes = sorted(in_state | set(operations.volumes(installation)))
    secrets = sorted(entry["urn"].rsplit("::", 1)[-1] for entry in _of(state, Kind.PASSWORD))
    if delete_data:
        _confirm_deletion(stack, volumes, secrets)
        status = pulumi.show("destroy", "--yes", "--skip-preview", "--ignore-protect")
    else:
        status = pulumi.show("destroy", "--yes", "--skip-preview", "--exclude-protected")
    remains = _of(pulumi.checkpoint(), Kind.MEMBER, Kind.JOB)
    if status != 0 or remains:
        raise UserError(
            f"stack {stack}",
            f"is not down. pulumi destroy ended with {status}, and {len(remains)} processes are left",
            fix="fix the cause printed above, then run the same command again",
        )
    if delete_data:
        # `pulumi destroy` leaves the volumes of removable members.
        operations.remove_volumes(volumes)
    else:
        say(f"kept: {len(volumes)} volumes ({', '.join(volumes)})")
        say(f"kept: the {len(secrets)} secrets that open them, encrypted, in the state")
        say(f"to start again: make up STACK={stack}")
        say(f"to delete the data permanently: make down STACK={stack} DATA=delete")
    return 0


def _of(state: Checkpoint, *kinds: Kind) -> list[Checkpoint]:
    """Resources of the state by kind, without those that an update is about to delete."""
    entries: Iterable[Checkpoint] = state.get("resources") or ()
    return [
        entry
        for entry in entries
        if not entry.get("delete") and kind(entry["type"], entry.get("inputs") or {}) in kinds
    ]


def _confirm_deletion(stack: str, volumes: list[str], secrets: list[str]) -> None:
    listing(
        f"DATA=delete permanently deletes from stack {stack}",
        (
            *(f"volume  {volume}" for volume in volumes),
            *(f"secret  {secret}" for secret in secrets),
            "including all accounts, wallets and their keys, registers and queues",
        ),
    )
    if not sys.stdin.isatty():
        return
    if input(f"Type the name of the stack to confirm ({stack}): ").strip() != stack:
        raise UserError(
            f"stack {stack}",
            "was not deleted, because the typed name is a different one",
            fix=f"repeat and type {stack}, or keep the data: make down STACK={stack}",
        )
