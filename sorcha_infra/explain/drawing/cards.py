"""A card for each part: name, count, notes and a square for each member, in the size that they need."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from math import ceil

from sorcha_infra.domain.inventory import Part, Purpose
from sorcha_infra.explain.drawing.geometry import Box, Point
from sorcha_infra.explain.drawing.lettering import NAME_SIZE, NOTE_SIZE, lines, width

PAD = 8
"""Pixels between a side and the text."""

_LEAST_WIDTH, _BASE = 112, 28
_LINE, _SQUARE, _PITCH = 14, 11, 14
_BASELINE = 18


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """One part in a box."""

    part: Part
    box: Box
    notes: tuple[str, ...]
    hue: int | None = None
    """Number of the store that it belongs to."""

    @property
    def count(self) -> str:
        """The number of members of a pool."""
        return _count(self.part)

    @property
    def name_point(self) -> Point:
        """The beginning of the name."""
        return self.box.x + PAD, self.box.y + _BASELINE

    def note_point(self, row: int) -> Point:
        """The beginning of a note."""
        return self.box.x + PAD, self.box.y + _BASELINE + (row + 1) * _LINE + 1

    def moved(self, x: float, y: float) -> "Card":
        """Return it, further by as much."""
        return replace(self, box=replace(self.box, x=self.box.x + x, y=self.box.y + y))

    def as_high_as(self, height: float) -> "Card":
        """Return it in a higher box."""
        return replace(self, box=replace(self.box, height=height))

    def squares(self) -> Iterator[Box]:
        """Return a square for each member: of a pool below all text, a single one beside the name."""
        count = len(self.part.members)
        pitch = min(_PITCH, (self.box.width - 2 * PAD) / max(1, count))
        side = pitch * _SQUARE / _PITCH
        if count == 1:
            yield Box(self.box.right - PAD - side, self.box.y + 9, side, _SQUARE)
            return
        y = self.note_point(len(self.notes))[1] - 8
        yield from (Box(self.box.x + PAD + ordinal * pitch, y, side, _SQUARE) for ordinal in range(count))


def natural_width(part: Part) -> float:
    """Return the width at which no fact is broken into lines."""
    square = _SQUARE + PAD if len(part.members) == 1 else 0
    title = width(part.name + _count(part), NAME_SIZE, bold=True) + square
    longest = max((width(fact, NOTE_SIZE) for fact in facts(part)), default=0)
    return max(_LEAST_WIDTH, ceil(max(title, longest)) + 2 * PAD)


def card(part: Part, wide: float, needs: Collection[str] = (), hue: int | None = None) -> Card:
    """Return the card at the origin; `needs` are those that no line shows."""
    texts = [*facts(part), *_access(part), *([f"needs {', '.join(needs)}"] if needs else [])]
    notes = tuple(row for text in texts for row in lines(text, NOTE_SIZE, wide - 2 * PAD))
    height = _BASE + len(notes) * _LINE + (_LINE + 2 if _count(part) else 0)
    return Card(part=part, box=Box(0, 0, wide, height), notes=notes, hue=hue)


def facts(part: Part) -> Iterator[str]:
    """Return what holds for a store or a pool, in a few words each."""
    count = len(part.members)
    if part.copies is None:
        yield "managed"
    elif not count:
        yield f"{part.copies}, not built yet"
    elif count == 1 and part.purpose is Purpose.STORE:
        yield "no replica"
    if count > 1 and (part.electors is not None or part.by_hand):
        yield f"1 leader, {count - 1} {'replica' if count == 2 else 'replicas'}"  # noqa: PLR2004 - a plural
    if count > 1 and part.by_hand:
        yield "promotion by hand"
    if part.quorum > 1:
        yield f"quorum {part.quorum} of {count}"


def _access(part: Part) -> Iterator[str]:
    """Ports of a service; those of the way in are beside its line."""
    if part.purpose not in (Purpose.DOOR, Purpose.GATEWAY):
        yield from (f"{port.address}:{port.number} {port.use}" for port in part.ports)


def _count(part: Part) -> str:
    return f" ×{len(part.members)}" if len(part.members) > 1 else ""
