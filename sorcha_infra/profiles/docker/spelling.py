"""How values must be written so that the provider reads back what it was given.

A different spelling of the same value would be a change, and so a replacement, on every `up`
(provider-semantics §1.7).
"""

import re

_DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(\d+)s")
_MINIMUM = 0.1
_TENTHS_FROM = 10
_ROUND_NOUGHTS = 9


def duration(seconds: int) -> str:
    """Go's form: 90 → `1m30s`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}h{minutes}m{rest}s"
    return f"{minutes}m{rest}s" if minutes else f"{rest}s"


def whole_seconds(text: object) -> int | None:
    """The seconds of a duration in the form that Go prints it; None for another form."""
    match = _DURATION.fullmatch(str(text))
    if match is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    total = hours * 3600 + minutes * 60 + seconds
    return total if text == duration(total) else None


def cpus(cores: float) -> str:
    """As the provider writes it, to hundredths, from ten on to tenths: 1 → `1.0`, 10 → `10.`.

    The provider counts noughts (`nanoInt64ToDecimalString`): nine of them mean one digit after the
    point, else all on the right go. So 10.05 would come back as 10.1; finer steps are none that a
    limit makes.

    Raises:
        ValueError: below 0.1, where the provider has no text of its own.
    """
    value = round(cores, 2 if cores < _TENTHS_FROM else 1)
    if value < _MINIMUM:
        raise ValueError(f"{cores} cores cannot be written in a way that the provider keeps")
    digits = f"{value:.9f}"
    return f"{value:.1f}" if digits.count("0") == _ROUND_NOUGHTS else digits.rstrip("0")
