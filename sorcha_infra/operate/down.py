"""`make down`: containers go; data, and what opens it, stay unless asked otherwise."""

import sys

from sorcha_infra.domain.invariants.planned import PASSWORD, VOLUME
from sorcha_infra.operate.containers import known, reachable_engine
from sorcha_infra.operate.heal import heal
from sorcha_infra.operate.pulumi_cli import Pulumi
from sorcha_infra.operate.tell import OperatorError, say


def down(stack: str, delete_data: bool) -> int:
    """Takes a stack down; the exit status.

    Raises:
        OperatorError: with what stands in the way and what to do.
    """
    pulumi = Pulumi(stack)
    if not pulumi.exists():
        say(f"stack {stack} is not deployed: nothing to do")
        return 0
    pulumi.unlock()
    engine = reachable_engine()
    installation = pulumi.setting("installation") or stack
    heal(pulumi, engine, installation)
    resources = pulumi.deployment().get("resources") or []
    in_state = {r["outputs"]["name"] for r in resources if r["type"] == VOLUME}
    # Those of members that left are on the engine alone.
    volumes = sorted(in_state | set(engine.volumes(installation)))
    secrets = sorted(r["urn"].rsplit("::", 1)[-1] for r in resources if r["type"] == PASSWORD)
    if delete_data:
        _name_what_is_lost(stack, volumes, secrets)
        status = pulumi.show("destroy", "--yes", "--skip-preview", "--ignore-protect")
    else:
        status = pulumi.show("destroy", "--yes", "--skip-preview", "--exclude-protected")
    left = known(pulumi.deployment())
    if status != 0 or left.containers:
        raise OperatorError(
            f"stack {stack} is not down",
            found=f"pulumi destroy ended with {status}; {len(left.containers)} container(s) are left",
            next_step="mend what it says above, then make down again",
        )
    if delete_data:
        # The state's `destroy` leaves those of members that may leave.
        for volume in volumes:
            engine.remove_volume(volume)
    else:
        say(f"kept: {len(volumes)} volumes ({', '.join(volumes)})")
        say(f"kept: the {len(secrets)} secrets that open them, encrypted, in the state")
        say(f"back again: make up STACK={stack}; for good: make down STACK={stack} DATA=delete")
    return 0


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
        raise OperatorError(
            "nothing was deleted", found="another name than the stack's", next_step="make down keeps the data"
        )
