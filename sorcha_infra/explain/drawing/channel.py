"""Connectors in the free channel between two rows: a level for each, so that none crosses another."""

from collections.abc import Sequence
from dataclasses import dataclass

from sorcha_infra.explain.drawing.geometry import Point

_CLEARANCE = 8
"""Pixels between parallel lines that belong to different connectors."""


@dataclass(frozen=True, slots=True)
class Net:
    """A connector: the points where it leaves the row above, and those where it enters the row below."""

    tops: tuple[Point, ...]
    bottoms: tuple[Point, ...]

    @property
    def span(self) -> tuple[float, float]:
        """From its first to its last vertical line."""
        places = [x for x, _ in (*self.tops, *self.bottoms)]
        return min(places), max(places)

    @property
    def is_straight(self) -> bool:
        """Whether it needs no level."""
        start, end = self.span
        return start == end


def levels(nets: Sequence[Net]) -> tuple[int, ...]:
    """Return the level of each net, counted from the row above.

    Raises:
        ValueError: Two nets would have to cross.
    """
    rest = [at for at, net in enumerate(nets) if not net.is_straight]
    result = dict.fromkeys(range(len(nets)), 0)
    level = 0
    while rest:
        upper = [at for at in rest if not any(_is_above(nets[k], nets[at]) for k in rest if k != at)]
        if not upper:
            raise ValueError("two nets cross")
        result |= dict.fromkeys(upper, level)
        rest = [at for at in rest if at not in upper]
        level += 1
    return tuple(result.values())


def strokes(net: Net, y: float) -> tuple[tuple[Point, ...], ...]:
    """Return the lines of a net whose level is at `y`."""
    start, end = net.span
    if net.is_straight:
        return ((net.tops[0], net.bottoms[0]),)
    verticals = [(point, (point[0], y)) for point in net.tops]
    verticals += [((point[0], y), point) for point in net.bottoms]
    return (((start, y), (end, y)), *verticals)


def _is_above(net: Net, neighbour: Net) -> bool:
    """Whether the level of `net` must be above that of its neighbour."""
    return any(_covers(neighbour, x) for x, _ in net.tops) or any(
        _covers(net, x) for x, _ in neighbour.bottoms
    )


def _covers(net: Net, x: float) -> bool:
    start, end = net.span
    return start - _CLEARANCE <= x <= end + _CLEARANCE
