"""The topology as a flow chart in Mermaid, which GitHub renders."""

from collections.abc import Iterator

from sorcha_infra.domain.inventory import Inventory, Part, Purpose

_ROWS = (
    ("way in", (Purpose.DOOR, Purpose.GATEWAY)),
    ("services", (Purpose.SERVICE, Purpose.RESIDENT)),
    ("proxies", (Purpose.PROXY,)),
    ("stores", (Purpose.STORE, Purpose.VOTERS)),
)


def mermaid(inventory: Inventory) -> str:
    """Return the chart."""
    return "\n".join(_lines(inventory)) + "\n"


def _lines(inventory: Inventory) -> Iterator[str]:
    yield "flowchart TB"
    yield "  users([users])"
    yield f'  subgraph host["{inventory.place}"]'
    for title, kinds in _ROWS:
        parts = list(inventory.of(*kinds))
        if parts:
            yield f'    subgraph {title.replace(" ", "_")}["{title}"]'
            yield from (f"      {_id(part.name)}{_label(part)}" for part in parts)
            yield "    end"
    yield "  end"
    for part in inventory.parts:
        for port in part.ports:
            source = "users" if part.purpose in (Purpose.DOOR, Purpose.GATEWAY) else "nodes([other nodes])"
            yield f"  {source} -- {port.number} --> {_id(part.name)}"
    gateway = inventory.part("gateway")
    yield from (f"  {_id(gateway.name)} --> {_id(part.name)}" for part in inventory.of(Purpose.SERVICE))
    for part in inventory.parts:
        yield from (f"  {_id(part.name)} --> {_id(need)}" for need in part.needs)
        if part.electors is not None:
            yield f"  {_id(part.name)} -.-> {_id(part.electors)}"


def _label(part: Part) -> str:
    count = len(part.members)
    if part.copies is None:
        return f'[("{part.name}, managed")]'
    if count == 0:
        return f'["{part.name} × {part.copies}"]'
    members = part.members[0] if count == 1 else f"{part.name}-0 … {count - 1}"
    address = f"<br/>{part.addresses[0]}" if part.addresses else ""
    return f'["{members}{address}"]'


def _id(name: str) -> str:
    return name.replace("-", "_")
