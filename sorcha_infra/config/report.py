"""How problems are told: all at once, one block each, with the command that mends it."""

from collections.abc import Iterable
from shlex import quote

from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.services import Severity


def line(problem: Problem, stack: str) -> str:
    """One problem: path, finding and mending command."""
    text = f"{problem.path}: {problem.message}"
    mend = _mend(problem, stack)
    return f"{text}\n    fix: {mend}" if mend else text


def report(problems: Iterable[Problem], stack: str, stack_file: str) -> str:
    """All problems, as the one error that ends the program."""
    lines = [line(problem, stack) for problem in problems]
    head = f"{stack_file}: {len(lines)} problem{'s' if len(lines) != 1 else ''}; nothing was touched"
    return "\n  ".join([head, *lines])


def _mend(problem: Problem, stack: str) -> str | None:
    if not problem.path.startswith("sorcha:"):
        return None
    if problem.severity is Severity.ACCEPT:
        key = problem.path.removeprefix("sorcha:deployment.")
        entry = quote("sorcha:deployment.accept[0]")
        return (
            f"pulumi config set --stack {stack} --path {quote(problem.path)} {problem.fix}\n"
            f"    or take the responsibility: pulumi config set --stack {stack} --path "
            f"{entry[:-1]}.key' {key} && pulumi config set --stack {stack} --path "
            f"{entry[:-1]}.reason' '<why it is right here>'"
        )
    if problem.secret:
        return f"pulumi config set --stack {stack} --secret {problem.path}"
    if problem.remove:
        return f"pulumi config rm --stack {stack} --path {quote(problem.path)}"
    if problem.fix is not None:
        return f"pulumi config set --stack {stack} --path {quote(problem.path)} {quote(problem.fix)}"
    return None
