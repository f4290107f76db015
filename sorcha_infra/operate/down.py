"""`make down`: processes are removed; data, and what opens it, stay unless asked otherwise."""

import sys
from collections.abc import Iterable

from sorcha_infra import platforms
from sorcha_infra.console import UserError, say
from sorcha_infra.domain.resources import Kind
from sorcha_infra.operate.heal import heal
from sorcha_infra.operate.pulumi_cli import Pulumi
from sorcha_infra.operations import Checkpoint
from sorcha_infra.profiles import kind


def down(stack: str, delete_data: bool) -> int:
    """Takes a stack down; the exit status.

    Raises:
        UserError: with the obstacle and what to do.
    """
    pulumi = Pulumi(stack)
    if not pulumi.exists():
        say(f"stack {stack} is not deployed: nothing to do")
        return 0
    pulumi.unlock()
    operations = platforms.operations(pulumi.platform())
    installation = pulumi.installation()
    heal(pulumi, operations, installation)
    state = pulumi.checkpoint()
    in_state = {entry["outputs"]["name"] for entry in _of(state, Kind.VOLUME)}
    # Volumes of members that left are on the platform alone.
    volumes = sorted(in_state | set(operations.volumes(installation)))
    secrets = sorted(entry["urn"].rsplit("::", 1)[-1] for entry in _of(state, Kind.PASSWORD))
    if delete_data:
        _name_what_is_lost(stack, volumes, secrets)
        status = pulumi.show("destroy", "--yes", "--skip-preview", "--ignore-protect")
    else:
        status = pulumi.show("destroy", "--yes", "--skip-preview", "--exclude-protected")
    remains = _of(pulumi.checkpoint(), Kind.MEMBER, Kind.JOB)
    if status != 0 or remains:
        raise UserError(
            f"stack {stack} is not down",
            finding=f"pulumi destroy ended with {status}; {len(remains)} process(es) are left",
            next_step="mend what it says above, then make down again",
        )
    if delete_data:
        # The state's `destroy` leaves those of members that may leave.
        operations.remove_volumes(volumes)
    else:
        say(f"kept: {len(volumes)} volumes ({', '.join(volumes)})")
        say(f"kept: the {len(secrets)} secrets that open them, encrypted, in the state")
        say(f"back again: make up STACK={stack}; for good: make down STACK={stack} DATA=delete")
    return 0


def _of(state: Checkpoint, *kinds: Kind) -> list[Checkpoint]:
    """Resources of the state, by kind; what an update is about to delete is left out."""
    entries: Iterable[Checkpoint] = state.get("resources") or ()
    return [
        entry
        for entry in entries
        if not entry.get("delete") and kind(entry["type"], entry.get("inputs") or {}) in kinds
    ]


def _name_what_is_lost(stack: str, volumes: list[str], secrets: list[str]) -> None:
    say(f"DATA=delete: stack {stack} loses for ever")
    for volume in volumes:
        print(f"    volume  {volume}")
    for secret in secrets:
        print(f"    secret  {secret}")
    print("    so: all accounts, wallets and their keys, registers, queues", flush=True)
    if not sys.stdin.isatty():
        return
    if input(f"Type the stack's name to go on ({stack}): ").strip() != stack:
        raise UserError(
            "nothing was deleted",
            finding="another name than the stack's",
            next_step="make down keeps the data",
        )
