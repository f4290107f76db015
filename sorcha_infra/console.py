"""Text for a terminal: errors for users, lines of progress, lists, colours."""

import os
import re
import sys
from collections.abc import Iterable

from sorcha_infra.domain.messages import Message

_BOLD, _RED, _GREEN, _YELLOW, _OFF = "\033[1m", "\033[31m", "\033[32m", "\033[33m", "\033[0m"
_COLOURS = {"-": _RED, "+": _GREEN, "!": _YELLOW, "~": _YELLOW}
_FENCE = re.compile(r"`{3,}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class UserError(Exception):
    """An error that ends a command, with the fix that a user can make."""

    def __init__(
        self, path: str, problem: str, *, fix: str, expected: str | None = None, details: tuple[str, ...] = ()
    ) -> None:
        """Create the message.

        Args:
            path: config key, file, stack or process that the error is about.
            problem: phrase without a full stop at its end.
            fix: command, or an imperative where no command does it.
            expected: noun phrase, the allowed value or state.
            details: evidence, such as output of another program.
        """
        self.message = Message(path=path, problem=problem, expected=expected, fixes=(fix,), details=details)
        super().__init__(str(self.message))


def say(text: str) -> None:
    """Print one line of progress."""
    print(f"» {text}", flush=True)


def listing(title: str, entries: Iterable[str]) -> None:
    """Print a line of progress, and a list below it."""
    print("\n    ".join((f"» {title}", *entries)), flush=True)


def result(text: str) -> None:
    """Print the result of a command."""
    print(text, flush=True)


def fail(error: UserError, status: int = 1) -> int:
    """Print an error and return the exit status."""
    print(f"error: {error}", file=sys.stderr)
    return status


def report(text: str) -> None:
    """Print one line on standard error, beside the result of a command."""
    print(text, file=sys.stderr)


def document(text: str) -> None:
    """Print Markdown, the result of a command; in colours on a terminal unless NO_COLOR is set."""
    colours = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    sys.stdout.write(coloured(text) if colours else text)


def coloured(text: str) -> str:
    """Return Markdown in colours, without other control characters."""
    in_fence = False
    lines = []
    for line in _CONTROL.sub("", text).splitlines():
        in_fence = in_fence != bool(_FENCE.match(line))
        colour = _COLOURS.get(line[:1], "") if in_fence else _BOLD if line.startswith(("###", "**")) else ""
        lines.append(f"{colour}{line}{_OFF}" if colour else line)
    return "\n".join(lines) + "\n"
