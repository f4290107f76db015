"""The topology as a drawing in SVG; the layout settles all places."""

from collections.abc import Collection, Iterator
from html import escape

from sorcha_infra.domain.inventory import Inventory
from sorcha_infra.explain.drawing.cards import Card
from sorcha_infra.explain.drawing.geometry import Box, Label, Point, Wire
from sorcha_infra.explain.drawing.layout import Layout, layout
from sorcha_infra.explain.drawing.legend import legend
from sorcha_infra.explain.drawing.lettering import NAME_SIZE, NOTE_SIZE

_HUES = (("#1d4ed8", "#e8efff"), ("#7e3fb8", "#f5ecff"), ("#15803d", "#e6f6ea"), ("#b45309", "#fff4e0"))
"""Line and surface of each store, in the order of the drawing."""

_STYLE = f"""text{{font:{NOTE_SIZE}px Helvetica,Arial,sans-serif;fill:#475569}}
.name{{font-size:{NAME_SIZE}px;font-weight:bold;fill:#0f172a}}.count{{font-weight:normal;fill:#475569}}
.paper{{fill:#fff;stroke:#cbd5e1}}.frame{{fill:none;stroke:#94a3b8;stroke-dasharray:6 4}}
.users,.door,.gateway{{fill:#f1f5f9;stroke:#475569}}.panel{{fill:#f8fafc;stroke:#cbd5e1}}
.service,.resident,.proxy,.voters{{fill:#fff;stroke:#64748b}}
.member,.key{{fill:#fff;stroke:#64748b}}.lost{{fill:#ef4444;stroke:#991b1b}}
.wire{{fill:none;stroke:#475569;stroke-width:1.5;stroke-linecap:round}}.tip{{fill:#475569}}
.votes{{stroke-dasharray:1 4}}
""" + "".join(
    f".wire.hue{number},.part.hue{number}{{stroke:{line}}}.tip.hue{number}{{fill:{line}}}"
    f".store.hue{number}{{fill:{surface}}}\n"
    for number, (line, surface) in enumerate(_HUES)
)
"""The paper is white on any page: a picture in a README does not know the theme of GitHub."""


def svg(inventory: Inventory, lost_members: Collection[str] = ()) -> str:
    """Return the drawing; members that are lost are red."""
    return "\n".join(_elements(inventory, layout(inventory), lost_members)) + "\n"


def _elements(inventory: Inventory, shapes: Layout, lost_members: Collection[str]) -> Iterator[str]:
    width, height, frame = shapes.width, shapes.height, shapes.frame
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" aria-label="Topology of {escape(inventory.installation)}">'
    )
    yield f"<style>{_STYLE}</style>"
    yield _rectangle(Box(0.5, 0.5, width - 1, height - 1), "paper", 8)
    yield _rectangle(frame, "frame", 8)
    yield _text((frame.x + 12, frame.y + 20), inventory.place)
    yield from (_rectangle(panel, "panel", 6) for panel in shapes.panels)
    yield _rectangle(shapes.users, "users", 13)
    yield _text((shapes.users.middle, shapes.users.y + 17), "users", 'class="name" text-anchor="middle"')
    yield from map(_label, shapes.ports)
    yield from (element for wire in shapes.wires for element in _wire(wire))
    yield from (element for card in shapes.cards for element in _card(card, lost_members))
    key = legend(inventory, shapes)
    yield from (element for wire in key.wires for element in _wire(wire))
    yield from (_rectangle(box, "key", 2) for box in key.squares)
    yield from map(_label, key.labels)
    yield "</svg>"


def _card(card: Card, lost_members: Collection[str]) -> Iterator[str]:
    yield _rectangle(card.box, f"part {card.part.purpose}{_hue(card.hue)}", 5)
    count = f'<tspan class="count">{card.count}</tspan>' if card.count else ""
    yield _text(card.name_point, card.part.name, 'class="name"', count)
    yield from (_text(card.note_point(row), note) for row, note in enumerate(card.notes))
    for member, box in zip(card.part.members, card.squares(), strict=True):
        state = "member lost" if member in lost_members else "member"
        yield _rectangle(box, state, 2, f"<title>{escape(member)}</title>")


def _wire(wire: Wire) -> Iterator[str]:
    path = "".join(
        "".join(f"{'L' if at else 'M'}{x:g} {y:g}" for at, (x, y) in enumerate(stroke))
        for stroke in wire.strokes
    )
    yield f'<path class="wire{_hue(wire.hue)}{" votes" if wire.is_vote else ""}" d="{path}"/>'
    for x, y in wire.tips:
        yield f'<path class="tip{_hue(wire.hue)}" d="M{x:g} {y:g}l-4 -8h8z"/>'


def _hue(number: int | None) -> str:
    return "" if number is None else f" hue{number}"


def _rectangle(box: Box, kind: str, radius: int, content: str = "") -> str:
    shape = f'x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}"'
    return f'<rect class="{kind}" {shape} rx="{radius}"{f">{content}</rect>" if content else "/>"}'


def _label(label: Label) -> str:
    return _text((label.x, label.y), label.text, 'text-anchor="end"' if label.is_flush_right else "")


def _text(point: Point, text: str, attributes: str = "", content: str = "") -> str:
    place = f'x="{point[0]:g}" y="{point[1]:g}"{f" {attributes}" if attributes else ""}'
    return f"<text {place}>{escape(text)}{content}</text>"
