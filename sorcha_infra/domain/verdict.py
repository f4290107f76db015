"""Verdict on a change of a tier, and the reasons for it."""

from dataclasses import dataclass
from enum import Enum, StrEnum


class Verdict(Enum):
    """From the best to the worst."""

    NO_CHANGE = "no change"
    ROLLS = "rolls, no downtime"
    FAIL_OVER = "short fail-over"
    DOWNTIME = "downtime"
    DATA = "data at risk"
    REFUSED = "refused"

    @property
    def rank(self) -> int:
        """Position in the order, from 0."""
        return list(Verdict).index(self)


class Topic(StrEnum):
    """Subject of a reason, the most severe first."""

    REFUSED = "refused"
    VOLUME = "volume delete"
    KEYS = "wallet key material"
    STATEFUL = "stateful replace"
    QUORUM = "quorum change"
    IDENTITY = "identity reuse"
    ROTATION = "secret rotation"
    PROTECTION = "protection"
    DEVIATION = "accepted deviation"
    UNKNOWN = "unknown"
    STACK = "stack"
    WRITERS = "writers wait"
    SERVICE = "service"
    WARNING = "warning"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """One consequence, in one or a few sentences."""

    topic: Topic
    text: str
    """Markdown without a full stop at its end; text from outside the program is in a code span (`quoted`)."""

    verdict: Verdict = Verdict.NO_CHANGE
    """Minimum verdict of a tier with this reason."""

    approval: bool = False
    """Whether a reviewer must approve it explicitly."""


def quoted(value: object, longest: int = 120) -> str:
    """A value as a code span, so that it cannot be markup, a mention or a second line."""
    text = " ".join(str(value).replace("`", "'").split())
    return f"`{text if len(text) <= longest else text[: longest - 1] + '…'}`"


def listed(names: list[str], limit: int = 4) -> str:
    """Names in code spans, the first few of many."""
    text = ", ".join(quoted(name) for name in names[:limit])
    return text if len(names) <= limit else f"{text} and {len(names) - limit} more"
