"""The stack file, judged as the program will judge it, before anything else happens."""

from sorcha_infra.config.load import RefusedError, load
from sorcha_infra.config.report import report
from sorcha_infra.config.stack_file import stack_file
from sorcha_infra.console import UserError
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.paths import STACKS


def deployment_of(stack: str) -> Deployment:
    """The deployment that a stack file describes.

    Secrets in the file are encrypted, so the program alone reads them.

    Raises:
        UserError: where there is no such file, or it must not be deployed.
    """
    file = stack_file(STACKS, stack)
    try:
        return load(stack=stack, values=file.plain, encrypted=file.encrypted, folder=STACKS).deployment
    except RefusedError as error:
        raise UserError(
            f"stack {stack} must not be deployed like this",
            finding=report(error.problems, stack, file.name),
            next_step="mend it (the commands above need `. ./env.sh` first), then make up again",
        ) from None
