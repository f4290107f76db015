"""Stacks: a store, the proxy above it and the voters beside it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sorcha_infra.domain.inventory import Part
from sorcha_infra.explain.drawing.cards import Card, card, natural_width
from sorcha_infra.explain.drawing.geometry import Point, Wire
from sorcha_infra.explain.drawing.groups import Arrangement, Column

_VOTE_GAP, _PROXY_GAP, _MANAGED_GAP = 28, 30, 44


@dataclass(frozen=True, kw_only=True, slots=True)
class Stack:
    """The cards of a column."""

    store: Card
    proxy: Card | None
    voters: Card | None

    @property
    def cards(self) -> tuple[Card, ...]:
        """All of them."""
        return tuple(card for card in (self.proxy, self.store, self.voters) if card is not None)

    @property
    def x(self) -> float:
        """Where it begins."""
        return min(card.box.x for card in self.cards)

    @property
    def width(self) -> float:
        """Of all cards."""
        return max(card.box.right for card in self.cards) - self.x

    @property
    def entry(self) -> Point:
        """The point at which lines from above end."""
        box = (self.proxy or self.store).box
        return box.middle, box.y

    @property
    def is_managed(self) -> bool:
        """Whether its store is outside of the frame."""
        return self.store.part.copies is None

    def moved(self, x: float, y: float) -> "Stack":
        """Return it, further by as much."""
        return replace(
            self,
            store=self.store.moved(x, y),
            proxy=self.proxy and self.proxy.moved(x, y),
            voters=self.voters and self.voters.moved(x, y),
        )

    def wires(self) -> Iterator[Wire]:
        """Return the lines inside of it."""
        box = self.store.box
        if self.proxy is not None:
            line = (box.middle, self.proxy.box.bottom), (box.middle, box.y)
            yield Wire(strokes=(line,), tips=line[1:], hue=self.store.hue)
        if self.voters is not None:
            first, second = sorted((box, self.voters.box), key=lambda side: side.x)
            y = box.y + min(box.height, self.voters.box.height) / 2
            yield Wire(strokes=(((first.right, y), (second.x, y)),), hue=self.store.hue, is_vote=True)


def stacks(plan: Arrangement) -> tuple[Stack, ...]:
    """Return the stacks from x = 0; y = 0 is the row of the proxies, or else of the stores."""
    columns = plan.columns
    wide_store = _widest(column.store for column in columns)
    wide_voters = _widest(column.voters for column in columns)
    entries = [
        Stack(
            store=_card(plan, column, column.store, wide_store),
            proxy=_card(plan, column, column.proxy, natural_width(column.proxy)) if column.proxy else None,
            voters=_card(plan, column, column.voters, wide_voters) if column.voters else None,
        )
        for column in columns
    ]
    proxies = max((entry.proxy.box.height + _PROXY_GAP for entry in entries if entry.proxy), default=0)
    cards = [
        side for entry in entries if not entry.is_managed for side in (entry.store, entry.voters) if side
    ]
    height = max((side.box.height for side in cards), default=0)
    return tuple(
        _placed(entry, proxies, height, is_first=number == 0 and len(entries) > 1)
        for number, entry in enumerate(entries)
    )


def _widest(parts: Iterable[Part | None]) -> float:
    return max((natural_width(part) for part in parts if part is not None), default=0)


def _card(plan: Arrangement, column: Column, part: Part, wide: float) -> Card:
    """A need is shown by the line from proxy to store, or else as a note."""
    needs = [need for need in part.needs if part is not column.proxy or need != column.store.name]
    return card(part, wide, needs, hue=plan.columns.index(column))


def _placed(entry: Stack, row: float, height: float, *, is_first: bool) -> Stack:
    """Voters away from the middle of the drawing: before the first store, behind each other one."""
    wide = entry.store.box.width
    voters = entry.voters
    offset = voters.box.width + _VOTE_GAP if voters is not None and is_first else 0
    below = row + height + _MANAGED_GAP if entry.is_managed else row
    if not entry.is_managed:
        entry = replace(
            entry, store=entry.store.as_high_as(height), voters=voters and voters.as_high_as(height)
        )
    return Stack(
        store=entry.store.moved(offset, below),
        proxy=entry.proxy and entry.proxy.moved(offset + (wide - entry.proxy.box.width) / 2, 0),
        voters=entry.voters and entry.voters.moved(0 if offset else wide + _VOTE_GAP, below),
    )
