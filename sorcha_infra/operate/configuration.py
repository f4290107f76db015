"""Validation of the stack file by the rules of the program, before any other step."""

from sorcha_infra.config.load import RefusedError, load
from sorcha_infra.config.report import message
from sorcha_infra.config.stack_file import stack_file
from sorcha_infra.console import UserError
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.paths import STACKS


def deployment_of(stack: str) -> Deployment:
    """Return the deployment that a stack file describes.

    Secrets in the file are encrypted, so only the program reads them.

    Raises:
        UserError: if the file is missing, or must not be deployed.
    """
    file = stack_file(STACKS, stack)
    try:
        return load(stack=stack, values=file.plain, encrypted=file.encrypted, folder=STACKS).deployment
    except RefusedError as error:
        count = len(error.problems)
        raise UserError(
            file.name,
            f"has {count} problem{'s' if count != 1 else ''}; nothing was changed",
            details=tuple(str(message(problem, stack)) for problem in error.problems),
            fix=f"run the commands above after `. ./env.sh`, then: make up STACK={stack}",
        ) from None
