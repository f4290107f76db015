"""The grammar of every message to a user, and its one formatter.

`<path>: <problem>. Expected <expected>. Fix: <command>`

The path is the config key, file, stack or process that the message is about. The problem is one
phrase or a few sentences. Each command is on a line of its own, to be copied.
"""

from dataclasses import dataclass

_INDENT = "    "


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One error or warning; holds no secret."""

    path: str
    problem: str
    """Without a full stop at its end."""

    expected: str | None = None
    """Noun phrase: the allowed value or state. None where the problem leaves one answer."""

    fixes: tuple[str, ...] = ()
    """Commands, or imperatives where no command does it; the first is the usual one."""

    acceptance: str | None = None
    """Command that accepts the deviation."""

    details: tuple[str, ...] = ()
    """Evidence for the problem, such as the last lines of a log."""

    @property
    def text(self) -> str:
        """Problem and expectation, on one line."""
        return sentence(self.problem, self.expected)

    def __str__(self) -> str:
        return "\n".join(
            [
                f"{self.path}: {self.text}",
                *(f"{_INDENT}{line}" for detail in self.details for line in detail.splitlines()),
                *(f"{_INDENT}Fix: {fix}" for fix in self.fixes[:1]),
                *(f"{_INDENT}Or: {fix}" for fix in self.fixes[1:]),
                *([f"{_INDENT}Or accept the deviation: {self.acceptance}"] if self.acceptance else []),
            ]
        )


def sentence(problem: str, expected: str | None) -> str:
    """Problem and expectation as sentences."""
    return f"{problem}." if expected is None else f"{problem}. Expected {expected}."
