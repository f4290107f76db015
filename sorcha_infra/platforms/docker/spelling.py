"""How values must be written so that the provider reads back what it was given.

A different spelling of the same value would be a change, and so a replacement, on every `up`
(provider-semantics §1.7).
"""

_NANO_DIGITS = 9


def duration(seconds: int) -> str:
    """Go's form: 90 → `1m30s`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}h{minutes}m{rest}s"
    return f"{minutes}m{rest}s" if minutes else f"{rest}s"


def cpus(cores: float) -> str:
    """As the provider writes it: 1 → `1.0`, 10 → `10.`, 0.25 → `0.25`.

    The provider counts noughts (`nanoInt64ToDecimalString`): nine of them mean one digit after the
    point, else all on the right go.

    Raises:
        ValueError: where that is another value, as 0.05 or 10.05, or more digits than it keeps.
    """
    exact = f"{cores:.{_NANO_DIGITS}f}"
    kept = f"{cores:.1f}" if exact.count("0") == _NANO_DIGITS else exact.rstrip("0")
    if cores <= 0 or float(kept) != cores:
        raise ValueError(f"{cores} cores cannot be written in a way that the provider keeps")
    return kept
