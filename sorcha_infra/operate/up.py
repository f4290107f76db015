"""`make up`: heal, deploy, and say where Sorcha answers."""

import os
import time

from sorcha_infra.operate.configuration import deployment_of
from sorcha_infra.operate.containers import reachable_engine
from sorcha_infra.operate.ending import ending
from sorcha_infra.operate.heal import heal
from sorcha_infra.operate.images import settle_source
from sorcha_infra.operate.ports import free_ports
from sorcha_infra.operate.pulumi_cli import Pulumi
from sorcha_infra.operate.tell import OperatorError, say


def up(stack: str) -> int:
    """Deploys a stack; the exit status.

    Raises:
        OperatorError: with what stands in the way and what to do.
    """
    began = time.monotonic()
    deployment = deployment_of(stack)
    engine = reachable_engine()
    pulumi = Pulumi(stack)
    if not pulumi.exists():
        pulumi.create()
        say(f"stack {stack} is new in {os.environ.get('PULUMI_BACKEND_URL', 'the back end')}")
    pulumi.unlock()
    free_ports(pulumi, engine, deployment)
    settle_source(pulumi, engine, deployment)
    deployment = deployment_of(stack)  # with the source that was just settled
    options = heal(pulumi, engine, deployment.installation)
    say("deploying; the stores start first, what users reach last")
    status = pulumi.show("up", "--yes", "--skip-preview", *options)
    if status != 0:
        raise OperatorError(
            f"stack {stack} is not up",
            found=f"pulumi up ended with {status}; what it says is above",
            next_step="mend the cause, then make up again: it continues where this stopped",
        )
    print(ending(stack, deployment, pulumi.outputs(), time.monotonic() - began))
    return 0
