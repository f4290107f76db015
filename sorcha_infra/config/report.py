"""Messages of problems: all at once, each with the command that fixes it."""

from collections.abc import Iterable, Iterator
from shlex import quote

from sorcha_infra.domain.messages import Message
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.rules import ROOT
from sorcha_infra.domain.secrets import SECRETS, SecretName


def message(problem: Problem, stack: str) -> Message:
    """One problem of a stack, with its commands."""
    return Message(
        path=problem.path,
        problem=problem.finding,
        expected=problem.expected,
        fixes=tuple(_fixes(problem, stack)),
        acceptance=_acceptance(problem, stack),
    )


def report(problems: Iterable[Problem], stack: str, stack_file: str) -> str:
    """All problems, as the one error that ends the program."""
    messages = [str(message(problem, stack)) for problem in problems]
    head = f"{stack_file}: {len(messages)} problem{'s' if len(messages) != 1 else ''}; nothing was changed"
    return "\n  ".join([head, *(text.replace("\n", "\n  ") for text in messages)])


def _fixes(problem: Problem, stack: str) -> Iterator[str]:
    file, _, key = problem.path.partition(": ")
    if not problem.path.startswith("sorcha:"):
        yield f"edit {file}" + (f", for example {key}: {problem.fix}" if problem.fix is not None else "")
        return
    steps = []
    if problem.remove:
        steps.append(_remove(problem.path, stack))
    if problem.fix is not None:
        steps.append(_set(problem.path, problem.fix, stack))
    if problem.file is not None:
        steps.append(f"pulumi config set --stack {quote(stack)} --path {problem.path} < {problem.file}")
    if problem.secret is not None:
        steps.append(
            f"pulumi config set --stack {quote(stack)} --secret {problem.secret}{_from_file(problem)}"
        )
    if steps:
        yield " && ".join(steps)


def _acceptance(problem: Problem, stack: str) -> str | None:
    if problem.accept is None:
        return None
    entry = _set(f"{problem.accept}.key", problem.path.removeprefix(f"{ROOT}."), stack)
    reason = _set(f"{problem.accept}.reason", "<reason for the deviation>", stack)
    return f"{entry} && {reason}"


def _from_file(problem: Problem) -> str:
    facts = SECRETS.get(SecretName((problem.secret or "").removeprefix("sorcha:")))
    return "" if facts is None or facts.file is None else f" < {facts.file}"


def _remove(path: str, stack: str) -> str:
    # Only inside the deployment is a path one: another key may hold dots.
    flag = "--path " if path.startswith(f"{ROOT}.") or path.startswith(f"{ROOT}[") else ""
    return f"pulumi config rm --stack {quote(stack)} {flag}{quote(path)}"


def _set(path: str, value: str | int | float, stack: str) -> str:
    # Without the type, the CLI keeps 0.5 as a string (seen with 3.259).
    flag = "--type float " if isinstance(value, float) else ""
    return f"pulumi config set --stack {quote(stack)} --path {flag}{quote(path)} {quote(str(value))}"
