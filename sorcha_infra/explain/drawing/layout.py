"""The place of everything in the drawing of an inventory, in rows from the users down to the stores."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sorcha_infra.domain.inventory import Inventory, Purpose
from sorcha_infra.explain.drawing.cards import Card, card, natural_width
from sorcha_infra.explain.drawing.geometry import Box, Label, Wire
from sorcha_infra.explain.drawing.groups import arrangement
from sorcha_infra.explain.drawing.panels import Panel, panels
from sorcha_infra.explain.drawing.spread import spread
from sorcha_infra.explain.drawing.stacks import Stack, stacks
from sorcha_infra.explain.drawing.wiring import (
    LEAST_CHANNEL,
    chain_wires,
    channel_height,
    gateway_wires,
    store_wires,
)

WIDTH = 820
"""Pixels; a README on GitHub has 830."""

MARGIN, _INSIDE = 12, 14
_USERS_WIDTH, _USERS_HEIGHT = 80, 26
_LINE, _HEADER, _CHAIN_GAP, _FOOT = 15, 34, 28, 28
_LEAST_GAP, _MOST_GAP = 12, 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """All shapes."""

    width: float
    height: float
    users: Box
    frame: Box
    panels: tuple[Box, ...]
    cards: tuple[Card, ...]
    wires: tuple[Wire, ...]
    ports: tuple[Label, ...]
    """Published by the way in."""


def layout(inventory: Inventory) -> Layout:
    """Return the shapes; only an installation with more parts than Sorcha has is wider than `WIDTH`."""
    plan = arrangement(inventory)
    groups, columns = tuple(panels(plan)), stacks(plan)
    width = max(
        WIDTH,
        _length([panel.box.width for panel in groups]) + 2 * (MARGIN + _INSIDE),
        _length([stack.width for stack in columns]) + 2 * (MARGIN + _INSIDE),
    )
    users = Box((width - _USERS_WIDTH) / 2, MARGIN, _USERS_WIDTH, _USERS_HEIGHT)
    ports = tuple(_ports(inventory, users))
    top = users.bottom + max(1, len(ports)) * _LINE + 14
    chain = tuple(_chain(inventory, users.middle, top + _HEADER))
    groups = tuple(_row(groups, width, chain[-1].box.bottom + LEAST_CHANNEL))
    floor = max((panel.box.bottom for panel in groups), default=chain[-1].box.bottom)
    columns = tuple(_columns(groups, columns, width, floor))
    cards = (
        *chain,
        *(entry for panel in groups for entry in panel.cards),
        *(entry for stack in columns for entry in stack.cards),
    )
    bottoms = (entry.box.bottom for entry in cards if entry.part.copies is not None)
    lowest = max(floor + (channel_height(groups, columns) if columns else 0), *bottoms)
    frame = Box(MARGIN, top, width - 2 * MARGIN, lowest + _INSIDE - top)
    return Layout(
        width=width,
        height=max(frame.bottom, *(entry.box.bottom for entry in cards)) + _FOOT,
        users=users,
        frame=frame,
        panels=tuple(panel.box for panel in groups if panel.has_frame),
        cards=cards,
        wires=(
            *chain_wires([users, *(entry.box for entry in chain)]),
            *gateway_wires(chain[-1], groups),
            *store_wires(groups, columns, floor),
        ),
        ports=ports,
    )


def _length(widths: Sequence[float]) -> float:
    return sum(widths) + _LEAST_GAP * (len(widths) - 1)


def _ports(inventory: Inventory, users: Box) -> Iterator[Label]:
    """Beside the line from the users."""
    ports = [port for part in inventory.of(Purpose.DOOR, Purpose.GATEWAY) for port in part.ports]
    for row, port in enumerate(ports):
        y = users.bottom + (row + 1) * _LINE
        yield Label(users.middle + 12, y, f"{port.address}:{port.number}  {port.use}")


def _chain(inventory: Inventory, axis: float, y: float) -> Iterator[Card]:
    """The way in, one below the other; a need that is not the next one is a note."""
    parts = tuple(inventory.of(Purpose.DOOR, Purpose.GATEWAY))
    for part, below in zip(parts, (*parts[1:], None), strict=True):
        needs = [need for need in part.needs if below is None or need != below.name]
        entry = card(part, natural_width(part), needs)
        yield entry.moved(axis - entry.box.width / 2, y)
        y += entry.box.height + _CHAIN_GAP


def _row(groups: Sequence[Panel], width: float, y: float) -> Iterator[Panel]:
    """Panels side by side, in the middle."""
    space = width - 2 * (MARGIN + _INSIDE) - sum(panel.box.width for panel in groups)
    gap = min(_MOST_GAP, space / max(1, len(groups) - 1))
    x = MARGIN + _INSIDE + (space - gap * (len(groups) - 1)) / 2
    for panel in groups:
        yield panel.at(x, y)
        x += panel.box.width + gap


def _columns(
    groups: Sequence[Panel], columns: Sequence[Stack], width: float, floor: float
) -> Iterator[Stack]:
    """Stacks side by side, each as near as possible to the services that use it."""
    places = spread(
        wishes=[
            _axis(groups, number, width) - (stack.entry[0] - stack.x) for number, stack in enumerate(columns)
        ],
        widths=[stack.width for stack in columns],
        gap=_LEAST_GAP,
        start=MARGIN + _INSIDE,
        end=width - MARGIN - _INSIDE,
    )
    row = [stack.moved(x - stack.x, floor) for stack, x in zip(columns, places, strict=True)]
    height = channel_height(groups, row)
    return (stack.moved(0, height) for stack in row)


def _axis(groups: Sequence[Panel], number: int, width: float) -> float:
    """The middle of the panels that lead to a column."""
    places = [panel.box.middle for panel in groups if number in panel.group.targets]
    return sum(places) / len(places) if places else width
