"""How values must be written so that the provider reads back what it was given.

A different spelling of the same value would be a change, and so a replacement, on every `up`
(provider-semantics §1.7).
"""

_LEAST = 0.1
"""Cores; the provider rounds less to zero."""


def duration(seconds: int) -> str:
    """Go's form: 90 → `1m30s`."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}m{rest}s" if minutes else f"{rest}s"


def cpus(cores: float) -> str:
    """A decimal fraction with at least one and at most two digits: 1 → `1.0`.

    Raises:
        ValueError: where the provider's own spelling would differ: below 0.1, multiples of ten.
    """
    if cores < _LEAST or cores % 10 == 0:
        raise ValueError(f"{cores} cores cannot be written in a way that the provider keeps")
    text = f"{cores:.2f}".rstrip("0")
    return f"{text}0" if text.endswith(".") else text
