"""Shapes of a drawing, in pixels from the upper corner."""

from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its far side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower side."""
        return self.y + self.height

    @property
    def middle(self) -> float:
        """The axis between its sides."""
        return self.x + self.width / 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Wire:
    """One connector: lines that join, from all of its sources to all of its targets."""

    strokes: tuple[tuple[Point, ...], ...]
    tips: tuple[Point, ...] = ()
    """Ends with an arrow; each points down."""

    hue: int | None = None
    """Number of the store that it leads to."""

    is_vote: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text, with the point at its base line that it is aligned to."""

    x: float
    y: float
    text: str
    is_flush_right: bool = False
