"""The line below the frame: the meaning of the marks."""

from dataclasses import dataclass

from sorcha_infra.domain.inventory import Inventory
from sorcha_infra.explain.drawing.geometry import Box, Label, Wire
from sorcha_infra.explain.drawing.layout import MARGIN, Layout
from sorcha_infra.explain.drawing.lettering import NOTE_SIZE, width

_PRIVACY = "no other port is published"
_SQUARE, _DASH, _GAP, _WORD_GAP = 11, 26, 6, 22


@dataclass(frozen=True, kw_only=True, slots=True)
class Legend:
    """Marks and their meanings."""

    squares: tuple[Box, ...]
    wires: tuple[Wire, ...]
    labels: tuple[Label, ...]


def legend(inventory: Inventory, shapes: Layout) -> Legend:
    """Return the marks that the drawing has."""
    base = shapes.height - 10
    x = MARGIN + 2.0
    squares, wires, labels = [], [], []
    if inventory.members:
        squares.append(Box(x, base - 9, _SQUARE, _SQUARE))
        labels.append(
            Label(x + _SQUARE + _GAP, base, f"one of {len(inventory.members)} {inventory.member_noun}")
        )
        x = labels[-1].x + width(labels[-1].text, NOTE_SIZE) + _WORD_GAP
    if any(wire.is_vote for wire in shapes.wires):
        wires.append(Wire(strokes=(((x, base - 4), (x + _DASH, base - 4)),), is_vote=True))
        labels.append(Label(x + _DASH + _GAP, base, "votes for the leader"))
    if any(part.ports for part in inventory.parts):
        labels.append(Label(shapes.width - MARGIN - 2, base, _PRIVACY, is_flush_right=True))
    return Legend(squares=tuple(squares), wires=tuple(wires), labels=tuple(labels))
