"""The stack file, judged as the program will judge it, before anything else happens."""

from sorcha_infra.config.files import UnreadableError, plain_values
from sorcha_infra.config.load import RefusedError, load
from sorcha_infra.config.report import report
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.operate.pulumi_cli import ROOT
from sorcha_infra.operate.tell import OperatorError

_STACKS = ROOT / "stacks"


def deployment_of(stack: str) -> Deployment:
    """What a stack is to be.

    Secrets in the file are encrypted, so the program alone looks into them.

    Raises:
        OperatorError: where there is no such file, or it must not be deployed.
    """
    file = _STACKS / f"Pulumi.{stack}.yaml"
    if not file.exists():
        there = ", ".join(sorted(path.name for path in _STACKS.glob("Pulumi.*.yaml")))
        raise OperatorError(
            f"there is no stack file for {stack}",
            found=f"stacks/ holds {there}",
            next_step=f"copy one of them to stacks/{file.name}, or: make up STACK=dev",
        )
    try:
        return load(stack=stack, values=plain_values(file), encrypted=(), folder=_STACKS).deployment
    except (RefusedError, UnreadableError) as error:
        raise OperatorError(
            f"stack {stack} must not be deployed like this",
            found=report(error.problems, stack, f"stacks/{file.name}"),
            next_step="mend it (the commands above need `. ./env.sh` first), then make up again",
        ) from None
