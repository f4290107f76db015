"""Things side by side in a row, each as near to its wish as the others let it."""

from collections.abc import Sequence


def spread(
    wishes: Sequence[float], widths: Sequence[float], gap: float, start: float, end: float
) -> tuple[float, ...]:
    """Return where each begins, in the same order, at least `gap` apart and between `start` and `end`."""
    places = list(wishes)
    edge = start
    for at, width in enumerate(widths):
        places[at] = max(places[at], edge)
        edge = places[at] + width + gap
    edge = end
    for at in reversed(range(len(places))):
        places[at] = min(places[at], edge - widths[at])
        edge = places[at] - gap
    return tuple(places)
