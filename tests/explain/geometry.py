"""Faults of a drawing, each as a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from sorcha_infra.domain.inventory import Inventory, Purpose
from tests.explain.shapes import Rectangle, Shapes


def faults(drawing: Shapes) -> list[str]:
    return [*_boxes(drawing), *_lines(drawing), *_crossings(drawing), *_texts(drawing)]


def _boxes(drawing: Shapes) -> Iterator[str]:
    paper = Rectangle("paper", 0, 0, drawing.width, drawing.height)
    boxes = drawing.of("part", "users")
    for box in drawing.rectangles:
        if not paper.contains(box):
            yield f"{box} is outside"
    for box, neighbour in (*combinations(boxes, 2), *combinations(drawing.of("panel"), 2)):
        if box.overlaps(neighbour):
            yield f"{box} overlaps {neighbour}"
    for panel in drawing.of("panel"):
        for box in boxes:
            if panel.overlaps(box) and not panel.contains(box):
                yield f"{box} is on the border of {panel}"
    squares = drawing.of("member", "key")
    for box, neighbour in combinations(squares, 2):
        if box.overlaps(neighbour):
            yield f"{box} overlaps {neighbour}"
    for box in drawing.of("member"):
        if not any(part.contains(box) for part in boxes):
            yield f"{box} is in no part"


def _lines(drawing: Shapes) -> Iterator[str]:
    boxes = drawing.of("part", "users", "panel")
    legend = [connector for connector in drawing.connectors if connector.kind == "wire votes"]
    for connector in drawing.connectors:
        for segment in connector.segments:
            if segment.x1 != segment.x2 and segment.y1 != segment.y2:
                yield f"{segment} is oblique"
            for box in boxes:
                ends = [(segment.x1, segment.y1), (segment.x2, segment.y2)]
                stops = [end for end in ends if end in connector.ends and box.has_on_border(*end)]
                shrunk = Rectangle("", box.x + 0.1, box.y + 0.1, box.right - 0.1, box.bottom - 0.1)
                if shrunk.overlaps(segment.area) or (box.overlaps(segment.area) and not stops):
                    yield f"{segment} meets {box}"
        for x, y in connector.ends:
            if connector not in legend and not any(box.has_on_border(x, y) for box in boxes):
                yield f"{connector} ends nowhere: {x} {y}"


def _crossings(drawing: Shapes) -> Iterator[str]:
    for connector, neighbour in combinations(drawing.connectors, 2):
        for segment in connector.segments:
            for line in neighbour.segments:
                if segment.area.overlaps(line.area):
                    yield f"{segment} crosses {line}"


def _texts(drawing: Shapes) -> Iterator[str]:
    paper = Rectangle("paper", 0, 0, drawing.width, drawing.height)
    boxes = drawing.of("part", "users")
    lines = [segment.area for connector in drawing.connectors for segment in connector.segments]
    for text, area in drawing.texts:
        if not paper.contains(area):
            yield f"{text} is wider than the drawing"
        for box in boxes:
            if box.overlaps(area) and not box.contains(area):
                yield f"{text} is wider than {box}"
        for shape in (*lines, *drawing.of("member", "key")):
            if shape.overlaps(area):
                yield f"{text} is over {shape}"
    for (text, area), (neighbour, place) in combinations(drawing.texts, 2):
        if area.overlaps(place):
            yield f"{text} is over {neighbour}"


def omissions(drawing: Shapes, inventory: Inventory) -> Iterator[str]:
    """Needs that neither a connector nor a note shows, and services without a way from the gateways."""
    gateway = drawing.part(next(inventory.of(Purpose.GATEWAY)).name)
    for part in inventory.parts:
        box = drawing.part(part.name)
        source = drawing.panel(box)
        for need in part.needs:
            target = drawing.part(need)
            is_line = any(
                (connector.ends_at(box) or connector.ends_at(source)) and connector.ends_at(target)
                for connector in drawing.connectors
            )
            if not is_line and need not in drawing.notes(box):
                yield f"{part.name} needs {need}"
        if part.purpose is Purpose.SERVICE and not any(
            connector.ends_at(gateway) and connector.ends_at(source) for connector in drawing.connectors
        ):
            yield f"gateway leads to {part.name}"
        if part.electors is not None and not any(
            "votes" in connector.kind
            and connector.ends_at(box)
            and connector.ends_at(drawing.part(part.electors))
            for connector in drawing.connectors
        ):
            yield f"{part.electors} votes for {part.name}"
