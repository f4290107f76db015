"""Text for a terminal: the one error for users, lines of progress, colours."""

import re
import sys

_BOLD, _RED, _GREEN, _YELLOW, _OFF = "\033[1m", "\033[31m", "\033[32m", "\033[33m", "\033[0m"
_COLOURS = {"-": _RED, "+": _GREEN, "!": _YELLOW, "~": _YELLOW}
_FENCE = re.compile(r"`{3,}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class UserError(Exception):
    """An obstacle that a user must remove: what it is, what was found, what to do."""

    def __init__(self, obstacle: str, *, finding: str, next_step: str) -> None:
        super().__init__(obstacle)
        self.obstacle = obstacle
        self.finding = finding
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.obstacle}\n  found: {self.finding}\n  next:  {self.next_step}"


def say(text: str) -> None:
    """One line of progress."""
    print(f"» {text}", flush=True)


def fail(error: UserError, status: int = 1) -> int:
    """Prints an error; its exit status."""
    print(f"error: {error}", file=sys.stderr)
    return status


def coloured(text: str) -> str:
    """Markdown in colours, without what else could control a terminal."""
    in_fence = False
    lines = []
    for line in _CONTROL.sub("", text).splitlines():
        in_fence = in_fence != bool(_FENCE.match(line))
        colour = _COLOURS.get(line[:1], "") if in_fence else _BOLD if line.startswith(("###", "**")) else ""
        lines.append(f"{colour}{line}{_OFF}" if colour else line)
    return "\n".join(lines) + "\n"
