"""The topology as a drawing: rows in the way of a request, a box for each part, a mark for each member."""

from collections.abc import Collection, Iterator
from html import escape

from sorcha_infra.domain.inventory import Inventory, Part, Purpose

_ROWS = (
    (Purpose.DOOR,),
    (Purpose.GATEWAY,),
    (Purpose.SERVICE, Purpose.RESIDENT),
    (Purpose.PROXY,),
    (Purpose.STORE, Purpose.VOTERS),
)
_BOX, _GAP, _HEIGHT, _STEP, _MARGIN = 112, 14, 58, 104, 28
_TOP = 64

_STYLE = """text{font:12px sans-serif;fill:#1f2933}.name{font-weight:bold}.note{fill:#52606d;font-size:10px}
.part{fill:#f5f7fa;stroke:#7b8794}.store{fill:#e6f6f4;stroke:#2c7a7b}.voters{fill:#fff8e6;stroke:#b7791f}
.proxy,.door{fill:#eef2ff;stroke:#4c51bf}.member{fill:#fff;stroke:#7b8794}.lost{fill:#fed7d7;stroke:#c53030}
.host{fill:none;stroke:#9aa5b1;stroke-dasharray:6 4}
.line{stroke:#9aa5b1;fill:none}.votes{stroke-dasharray:3 3}"""


def svg(inventory: Inventory, lost_members: Collection[str] = ()) -> str:
    """The drawing; members that are lost are red."""
    rows = [row for row in (_row(inventory, kinds) for kinds in _ROWS) if row]
    wide = _BOX + _GAP
    width = 2 * _MARGIN + max(len(row) for row in rows) * wide - _GAP + 24
    height = _TOP + len(rows) * _STEP + _MARGIN
    places = {
        part.name: ((width - len(row) * wide + _GAP) / 2 + at * wide, _TOP + 34.0 + line * _STEP)
        for line, row in enumerate(rows)
        for at, part in enumerate(row)
    }
    body = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-label="{escape(inventory.installation)}">',
        f"<style>{_STYLE}</style>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="{width / 2:g}" y="24" text-anchor="middle" class="name">users{_ports(inventory)}</text>',
        f'<rect class="host" x="12" y="{_TOP - 16}" rx="8" '
        f'width="{width - 24}" height="{height - _TOP + 4}"/>',
        f'<text x="22" y="{_TOP}" class="note">{escape(inventory.place)}</text>',
        *_lines(inventory, places, width),
        *(text for part in inventory.parts for text in _box(part, *places[part.name], lost_members)),
        "</svg>",
    ]
    return "\n".join(body) + "\n"


def _row(inventory: Inventory, kinds: tuple[Purpose, ...]) -> list[Part]:
    """Voters beside the store that they vote for."""
    parts = list(inventory.of(*kinds))
    positions = {part.electors: at for at, part in enumerate(parts) if part.electors}
    return sorted(parts, key=lambda part: positions.get(part.name, parts.index(part)))


def _ports(inventory: Inventory) -> str:
    doors = [part for part in inventory.of(Purpose.DOOR, Purpose.GATEWAY) if part.ports]
    return "".join(f" → {escape(port.address)}:{port.number}" for part in doors for port in part.ports[:1])


def _lines(inventory: Inventory, places: dict[str, tuple[float, float]], width: int) -> Iterator[str]:
    first = next(part for part in inventory.parts if part.purpose in (Purpose.DOOR, Purpose.GATEWAY))
    x, y = places[first.name]
    yield _line((width / 2 - _BOX / 2, 30 - _HEIGHT), (x, y), "line")
    pairs = [("gateway", part.name) for part in inventory.of(Purpose.SERVICE)]
    pairs += [(part.name, need) for part in inventory.parts for need in part.needs]
    for start, end in pairs:
        if places[start][1] < places[end][1]:
            yield _line(places[start], places[end], "line")
    for part in inventory.parts:
        if part.electors is not None:
            (x1, y1), (x2, _) = sorted((places[part.name], places[part.electors]))
            bottom, start_x, end_x = y1 + _HEIGHT, x1 + _BOX / 2, x2 + _BOX / 2
            path = f"M{start_x:g} {bottom:g} V{bottom + 10:g} H{end_x:g} V{bottom:g}"
            yield f'<path class="line votes" d="{path}"/>'


def _line(start: tuple[float, float], end: tuple[float, float], kind: str) -> str:
    return (
        f'<line class="{kind}" x1="{start[0] + _BOX / 2:g}" y1="{start[1] + _HEIGHT:g}" '
        f'x2="{end[0] + _BOX / 2:g}" y2="{end[1]:g}"/>'
    )


def _note(part: Part) -> str:
    if part.addresses:
        return part.addresses[0]
    if part.copies is None:
        return "managed"
    return "" if part.members else f"{part.copies}, not built yet"


def _box(part: Part, x: float, y: float, lost_members: Collection[str]) -> Iterator[str]:
    middle = x + _BOX / 2
    yield f'<rect class="part {part.purpose}" x="{x:g}" y="{y:g}" width="{_BOX}" height="{_HEIGHT}" rx="5"/>'
    yield f'<text class="name" x="{middle:g}" y="{y + 17:g}" text-anchor="middle">{escape(part.name)}</text>'
    note = _note(part)
    yield f'<text class="note" x="{middle:g}" y="{y + 30:g}" text-anchor="middle">{escape(note)}</text>'
    count = max(1, len(part.members))
    wide = min(18, (_BOX - 12) / count)
    for ordinal, member in enumerate(part.members):
        start = middle + (ordinal - count / 2) * wide + 1
        state = "member lost" if member in lost_members else "member"
        yield (
            f'<rect class="{state}" x="{start:g}" y="{y + 37:g}" width="{wide - 2:g}" height="14" rx="2">'
            f"<title>{escape(member)}</title></rect>"
        )
