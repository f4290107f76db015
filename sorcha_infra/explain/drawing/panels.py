"""Panels: the cards of services that share their stores."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sorcha_infra.explain.drawing.cards import Card, card, natural_width
from sorcha_infra.explain.drawing.geometry import Box
from sorcha_infra.explain.drawing.groups import Arrangement, Group

_PAD, _ROW_GAP, _COLUMN_GAP = 8, 6, 8
_LONGEST_LIST, _MOST_ACROSS = 3, 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Panel:
    """A group of services in a frame; a single service has none."""

    group: Group
    box: Box
    cards: tuple[Card, ...]

    @property
    def has_frame(self) -> bool:
        """Whether it is more than its one card."""
        return len(self.cards) > 1

    def at(self, x: float, y: float) -> "Panel":
        """Return it at another place."""
        return replace(
            self,
            box=replace(self.box, x=x, y=y),
            cards=tuple(card.moved(x - self.box.x, y - self.box.y) for card in self.cards),
        )


def panels(plan: Arrangement) -> Iterator[Panel]:
    """Return the panels at the origin; all cards have one width."""
    parts = [part for group in plan.groups for part in group.parts]
    wide = max((natural_width(part) for part in parts), default=0)
    for group in plan.groups:
        entries = {plan.columns[number].entry.name for number in group.targets}
        yield _panel(
            group,
            [card(part, wide, [need for need in part.needs if need not in entries]) for part in group.parts],
        )


def _panel(group: Group, cards: Sequence[Card]) -> Panel:
    """A list where it is short, else a grid of two rows."""
    across = 1 if len(cards) <= _LONGEST_LIST else min(_MOST_ACROSS, (len(cards) + 1) // 2)
    pad = _PAD if len(cards) > 1 else 0
    wide = cards[0].box.width + _COLUMN_GAP
    places: list[Card] = []
    y = float(pad)
    for start in range(0, len(cards), across):
        row = cards[start : start + across]
        places += [entry.moved(pad + at * wide, y) for at, entry in enumerate(row)]
        y += max(entry.box.height for entry in row) + _ROW_GAP
    box = Box(0, 0, across * wide - _COLUMN_GAP + 2 * pad, y - _ROW_GAP + pad)
    return Panel(group=group, box=box, cards=tuple(places))
