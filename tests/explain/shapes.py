"""The shapes of a drawing, read from its SVG."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from xml.etree import ElementTree

_NAMESPACE = "{http://www.w3.org/2000/svg}"
_EMS = {"name": 0.65, "": 0.54}
"""Width of a character in ems, on average: bold names, and notes."""


_HAIR = 0.01


@dataclass(frozen=True)
class Rectangle:
    kind: str
    x: float
    y: float
    right: float
    bottom: float

    def overlaps(self, neighbour: Rectangle) -> bool:
        return (
            self.x < neighbour.right
            and neighbour.x < self.right
            and self.y < neighbour.bottom
            and neighbour.y < self.bottom
        )

    def contains(self, neighbour: Rectangle) -> bool:
        return (
            self.x <= neighbour.x
            and neighbour.right <= self.right
            and self.y <= neighbour.y
            and neighbour.bottom <= self.bottom
        )

    def has_on_border(self, x: float, y: float) -> bool:
        """Within a hundredth: the drawing has six digits, and `x` + width is a sum of two of them."""
        is_inside = self.x - _HAIR <= x <= self.right + _HAIR and self.y - _HAIR <= y <= self.bottom + _HAIR
        is_within = self.x + _HAIR < x < self.right - _HAIR and self.y + _HAIR < y < self.bottom - _HAIR
        return is_inside and not is_within


@dataclass(frozen=True)
class Segment:
    x1: float
    y1: float
    x2: float
    y2: float

    @property
    def area(self) -> Rectangle:
        """As a rectangle with a hair of width, so that a line along a border counts."""
        return Rectangle(
            "segment",
            min(self.x1, self.x2) - _HAIR,
            min(self.y1, self.y2) - _HAIR,
            max(self.x1, self.x2) + _HAIR,
            max(self.y1, self.y2) + _HAIR,
        )


@dataclass(frozen=True)
class Connector:
    kind: str
    segments: tuple[Segment, ...]

    @property
    def ends(self) -> list[tuple[float, float]]:
        """Points at which no other line of the connector goes on."""
        points = Counter(
            point
            for segment in self.segments
            for point in {(segment.x1, segment.y1), (segment.x2, segment.y2)}
        )
        return [
            (x, y)
            for (x, y), count in points.items()
            if count == 1
            and sum(segment.area.overlaps(Rectangle("point", x, y, x, y)) for segment in self.segments) == 1
        ]

    def ends_at(self, box: Rectangle) -> bool:
        return any(box.has_on_border(x, y) for x, y in self.ends)


@dataclass(frozen=True)
class Shapes:
    width: float
    height: float
    rectangles: tuple[Rectangle, ...]
    connectors: tuple[Connector, ...]
    texts: tuple[tuple[str, Rectangle], ...]

    def of(self, *kinds: str) -> list[Rectangle]:
        return [rectangle for rectangle in self.rectangles if rectangle.kind.split()[0] in kinds]

    def part(self, name: str) -> Rectangle:
        """The box whose first line is the name."""
        area = next(
            area
            for text, area in self.texts
            if text == name and area.kind == "text name" and self._box(area) is not None
        )
        box = self._box(area)
        assert box is not None
        return box

    def notes(self, box: Rectangle) -> str:
        return " ".join(text for text, area in self.texts if self._box(area) == box)

    def panel(self, box: Rectangle) -> Rectangle:
        """The panel around a box, or the box itself."""
        return next((panel for panel in self.of("panel") if panel.contains(box)), box)

    def _box(self, area: Rectangle) -> Rectangle | None:
        point = Rectangle("point", area.x, area.y, area.x, area.y)
        return next((box for box in self.of("part") if box.contains(point)), None)


def shapes(text: str) -> Shapes:
    tree = ElementTree.fromstring(text)
    style = str(tree.findtext(f"{_NAMESPACE}style"))
    sizes = {
        "": float(re.findall(r"text\{font:([\d.]+)px", style)[0]),
        "name": float(re.findall(r"\.name\{font-size:([\d.]+)px", style)[0]),
    }
    return Shapes(
        width=float(tree.get("width", 0)),
        height=float(tree.get("height", 0)),
        rectangles=tuple(_rectangle(element) for element in tree.iter(f"{_NAMESPACE}rect")),
        connectors=tuple(
            _connector(element)
            for element in tree.iter(f"{_NAMESPACE}path")
            if str(element.get("class")).startswith("wire")
        ),
        texts=tuple(_text(element, sizes) for element in tree.iter(f"{_NAMESPACE}text")),
    )


def font_sizes(text: str) -> list[float]:
    return [float(size) for size in re.findall(r"font(?:-size)?:([\d.]+)px", text)]


def _rectangle(element: ElementTree.Element) -> Rectangle:
    x, y, width, height = (float(element.get(key, 0)) for key in ("x", "y", "width", "height"))
    return Rectangle(str(element.get("class")), x, y, x + width, y + height)


def _connector(element: ElementTree.Element) -> Connector:
    strokes = [
        [tuple(map(float, point.split())) for point in re.split("L", stroke)]
        for stroke in str(element.get("d")).split("M")[1:]
    ]
    segments = tuple(Segment(*start, *end) for stroke in strokes for start, end in pairwise(stroke))
    return Connector(str(element.get("class")), segments)


def _text(element: ElementTree.Element, sizes: dict[str, float]) -> tuple[str, Rectangle]:
    kind = str(element.get("class", ""))
    size = sizes[kind]
    text = str(element.text)
    width = len("".join(element.itertext())) * size * _EMS[kind]
    x, y = float(element.get("x", 0)), float(element.get("y", 0))
    x -= width * {"middle": 0.5, "end": 1}.get(str(element.get("text-anchor")), 0)
    return text, Rectangle(f"text {kind}", x, y - 0.75 * size, x + width, y + 0.2 * size)
