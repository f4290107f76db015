"""How the operator is told: short lines, and errors with what to do next."""

import sys


class OperatorError(Exception):
    """Something the operator must know or do before this can go on."""

    def __init__(self, what: str, *, found: str, next_step: str) -> None:
        super().__init__(what)
        self.what = what
        self.found = found
        self.next_step = next_step


def say(text: str) -> None:
    """One line of progress."""
    print(f"» {text}", flush=True)


def fail(error: OperatorError) -> int:
    """Tells an error; the exit status for it."""
    print(f"error: {error.what}\n  found: {error.found}\n  next:  {error.next_step}", file=sys.stderr)
    return 1
