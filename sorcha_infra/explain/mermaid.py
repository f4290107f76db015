"""The topology as a mermaid flow chart, which GitHub draws."""

from collections.abc import Iterator

from sorcha_infra.domain.layout import Kind, Layout, Part

_ROWS = (
    ("way in", (Kind.DOOR, Kind.GATEWAY)),
    ("services", (Kind.SERVICE, Kind.RESIDENT)),
    ("proxies", (Kind.PROXY,)),
    ("stores", (Kind.STORE, Kind.VOTERS)),
)


def mermaid(layout: Layout) -> str:
    """The whole chart."""
    return "\n".join(_lines(layout)) + "\n"


def _lines(layout: Layout) -> Iterator[str]:
    yield "flowchart TB"
    yield "  users([users])"
    host = next((domain for domain in layout.domains if domain.kind == "host"), None)
    yield f'  subgraph host["{"one machine: one failure domain" if host else "where is not known"}"]'
    for title, kinds in _ROWS:
        parts = list(layout.of(*kinds))
        if parts:
            yield f'    subgraph {title.replace(" ", "_")}["{title}"]'
            yield from (f"      {_id(part.name)}{_label(part)}" for part in parts)
            yield "    end"
    yield "  end"
    for part in layout.parts:
        for port in part.ports:
            who = "users" if part.kind in (Kind.DOOR, Kind.GATEWAY) else "nodes([other nodes])"
            yield f"  {who} -- {port.number} --> {_id(part.name)}"
    gateway = layout.part("gateway")
    yield from (f"  {_id(gateway.name)} --> {_id(part.name)}" for part in layout.of(Kind.SERVICE))
    for part in layout.parts:
        yield from (f"  {_id(part.name)} --> {_id(need)}" for need in part.needs)
        if part.electors is not None:
            yield f"  {_id(part.name)} -.-> {_id(part.electors)}"


def _label(part: Part) -> str:
    count = len(part.members)
    if count == 0:
        return f'[("{part.name}, managed")]'
    members = part.members[0] if count == 1 else f"{part.name}-0 … {count - 1}"
    address = f"<br/>{part.addresses[0]}" if part.addresses else ""
    return f'["{members}{address}"]'


def _id(name: str) -> str:
    return name.replace("-", "_")
