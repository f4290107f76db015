"""Spelling of values that the provider reads back unchanged.

Another spelling of the same value would be a change on every `up`, and so a replacement (provider-semantics
§1.7).
"""

import re

_DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(\d+)s")
_MINIMUM = 0.1
_TENTHS_FROM = 10
_ROUND_ZEROS = 9


def duration(seconds: int) -> str:
    """Format seconds as Go does: 90 → `1m30s`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}h{minutes}m{rest}s"
    return f"{minutes}m{rest}s" if minutes else f"{rest}s"


def whole_seconds(text: object) -> int | None:
    """Seconds of a duration in the format of Go; None for another format."""
    match = _DURATION.fullmatch(str(text))
    if match is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    total = hours * 3600 + minutes * 60 + seconds
    return total if text == duration(total) else None


def cpus(cores: float) -> str:
    """Format cores as the provider does, in hundredths, from ten on in tenths: 1 → `1.0`, 10 → `10.`.

    The provider counts zeros (`nanoInt64ToDecimalString`). Nine of them result in one digit after the point;
    otherwise it strips all zeros on the right. So it would read 10.05 back as 10.1.

    Raises:
        ValueError: below 0.1, which the provider cannot represent.
    """
    value = round(cores, 2 if cores < _TENTHS_FROM else 1)
    if value < _MINIMUM:
        raise ValueError(f"{cores} cores: the provider cannot represent this value")
    digits = f"{value:.9f}"
    return f"{value:.1f}" if digits.count("0") == _ROUND_ZEROS else digits.rstrip("0")
