"""The connectors between the rows of a drawing."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from sorcha_infra.explain.drawing.cards import Card
from sorcha_infra.explain.drawing.channel import Net, levels, strokes
from sorcha_infra.explain.drawing.geometry import Box, Point, Wire
from sorcha_infra.explain.drawing.panels import Panel
from sorcha_infra.explain.drawing.spread import spread
from sorcha_infra.explain.drawing.stacks import Stack

_ABOVE, _LEVEL, _BELOW = 16, 14, 20
"""Heights in a channel: above its first level, of each further level, below its last level."""

LEAST_CHANNEL = _ABOVE + _BELOW
"""The height of a channel with one level."""

_EXIT_GAP, _EXIT_MARGIN = 20, 14


def chain_wires(boxes: Sequence[Box]) -> Iterator[Wire]:
    """Return a line from each box to the one below it."""
    for upper, lower in pairwise(boxes):
        line = (upper.middle, upper.bottom), (lower.middle, lower.y)
        yield Wire(strokes=(line,), tips=line[1:])


def gateway_wires(gateway: Card, groups: Sequence[Panel]) -> Iterator[Wire]:
    """Return one connector from the gateways to all services behind them."""
    start = gateway.box.middle, gateway.box.bottom
    ends = tuple(_entry(panel.box, start[0]) for panel in groups if panel.group.is_behind_gateway)
    if ends:
        yield Wire(strokes=strokes(Net((start,), ends), start[1] + _ABOVE), tips=ends)


def _entry(box: Box, x: float) -> Point:
    """Straight below a source that is above the box, or else in its middle."""
    is_below = box.x + _EXIT_MARGIN <= x <= box.right - _EXIT_MARGIN
    return (x if is_below else box.middle), box.y


def channel_height(groups: Sequence[Panel], columns: Sequence[Stack]) -> float:
    """Return the height that the lines between services and stores need."""
    return LEAST_CHANNEL + max(levels(tuple(_nets(groups, columns).values())), default=0) * _LEVEL


def store_wires(groups: Sequence[Panel], columns: Sequence[Stack], floor: float) -> Iterator[Wire]:
    """Return a connector to each store through the channel below `floor`, and the lines of the stacks."""
    nets = _nets(groups, columns)
    for (number, net), level in zip(nets.items(), levels(tuple(nets.values())), strict=True):
        lines = strokes(net, floor + _ABOVE + level * _LEVEL)
        yield Wire(strokes=lines, tips=net.bottoms, hue=number)
    for stack in columns:
        yield from stack.wires()


def _nets(groups: Sequence[Panel], columns: Sequence[Stack]) -> dict[int, Net]:
    """Number of a column → its connector."""
    exits: dict[int, list[Point]] = {}
    for panel in groups:
        box, targets = panel.box, panel.group.targets
        places = spread(
            wishes=[columns[number].entry[0] for number in targets],
            widths=[0] * len(targets),
            gap=_EXIT_GAP,
            start=box.x + _EXIT_MARGIN,
            end=box.right - _EXIT_MARGIN,
        )
        for number, x in zip(targets, places, strict=True):
            exits.setdefault(number, []).append((x, box.bottom))
    return {number: Net(tuple(tops), (columns[number].entry,)) for number, tops in exits.items()}
