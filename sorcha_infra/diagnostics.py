"""Diagnostics of a running Pulumi program; the only writer to Pulumi's log."""

import pulumi

from sorcha_infra.domain.messages import Message


def warn(path: str, problem: str, *, fix: str | None = None, expected: str | None = None) -> None:
    """Log a warning; the update continues."""
    pulumi.log.warn(str(_message(path, problem, fix, expected)))


def error(
    path: str,
    problem: str,
    *,
    fix: str | None = None,
    expected: str | None = None,
    details: tuple[str, ...] = (),
) -> None:
    """Log an error in addition to the one that ends the update."""
    pulumi.log.error(str(_message(path, problem, fix, expected, details)))


def problem(message: Message) -> None:
    """Log a problem of severity `warn`."""
    pulumi.log.warn(str(message))


def note(text: str) -> None:
    """Log information that needs no action."""
    pulumi.log.info(text)


def refusal(report: str) -> pulumi.RunError:
    """The error that ends the program with a report and without a traceback."""
    return pulumi.RunError(report)


def _message(
    path: str, problem: str, fix: str | None, expected: str | None, details: tuple[str, ...] = ()
) -> Message:
    fixes = () if fix is None else (fix,)
    return Message(path=path, problem=problem, expected=expected, fixes=fixes, details=details)
